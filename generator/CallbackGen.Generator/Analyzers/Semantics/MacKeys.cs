using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds values that are used as the key of a MAC, or as the secret that signs tokens.</summary>
internal static class MacKeys
{
    private const string Cryptography = "System.Security.Cryptography";

    private static readonly string[] KeyedMethods = ["HashData", "HashDataAsync", "TryHashData"];

    private static readonly string[] MacMethods = ["CreateHMAC", "HmacData", "HmacDataAsync", "TryHmacData"];

    /// <summary>Whether a method computes a MAC under a key argument, such as <c>HMACSHA256.HashData</c>.</summary>
    public static bool IsKeyed(IMethodSymbol method) =>
        KeyedMethods.Contains(method.Name) && SignatureValues.IsMac(method.ContainingType)
        || MacMethods.Contains(method.Name) && EndpointMethods.IsIn(method.ContainingType, Cryptography);

    /// <summary>Returns the key argument of a call.</summary>
    public static IEnumerable<KeySink> Of(IInvocationOperation call) => IsKeyed(call.TargetMethod) ? To(call, call.Arguments) : [];

    /// <summary>
    /// Returns the key with which an object is created, such as <c>new HMACSHA256(key)</c> or <c>new SymmetricSecurityKey(key)</c>.
    /// </summary>
    public static IEnumerable<KeySink> Of(IObjectCreationOperation creation) =>
        SignatureValues.IsMac(creation.Type) || IsTokenKey(creation) ? To(creation, creation.Arguments) : [];

    /// <summary>Returns the key that is assigned to an object: <c>hmac.Key = key</c>.</summary>
    public static IEnumerable<KeySink> Of(IPropertyReferenceOperation target, IOperation value) =>
        target.Property is { Name: "Key", ContainingType: var type } && SignatureValues.IsMac(type)
            ? [new KeySink(value, _ => null) { Mac = target }]
            : [];

    /// <summary>Whether an operation creates a key for signing tokens, which is not a MAC itself.</summary>
    public static bool IsTokenKey(IOperation operation) =>
        operation is IObjectCreationOperation { Type: { Name: "SymmetricSecurityKey" } type }
        && EndpointMethods.IsIn(type, "Microsoft.IdentityModel.Tokens");

    /// <summary>
    /// Whether a MAC is only the key of another MAC: then the literal in the source is a label, and the hashed message is the secret.
    /// </summary>
    public static bool IsDerivation(IOperation mac) =>
        Values
            .Root(mac)
            .Descendants()
            .SelectMany(operation =>
                operation switch
                {
                    IInvocationOperation call => Of(call),
                    IObjectCreationOperation creation => Of(creation),
                    _ => [],
                }
            )
            .Any(other => other.Mac != mac && IsMadeBy(other.Value, mac, new Trail()));

    private static bool IsMadeBy(IOperation value, IOperation mac, Trail trail)
    {
        var bare = Values.Bare(value);
        if (bare == mac)
            return true;
        return trail.Goes()
            && bare switch
            {
                ILocalReferenceOperation local => trail.WrittenTo(local).Any(written => IsMadeBy(written, mac, trail)),
                IInvocationOperation call => call.Instance is { } instance && IsMadeBy(instance, mac, trail)
                    || call.Arguments.Any(argument => IsMadeBy(argument.Value, mac, trail)),
                _ => false,
            };
    }

    private static IEnumerable<KeySink> To(IOperation mac, ImmutableArray<IArgumentOperation> arguments) =>
        arguments
            .Where(argument => argument.Parameter?.Name == "key")
            .Select(argument => new KeySink(argument.Value, _ => null) { Mac = mac });
}
