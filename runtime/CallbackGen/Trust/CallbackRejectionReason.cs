namespace CallbackGen;

/// <summary>The kinds of refusal. Their names are stable: they appear in logs, metrics and traces.</summary>
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

    /// <summary>A member stands twice (400).</summary>
    DuplicateMember,

    /// <summary>A member's value does not satisfy the schema (400).</summary>
    InvalidMember,

    /// <summary>No key is configured for the feed (503); or the request names a key that is not known (401).</summary>
    KeyNotConfigured,

    /// <summary>The signature or token is absent (401).</summary>
    SignatureMissing,

    /// <summary>The signature or token is not of the form that the schema states (401).</summary>
    SignatureMalformed,

    /// <summary>The signature is not the one that any configured key makes (401).</summary>
    SignatureMismatch,

    /// <summary>The token names an algorithm that the schema does not pin, or an extension that must be understood (401).</summary>
    AlgorithmNotAllowed,

    /// <summary>A signed value holds the text that joins signed values, so that the signature is ambiguous (401).</summary>
    AmbiguousMessage,

    /// <summary>The signed time is absent or unreadable (401).</summary>
    TimestampInvalid,

    /// <summary>The signed time is too far from now (401).</summary>
    TimestampOutsideTolerance,

    /// <summary>A claim that the schema requires is absent or of the wrong type (401).</summary>
    ClaimInvalid,

    /// <summary>A claim is not equal to what the schema says (401).</summary>
    ClaimMismatch,

    /// <summary>The token has expired, or lives longer than the schema allows (401).</summary>
    Expired,

    /// <summary>The token is not valid yet (401).</summary>
    NotYetValid,

    /// <summary>The provider's API did not confirm the callback.</summary>
    NotConfirmed,

    /// <summary>The feed's schema file has errors, so that nothing can be verified (503).</summary>
    SchemaInvalid,

    /// <summary>The signature covers the public URL of the request, which is not configured (503).</summary>
    UrlNotConfigured,

    /// <summary>No feed of the address selects the request (400).</summary>
    NotSelected,

    /// <summary>The payload cannot be decrypted: it is not what any configured key encrypted (401).</summary>
    DecryptionFailed,
}
