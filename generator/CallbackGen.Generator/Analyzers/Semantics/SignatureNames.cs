namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>What people call signatures, digests and tokens.</summary>
internal static class SignatureNames
{
    private static readonly string[] HeaderParts =
        ["signature", "hmac", "token", "digest", "checksum", "x-sign", "-sign", "x-hub", "-mac", "-hash", "authorization", "secret"];

    // What stands beside a signature and is none.
    private static readonly string[] HeaderEnds =
        ["version", "timestamp", "time", "date", "algorithm", "alg", "type", "method", "id", "input", "format", "nonce", "expires", "length", "count"];

    private static readonly string[] FieldNames =
        ["signature", "sign", "sig", "hmac", "mac", "checksum", "hash", "digest", "token", "secret", "verify_token", "hub.verify_token", "x_signature", "hash_key"];

    private static readonly string[] Made = ["comput", "calculat", "expected", "generat", "build", "create", "derive", "make"];

    /// <summary>Whether a header of this name carries a proof.</summary>
    public static bool IsHeader(string name) =>
        HeaderParts.Any(part => Contains(name, part)) && !HeaderEnds.Any(end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a field of a form or query of this name carries a proof.</summary>
    public static bool IsField(string name) =>
        FieldNames.Contains(name, StringComparer.OrdinalIgnoreCase) || name.EndsWith("signature", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a local, parameter or member of this name holds a signature. Hashes and tokens alone are too many other things.</summary>
    public static bool IsValue(string name) =>
        name.EndsWith("signature", StringComparison.OrdinalIgnoreCase) || name.EndsWith("hmac", StringComparison.OrdinalIgnoreCase)
        || IsWord(name, "sign") || IsWord(name, "sig") || IsWord(name, "mac");

    /// <summary>Whether a plain digest that is compared with a value of this name is taken as a signature.</summary>
    public static bool IsDigestedValue(string name) => IsValue(name) || name.EndsWith("checksum", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a value of this name was computed here, to compare another with.</summary>
    public static bool IsMade(string name) => Made.Any(part => Contains(name, part));

    private static bool IsWord(string name, string word) =>
        name.TrimStart('_').Equals(word, StringComparison.OrdinalIgnoreCase) || name.EndsWith(char.ToUpperInvariant(word[0]) + word.Substring(1), StringComparison.Ordinal);

    private static bool Contains(string text, string part) => text.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0;
}
