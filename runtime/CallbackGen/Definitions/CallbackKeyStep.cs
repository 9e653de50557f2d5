namespace CallbackGen.Verification;

/// <summary>What a step of a key's derivation does with the bytes of the step before, and the text of the step.</summary>
public enum CallbackKeyStepKind
{
    /// <summary>Their hash, or another notation of them.</summary>
    Hash = 1,

    /// <summary>The HMAC (RFC 2104) of the bytes, with the text as the key.</summary>
    HmacUnderText,

    /// <summary>The HMAC of the text, with the bytes as the key.</summary>
    HmacOfText,

    /// <summary>The text, encrypted under the bytes as the key of a block cipher.</summary>
    Encrypt,

    /// <summary>The text, and the bytes behind it.</summary>
    Before,

    /// <summary>The bytes, and the text behind them.</summary>
    After,
}

/// <summary>The block ciphers that derive keys, with an initialisation vector of zeros where they take one. They encrypt nothing else here.</summary>
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

/// <summary>How a text is filled up to whole blocks.</summary>
public enum KeyPadding
{
    /// <summary>By zeros, unless it is whole.</summary>
    Zero = 1,

    /// <summary>By one to a block of bytes, each their number (RFC 5652, section 6.3).</summary>
    Pkcs7,

    /// <summary>Not at all: a text that is not whole is refused.</summary>
    None,
}

/// <summary>A step in which a key is derived of the configured one.</summary>
/// <param name="Kind">What it does.</param>
public sealed record CallbackKeyStep(CallbackKeyStepKind Kind)
{
    /// <summary>With <see cref="CallbackKeyStepKind.Hash"/>: what is made of the bytes.</summary>
    public CallbackKeyDerivation Hash { get; init; }

    /// <summary>With either HMAC: its algorithm.</summary>
    public MacAlgorithm Algorithm { get; init; }

    /// <summary>With <see cref="CallbackKeyStepKind.Encrypt"/>: the cipher.</summary>
    public KeyCipher Cipher { get; init; }

    /// <summary>With <see cref="CallbackKeyStepKind.Encrypt"/>: how the text is filled up.</summary>
    public KeyPadding Padding { get; init; } = KeyPadding.Zero;

    /// <summary>The constant text; null where it is made of the request.</summary>
    public string? Text { get; init; }
}
