using CallbackGen.Generator.Analyzers.Semantics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Flow;

/// <summary>
/// Determines whether the results in a sequence were checked: true where only successful ones are left, false where no code checked them,
/// null where that cannot be determined.
/// </summary>
internal sealed class ResultSequences(ResultSymbols symbols, ResultHelpers helpers)
{
    private static readonly string[] Types =
    [
        "Enumerable",
        "Queryable",
        "ParallelEnumerable",
        "AsyncEnumerable",
        "ImmutableArrayExtensions",
        "ImmutableArray",
        "List",
        "Array",
    ];

    // Methods that return the same items unchanged.
    private static readonly string[] Carriers =
    [
        "ToList",
        "ToArray",
        "ToHashSet",
        "ToListAsync",
        "ToArrayAsync",
        "ToImmutableArray",
        "ToImmutableList",
        "AsEnumerable",
        "AsParallel",
        "AsQueryable",
        "ToAsyncEnumerable",
        "OrderBy",
        "OrderByDescending",
        "Order",
        "OrderDescending",
        "Reverse",
        "Take",
        "TakeLast",
        "Skip",
        "SkipLast",
        "Distinct",
        "DistinctBy",
    ];

    private static readonly string[] Takers = ["First", "Single", "Last", "ElementAt", "FirstAsync", "SingleAsync", "LastAsync"];

    private static readonly string[] Filters = ["Where", "TakeWhile", "FindAll"];

    private static readonly string[] Checks = ["IsSuccess", "Rejection", "TryGetValue", "GetValueOrThrow"];

    /// <summary>Returns the call over a sequence that receives a lambda or method group; null when another call receives it.</summary>
    public static IInvocationOperation? CallOf(IOperation function)
    {
        var parent = function.Parent;
        while (parent is IConversionOperation or IDelegateCreationOperation or IParenthesizedOperation)
            parent = parent.Parent;
        return parent is IArgumentOperation { Parent: IInvocationOperation call } && IsOverSequence(call) ? call : null;
    }

    /// <summary>Returns the sequence on which a call operates.</summary>
    public static IOperation SourceOf(IInvocationOperation call) => call.Instance ?? call.Arguments[0].Value;

    /// <summary>Whether a call returns one item of a sequence.</summary>
    public static bool TakesOne(IInvocationOperation call) => Takers.Contains(call.TargetMethod.Name) && IsOverSequence(call);

    /// <summary>Whether the item that a call returns has succeeded.</summary>
    public bool TakesPassed(IInvocationOperation call, CancellationToken cancellationToken) =>
        call.Arguments.Any(argument => FunctionOf(argument.Value) is { } predicate && Passes(predicate) == true)
        || OutcomeOf(SourceOf(call), cancellationToken) == true;

    /// <summary>Returns the outcome of the results in a sequence, as this class defines it.</summary>
    public bool? OutcomeOf(IOperation sequence, CancellationToken cancellationToken) => OutcomeOf(sequence, new Trail(), cancellationToken);

    private bool? OutcomeOf(IOperation sequence, Trail trail, CancellationToken cancellationToken)
    {
        if (!trail.Goes())
            return null;
        return Values.Bare(sequence) switch
        {
            ITranslatedQueryOperation query => OutcomeOf(query.Operation, trail, cancellationToken),
            IInvocationOperation { TargetMethod: { Name: "WhenAll", ContainingType.Name: "Task" }, Arguments: [var tasks] } => OutcomeOf(
                tasks.Value,
                trail,
                cancellationToken
            ),
            IInvocationOperation call when IsOverSequence(call) => OfCall(call, trail, cancellationToken),
            IArrayCreationOperation { Initializer: { } items } => OfItems(items.ElementValues, cancellationToken),
            ICollectionExpressionOperation items => OfItems(items.Elements, cancellationToken),
            ILocalReferenceOperation local when !IsLookedAt(local) => OfWritten(trail.WrittenTo(local), trail, cancellationToken),
            IParameterReferenceOperation
            {
                Parameter.ContainingSymbol: IMethodSymbol
                {
                    MethodKind: MethodKind.Ordinary,
                    DeclaredAccessibility: not Accessibility.Private
                }
            } parameter when IsOfResults(parameter.Type) && !IsLookedAt(parameter) => false,
            _ => null,
        };
    }

    private bool? OfCall(IInvocationOperation call, Trail trail, CancellationToken cancellationToken)
    {
        var name = call.TargetMethod.Name;
        if (Carriers.Contains(name))
            return OutcomeOf(SourceOf(call), trail, cancellationToken);
        if (
            name is not "Select" && !Filters.Contains(name)
            || call.Arguments.Select(argument => FunctionOf(argument.Value)).FirstOrDefault(found => found is not null) is not { } function
        )
            return null;
        if (name == "Select")
            return OfSelected(function, cancellationToken);
        return Passes(function) switch
        {
            true => true,
            false => OutcomeOf(SourceOf(call), trail, cancellationToken),
            _ => LooksAt(function) ? null : OutcomeOf(SourceOf(call), trail, cancellationToken),
        };
    }

