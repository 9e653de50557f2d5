namespace CallbackGen.Verification;

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

/// <summary>How signatures are arranged in the text that carries them.</summary>
public enum SignatureFormat
{
    /// <summary>The text is one signature.</summary>
    Plain = 1,

    /// <summary>Several signatures with a separator between them.</summary>
    List,

    /// <summary>Named parts with a separator between them: <c>t=1492774577,v1=5257a8…</c>.</summary>
    Pairs,
}

/// <summary>How a signature's bytes are written as text.</summary>
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

/// <summary>How a signed time is written.</summary>
public enum TimestampUnit
{
    /// <summary>Whole seconds since 1970-01-01T00:00:00Z, in digits.</summary>
    Seconds = 1,

    /// <summary>Whole milliseconds since 1970-01-01T00:00:00Z, in digits.</summary>
    Milliseconds,

    /// <summary>A date-time with an offset or <c>Z</c> (RFC 3339, section 5.6).</summary>
    Iso8601,

    /// <summary>An IMF-fixdate, <c>Sun, 06 Nov 1994 08:49:37 GMT</c> (RFC 9110, section 5.6.7).</summary>
    HttpDate,
}
