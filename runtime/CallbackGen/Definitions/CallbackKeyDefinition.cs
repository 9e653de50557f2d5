namespace CallbackGen.Definitions;

/// <summary>How a key's configured text is decoded to bytes.</summary>
public enum CallbackKeyEncoding
{
    /// <summary>The text's UTF-8 bytes.</summary>
    Utf8 = 1,

    /// <summary>Hexadecimal, either case.</summary>
    Hex,

    /// <summary>Base64 with padding (RFC 4648, section 4).</summary>
    Base64,

    /// <summary>
    /// A public key in PEM (RFC 7468): a <c>PUBLIC KEY</c>, <c>RSA PUBLIC KEY</c> or <c>CERTIFICATE</c> block. A line break may also be
    /// written as a backslash and an <c>n</c>, for configuration values that are a single line.
    /// </summary>
    Pem,

    /// <summary>A public key as the base64 of its SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7).</summary>
    Spki,

    /// <summary>An RSA or EC public key as a JSON Web Key (RFC 7517; RFC 7518, section 6).</summary>
    Jwk,

    /// <summary>A JSON Web Key Set (RFC 7517, section 5) of RSA and EC public keys; a token's <c>kid</c> chooses among them.</summary>
    Jwks,

    /// <summary>The 32 bytes of an Ed25519 public key (RFC 8032, section 5.1.5) in hexadecimal digits.</summary>
    RawHex,

    /// <summary>The 32 bytes of an Ed25519 public key in base64 (RFC 4648, section 4).</summary>
    RawBase64,
}

/// <summary>The transformation of a key's decoded bytes before use.</summary>
public enum CallbackKeyDerivation
{
    /// <summary>No transformation.</summary>
    None = 0,

    /// <summary>The SHA-1 (RFC 3174) of the bytes, 20 bytes.</summary>
    Sha1,

    /// <summary>The SHA-256 (RFC 6234) of the bytes, 32 bytes.</summary>
    Sha256,

    /// <summary>The MD5 (RFC 1321) of the bytes as lower-case hexadecimal text.</summary>
    Md5Hex,

    /// <summary>The SHA-1 of the bytes as lower-case hexadecimal text.</summary>
    Sha1Hex,

    /// <summary>The SHA-256 of the bytes as lower-case hexadecimal text.</summary>
    Sha256Hex,

    /// <summary>The MD5 (RFC 1321) of the bytes, 16 bytes.</summary>
    Md5,

    /// <summary>The SHA-512 (RFC 6234) of the bytes, 64 bytes.</summary>
    Sha512,

    /// <summary>The SHA-512 of the bytes as lower-case hexadecimal text.</summary>
    Sha512Hex,

    /// <summary>The bytes as lower-case hexadecimal text.</summary>
    Hex,

    /// <summary>The bytes as base64 with padding (RFC 4648, section 4).</summary>
    Base64,
}

/// <summary>A key that a feed needs.</summary>
/// <param name="Name">Its name in the schema and in configuration.</param>
/// <param name="Encoding">How its configured text is decoded to bytes.</param>
/// <param name="Prefix">A prefix of the configured text that is not part of the key, or empty.</param>
/// <param name="Description">Where the provider shows the key, or null.</param>
/// <param name="Secret">
/// Whether only the provider and the merchant know the value. A value that is not secret, such as a public id that a digest includes, needs
/// no minimum strength and proves nothing by itself.
/// </param>
/// <param name="Derivation">The transformation of the decoded bytes before use.</param>
public sealed record CallbackKeyDefinition(
    string Name,
    CallbackKeyEncoding Encoding,
    string Prefix = "",
    string? Description = null,
    bool Secret = true,
    CallbackKeyDerivation Derivation = CallbackKeyDerivation.None
)
{
    /// <summary>Whether the key decrypts payloads by AES (FIPS 197), so that it must be 16, 24 or 32 bytes long.</summary>
    public bool Decrypts { get; init; }

    /// <summary>
    /// Whether the value may be absent or empty, and then counts as empty text. Only values that are not secret can be optional.
    /// </summary>
    public bool IsOptional { get; init; }

    /// <summary>Texts that terminate the value in a signed message. The value must not contain them.</summary>
    public IReadOnlyList<string> Ends { get; init; } = [];

    /// <summary>
    /// The steps of the key's derivation, when <see cref="Derivation"/> cannot express it. Steps that use a text of the request run for
    /// each callback.
    /// </summary>
    public IReadOnlyList<CallbackKeyStep> Steps { get; init; } = [];

    /// <summary>
    /// Whether the derivation uses a value of the request, so that the configured bytes are stored and the key is derived for each request.
    /// </summary>
    public bool IsDerivedOfRequest { get; init; }

    /// <summary>The location that the key is fetched from when it is not configured, or null.</summary>
    public CallbackKeyFetch? Fetch { get; init; }

    /// <summary>
    /// The source, as the schema writes it, of the text by which the application looks the key up when it is not configured; or null. The
    /// request is not verified at that time.
    /// </summary>
    public string? Lookup { get; init; }

    /// <summary>Whether the key can be obtained at run time, so that it need not be configured.</summary>
    internal bool ComesAtRunTime => Fetch is not null || Lookup is not null;

    /// <summary>Whether this is a public key, which can only verify signatures.</summary>
    internal bool IsPublicKey => Encoding >= CallbackKeyEncoding.Pem;
}
