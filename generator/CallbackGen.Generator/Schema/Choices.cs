using CallbackGen.Generator.Diagnostics;

namespace CallbackGen.Generator.Schema;

/// <summary>The words that keywords of the <c>callback</c> part take. The one list of them.</summary>
internal static class Choices
{
    public static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH"];
    public static readonly string[] Contents = ["json", "form", "query", "xml", "text"];
    public static readonly string[] KeyEncodings = ["utf8", "hex", "base64", "pem", "spki", "jwk", "jwks"];
    public static readonly string[] PublicKeyEncodings = ["pem", "spki", "jwk", "jwks"];
    public static readonly string[] KeyDerivations = ["md5-hex", "sha1", "sha1-hex", "sha256", "sha256-hex"];
    public static readonly string[] Schemes = ["hmac", "digest", "signature", "jwt", "token", "anyOf", "none"];
    public static readonly string[] HmacAlgorithms = ["md5", "sha1", "sha256", "sha384", "sha512"];
    public static readonly string[] SignatureAlgorithms =
    [
        "rsa-sha1", "rsa-sha256", "rsa-sha384", "rsa-sha512", "rsa-pss-sha256", "rsa-pss-sha384", "rsa-pss-sha512",
        "ecdsa-sha256", "ecdsa-sha384", "ecdsa-sha512", "ecdsa-raw-sha256", "ecdsa-raw-sha384", "ecdsa-raw-sha512",
    ];

    public static readonly string[] JwsAlgorithms =
        ["HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    public static readonly string[] SignatureEncodings = ["hex", "base64", "base64url", "base64hex"];
    public static readonly string[] SignatureFormats = ["plain", "list", "pairs"];
    public static readonly string[] TimestampUnits = ["seconds", "milliseconds", "iso8601", "http-date"];
    public static readonly string[] Sorts = ["none", "name", "name-ignore-case", "pair"];
    public static readonly string[] RepeatedMembers = ["refuse", "comma", "sorted-unique", "each"];
    public static readonly string[] NestedMembers = ["refuse", "json", "sorted-json", "flatten"];
    public static readonly string[] MemberFormats = ["http-build-query", "php-serialize"];
    public static readonly string[] Ciphers = ["aes-gcm"];
    public static readonly string[] Omissions = ["null", "empty"];

    /// <summary>The names of the runtime's CallbackRejectionReason; a test holds the two against each other.</summary>
    public static readonly string[] RejectionReasons =
    [
        "MethodNotAllowed", "UnsupportedContent", "BodyTooLarge", "Malformed", "MissingMember", "DuplicateMember", "InvalidMember",
        "KeyNotConfigured", "SignatureMissing", "SignatureMalformed", "SignatureMismatch", "AlgorithmNotAllowed", "AmbiguousMessage",
        "TimestampInvalid", "TimestampOutsideTolerance", "ClaimInvalid", "ClaimMismatch", "Expired", "NotYetValid", "UrlNotConfigured",
        "NotSelected",
        "DecryptionFailed",
    ];

    public static readonly string[] Expectations = ["verified", "authenticated", "received", "rejected"];

    /// <summary>A keyword's word, when it is one of those allowed; otherwise null, and reported when it was there.</summary>
    public static string? Read(Keywords keywords, string name, string[] allowed, ProblemList problems)
    {
        if (keywords[name] is not { } node)
            return null;
        if (Array.IndexOf(allowed, node.Text) >= 0)
            return node.Text;
        problems.Add(SchemaRules.NotAllowedValue, node.Span, name, OneOf(allowed, node.Text));
        return null;
    }

    /// <summary>The words that are allowed, and the one that was probably meant.</summary>
    public static string OneOf(IReadOnlyList<string> allowed, string written) =>
        "one of " + string.Join(", ", allowed) + Spelling.Guess(Spelling.Nearest(written, allowed));

    public static TimeSpan? ReadDuration(Keywords keywords, string name, ProblemList problems)
    {
        if (keywords[name] is not { } node)
            return null;
        if (Durations.TryParse(node.Text, out var duration))
            return duration;
        problems.Add(SchemaRules.BadDuration, node.Span, node.Text);
        return null;
    }
}
