namespace CallbackGen.Definitions;

/// <summary>The message authentication codes that a schema can pin (RFC 2104).</summary>
public enum MacAlgorithm
{
    /// <summary>HMAC with MD5, 16 bytes. Legacy: some providers still sign with it.</summary>
    HmacMd5 = 1,

    /// <summary>HMAC with SHA-1, 20 bytes. Legacy.</summary>
    HmacSha1,

    /// <summary>HMAC with SHA-256, 32 bytes; <c>HS256</c> in a token (RFC 7518, section 3.2).</summary>
    HmacSha256,

    /// <summary>HMAC with SHA-384, 48 bytes; <c>HS384</c> in a token.</summary>
    HmacSha384,

    /// <summary>HMAC with SHA-512, 64 bytes; <c>HS512</c> in a token.</summary>
    HmacSha512,
}

/// <summary>The arrangement of signatures in the text that contains them.</summary>
public enum SignatureFormat
{
    /// <summary>The text is a single signature.</summary>
    Plain = 1,

    /// <summary>Several signatures, separated by a character.</summary>
    List,

    /// <summary>Named parts, separated by a character: <c>t=1492774577,v1=5257a8…</c>.</summary>
    Pairs,
}

/// <summary>The text encoding of a signature's bytes.</summary>
public enum SignatureEncoding
{
    /// <summary>Hexadecimal, either case.</summary>
    Hex = 1,

    /// <summary>Base64 with padding (RFC 4648, section 4), canonical.</summary>
    Base64,

    /// <summary>Base64url without padding (RFC 4648, section 5; RFC 7515, section 2), canonical.</summary>
    Base64Url,

    /// <summary>Base64 of the hexadecimal text.</summary>
    Base64Hex,
}

/// <summary>The format of a signed time.</summary>
public enum TimestampUnit
{
    /// <summary>Whole seconds since 1970-01-01T00:00:00Z, in digits.</summary>
    Seconds = 1,

    /// <summary>Whole milliseconds since 1970-01-01T00:00:00Z, in digits.</summary>
    Milliseconds,

    /// <summary>A date-time with an offset or <c>Z</c> (RFC 3339, section 5.6). The offset may also omit its colon: <c>+0000</c>.</summary>
    Iso8601,

    /// <summary>An IMF-fixdate, <c>Sun, 06 Nov 1994 08:49:37 GMT</c> (RFC 9110, section 5.6.7).</summary>
    HttpDate,

    /// <summary>Whole microseconds since 1970-01-01T00:00:00Z, in digits.</summary>
    Microseconds,

    /// <summary>Whole nanoseconds since 1970-01-01T00:00:00Z, in digits.</summary>
    Nanoseconds,

    /// <summary>Seconds since 1970-01-01T00:00:00Z, in digits, optionally followed by a dot and up to nine digits.</summary>
    DecimalSeconds,

    /// <summary>A date-time in the basic format of ISO 8601, with an offset or <c>Z</c>: <c>20260102T120000Z</c>.</summary>
    Iso8601Basic,

    /// <summary>A time in the format that <see cref="CallbackProofTime.DateFormat"/> states.</summary>
    Formatted,
}

/// <summary>The hash functions of legacy schemes that hash a message which contains a secret.</summary>
public enum DigestAlgorithm
{
    /// <summary>MD5 (RFC 1321), 16 bytes.</summary>
    Md5 = 1,

    /// <summary>SHA-1 (RFC 3174), 20 bytes.</summary>
    Sha1,

    /// <summary>SHA-256 (RFC 6234), 32 bytes.</summary>
    Sha256,

    /// <summary>SHA-384 (RFC 6234), 48 bytes.</summary>
    Sha384,

    /// <summary>SHA-512 (RFC 6234), 64 bytes.</summary>
    Sha512,
}

/// <summary>The public-key signatures that a schema can pin.</summary>
public enum SignatureAlgorithm
{
    /// <summary>RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2) with SHA-1. Legacy.</summary>
    RsaPkcs1Sha1 = 1,

    /// <summary>RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2) with SHA-256.</summary>
    RsaPkcs1Sha256,

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-384.</summary>
    RsaPkcs1Sha384,

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-512.</summary>
    RsaPkcs1Sha512,

    /// <summary>RSASSA-PSS (RFC 8017, section 8.1) with SHA-256 and a salt of the hash's length.</summary>
    RsaPssSha256,

    /// <summary>RSASSA-PSS with SHA-384 and a salt of the hash's length.</summary>
    RsaPssSha384,

    /// <summary>RSASSA-PSS with SHA-512 and a salt of the hash's length.</summary>
    RsaPssSha512,

    /// <summary>ECDSA (FIPS 186-5) with SHA-256; the signature in DER (RFC 3279, section 2.2.3).</summary>
    EcdsaSha256,

    /// <summary>ECDSA with SHA-384; the signature in DER.</summary>
    EcdsaSha384,

    /// <summary>ECDSA with SHA-512; the signature in DER.</summary>
    EcdsaSha512,

    /// <summary>ECDSA with SHA-256; the signature is r and s concatenated (IEEE P1363; RFC 7518, section 3.4).</summary>
    EcdsaRawSha256,

    /// <summary>ECDSA with SHA-384; the signature is r and s concatenated.</summary>
    EcdsaRawSha384,

    /// <summary>ECDSA with SHA-512; the signature is r and s concatenated.</summary>
    EcdsaRawSha512,

    /// <summary>Ed25519 (RFC 8032), 64 bytes, verified by the package CallbackGen.Ed25519.</summary>
    Ed25519,
}
