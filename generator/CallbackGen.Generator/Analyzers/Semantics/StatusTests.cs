using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds the uses of a status that is read: the values with which it is compared, and the conditions that this decides.</summary>
internal sealed class StatusTests(Compilation compilation, CancellationToken cancellationToken)
{
    private static readonly string[] Searches = ["Contains", "StartsWith", "EndsWith", "IndexOf", "LastIndexOf"];

    // Methods that change the spelling of a text and not its meaning.
    private static readonly string[] Spellings =
    [
        "ToString",
        "ToLower",
        "ToLowerInvariant",
        "ToUpper",
        "ToUpperInvariant",
        "Trim",
        "TrimStart",
        "TrimEnd",
        "GetValueOrDefault",
    ];

    /// <summary>
    /// Returns every test of a status that is read here, or of a local that it is assigned to; null for each use that is no test or is not
    /// understood.
    /// </summary>
    public IEnumerable<StatusTest?> Of(IOperation read) => Of(read, new Trail(), mayStep: true);

    private IEnumerable<StatusTest?> Of(IOperation read, Trail trail, bool mayStep)
    {
        var value = Outermost(read);
        switch (value.Parent)
        {
            case IVariableInitializerOperation when Locals.InitializedBy(value) is { } local:
                return OfLocal(local, value, trail, mayStep);
            case IIsPatternOperation { Pattern: var pattern } match when Comparing.Named(pattern) is { } named:
                return OfLocal(named, match, trail, mayStep);
            case IPropertySubpatternOperation { Pattern: var pattern } part when Comparing.Named(pattern) is { } named:
                return OfLocal(named, part, trail, mayStep);
            case IIsPatternOperation { Pattern: var pattern }:
                return [OfPattern(pattern)];
            case IPropertySubpatternOperation part when part.Member == value:
                return [OfPattern(part.Pattern)];
            case ISwitchOperation choice:
                return choice.Cases.SelectMany(section => OfSection(section, trail, mayStep));
            case ISwitchExpressionOperation choice:
                return choice.Arms.SelectMany(arm =>
                    Comparing.Named(arm.Pattern) is { } named ? OfLocal(named, arm, trail, mayStep) : [OfPattern(arm.Pattern)]
                );
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison:
                return [Compared(comparison, Comparing.Other(comparison, value), comparison.OperatorKind == BinaryOperatorKind.Equals)];
            case IInvocationOperation call when call.Instance == value:
                return [OfMethod(call)];
            case IArgumentOperation { Parent: IInvocationOperation call } argument:
                return OfArgument(call, argument, value, trail, mayStep);
            default:
                return [null];
        }
    }

    private IEnumerable<StatusTest?> OfLocal(ILocalSymbol local, IOperation at, Trail trail, bool mayStep) =>
        !trail.Enters(local) ? [] : Locals.References(local, Values.Root(at)).SelectMany(reference => Of(reference, trail, mayStep));

    private IEnumerable<StatusTest?> OfSection(ISwitchCaseOperation section, Trail trail, bool mayStep)
    {
        var names = new List<string>();
        foreach (var clause in section.Clauses)
        {
            if (clause is IPatternCaseClauseOperation { Pattern: var pattern } && Comparing.Named(pattern) is { } named)
                return OfLocal(named, clause, trail, mayStep);
            var found = clause switch
            {
                ISingleValueCaseClauseOperation single => NameOf(single.Value) is { } name ? [name] : null,
                IPatternCaseClauseOperation { Pattern: var several } => NamesIn(several) is (var all, true) ? all : null,
                _ => null,
            };
            if (found is null)
                return [];
            names.AddRange(found);
        }

        return [new StatusTest(section.Clauses[0], section, true, names)];
    }

    /// <summary>Returns the outermost expression that is computed from a value's text alone.</summary>
    private static IOperation Outermost(IOperation read)
    {
        var value = read;
        while (true)
        {
            switch (value.Parent)
            {
                case IConversionOperation
                or IParenthesizedOperation
                or IPropertyReferenceOperation { Property.Name: "Known" or "Text" or "Value" }:
                case IInvocationOperation { TargetMethod.Name: var name } call when call.Instance == value && Spellings.Contains(name):
                case ICoalesceOperation coalesce when coalesce.Value == value:
                case IConditionalAccessOperation access when access.WhenNotNull == value:
                    value = value.Parent;
                    continue;
                case IConditionalAccessOperation access
                    when access.WhenNotNull.DescendantsAndSelf().OfType<IConditionalAccessInstanceOperation>().FirstOrDefault()
                        is { } instance:
                    value = instance;
                    continue;
                default:
                    return value;
            }
        }
    }

