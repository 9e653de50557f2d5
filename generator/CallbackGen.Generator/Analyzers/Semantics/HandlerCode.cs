using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// The code of a function that handles a callback: its own, that of the private and local functions which it calls, and that of methods
/// which return a boolean about the callback. Calls inside those functions are not followed.
/// </summary>
internal sealed class HandlerCode
{
    // Verbs for an application's actions for a payment, in addition to the configurable words.
    private static readonly string[] Further =
    [
        "Confirm",
        "Accept",
        "Apply",
        "Issue",
        "Provision",
        "Unlock",
        "Extend",
        "Renew",
        "Finalize",
        "Finalise",
        "ProcessPayment",
        "HandlePayment",
        "RecordPayment",
        "AddPayment",
        "RegisterPayment",
    ];

    // The calls of the functions that are analyzed with the handler, by function.
    private readonly Dictionary<IMethodSymbol, IInvocationOperation> _called = new(SymbolEqualityComparer.Default);

    // The calls through which operations in other functions are reached.
    private readonly Dictionary<IOperation, IInvocationOperation> _entered = [];
    private readonly List<IOperation> _all;
    private IReadOnlyList<IOperation>? _deeds;

    private HandlerCode(IOperation body, IMethodSymbol function, bool isHelper, CallbackSymbols symbols, OperationAnalysisContext context)
    {
        (Body, Function, IsHelper, Symbols, Context) = (body, function, isHelper, symbols, context);
        Words = DecidingWords.Of(context);
        Effects = new Effects(Words);
        _all = [.. body.Descendants()];
        Enter(context);
    }

    public IOperation Body { get; }

    public IMethodSymbol Function { get; }

    /// <summary>Whether only other functions call it and no host, so that its callers may have done the checks that it omits.</summary>
    public bool IsHelper { get; }

    public CallbackSymbols Symbols { get; }

    public OperationAnalysisContext Context { get; }

    public DecidingWords Words { get; }

    public Effects Effects { get; }

    /// <summary>All operations of the handler's code.</summary>
    public IReadOnlyList<IOperation> Operations => _all;

    /// <summary>The actions by which it has an order paid, shipped, credited or refunded, outside of a confirmation.</summary>
    public IReadOnlyList<IOperation> Deeds => _deeds ??= [.. _all.Where(IsDeed)];

