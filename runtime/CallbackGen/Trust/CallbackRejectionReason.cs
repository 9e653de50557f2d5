namespace CallbackGen;

/// <summary>
/// The kinds of rejection. Their names are stable: they appear in logs, metrics and traces. In brackets: the HTTP status.
/// </summary>
public enum CallbackRejectionReason
{
    /// <summary>The feed does not arrive by this HTTP method (405).</summary>
    MethodNotAllowed = 1,

    /// <summary>The feed does not arrive with this content type or character encoding (415).</summary>
    UnsupportedContent,

    /// <summary>The body is larger than the feed allows (413).</summary>
    BodyTooLarge,

    /// <summary>The body, query or token payload is not well-formed (400).</summary>
    Malformed,

    /// <summary>A required member is absent (400).</summary>
    MissingMember,

    /// <summary>A member appears twice (400).</summary>
    DuplicateMember,

    /// <summary>A member's value does not satisfy the schema (400).</summary>
    InvalidMember,

    /// <summary>No key is configured for the feed (503), or the request names an unknown key (401).</summary>
    KeyNotConfigured,

    /// <summary>The signature or token is absent (401).</summary>
    SignatureMissing,

    /// <summary>The signature or token does not have the form that the schema states (401).</summary>
    SignatureMalformed,

    /// <summary>The signature does not match under any configured key (401).</summary>
    SignatureMismatch,

    /// <summary>
    /// The token names an algorithm that the schema does not pin, or an unsupported critical extension, <c>crit</c> (401).
    /// </summary>
    AlgorithmNotAllowed,

    /// <summary>A signed value contains the text that separates signed values, so the signed message is ambiguous (401).</summary>
    AmbiguousMessage,

    /// <summary>The signed time is absent or unreadable (401).</summary>
    TimestampInvalid,

    /// <summary>The signed time differs from the current time by more than the tolerance (401).</summary>
    TimestampOutsideTolerance,

    /// <summary>A claim that the schema requires is absent or of the wrong type (401).</summary>
    ClaimInvalid,

    /// <summary>A claim does not equal the value that the schema requires (401).</summary>
    ClaimMismatch,

    /// <summary>The token has expired, or its lifetime is longer than the schema allows (401).</summary>
    Expired,

    /// <summary>The token is not valid yet (401).</summary>
    NotYetValid,

    /// <summary>The provider's API did not confirm the callback.</summary>
    NotConfirmed,

    /// <summary>The feed's schema file has errors, so that no request can be verified (503).</summary>
    SchemaInvalid,

    /// <summary>The signature covers the public URL of the request, which is not configured (503).</summary>
    UrlNotConfigured,

    /// <summary>No feed at the address selects the request (400).</summary>
    NotSelected,

    /// <summary>The payload cannot be decrypted: no configured key encrypted it (401).</summary>
    DecryptionFailed,
}