    private static StatusTest? Compared(IOperation comparison, IOperation other, bool isEqual) =>
        NameOf(other) is { } name ? new StatusTest(comparison, comparison, isEqual, [name]) : null;

    /// <summary>Returns the test that a method of the status or of its text makes.</summary>
    private static StatusTest? OfMethod(IInvocationOperation call) =>
        call switch
        {
            { TargetMethod.Name: "Is" or "Equals", Arguments: [var argument, ..] } => Compared(call, argument.Value, isEqual: true),
            { TargetMethod.ContainingType.SpecialType: SpecialType.System_String } when Searches.Contains(call.TargetMethod.Name) =>
                Searched(call, call.TargetMethod.Name),
            _ => null,
        };

    /// <summary>Returns the tests by a function that receives the status.</summary>
    private IEnumerable<StatusTest?> OfArgument(
        IInvocationOperation call,
        IArgumentOperation argument,
        IOperation value,
        Trail trail,
        bool mayStep
    )
    {
        var method = call.TargetMethod;
        if (method.Name == "Equals" && call.Arguments.FirstOrDefault(other => other != argument) is { } compared)
            return [Compared(call, compared.Value, isEqual: true)];
        if (method is { Name: "IsMatch", ContainingType.Name: "Regex" })
            return [IsWhole(call) ? null : Searched(call, method.Name)];
        if (method.Name is "Contains" or "IndexOf" && RequestData.Receiver(call) is { } container && container != value)
        {
            if (container.Type?.SpecialType == SpecialType.System_String)
                return [Searched(call, method.Name)];
            return
            [
                NamesOf(container) is { Count: > 0 } names && method.Name == "Contains" ? new StatusTest(call, call, true, names) : null,
            ];
        }

        return mayStep && method.ReturnType.SpecialType == SpecialType.System_Boolean && argument.Parameter is { } parameter
            ? OfHelper(call, parameter, trail)
            : [null];
    }

    /// <summary>
    /// Returns the tests of a parameter in a method of the application that returns a boolean. Calls inside that method are not followed.
    /// </summary>
    private IEnumerable<StatusTest?> OfHelper(IInvocationOperation call, IParameterSymbol parameter, Trail trail)
    {
        if (
            MethodBodies.Written(call.TargetMethod, compilation, cancellationToken) is not { } written
            || MethodBodies.Of(written, compilation, cancellationToken) is not { } body
        )
            return [null];
        var taken = MethodBodies.Taken(written, call, parameter);
        return Answered(
            call,
            body.Descendants()
                .OfType<IParameterReferenceOperation>()
                .Where(reference => SymbolEqualityComparer.Default.Equals(reference.Parameter, taken))
                .SelectMany(reference => Of(reference, trail, mayStep: false))
        );
    }

    /// <summary>Returns the tests inside a boolean function, expressed as values of its call.</summary>
    public static IEnumerable<StatusTest?> Answered(IInvocationOperation call, IEnumerable<StatusTest?> tests) =>
        tests.Select(test =>
            test is null || Guards.AnswerWhere(test.Condition, test.Holds) is not var (holds, isOnly)
                ? null
                : test with
                {
                    Place = call,
                    Condition = call,
                    Holds = holds,
                    IsOnly = isOnly,
                }
        );

    private static StatusTest? Searched(IInvocationOperation call, string how)
    {
        if (call.Type?.SpecialType == SpecialType.System_Boolean)
            return new StatusTest(call, call, true, [], how);
        // IndexOf returns a position.
        return call.Parent is IBinaryOperation { RightOperand.ConstantValue: { HasValue: true, Value: int place } } comparison
            ? new StatusTest(
                call,
                comparison,
                (comparison.OperatorKind, place) is not ((BinaryOperatorKind.LessThan, _) or (BinaryOperatorKind.Equals, -1)),
                [],
                how
            )
            : null;
    }

    /// <summary>Whether a regular expression is anchored at both ends, or its pattern is unknown.</summary>
    private bool IsWhole(IInvocationOperation call)
    {
        var pattern = call.Instance is null
            ? call.Arguments.ElementAtOrDefault(1)?.Value is { } given
                ? Values.Constant(given)
                : null
            : PatternOf(Values.Bare(call.Instance));
        return pattern is null
            || (pattern.StartsWith("^", StringComparison.Ordinal) || pattern.StartsWith("\\A", StringComparison.Ordinal))
                && (pattern.EndsWith("$", StringComparison.Ordinal) || pattern.EndsWith("\\z", StringComparison.OrdinalIgnoreCase));
    }