    /// <summary>
    /// Registers an action for the functions that handle callbacks, and for methods that receive a message or a payload from them.
    /// </summary>
    public static void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, Action<HandlerCode> analyze)
    {
        var functions = new CallbackFunctions(symbols);
        context.RegisterOperationAction(
            operation =>
            {
                if (functions.Of(operation.Operation, operation.ContainingSymbol) is var (function, body))
                    analyze(new HandlerCode(body, function, isHelper: false, symbols, operation));
                else if (
                    operation.Operation is IMethodBodyOperation
                    && operation.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Ordinary } method
                    && symbols.TakesPayload(method)
                )
                    analyze(new HandlerCode(operation.Operation, method, isHelper: true, symbols, operation));
            },
            OperationKind.MethodBody,
            OperationKind.AnonymousFunction,
            OperationKind.LocalFunction
        );
    }

    /// <summary>Returns the location at which to report an operation: its own, or that of the call of its function.</summary>
    public Location PlaceOf(IOperation operation) =>
        (_entered.TryGetValue(operation, out var call) ? call : operation).Syntax.GetLocation();

    /// <summary>
    /// Whether no other analysis covers an operation: it is in the handler's body, or in a function that receives neither message nor
    /// payload.
    /// </summary>
    public bool IsOwn(IOperation operation) => !_entered.TryGetValue(operation, out var call) || !Symbols.TakesPayload(call.TargetMethod);

    /// <summary>
    /// Returns the parts from which a value is computed, outer parts first, through locals and through arguments of the handler's own
    /// functions. Members of a payload are not decomposed.
    /// </summary>
    public IEnumerable<IOperation> Leaves(IOperation value) => Leaves(value, new Trail());

    /// <summary>Whether an operation only serves a log line or a confirmation.</summary>
    public bool IsAside(IOperation operation) => Surroundings.IsInLog(operation, Words) || Surroundings.IsInConfirmation(operation);

    /// <summary>Whether a type is the message or the payload of a feed.</summary>
    public bool IsWhole(ITypeSymbol? type) =>
        Symbols.LevelOf(type) is not null || Symbols.PayloadOf(type) is not null || CallbackSymbols.Is(type, Symbols.Message);

    /// <summary>Whether the message or its payload is passed to code that is not analyzed.</summary>
    public bool Escapes() =>
        _all.Any(operation =>
            operation switch
            {
                IArgumentOperation { Parent: IInvocationOperation call } argument => IsWhole(Values.Bare(argument.Value).Type)
                    && !_called.ContainsKey(call.TargetMethod.OriginalDefinition)
                    && !EndpointMethods.IsIn(call.TargetMethod.ContainingType, "CallbackGen"),
                IArgumentOperation { Parent: IObjectCreationOperation } argument => IsWhole(Values.Bare(argument.Value).Type),
                ISimpleAssignmentOperation { Target: not (ILocalReferenceOperation or IDiscardOperation) } assignment => IsWhole(
                    Values.Bare(assignment.Value).Type
                ),
                _ => false,
            } && !Surroundings.IsInConfirmation(operation)
        );

    private void Enter(OperationAnalysisContext context)
    {
        foreach (var call in _all.OfType<IInvocationOperation>().ToList())
        {
            var isQuestion =
                call.Type?.SpecialType == SpecialType.System_Boolean
                && call.Arguments.Any(argument => IsWhole(Values.Bare(argument.Value).Type));
            var method = call.TargetMethod.OriginalDefinition;
            if (
                _called.ContainsKey(method)
                || !isQuestion && !SoleWork.IsOwn(call, context.ContainingSymbol)
                || MethodBodies.Of(call.TargetMethod, context.Compilation, context.CancellationToken) is not { } own
            )
                continue;
            _called.Add(method, call);
            // A local function is part of the body already.
            if (own.Syntax.SyntaxTree == Body.Syntax.SyntaxTree && Body.Syntax.Span.Contains(own.Syntax.Span))
                continue;
            foreach (var inner in own.Descendants())
            {
                _entered[inner] = call;
                _all.Add(inner);
            }
        }
    }

    private bool IsDeed(IOperation operation) =>
        operation switch
        {
            IInvocationOperation call => !EndpointMethods.IsIn(call.TargetMethod.ContainingType, "System")
                && Effects.IsEffect(call)
                && !Surroundings.IsLog(call.TargetMethod, Words)
                && !Effects.Tells(call)
                && (
                    Effects.IsDeed(call)
                    || Effects.MustHappenOnce(call)
                    || IsIncrement(call)
                    || Further.Any(word => DecidingWords.StartsWithWord(call.TargetMethod.Name, word))
                ),
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.ContainingType: { } owner } } =>
                !HandlerReads.IsOfHost(owner) && Effects.MarksPaid(operation),
            ICompoundAssignmentOperation
            {
                OperatorKind: BinaryOperatorKind.Add,
                Target: IPropertyReferenceOperation,
                Value.ConstantValue.HasValue: false
            } => true,
            _ => false,
        } && !IsAside(operation);

    /// <summary>Whether a call increments a column by SQL: <c>balance = balance + @amount</c>.</summary>
    private static bool IsIncrement(IInvocationOperation call)
    {
        if (SqlTexts.WrittenBy(call) is not { } sql)
            return false;
        var tokens = sql.Split([' ', '\n', '\r', '\t', ',', '='], StringSplitOptions.RemoveEmptyEntries);
        return Enumerable
            .Range(0, Math.Max(0, tokens.Length - 2))
            .Any(at => string.Equals(tokens[at], tokens[at + 1], StringComparison.OrdinalIgnoreCase) && tokens[at + 2] == "+");
    }

    private IEnumerable<IOperation> Leaves(IOperation value, Trail trail)
    {
        if (!trail.Goes())
            yield break;
        yield return value;
        if (value is IPropertyReferenceOperation { Property: var member } && CallbackSymbols.IsPayloadMember(member))
            yield break;
        var inner = value switch
        {
            ILocalReferenceOperation local => trail.WrittenTo(local),
            IParameterReferenceOperation { Parameter: var parameter } => trail.Enters(parameter) ? Handed(parameter) : [],
            _ => value.ChildOperations,
        };
        foreach (var child in inner)
        {
            foreach (var leaf in Leaves(child, trail))
                yield return leaf;
        }
    }

    /// <summary>Returns the argument that one of the handler's own functions receives for a parameter.</summary>
    private IEnumerable<IOperation> Handed(IParameterSymbol parameter) =>
        parameter.ContainingSymbol is IMethodSymbol method
        && _called.TryGetValue(method.OriginalDefinition, out var call)
        && call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal) is { } argument
            ? [argument.Value]
            : [];
}
