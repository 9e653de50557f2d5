namespace CallbackGen.Generator.Model;

/// <summary>
/// A package that verifies signatures which the runtime does not implement. Only feeds with such an algorithm reference it.
/// </summary>
/// <param name="Package">The name of the package and of its assembly.</param>
/// <param name="Signatures">The C# expression of the verifying object.</param>
/// <param name="What">The verified signatures, in words that begin a sentence.</param>
internal sealed record TokenLibrary(string Package, string Signatures, string What)
{
    /// <summary>Gets the package for tokens that are signed with RSA or the NIST curves.</summary>
    public static TokenLibrary Tokens { get; } =
        new(
            "CallbackGen.IdentityModel",
            "global::CallbackGen.IdentityModel.IdentityModelSignatures.Instance",
            "A token that a public key signs"
        );

    /// <summary>Gets the package for tokens and messages that are signed with Ed25519.</summary>
    public static TokenLibrary Edwards { get; } =
        new("CallbackGen.Ed25519", "global::CallbackGen.Ed25519.Ed25519Signatures.Instance", "A signature over Ed25519");

    public static IReadOnlyList<TokenLibrary> All { get; } = [Tokens, Edwards];

    /// <summary>Returns whether a reference, as the compiler displays it, is to the package's assembly or project.</summary>
    public bool IsReferredBy(string? display) =>
        display is not null
        && (display == Package || Path.GetFileName(display).Equals(Package + ".dll", StringComparison.OrdinalIgnoreCase));

    /// <summary>Returns the C# expression that verifies tokens with these algorithms.</summary>
    public static string SignaturesOf(IReadOnlyCollection<TokenAlgorithm> algorithms) =>
        !algorithms.Contains(TokenAlgorithm.EdDSA) ? Tokens.Signatures
        : algorithms.Count == 1 ? Edwards.Signatures
        : $"global::CallbackGen.Ed25519.Ed25519Signatures.Beside({Tokens.Signatures})";
}