    /// <summary>Returns the outcome of the results that a selector creates from other items.</summary>
    private bool? OfSelected(IOperation function, CancellationToken cancellationToken)
    {
        if (function is IMethodReferenceOperation group)
            return !symbols.Yields(group.Method.ReturnType) ? null : helpers.Of(group.Method, cancellationToken)?.YieldsSuccess == true;
        var returned = Returned(function).ToList();
        return returned.Count > 0 && returned.All(value => helpers.IsFresh(value, cancellationToken)) ? false : null;
    }

    private bool? OfItems(IEnumerable<IOperation> items, CancellationToken cancellationToken) =>
        items.Any(item => helpers.IsFresh(item, cancellationToken)) ? false : null;

    private bool? OfWritten(IEnumerable<IOperation> written, Trail trail, CancellationToken cancellationToken)
    {
        var outcomes = written.Select(value => OutcomeOf(value, trail, cancellationToken)).ToList();
        return outcomes.Contains(false) ? false
            : outcomes.Count > 0 && outcomes.All(outcome => outcome == true) ? true
            : null;
    }

    /// <summary>
    /// Whether a predicate accepts successful results (true) or refused ones (false); null when it tests anything else or more.
    /// </summary>
    private bool? Passes(IOperation predicate) =>
        predicate is not IAnonymousFunctionOperation || Returned(predicate).ToList() is not [var answer]
            ? null
            : Values.Bare(answer) switch
            {
                IPropertyReferenceOperation { Property.Name: "IsSuccess", Instance: IParameterReferenceOperation result }
                    when symbols.IsResult(result.Type) => true,
                IUnaryOperation
                {
                    OperatorKind: UnaryOperatorKind.Not,
                    Operand: IPropertyReferenceOperation { Property.Name: "IsSuccess", Instance: IParameterReferenceOperation result }
                } when symbols.IsResult(result.Type) => false,
                _ => null,
            };

    /// <summary>
    /// Whether a member checks the items of a sequence elsewhere, or passes the sequence to a function that may check them.
    /// </summary>
    private static bool IsLookedAt(IOperation reference)
    {
        foreach (var other in Values.Root(reference).Descendants())
        {
            if (!IsSame(other, reference) || other.Syntax == reference.Syntax)
                continue;
            var parent = other.Parent;
            while (parent is IConversionOperation or IParenthesizedOperation)
                parent = parent.Parent;
            var looks = parent switch
            {
                IForEachLoopOperation loop => LooksAt(loop.Body),
                IArgumentOperation { Parent: IInvocationOperation call } => !IsOverSequence(call)
                    || !Filters.Contains(call.TargetMethod.Name)
                        && call.Arguments.Any(argument => FunctionOf(argument.Value) is { } function && LooksAt(function)),
                IInvocationOperation call => !Filters.Contains(call.TargetMethod.Name)
                    && call.Arguments.Any(argument => FunctionOf(argument.Value) is { } function && LooksAt(function)),
                _ => false,
            };
            if (looks)
                return true;
        }

        return false;
    }

    private static bool IsSame(IOperation operation, IOperation reference) =>
        (operation, reference) switch
        {
            (ILocalReferenceOperation one, ILocalReferenceOperation other) => SymbolEqualityComparer.Default.Equals(one.Local, other.Local),
            (IParameterReferenceOperation one, IParameterReferenceOperation other) => SymbolEqualityComparer.Default.Equals(
                one.Parameter,
                other.Parameter
            ),
            _ => false,
        };

    /// <summary>Whether code tests whether some result succeeded. A named method is assumed to test.</summary>
    private static bool LooksAt(IOperation code) =>
        code is IMethodReferenceOperation
        || code.Descendants()
            .Any(operation =>
                operation switch
                {
                    IPropertyReferenceOperation property => Checks.Contains(property.Property.Name),
                    IInvocationOperation call => Checks.Contains(call.TargetMethod.Name),
                    IIsPatternOperation or IPropertySubpatternOperation or ICoalesceOperation or IConditionalAccessOperation => true,
                    _ => false,
                }
            );

    private static IEnumerable<IOperation> Returned(IOperation lambda) => Values.Returned(lambda);

    private static IOperation? FunctionOf(IOperation argument) =>
        Values.Bare(argument) is IAnonymousFunctionOperation or IMethodReferenceOperation ? Values.Bare(argument) : null;

    private bool IsOfResults(ITypeSymbol? type) =>
        type switch
        {
            IArrayTypeSymbol array => symbols.IsResult(array.ElementType),
            INamedTypeSymbol { TypeArguments: [var item] } => symbols.IsResult(item),
            _ => false,
        };

    private static bool IsOverSequence(IInvocationOperation call) =>
        Types.Contains(call.TargetMethod.ContainingType.Name)
        && EndpointMethods.IsIn(call.TargetMethod.ContainingType, "System")
        && (call.Instance is not null || call.Arguments.Length > 0);
}
