namespace CallbackGen.Definitions;

/// <summary>The operation of one step of a key's derivation, on the previous step's bytes and the step's text.</summary>
public enum CallbackKeyStepKind
{
    /// <summary>The hash of the bytes, or another encoding of them.</summary>
    Hash = 1,

    /// <summary>The HMAC (RFC 2104) of the bytes, with the text as the key.</summary>
    HmacUnderText,

    /// <summary>The HMAC of the text, with the bytes as the key.</summary>
    HmacOfText,

    /// <summary>The text, encrypted by a block cipher with the bytes as the key.</summary>
    Encrypt,

    /// <summary>The text, followed by the bytes.</summary>
    Before,

    /// <summary>The bytes, followed by the text.</summary>
    After,
}

/// <summary>
/// The block ciphers that derive keys, with an initialisation vector of zeros in CBC mode. They are used for key derivation only.
/// </summary>
public enum KeyCipher
{
    /// <summary>Triple DES (NIST SP 800-67) in CBC mode (NIST SP 800-38A), with a key of 24 bytes. Legacy.</summary>
    TripleDesCbc = 1,

    /// <summary>Triple DES in ECB mode, with a key of 24 bytes. Legacy.</summary>
    TripleDesEcb,

    /// <summary>AES (FIPS 197) in CBC mode; the key's length chooses AES-128, 192 or 256.</summary>
    AesCbc,

    /// <summary>AES in ECB mode.</summary>
    AesEcb,
}

/// <summary>How a text is padded to whole blocks.</summary>
public enum KeyPadding
{
    /// <summary>With zeros, unless its length is a multiple of the block size.</summary>
    Zero = 1,

    /// <summary>
    /// With at least one byte and at most one block, each byte being the number of padding bytes (RFC 5652, section 6.3).
    /// </summary>
    Pkcs7,

    /// <summary>Without padding: a text whose length is not a multiple of the block size is rejected.</summary>
    None,
}

/// <summary>A step in the derivation of a key from the configured key.</summary>
/// <param name="Kind">The operation.</param>
public sealed record CallbackKeyStep(CallbackKeyStepKind Kind)
{
    /// <summary>For <see cref="CallbackKeyStepKind.Hash"/>: the transformation of the bytes.</summary>
    public CallbackKeyDerivation Hash { get; init; }

    /// <summary>For both HMAC kinds: the algorithm.</summary>
    public MacAlgorithm Algorithm { get; init; }

    /// <summary>For <see cref="CallbackKeyStepKind.Encrypt"/>: the cipher.</summary>
    public KeyCipher Cipher { get; init; }

    /// <summary>For <see cref="CallbackKeyStepKind.Encrypt"/>: the padding of the text.</summary>
    public KeyPadding Padding { get; init; } = KeyPadding.Zero;

    /// <summary>The constant text; null when the text is built from the request.</summary>
    public string? Text { get; init; }
}
