using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds writes that may happen more than once although a handler uses <c>CommitAsync</c>: writes of the effect that do not use its
/// transaction, and writes of the handler outside of the effect.
/// </summary>
internal sealed class CommitEffects(DecidingWords words, CallbackParts parts, Compilation compilation, CancellationToken cancellationToken)
{
    private static readonly string[] Buses =
    [
        "IMessageBus",
        "IBus",
        "IPublishEndpoint",
        "ISendEndpoint",
        "IMessageSession",
        "ServiceBusSender",
        "IProducer",
        "IEventBus",
        "IMessagePublisher",
    ];

    // Name parts of the types of external services.
    private static readonly string[] Services =
    [
        "Bank",
        "Api",
        "Client",
        "Gateway",
        "Provider",
        "Payout",
        "PayOut",
        "Psp",
        "Carrier",
        "Courier",
        "Shipping",
        "Transfers",
        "Processor",
    ];

    private readonly Effects _effects = new(words);

    /// <summary>Whether a method completes a stored callback together with an effect.</summary>
    public static bool IsCommit(IMethodSymbol method) =>
        method is { Name: "CommitAsync", ContainingType: { Name: "ICallbackDelivery" or "ICallbackInbox" } type }
        && EndpointMethods.IsIn(type, "CallbackGen.Inbox");

    /// <summary>Returns the faults of a commit: the fault, the advice, and the operation.</summary>
    public IEnumerable<(string What, string Advice, IOperation Place)> Of(IInvocationOperation commit)
    {
        if (!IsAwaited(commit))
            yield return ("This commit is not awaited", "await it", commit);
        if (EffectOf(commit) is var (body, transaction))
        {
            foreach (var found in Inside(commit, body, transaction))
                yield return found;
        }
    }

    /// <summary>Returns the effect's body, and the parameter that receives the transaction.</summary>
    private (IOperation Body, IParameterSymbol Transaction)? EffectOf(IInvocationOperation commit)
    {
        foreach (var argument in commit.Arguments)
        {
            switch (Values.Bare(argument.Value))
            {
                case IAnonymousFunctionOperation { Symbol.Parameters: [var transaction, ..] } lambda:
                    return (lambda.Body, transaction);
                case IMethodReferenceOperation reference
                    when MethodBodies.Written(reference.Method, compilation, cancellationToken)
                        is { Parameters: [var transaction, ..] } written
                        && MethodBodies.Of(written, compilation, cancellationToken) is { } body:
                    return (body, transaction);
            }
        }

        return null;
    }

    private IEnumerable<(string What, string Advice, IOperation Place)> Inside(
        IInvocationOperation commit,
        IOperation body,
        IParameterSymbol transaction
    )
    {
        var isEnlisted = Uses(body, transaction);
        var calls = _effects.In(body).ToList();
        if (calls.Find(call => LeavesProcess(call) || IsOrdered(call, body, transaction) || IsSentBy(call)) is { } sent)
            yield return (
                "This is sent while the transaction may still be undone",
                "send it outside of the effect, with the delivery's Id",
                Surroundings.Near(sent, commit)
            );
        else if (OpensConnection(body, isEnlisted) is { } opened)
            yield return (
                "This writes over a connection of its own",
                "write by the transaction that the effect is given",
                Surroundings.Near(opened, commit)
            );
        else if (!isEnlisted && calls.Find(call => !_effects.Tells(call)) is { } write)
            yield return (
                "This effect never uses the transaction that it is given",
                "hand the transaction on, or have the context of Entity Framework use it",
                Surroundings.Near(write, commit)
            );
        if (new Swallowing(words, parts).In(body).FirstOrDefault() is { } swallowed)
            yield return (
                "This swallows the effect's exception",
                "let the exception through, and the callback is handled again",
                Surroundings.Near(swallowed, commit)
            );
        if (calls.Find(call => Effects.IsTask(call.Type) && IsDropped(call)) is { } dropped)
            yield return ("This is not awaited within the effect", "await it", Surroundings.Near(dropped, commit));
    }

    private static bool Uses(IOperation body, IParameterSymbol transaction) =>
        body.DescendantsAndSelf()
            .Any(operation =>
                operation is IParameterReferenceOperation reference
                && SymbolEqualityComparer.Default.Equals(reference.Parameter, transaction)
            );

