namespace CallbackGen.Generator.Model;

/// <summary>A package that verifies signatures which the runtime leaves to others. Only feeds that pin such an algorithm refer to it.</summary>
/// <param name="Package">The package, and its assembly.</param>
/// <param name="Signatures">The expression of what verifies.</param>
/// <param name="What">What it verifies, in words that begin a sentence.</param>
internal sealed record TokenLibrary(string Package, string Signatures, string What)
{
    /// <summary>Tokens that RSA and the curves of NIST sign.</summary>
    public static TokenLibrary Tokens { get; } =
        new(
            "CallbackGen.IdentityModel",
            "global::CallbackGen.IdentityModel.IdentityModelSignatures.Instance",
            "A token that a public key signs"
        );

    /// <summary>Tokens and messages that are signed over Ed25519.</summary>
    public static TokenLibrary Edwards { get; } =
        new("CallbackGen.Ed25519", "global::CallbackGen.Ed25519.Ed25519Signatures.Instance", "A signature over Ed25519");

    public static IReadOnlyList<TokenLibrary> All { get; } = [Tokens, Edwards];

    /// <summary>Whether a reference, as the compiler displays it, is to the package's assembly or project.</summary>
    public bool IsReferredBy(string? display) =>
        display is not null
        && (display == Package || Path.GetFileName(display).Equals(Package + ".dll", StringComparison.OrdinalIgnoreCase));

    /// <summary>The expression of what verifies the algorithms of tokens.</summary>
    public static string SignaturesOf(IReadOnlyCollection<TokenAlgorithm> algorithms) =>
        !algorithms.Contains(TokenAlgorithm.EdDSA) ? Tokens.Signatures
        : algorithms.Count == 1 ? Edwards.Signatures
        : $"global::CallbackGen.Ed25519.Ed25519Signatures.Beside({Tokens.Signatures})";
}
