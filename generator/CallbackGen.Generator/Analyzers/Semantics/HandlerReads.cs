using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>A handler's reads of its payload, and its effects.</summary>
internal sealed class HandlerReads
{
    private readonly CallbackSymbols _symbols;
    private readonly INamedTypeSymbol _payload;
    private readonly DecidingWords _words;
    private readonly Effects _effects;
    private readonly List<IOperation> _own;
    private readonly List<IOperation> _operations;
    private readonly Dictionary<IOperation, IInvocationOperation> _asked = [];

    // The calls of the handler's own functions that are analyzed with it, by their operations.
    private readonly Dictionary<IOperation, IInvocationOperation> _entered = [];

    // Computed at the first query, when all operations are collected.
    private IReadOnlyList<IPropertyReferenceOperation>? _members;
    private bool? _escapes;

    public HandlerReads(HandlerFunction handler, CallbackSymbols symbols, DecidingWords words)
    {
        _symbols = symbols;
        _payload = handler.Payload;
        _words = words;
        _effects = new Effects(words);
        _own = [.. handler.Body.Descendants()];
        _operations = _own;
    }

    /// <summary>
    /// Also collects the reads of the application's own methods that receive the whole payload and return a boolean: <c>if
    /// (IsPaid(payment.Payload))</c>. Calls inside those methods are not followed.
    /// </summary>
    public HandlerReads(HandlerFunction handler, CallbackSymbols symbols, DecidingWords words, CancellationToken cancellationToken)
        : this(handler, symbols, words)
    {
        foreach (var call in _own.OfType<IInvocationOperation>().Where(IsAsked).ToList())
        {
            if (MethodBodies.Of(call.TargetMethod, symbols.Compilation, cancellationToken) is not { } body)
                continue;
            foreach (var operation in body.Descendants())
                _asked[operation] = call;
        }

        if (_asked.Count == 0)
            return;
        // A local function is part of the handler's body, too.
        var declared = new HashSet<string>(_asked.Keys.OfType<IPropertyReferenceOperation>().Select(PlaceOf));
        _own.RemoveAll(operation => operation is IPropertyReferenceOperation read && declared.Contains(PlaceOf(read)));
        _operations = [.. _own, .. _asked.Keys];
    }

    /// <summary>
    /// Also collects the reads and effects of the handler's private and local functions that receive the whole message or payload. The
    /// result shows members that no code reads; it does not keep the order of effects and tests.
    /// </summary>
    public static HandlerReads WithOwnFunctions(
        HandlerFunction handler,
        CallbackSymbols symbols,
        DecidingWords words,
        OperationAnalysisContext context
    )
    {
        var reads = new HandlerReads(handler, symbols, words, context.CancellationToken);
        foreach (
            var call in reads
                ._own.OfType<IInvocationOperation>()
                .Where(call =>
                    !reads._asked.ContainsValue(call)
                    && SoleWork.IsOwn(call, context.ContainingSymbol)
                    && call.Arguments.Any(argument => reads.IsWhole(Values.Bare(argument.Value)))
                )
                .ToList()
        )
        {
            if (MethodBodies.Of(call.TargetMethod, symbols.Compilation, context.CancellationToken) is not { } body)
                continue;
            foreach (var operation in body.Descendants())
                reads._entered[operation] = call;
        }

        reads._own.AddRange(reads._entered.Keys);
        if (reads._operations != reads._own)
            reads._operations.AddRange(reads._entered.Keys);
        return reads;
    }

    /// <summary>Every read of a member, by access or by pattern.</summary>
    public IReadOnlyList<IPropertyReferenceOperation> Members =>
        _members ??= [.. _operations.OfType<IPropertyReferenceOperation>().Where(IsMember)];

    /// <summary>Returns the call of the method that reads a member, or null where the handler reads it itself.</summary>
    public IInvocationOperation? AskedBy(IOperation read) => _asked.TryGetValue(read, out var call) ? call : null;

    /// <summary>Returns the handler's call of its own function that contains an operation, or the operation itself.</summary>
    public IOperation PlaceIn(IOperation operation) => _entered.TryGetValue(operation, out var call) ? call : operation;

