using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds where the network address of a request replaces a proof of its sender.</summary>
internal sealed class SenderAddresses(CallbackSymbols symbols)
{
    private static readonly string[] Headers =
    [
        "X-Forwarded-For",
        "X-Real-IP",
        "X-Original-For",
        "X-Client-IP",
        "True-Client-IP",
        "CF-Connecting-IP",
        "Forwarded",
    ];

    // Rate limits and block lists identify senders by their address.
    private static readonly string[] Limits = ["Limit", "Thrott", "Acquire", "Quota", "Rate", "Block", "Ban", "Deny", "Denied"];

    // Actions for a callback that is not trusted.
    private static readonly string[] Doubts =
    [
        "Review",
        "Reject",
        "Refuse",
        "Suspect",
        "Report",
        "Flag",
        "Quarantine",
        "Unknown",
        "Suspicious",
        "Reconcile",
        "Alert",
    ];

    private static readonly Mentions Named = new(["RemoteIpAddress", .. Headers]);

    private readonly CallbackParts _parts = new(symbols);
    private readonly CallbackCode _code = new(symbols);
    private readonly OwnVerification _verification = new(symbols);

    /// <summary>
    /// Returns the condition on the sender's address by which a function acts on an unverified callback; null where there is none.
    /// </summary>
    public IOperation? Deciding(IConditionalOperation choice, ISymbol owner, DecidingWords words)
    {
        // A conditional expression with two ordinary values accepts or refuses neither.
        if (
            choice.Type is not null && !Answers.IsRefusal(choice.WhenTrue) && !(choice.WhenFalse is { } other && Answers.IsRefusal(other))
            || Switches.Terms(choice.Condition).FirstOrDefault(term => IsOfAddress(term, new Trail())) is not { } asked
        )
            return null;
        var function = ServingFunction.Of(choice, owner);
        if (Confirmations(function) is { Count: > 0 } confirmations)
            return Skips(choice, confirmations, function, words) ? asked : null;
        return
            (function.IsEndpoint || function.Symbol is { } symbol && symbol.ContainingType?.AllInterfaces.Any(symbols.IsHandler) == true)
            && _code.Serves(function)
            && !_code.Verifies(function)
            && !_verification.IsIn(function)
            && Acts(function, words)
            && !function.Operations.Any(AsksProvider)
            ? asked
            : null;
    }

    /// <summary>Returns the calls by which a function has the provider confirm a message that is not fully proven.</summary>
    private static List<IInvocationOperation> Confirmations(ServingFunction function) =>
        [
            .. function
                .Operations.OfType<IInvocationOperation>()
                .Where(call => Surroundings.IsConfirmation(call.TargetMethod) && call.TargetMethod.Name == "ConfirmAsync"),
        ];

    /// <summary>Whether a condition on the address lets a function act without the confirmation that it would otherwise require.</summary>
    private bool Skips(
        IConditionalOperation choice,
        List<IInvocationOperation> confirmations,
        ServingFunction function,
        DecidingWords words
    )
    {
        var effects = Deeds(function, words).Where(effect => !confirmations.Exists(call => Holds(call)(effect))).ToList();
        var isAfter = effects.Exists(effect => effect.Syntax.SpanStart > choice.Syntax.Span.End);
        // "Known address, or confirmed": either is enough.
        if (
            Values.Bare(choice.Condition) is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr }
            && confirmations.Exists(Holds(choice.Condition))
        )
            return !Refuses(choice.WhenTrue) && (isAfter || effects.Exists(Holds(choice.WhenTrue)));
        var branches = new[] { choice.WhenTrue, choice.WhenFalse }.OfType<IOperation>().ToList();
        // One branch acts itself, and the confirmation is in the other branch or comes later.
        if (
            branches.Exists(branch => effects.Exists(Holds(branch)) && !confirmations.Exists(Holds(branch)) && !Refuses(branch))
            && !confirmations.Exists(call => call.Syntax.Span.End < choice.Syntax.SpanStart)
        )
            return true;
        // One branch only confirms, and the code after it acts whichever branch was taken.
        return isAfter
            && branches.Exists(branch => confirmations.Exists(Holds(branch)) && !effects.Exists(Holds(branch)))
            && !branches.Exists(branch => !confirmations.Exists(Holds(branch)) && Refuses(branch));