    /// <summary>Whether a call sends data that a database cannot roll back: HTTP, a mail, a message.</summary>
    private bool LeavesProcess(IInvocationOperation call)
    {
        var type = call.TargetMethod.ContainingType;
        return EndpointMethods.IsIn(type, "System.Net")
            || Buses.Contains(type.Name)
            || DecidingWords.StartsWithWord(call.TargetMethod.Name, "Publish")
            || _effects.Tells(call) && IsSending(call);
    }

    /// <summary>
    /// Whether a call moves money or goods through an external service, which this code gives no access to the transaction.
    /// </summary>
    private bool IsOrdered(IInvocationOperation call, IOperation body, IParameterSymbol transaction)
    {
        if (
            !_effects.MustHappenOnce(call)
            || call.Instance is not { } service
            || parts.InArguments(call).HasFlag(CallbackPart.Key)
            || Uses(call, transaction)
            || IsOfDatabase(service.Type)
            || call.Arguments.Any(argument => IsOfDatabase(argument.Value.Type))
        )
            return false;
        // An object that receives the transaction, or a context with it, may write by it from then on.
        return Services.Any(word => call.TargetMethod.ContainingType.Name.IndexOf(word, StringComparison.Ordinal) >= 0)
            && !Values
                .Directly(body)
                .OfType<IInvocationOperation>()
                .Any(other =>
                    SymbolEqualityComparer.Default.Equals(other.TargetMethod.ContainingType, call.TargetMethod.ContainingType)
                    && other.Arguments.Any(argument => Uses(argument.Value, transaction))
                );
    }

    /// <summary>Whether a call is of a private function that sends data.</summary>
    private bool IsSentBy(IInvocationOperation call) =>
        call.TargetMethod
            is { MethodKind: MethodKind.LocalFunction }
                or { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Private }
        && MethodBodies.Of(call.TargetMethod, compilation, cancellationToken) is { } body
        && _effects
            .In(body)
            .Any(inner =>
                LeavesProcess(inner)
                || _effects.MustHappenOnce(inner)
                    && inner.Instance is not null
                    && Services.Any(word => inner.TargetMethod.ContainingType.Name.IndexOf(word, StringComparison.Ordinal) >= 0)
                    && !parts.InArguments(inner).HasFlag(CallbackPart.Key)
                    && !inner.Arguments.Any(argument => IsOfDatabase(argument.Value.Type))
            );

    // A row for a notification is written by the transaction.
    private static bool IsSending(IInvocationOperation call) =>
        !call.Arguments.Any(argument => IsOfDatabase(argument.Value.Type)) && Effects.IsTask(call.Type);

    private static bool IsOfDatabase(ITypeSymbol? type) =>
        type is { Name: "DbTransaction" or "DbConnection" } || type?.BaseType is { Name: "DbTransaction" or "DbConnection" };

    private static IOperation? OpensConnection(IOperation body, bool isEnlisted) =>
        Values
            .Directly(body)
            .FirstOrDefault(operation =>
                operation switch
                {
                    IObjectCreationOperation { Type: INamedTypeSymbol type } => EndpointMethods.DerivesFrom(
                        type,
                        "DbConnection",
                        "System.Data"
                    ),
                    IInvocationOperation
                    {
                        TargetMethod:
                        {
                            Name: "OpenConnection"
                                or "OpenConnectionAsync"
                                or "CreateConnection"
                                or "GetConnection"
                                or "GetConnectionAsync",
                            ContainingType.Name: not "DbTransaction"
                        }
                    } => true,
                    // A context that is created here may be given the transaction's connection.
                    IInvocationOperation { TargetMethod.Name: "CreateDbContext" or "CreateDbContextAsync" } => !isEnlisted,
                    _ => false,
                }
            );