    /// <summary>
    /// Whether the whole message or payload leaves the handler, or the code tests its type, so that other code may read any of its
    /// members.
    /// </summary>
    public bool PayloadEscapes() =>
        _escapes ??= _operations.Any(operation =>
            IsWhole(operation) && Escapes(operation) && !Surroundings.IsInConfirmation(operation) && !IsInLog(operation)
        );

    /// <summary>
    /// Returns the reads of the status other than for a log line, and of members that are named like one: some providers send the status
    /// twice, as a code and in words, and the schema names one of them.
    /// </summary>
    public IReadOnlyList<IOperation> StatusReads() =>
        [
            .. ReadsOf(Role.Status)
                .Concat(
                    Members.Where(member =>
                        !_symbols.Plays(member.Property, Role.Status) && !IsInLog(member) && _words.IsStatus(member.Property.Name)
                    )
                ),
        ];

    /// <summary>Whether the handler queries the provider.</summary>
    public bool Confirms() =>
        _operations.Any(operation => operation is IInvocationOperation call && Surroundings.IsConfirmation(call.TargetMethod));

    /// <summary>Returns the members of the payload that have a role and more than one possible value.</summary>
    public List<IPropertySymbol> Players(Role role) =>
        [
            .. CallbackSymbols
                .MembersOf(_payload)
                .Where(member => _symbols.RolesOf(member).Any(played => played.Role == role && !played.IsConstant)),
        ];

