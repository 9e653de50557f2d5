using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CallbackGen.Definitions;
using CallbackGen.Tool.Keys;

namespace CallbackGen.Tool.Infer;

/// <summary>A configured key, decoded in one way.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">The decoded bytes.</param>
/// <param name="Encoding">The <c>encoding</c> of the schema.</param>
internal sealed partial record KeyForm(string Name, byte[] Bytes, string Encoding)
{
    private static readonly (string Word, CallbackKeyDerivation Derivation)[] Derivations =
    [
        ("sha256", CallbackKeyDerivation.Sha256),
        ("sha256-hex", CallbackKeyDerivation.Sha256Hex),
        ("md5-hex", CallbackKeyDerivation.Md5Hex),
        ("sha1-hex", CallbackKeyDerivation.Sha1Hex),
        ("sha512-hex", CallbackKeyDerivation.Sha512Hex),
        ("md5", CallbackKeyDerivation.Md5),
        ("sha1", CallbackKeyDerivation.Sha1),
        ("sha512", CallbackKeyDerivation.Sha512),
        ("base64", CallbackKeyDerivation.Base64),
        ("hex", CallbackKeyDerivation.Hex),
    ];

    /// <summary>A prefix of the key, or null.</summary>
    public string? Prefix { get; init; }

    /// <summary>A word of <c>derive</c>, or null.</summary>
    public string? Derive { get; init; }

    /// <summary>Whether nearly all providers use this way of decoding.</summary>
    public bool IsUsual => Derive is null;

    /// <summary>Returns the ways of decoding a secret, the usual ones first.</summary>
    public static IEnumerable<KeyForm> Of(KeyValue key)
    {
        var utf8 = System.Text.Encoding.UTF8.GetBytes(key.Text);
        yield return new(key.Name, utf8, "utf8");
        if (Prefixed().Match(key.Text) is { Success: true } match)
        {
            var rest = match.Groups[2].Value;
            if (FromBase64(rest) is { } ofRest)
                yield return new(key.Name, ofRest, "base64") { Prefix = match.Groups[1].Value };
            yield return new(key.Name, System.Text.Encoding.UTF8.GetBytes(rest), "utf8") { Prefix = match.Groups[1].Value };
        }

        if (Hex().IsMatch(key.Text) && key.Text.Length % 2 == 0)
            yield return new(key.Name, Convert.FromHexString(key.Text), "hex");
        if (FromBase64(key.Text) is { } bytes)
            yield return new(key.Name, bytes, "base64");
        foreach (var (word, derivation) in Derivations)
            yield return new(key.Name, KeySteps.Hash(derivation, utf8), "utf8") { Derive = word };
    }

    /// <summary>Returns the schema's declaration of the key.</summary>
    public JsonObject Declare()
    {
        var declared = new JsonObject { ["encoding"] = Encoding };
        if (Prefix is not null)
            declared["prefix"] = Prefix;
        if (Derive is not null)
            declared["derive"] = Derive;
        return declared;
    }

    private static byte[]? FromBase64(string text)
    {
        var whole = text.TrimEnd('=') is var trimmed && trimmed.Length % 4 == 1 ? "" : trimmed.PadRight((trimmed.Length + 3) / 4 * 4, '=');
        var bytes = new byte[whole.Length];
        return whole.Length >= 8 && Convert.TryFromBase64String(whole, bytes, out var written) ? bytes[..written] : null;
    }

    [GeneratedRegex("^([A-Za-z]{2,12}_)(.{8,})\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Prefixed();

    [GeneratedRegex("^[0-9A-Fa-f]{16,}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Hex();
}