    private string? PatternOf(IOperation regex) =>
        regex switch
        {
            IObjectCreationOperation { Arguments: [var pattern, ..] } => Values.Constant(pattern.Value),
            IInvocationOperation { TargetMethod: var made } => MadeOf(made),
            IPropertyReferenceOperation { Property: var property } when MadeOf(property) is { } pattern => pattern,
            IMemberReferenceOperation { Member: var member } => DeclaredValues
                .Initializer(member, compilation, cancellationToken)
                .Select(Values.Bare)
                .OfType<IObjectCreationOperation>()
                .Select(PatternOf)
                .FirstOrDefault(),
            ILocalReferenceOperation local => Values
                .WrittenTo(local)
                .Select(Values.Bare)
                .OfType<IObjectCreationOperation>()
                .Select(PatternOf)
                .FirstOrDefault(),
            _ => null,
        };

    /// <summary>Returns the pattern of a regular expression that a source generator implements.</summary>
    private static string? MadeOf(ISymbol member) =>
        member.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.Name == "GeneratedRegexAttribute")
            is { ConstructorArguments: [{ Value: string pattern }, ..] }
            ? pattern
            : null;

    /// <summary>Returns the constants in a collection of the source: here, in a local, or in a member without other assignments.</summary>
    private List<string> NamesOf(IOperation collection)
    {
        var written = Values.Bare(collection) switch
        {
            ILocalReferenceOperation local => Values.WrittenTo(local),
            IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol } member => DeclaredValues.Of(
                member.Member,
                compilation,
                cancellationToken
            ),
            var bare => [bare],
        };
        return
        [
            .. written
                .SelectMany(value => value.DescendantsAndSelf())
                .Where(part => part is IFieldReferenceOperation or ILiteralOperation)
                .Select(NameOf)
                .OfType<string>(),
        ];
    }

    /// <summary>Returns the test that a pattern makes, where its condition can be found.</summary>
    private static StatusTest? OfPattern(IPatternOperation pattern)
    {
        if (NamesIn(pattern) is not var (names, holds))
            return null;
        for (IOperation inner = pattern; inner.Parent is { } outer; inner = outer)
        {
            switch (outer)
            {
                case IIsPatternOperation or ISwitchExpressionArmOperation:
                    return new StatusTest(Innermost(pattern), outer, holds, names);
                case IPatternCaseClauseOperation { Parent: ISwitchCaseOperation section }:
                    return new StatusTest(Innermost(pattern), section, holds, names);
                case INegatedPatternOperation:
                    holds = !holds;
                    break;
                case not (IPropertySubpatternOperation or IRecursivePatternOperation):
                    return null;
            }
        }

        return null;
    }

    /// <summary>Returns the constants that a pattern tests, and whether it matches them or everything else.</summary>
    private static (IReadOnlyList<string> Names, bool Holds)? NamesIn(IPatternOperation pattern)
    {
        switch (pattern)
        {
            case IConstantPatternOperation constant:
                return NameOf(constant.Value) is { } name ? ([name], true) : null;
            case INegatedPatternOperation negated:
                return NamesIn(negated.Pattern) is var (names, holds) ? (names, !holds) : null;
            case IRecursivePatternOperation when Inner(pattern) is { } inner:
                return NamesIn(inner);
            case IBinaryPatternOperation both
                when NamesIn(both.LeftPattern) is var (left, isLeft)
                    && NamesIn(both.RightPattern) is var (right, isRight)
                    && isLeft == isRight
                    && isLeft == (both.OperatorKind == BinaryOperatorKind.Or):
                return ([.. left, .. right], isLeft);
            default:
                return null;
        }
    }

    /// <summary>Returns the pattern for a status inside the pattern for its object.</summary>
    private static IPatternOperation? Inner(IPatternOperation pattern) =>
        pattern
            is IRecursivePatternOperation
        {
            PropertySubpatterns: [
            { Member: IPropertyReferenceOperation { Property.Name: "Known" or "Text" or "Value" }, Pattern: var inner },
                ],
            DeconstructionSubpatterns.IsEmpty: true
        }
            ? inner
            : null;

    private static IPatternOperation Innermost(IPatternOperation pattern) => Inner(pattern) is { } inner ? Innermost(inner) : pattern;

    /// <summary>Returns the name of an enum constant, or a constant text as a C# name.</summary>
    public static string? NameOf(IOperation value) =>
        Surroundings.Unwrap(value) switch
        {
            IFieldReferenceOperation { Field: { IsConst: true, ContainingType.TypeKind: TypeKind.Enum, Name: var name } } => name,
            { ConstantValue: { HasValue: true, Value: string { Length: > 0 } text } } => DecidingWords.NameOf(text),
            _ => null,
        };
}