    /// <summary>Returns the calls and assignments by which a handler changes state outside of itself.</summary>
    public IEnumerable<IOperation> Effects() =>
        _own.Where(operation =>
            operation switch
            {
                IInvocationOperation call => IsEffect(call),
                ISimpleAssignmentOperation
                {
                    Target: IPropertyReferenceOperation
                    {
                        Property.ContainingType: { } owner,
                        Instance: not IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver }
                    }
                } => !IsOfHost(owner),
                _ => false,
            }
            && !Surroundings.IsInConfirmation(operation)
            && !IsInLog(operation)
        );

    /// <summary>
    /// Whether a call passes the payload or the message to a method that returns a boolean, declared in this compilation.
    /// </summary>
    private bool IsAsked(IInvocationOperation call) =>
        call.Type?.SpecialType == SpecialType.System_Boolean && call.Arguments.Any(argument => IsWhole(Values.Bare(argument.Value)));

    private static string PlaceOf(IOperation operation) =>
        $"{operation.Syntax.SyntaxTree.FilePath}:{operation.Syntax.SpanStart}:{operation.Syntax.Span.Length}";

    private bool IsEffect(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (
            IsOfHost(method.ContainingType)
            || Surroundings.IsLog(method, _words)
            || Sinks.Of(call) is not null
            || _words.IsRecheck(method.Name)
        )
            return false;
        // A call that runs a function has that function's effects, which are analyzed separately.
        if (
            !_effects.Orders(call)
            && call.Arguments.Any(argument =>
                argument
                    .Value.Descendants()
                    .Any(operation =>
                        operation is IAnonymousFunctionOperation function
                        && function.Body.Descendants().OfType<IInvocationOperation>().Any()
                    )
            )
        )
            return false;
        var isStatement =
            call.Parent is IExpressionStatementOperation { IsImplicit: false } or IAwaitOperation { Parent: IExpressionStatementOperation };
        return isStatement
            || method.ReturnsVoid
            || _effects.Orders(call)
            || method.ReturnType is INamedTypeSymbol { IsGenericType: false, Name: "Task" or "ValueTask" };
    }

    /// <summary>Whether a type belongs to the host: answering the request, waiting and logging are not effects.</summary>
    public static bool IsOfHost(INamedTypeSymbol type) =>
        EndpointMethods.IsIn(type, "Microsoft.AspNetCore")
        || EndpointMethods.IsIn(type, "Microsoft.Extensions.Logging")
        || EndpointMethods.IsIn(type, "CallbackGen")
        || EndpointMethods.IsIn(type, "System.Threading")
        || EndpointMethods.IsIn(type, "System.Diagnostics")
        || type.SpecialType is SpecialType.System_String or SpecialType.System_Object
        || type
            is
        {
            Name: "Console"
                    or "GC"
                    or "ArgumentException"
                    or "ArgumentNullException"
                    or "ArgumentOutOfRangeException"
                    or "ObjectDisposedException",
            ContainingNamespace.Name: "System"
        };

    private bool IsWhole(IOperation operation) =>
        operation
            is ILocalReferenceOperation
                or IParameterReferenceOperation
                or IPropertyReferenceOperation
                or IFieldReferenceOperation { Field.ContainingType.IsTupleType: true }
                or IInvocationOperation
                or IAwaitOperation
                or IWithOperation
                or IConditionalAccessInstanceOperation
        && (
            SymbolEqualityComparer.Default.Equals(_symbols.PayloadOf(operation.Type), _payload)
            || SymbolEqualityComparer.Default.Equals(_symbols.PayloadInside(operation.Type), _payload)
            || _symbols.Message is { } message && SymbolEqualityComparer.Default.Equals(operation.Type, message)
        );

    /// <summary>
    /// Returns the reads of members with a role, and of their texts by the role, other than for a log line; and reads of the provider
    /// API's answer, whose members the application names.
    /// </summary>
    public IEnumerable<IOperation> ReadsOf(Role role) =>
        _operations.Where(operation =>
            operation switch
            {
                IPropertyReferenceOperation { Property: { Name: "Answer", ContainingType: var message } }
                    when _symbols.LevelOf(message) is not null => true,
                IPropertyReferenceOperation member => IsMember(member) && _symbols.Plays(member.Property, role),
                IInvocationOperation { TargetMethod.Name: "GetRole" } call => call.Arguments
                    is not [.., { Value.ConstantValue: { HasValue: true, Value: int asked } }]
                    || asked == (int)role,
                _ => false,
            } && !IsInLog(operation)
        );

    private static bool IsMember(IPropertyReferenceOperation reference) =>
        reference.Property.ContainingType.IsRecord && CallbackSymbols.IsPayloadMember(reference.Property);

    private bool IsInLog(IOperation operation) => Surroundings.IsInLog(operation, _words);

    private bool Escapes(IOperation operation) =>
        operation.Parent switch
        {
            ITupleOperation tuple => LeavesByTuple(tuple),
            IConversionOperation conversion => Escapes(conversion),
            IParenthesizedOperation parenthesized => Escapes(parenthesized),
            IMemberReferenceOperation => false,
            IInvocationOperation call => call.Instance != operation,
            IArgumentOperation { Parent: IInvocationOperation call } when _asked.ContainsValue(call) || _entered.ContainsValue(call) =>
                false,
            IArgumentOperation argument => argument.Parameter?.RefKind != RefKind.Out,
            IVariableInitializerOperation
            or IConditionalAccessOperation
            or IExpressionStatementOperation
            or IDeclarationExpressionOperation => false,
            ISimpleAssignmentOperation assignment => assignment.Target != operation && assignment.Target is not ILocalReferenceOperation,
            IIsPatternOperation match => match
                .Pattern.DescendantsAndSelf()
                .Any(pattern => pattern is ITypePatternOperation or IDeclarationPatternOperation { MatchesNull: false }),
            ICoalesceOperation or IBinaryOperation or IAwaitOperation => false,
            _ => true,
        };

    /// <summary>Whether a tuple carries its elements anywhere except into locals, whose own uses are analyzed.</summary>
    private bool LeavesByTuple(ITupleOperation tuple)
    {
        IOperation value = tuple;
        while (value.Parent is IConversionOperation or IParenthesizedOperation)
            value = value.Parent;
        return value.Parent switch
        {
            ITupleOperation outer => LeavesByTuple(outer),
            IDeclarationExpressionOperation => false,
            IDeconstructionAssignmentOperation apart => apart.Value == value
                && !TargetsOf(apart.Target).All(target => target is ILocalReferenceOperation or IDiscardOperation),
            IVariableInitializerOperation when Locals.InitializedBy(value) is { } local => Locals
                .References(local, Values.Root(value))
                .Any(reference => reference.Parent is not IFieldReferenceOperation element || IsWhole(element) && Escapes(element)),
            _ => true,
        };
    }

    private static IEnumerable<IOperation> TargetsOf(IOperation target) =>
        target switch
        {
            IDeclarationExpressionOperation declaration => TargetsOf(declaration.Expression),
            ITupleOperation tuple => tuple.Elements.SelectMany(TargetsOf),
            _ => [target],
        };
}
