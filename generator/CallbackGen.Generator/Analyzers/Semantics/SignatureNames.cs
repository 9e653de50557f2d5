using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Usual names of signatures, digests and tokens.</summary>
internal static class SignatureNames
{
    private static readonly string[] HeaderParts =
    [
        "signature",
        "hmac",
        "token",
        "digest",
        "checksum",
        "x-sign",
        "-sign",
        "x-hub",
        "-mac",
        "-hash",
        "authorization",
        "secret",
        "api-key",
        "apikey",
    ];

    // Ends of header names that accompany a signature and are not one.
    private static readonly string[] HeaderEnds =
    [
        "version",
        "timestamp",
        "time",
        "date",
        "algorithm",
        "alg",
        "type",
        "method",
        "id",
        "input",
        "format",
        "nonce",
        "expires",
        "length",
        "count",
    ];

    private static readonly string[] FieldNames =
    [
        "signature",
        "sign",
        "sig",
        "hmac",
        "mac",
        "checksum",
        "hash",
        "digest",
        "token",
        "secret",
        "verify_token",
        "hub.verify_token",
        "x_signature",
        "hash_key",
    ];

    private static readonly string[] FieldEnds = ["signature", "securehash", "checksumhash", "hmac"];

    // Names of headers and fields with a digest, which only some senders compute with a secret.
    private static readonly string[] Digests = ["checksum", "digest", "hash", "sha1", "sha256", "sha512", "md5"];

    private static readonly string[] Secrets =
    [
        "secret",
        "salt",
        "password",
        "apikey",
        "merchantkey",
        "hashkey",
        "privatekey",
        "signingkey",
        "securekey",
        "apitoken",
        "accesstoken",
    ];

    // Names of hashes for other purposes than proving the sender. Password hashes are among them.
    private static readonly string[] Plain =
    [
        "password",
        "passwd",
        "pwd",
        "email",
        "phone",
        "userhash",
        "customerhash",
        "filehash",
        "cache",
        "etag",
        "fingerprint",
        "dedup",
        "idempot",
        "pseudonym",
        "commit",
        "partition",
        "shard",
    ];

    private static readonly string[] Made = ["comput", "calculat", "expected", "generat", "build", "create", "derive", "make"];

    /// <summary>Whether a header of this name carries a proof.</summary>
    public static bool IsHeader(string name) =>
        HeaderParts.Any(part => Contains(name, part)) && !HeaderEnds.Any(end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a field of a form or query of this name carries a proof.</summary>
    public static bool IsField(string name) =>
        FieldNames.Contains(name, StringComparer.OrdinalIgnoreCase)
        || FieldEnds.Any(end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Whether a local, parameter or member of this name holds a signature. The words hash and token alone have too many other meanings.
    /// </summary>
    public static bool IsValue(string name) =>
        name.EndsWith("signature", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("hmac", StringComparison.OrdinalIgnoreCase)
        || IsWord(name, "sign")
        || IsWord(name, "sig")
        || IsWord(name, "mac");

    /// <summary>Whether an unkeyed digest that is compared with a value of this name is used as a signature.</summary>
    public static bool IsDigestedValue(string name) => IsValue(name) || name.EndsWith("checksum", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a header or field of this name carries a digest, either of a file or as a proof.</summary>
    public static bool IsDigest(string name) =>
        Digests.Any(part => Contains(name, part)) && !HeaderParts.Take(3).Any(part => Contains(name, part));

    public static bool IsSecret(string name) => Secrets.Any(part => Contains(name, part));

    /// <summary>Whether a local, parameter, member or setting of this name holds a key for verifying a signature.</summary>
    public static bool IsKey(string name) =>
        IsSecret(name)
        || IsWord(name, "key")
        || name.EndsWith("key", StringComparison.OrdinalIgnoreCase) && name.IndexOf("sign", StringComparison.OrdinalIgnoreCase) >= 0
        || name.EndsWith("token", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the name of an expression is that of a hash without any proof.</summary>
    public static bool IsPlain(IOperation value) =>
        Values.Bare(value) switch
        {
            ILocalReferenceOperation local => IsPlain(local.Local.Name),
            IParameterReferenceOperation parameter => IsPlain(parameter.Parameter.Name),
            IMemberReferenceOperation { Member: { Name: not "this[]" and var name } } => IsPlain(name),
            IArrayElementReferenceOperation element => IsPlain(element.ArrayReference),
            _ => false,
        };

    private static bool IsPlain(string name) => Plain.Any(part => Contains(name, part));

    /// <summary>Whether a name starts with none of several prefixes.</summary>
    public static bool IsFree(string name, string[] beginnings) =>
        !beginnings.Any(part => name.StartsWith(part, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a value of this name was computed here, for comparison with another.</summary>
    public static bool IsMade(string name) => Made.Any(part => Contains(name, part));

    private static bool IsWord(string name, string word) =>
        name.TrimStart('_').Equals(word, StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(char.ToUpperInvariant(word[0]) + word.Substring(1), StringComparison.Ordinal);

    private static bool Contains(string text, string part) => text.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0;
}