    /// <summary>
    /// Returns the writes of a handler outside of its commit, which the next attempt would repeat, or which may never happen.
    /// </summary>
    public IEnumerable<(string What, string Advice, IOperation Place)> Beside(IOperation handler)
    {
        var commits = Values.Directly(handler).OfType<IInvocationOperation>().Where(call => IsCommit(call.TargetMethod)).ToList();
        if (commits.Count == 0)
            yield break;
        foreach (var call in _effects.In(handler))
        {
            if (
                commits.Exists(commit => commit.Syntax.Span.Contains(call.Syntax.Span))
                || _effects.Tells(call)
                || IsHandedKey(call, handler)
                || !Writes(call)
                || IsAsked(call)
            )
                continue;
            // A commit in a branch that returns does not precede the code after the branch.
            if (commits.Find(commit => commit.Syntax.SpanStart > call.Syntax.SpanStart || !Leaves(commit, call)) is { } nearest)
            {
                yield return call.Syntax.SpanStart < nearest.Syntax.SpanStart
                    ? ("This happens before the commit, which may fail", "do it in the effect, or pass on the delivery's Id", call)
                    : (
                        "This happens after the commit, when the callback is not handled again",
                        "do it in the effect, or before the commit with the delivery's Id",
                        call
                    );
            }
        }
    }

    /// <summary>Whether the branch of a commit ends the handler, so that the code after the branch does not follow the commit.</summary>
    private static bool Leaves(IOperation commit, IOperation later) =>
        Surroundings
            .Ancestors(commit)
            .TakeWhile(ancestor => !ancestor.Syntax.Span.Contains(later.Syntax.Span))
            .Any(ancestor => ancestor is IBlockOperation && RefusedBranches.Ends(ancestor));

    /// <summary>Whether a call receives no part of the callback and returns a value, such as a request for an access token.</summary>
    private static bool IsAsked(IInvocationOperation call) =>
        call.Arguments.All(argument => argument.Parameter?.Type.Name == "CancellationToken")
        && call.Type
            is INamedTypeSymbol { IsGenericType: true, TypeArguments: [{ SpecialType: SpecialType.System_String }] }
                or { SpecialType: SpecialType.System_String };

    /// <summary>Whether a call receives the event's key, directly or in an object such as a request, a command or a message.</summary>
    private bool IsHandedKey(IInvocationOperation call, IOperation handler) =>
        (parts.InArguments(call) & CallbackPart.Key) != 0
        || Values
            .Operands(call)
            .Select(Values.Bare)
            .OfType<ILocalReferenceOperation>()
            .Any(local => Locals.References(local.Local, handler).Any(IsGivenKey));

    /// <summary>Whether this code sets the event's key on an object: <c>request.Headers.Add("Idempotency-Key", delivery.Id)</c>.</summary>
    private bool IsGivenKey(IOperation part)
    {
        while (part.Parent is IPropertyReferenceOperation member && member.Instance == part)
            part = member;
        return part.Parent switch
        {
            IInvocationOperation call => call.Instance == part && (parts.InArguments(call) & CallbackPart.Key) != 0,
            ISimpleAssignmentOperation assignment => assignment.Target == part && parts.HasKey(assignment.Value),
            _ => false,
        };
    }

    private bool Writes(IInvocationOperation call) =>
        _effects.Orders(call) || _effects.MustHappenOnce(call) || IsStatement(call) || IsRequest(call.TargetMethod);

    /// <summary>
    /// Whether a call runs a statement that writes. A call that returns a value or rows only reads, unless its text says that it writes.
    /// </summary>
    private static bool IsStatement(IInvocationOperation call) =>
        DecidingWords.StartsWithWord(call.TargetMethod.Name, "Execute")
        && (
            !call.TargetMethod.Name.StartsWith("ExecuteScalar", StringComparison.Ordinal)
                && !call.TargetMethod.Name.StartsWith("ExecuteReader", StringComparison.Ordinal)
            || SqlTexts.WrittenBy(call) is not null
        );

    private static bool IsRequest(IMethodSymbol method) =>
        method.ContainingType.Name is "HttpClient" or "HttpMessageInvoker" or "HttpClientJsonExtensions"
        && EndpointMethods.IsIn(method.ContainingType, "System.Net.Http")
        && !method.Name.StartsWith("Get", StringComparison.Ordinal)
        && method.Name != "Dispose";

    private static bool IsDropped(IInvocationOperation call) =>
        call.Parent is IExpressionStatementOperation { IsImplicit: false } or ISimpleAssignmentOperation { Target: IDiscardOperation };

    private static bool IsAwaited(IInvocationOperation commit)
    {
        if (IsDropped(commit))
            return false;
        return Locals.InitializedBy(commit) is not { } local || Locals.References(local, Values.Root(commit)).Any();
    }
}
