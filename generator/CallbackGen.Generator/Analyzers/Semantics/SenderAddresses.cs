using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds where the address that a request came from stands in for a proof of who sent it.</summary>
internal sealed class SenderAddresses(CallbackSymbols symbols)
{
    private static readonly string[] Headers = ["X-Forwarded-For", "X-Real-IP", "X-Original-For", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP", "Forwarded"];

    // Who comes too often, or is known to be hostile, is told by his address.
    private static readonly string[] Limits = ["Limit", "Thrott", "Acquire", "Quota", "Rate", "Block", "Ban", "Deny", "Denied"];

    private static readonly Mentions Named = new(["RemoteIpAddress", .. Headers]);

    private readonly CallbackCode _code = new(symbols);
    private readonly OwnVerification _verification = new(symbols);

    /// <summary>The condition on the sender's address by which a function acts on a callback that nothing verifies; null where there is none.</summary>
    public IOperation? Deciding(IConditionalOperation choice, ISymbol owner, DecidingWords words)
    {
        // A choice between two values decides about none of them.
        if (choice.Type is not null && !Answers.IsRefusal(choice.WhenTrue) && !(choice.WhenFalse is { } other && Answers.IsRefusal(other))
            || Switches.Terms(choice.Condition).FirstOrDefault(term => IsOfAddress(term, new Trail())) is not { } asked)
            return null;
        var function = ServingFunction.Of(choice, owner);
        return (function.IsEndpoint || function.Symbol is { } symbol && symbol.ContainingType?.AllInterfaces.Any(symbols.IsHandler) == true)
            && _code.Serves(function) && !_code.Verifies(function) && !_verification.IsIn(function) && Acts(function, words) && !function.Operations.Any(AsksProvider) ? asked : null;
    }

    /// <summary>Whether a condition asks about the sender's address, by itself or by a function of the project.</summary>
    private static bool IsOfAddress(IOperation condition, Trail trail) => trail.Goes() && condition.DescendantsAndSelf().Any(part => part switch
    {
        IPropertyReferenceOperation { Property.Name: "RemoteIpAddress" } => !IsLimited(part),
        IPropertyReferenceOperation { Property: { Name: "XForwardedFor", ContainingType.Name: "IHeaderDictionary" } } => !IsLimited(part),
        IPropertyReferenceOperation { Property.IsIndexer: true, Arguments: [var index], Instance.Type.Name: "IHeaderDictionary" } => IsHeader(index.Value) && !IsLimited(part),
        IInvocationOperation { TargetMethod.Name: "TryGetValue" or "GetCommaSeparatedValues" or "ContainsKey" } call => call.Arguments.Any(argument => IsHeader(argument.Value)) && !IsLimited(part),
        ILocalReferenceOperation local => !IsLimited(part) && trail.WrittenTo(local).Any(written => IsOfAddress(written, trail)),
        IInvocationOperation call => IsHelper(call) && !IsLimit(call.TargetMethod),
        _ => false,
    });

    /// <summary>Whether a call asks an interface of somebody else, which may be the provider's: then that is the proof.</summary>
    private static bool AsksProvider(IOperation operation) => operation is IInvocationOperation { TargetMethod: { ContainingType.Name: var type, Name: var name } }
        && (type.EndsWith("Api", StringComparison.Ordinal) || type.EndsWith("Client", StringComparison.Ordinal) || type.StartsWith("HttpClient", StringComparison.Ordinal) || name.StartsWith("Confirm", StringComparison.Ordinal));

    private static bool IsHeader(IOperation name) => Values.Constant(name) is { } text && Headers.Contains(text, StringComparer.OrdinalIgnoreCase);

    private static bool IsHelper(IInvocationOperation call) =>
        OwnVerification.SaysYesOrNo(call.TargetMethod) && !call.TargetMethod.DeclaringSyntaxReferences.IsEmpty && call.SemanticModel?.Compilation is { } compilation && Named.MayBeIn(call.TargetMethod, compilation)
        && MethodBodies.Written(call.TargetMethod, compilation, CancellationToken.None) is { DeclaringSyntaxReferences: [var declaration] } && Named.AreIn(declaration);

    /// <summary>Whether an address is only counted, or looked for among those that are turned away.</summary>
    private static bool IsLimited(IOperation address) => Surroundings.Ancestors(address).TakeWhile(ancestor => ancestor is not IBlockOperation).Any(ancestor => ancestor switch
    {
        IInvocationOperation call => IsLimit(call.TargetMethod) || call.Instance is { } instance && IsLimit(MacSecrets.SymbolOf(instance)?.Name ?? ""),
        IIsPatternOperation match => EmptinessTest.Of(match) is not null && !match.Pattern.DescendantsAndSelf().Any(part => part is IDeclarationPatternOperation or IRecursivePatternOperation),
        IBinaryOperation binary => EmptinessTest.Of(binary) is not null,
        _ => false,
    });

    private static bool IsLimit(IMethodSymbol method) => IsLimit(method.Name) || IsLimit(method.ContainingType.Name);

    private static bool IsLimit(string name) => Limits.Any(word => name.IndexOf(word, StringComparison.Ordinal) >= 0) || name.StartsWith("_block", StringComparison.Ordinal) || name.StartsWith("block", StringComparison.Ordinal) || name.StartsWith("banned", StringComparison.Ordinal);

    /// <summary>Whether a function does something, or makes an object of what was sent.</summary>
    private static bool Acts(ServingFunction function, DecidingWords words)
    {
        var effects = new Effects(words);
        return function.Operations.OfType<IInvocationOperation>().Any(call => PayloadReads.IsReader(call.TargetMethod) && !call.TargetMethod.ReturnsVoid || effects.IsEffect(call) && !Surroundings.IsLog(call.TargetMethod, words) && !IsLimit(call.TargetMethod) && !OwnVerification.SaysYesOrNo(call.TargetMethod));
    }
}