        static Predicate<IOperation> Holds(IOperation part) => operation => part.Syntax.Span.Contains(operation.Syntax.Span);
    }

    private static bool Refuses(IOperation branch) =>
        branch
            .DescendantsAndSelf()
            .Any(part => part is IThrowOperation || part is IReturnOperation { ReturnedValue: { } answer } && Answers.IsRefusal(answer));

    /// <summary>Returns the calls that act on the message's content, and neither refuse nor report it.</summary>
    private IEnumerable<IInvocationOperation> Deeds(ServingFunction function, DecidingWords words)
    {
        var effects = new Effects(words);
        return function
            .Operations.OfType<IInvocationOperation>()
            .Where(call =>
                effects.IsEffect(call)
                && !effects.Tells(call)
                && !Surroundings.IsLog(call.TargetMethod, words)
                && !IsLimit(call.TargetMethod)
                && !Doubts.Any(word => call.TargetMethod.Name.IndexOf(word, StringComparison.Ordinal) >= 0)
                && (effects.Orders(call) || effects.MustHappenOnce(call) || _parts.InArguments(call) != CallbackPart.None)
            );
    }

    /// <summary>Whether a condition tests the sender's address, itself or by a function of the project.</summary>
    private static bool IsOfAddress(IOperation condition, Trail trail) =>
        trail.Goes()
        && condition
            .DescendantsAndSelf()
            .Any(part =>
                part switch
                {
                    IPropertyReferenceOperation { Property.Name: "RemoteIpAddress" } => !IsLimited(part),
                    IPropertyReferenceOperation { Property: { Name: "XForwardedFor", ContainingType.Name: "IHeaderDictionary" } } =>
                        !IsLimited(part),
                    IPropertyReferenceOperation
                    {
                        Property.IsIndexer: true,
                        Arguments: [var index],
                        Instance.Type.Name: "IHeaderDictionary"
                    } => IsHeader(index.Value) && !IsLimited(part),
                    IInvocationOperation { TargetMethod.Name: "TryGetValue" or "GetCommaSeparatedValues" or "ContainsKey" } call =>
                        call.Arguments.Any(argument => IsHeader(argument.Value)) && !IsLimited(part),
                    ILocalReferenceOperation local => !IsLimited(part)
                        && trail.WrittenTo(local).Any(written => IsOfAddress(written, trail)),
                    IInvocationOperation call => IsHelper(call) && !IsLimit(call.TargetMethod),
                    _ => false,
                }
            );

    /// <summary>Whether a call queries an external API, which may be the provider's: then the answer is the proof.</summary>
    private static bool AsksProvider(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod: { ContainingType.Name: var type, Name: var name } }
        && (
            type.EndsWith("Api", StringComparison.Ordinal)
            || type.EndsWith("Client", StringComparison.Ordinal)
            || type.StartsWith("HttpClient", StringComparison.Ordinal)
            || name.StartsWith("Confirm", StringComparison.Ordinal)
        );

    private static bool IsHeader(IOperation name) =>
        Values.Constant(name) is { } text && Headers.Contains(text, StringComparer.OrdinalIgnoreCase);

    private static bool IsHelper(IInvocationOperation call) =>
        OwnVerification.SaysYesOrNo(call.TargetMethod)
        && !call.TargetMethod.DeclaringSyntaxReferences.IsEmpty
        && call.SemanticModel?.Compilation is { } compilation
        && Named.MayBeIn(call.TargetMethod, compilation)
        && MethodBodies.Written(call.TargetMethod, compilation, CancellationToken.None) is { DeclaringSyntaxReferences: [var declaration] }
        && Named.AreIn(declaration);

    /// <summary>Whether an address is only counted, or searched for in a block list.</summary>
    private static bool IsLimited(IOperation address) =>
        Surroundings
            .Ancestors(address)
            .TakeWhile(ancestor => ancestor is not IBlockOperation)
            .Any(ancestor =>
                ancestor switch
                {
                    IInvocationOperation call => IsLimit(call.TargetMethod)
                        || call.Instance is { } instance && IsLimit(MacSecrets.SymbolOf(instance)?.Name ?? ""),
                    IIsPatternOperation match => EmptinessTest.Of(match) is not null
                        && !match
                            .Pattern.DescendantsAndSelf()
                            .Any(part => part is IDeclarationPatternOperation or IRecursivePatternOperation),
                    IBinaryOperation binary => EmptinessTest.Of(binary) is not null,
                    _ => false,
                }
            );

    private static bool IsLimit(IMethodSymbol method) => IsLimit(method.Name) || IsLimit(method.ContainingType.Name);

    private static bool IsLimit(string name) =>
        Limits.Any(word => name.IndexOf(word, StringComparison.Ordinal) >= 0)
        || name.StartsWith("_block", StringComparison.Ordinal)
        || name.StartsWith("block", StringComparison.Ordinal)
        || name.StartsWith("banned", StringComparison.Ordinal);

    /// <summary>Whether a function has an effect, or deserializes the request.</summary>
    private static bool Acts(ServingFunction function, DecidingWords words)
    {
        var effects = new Effects(words);
        return function
            .Operations.OfType<IInvocationOperation>()
            .Any(call =>
                PayloadReads.IsReader(call.TargetMethod) && !call.TargetMethod.ReturnsVoid
                || effects.IsEffect(call)
                    && !Surroundings.IsLog(call.TargetMethod, words)
                    && !IsLimit(call.TargetMethod)
                    && !OwnVerification.SaysYesOrNo(call.TargetMethod)
            );
    }
}
