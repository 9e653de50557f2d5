using CallbackGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds confirmations that query the provider and yet confirm the callback's own claim.</summary>
internal sealed class DoubtfulAnswers(CallbackSymbols symbols, SelfAnswer answers)
{
    private readonly ClaimFallback _fallback = new(answers);

    /// <summary>Returns the fault of a call of <c>ConfirmAsync</c> in words, and its location; null where there is none.</summary>
    /// <param name="call">The call.</param>
    /// <param name="ask">The function of the call that queries the provider.</param>
    public (string What, IOperation Place)? Of(IInvocationOperation call, IOperation ask)
    {
        if (answers.Body(ask) is not { } body)
            return null;
        if (_fallback.In(body) is { } claim)
            return ("This answers with the callback's claim if the provider's API has no answer", Surroundings.Near(claim, ask));
        if (new UnreadAnswer(answers, symbols).In(body) is { } unread)
            return (
                "This answers with the callback's claim, and reads nothing from the answer of the provider's API",
                Surroundings.Near(unread, ask)
            );
        if (OneForAll(body) is { } kept)
            return ("This keeps one answer of the provider's for all callbacks", Surroundings.Near(kept, ask));
        return Unrestated(call, ask, body) is { } members
            ? ($"This leaves {members} as the callback claims it, which is read as confirmed", ask)
            : null;
    }

    /// <summary>
    /// Returns the expression that supplies one answer for every callback: a field that is assigned once, or a cache with a
    /// constant key; null where there is none.
    /// </summary>
    private static IOperation? OneForAll(IOperation body) =>
        SelfAnswer.Answers(body).Select(answer => OneForAll(answer, new Trail())).FirstOrDefault(kept => kept is not null);

    private static IOperation? OneForAll(IOperation answer, Trail trail) =>
        Values.Result(answer) switch
        {
            ICoalesceAssignmentOperation
            {
                Target: IFieldReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: false }
            } kept => kept,
            ILocalReferenceOperation local => trail
                .WrittenTo(local)
                .Select(written => OneForAll(written, trail))
                .FirstOrDefault(kept => kept is not null),
            IInvocationOperation { TargetMethod: { Name: var name, ContainingType.Name: var type } } call
                when type.IndexOf("Cache", StringComparison.Ordinal) >= 0
                    && (name.StartsWith("Get", StringComparison.Ordinal) || name.StartsWith("TryGet", StringComparison.Ordinal))
                    && call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "key")?.Value is { } key
                    && Values.Constant(key) is not null => call,
            _ => null,
        };

    /// <summary>
    /// Returns the names of the members, in words, that the function copies from the callback's claim, and that are read from the
    /// confirmed message.
    /// </summary>
    private string? Unrestated(IInvocationOperation call, IOperation ask, IOperation body)
    {
        var restating =
            call.Arguments.Select(argument => argument.Value)
                .Where(value => value != ask)
                .Select(answers.Body)
                .FirstOrDefault(other => other is not null)
            ?? body;
        var copies = SelfAnswer.Answers(restating).SelectMany(Branches).Where(answer => !IsNull(answer)).ToList();
        if (
            copies.Count == 0
            || !copies.TrueForAll(answer =>
                answer is IWithOperation { Operand: var claim } && Values.Bare(claim) is IParameterReferenceOperation
            )
        )
            return null;
        var payload = symbols.PayloadOf(copies[0].Type);
        if (payload is null)
            return null;
        var asked = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        asked.UnionWith(
            copies
                .Cast<IWithOperation>()
                .SelectMany(with => with.Initializer.Initializers)
                .OfType<ISimpleAssignmentOperation>()
                .Select(part => part.Target)
                .OfType<IPropertyReferenceOperation>()
                .Select(target => target.Property)
        );
        // Members by which the provider is queried, or that are compared with its answer.
        asked.UnionWith(
            body.Descendants()
                .Concat(restating.Descendants())
                .OfType<IPropertyReferenceOperation>()
                .Where(read => read.Instance is { } owner && Values.Bare(owner) is IParameterReferenceOperation)
                .Select(read => read.Property)
        );
        var read = Values
            .Root(call)
            .Descendants()
            .OfType<IPropertyReferenceOperation>()
            .Where(member =>
                IsOfConfirmed(member, payload)
                && !IsInLog(member)
                && IsDoubtful(member.Property, payload)
                && !asked.Contains(member.Property)
            )
            .Select(member => $"\"{member.Property.Name}\"")
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return read.Count == 0 ? null : string.Join(" and ", read);
    }

    /// <summary>Returns the possible values of an answer.</summary>
    public static IEnumerable<IOperation> Branches(IOperation answer) =>
        Values.Result(answer) switch
        {
            IConditionalOperation { WhenFalse: { } otherwise } choice => Branches(choice.WhenTrue).Concat(Branches(otherwise)),
            ICoalesceOperation coalesce => Branches(coalesce.Value).Concat(Branches(coalesce.WhenNull)),
            ISwitchExpressionOperation choice => choice.Arms.SelectMany(arm => Branches(arm.Value)),
            var other => [other],
        };

    private bool IsOfConfirmed(IPropertyReferenceOperation member, INamedTypeSymbol payload) =>
        member.Instance is { } owner
        && SymbolEqualityComparer.Default.Equals(symbols.PayloadOf(owner.Type), payload)
        && PayloadOfMessage(owner, new Trail()) is { } message
        && symbols.LevelOf(message.Type) == TrustLevel.Confirmed;

    private static bool IsInLog(IOperation value) =>
        Surroundings
            .Ancestors(value)
            .Any(ancestor => ancestor is IArgumentOperation { Parent: IInvocationOperation call } && Sinks.Of(call) is "a log");

    /// <summary>Returns the message whose payload a value is.</summary>
    private static IOperation? PayloadOfMessage(IOperation value, Trail trail) =>
        Values.Bare(value) switch
        {
            IPropertyReferenceOperation { Property.Name: "Payload", Instance: { } message } => message,
            ILocalReferenceOperation local => trail
                .WrittenTo(local)
                .Select(written => PayloadOfMessage(written, trail))
                .FirstOrDefault(message => message is not null),
            _ => null,
        };

    private bool IsDoubtful(IPropertySymbol member, INamedTypeSymbol payload) =>
        symbols.IsUnsigned(member) || symbols.ReachedBy(payload) == TrustLevel.Received;

    /// <summary>Whether an answer is null, and so confirms nothing.</summary>
    public static bool IsNull(IOperation answer) => answer is IDefaultValueOperation or { ConstantValue: { HasValue: true, Value: null } };
}
