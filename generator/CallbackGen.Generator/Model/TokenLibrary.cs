namespace CallbackGen.Generator.Model;

/// <summary>The package that verifies tokens which public keys sign. Only feeds that pin such an algorithm refer to it.</summary>
internal static class TokenLibrary
{
    /// <summary>The package, and its assembly.</summary>
    public const string Package = "CallbackGen.IdentityModel";

    /// <summary>The expression of what verifies their signatures.</summary>
    public const string Signatures = "global::CallbackGen.IdentityModel.IdentityModelSignatures.Instance";

    /// <summary>Whether a reference, as the compiler displays it, is to the package's assembly or project.</summary>
    public static bool IsReferredBy(string? display) =>
        display is not null && (display == Package || Path.GetFileName(display).Equals(Package + ".dll", StringComparison.OrdinalIgnoreCase));
}
