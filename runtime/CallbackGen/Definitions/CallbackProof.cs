namespace CallbackGen.Definitions;

/// <summary>
/// One proof of a feed's callbacks, as the schema declares it: the source and the format of a signature or token, with a property for each
/// keyword of a scheme. It is a description only; the generated verifier checks callbacks.
/// </summary>
/// <param name="Scheme">The scheme's name in the schema: <c>hmac</c>, <c>digest</c>, <c>signature</c>, <c>jwt</c> or <c>token</c>.</param>
/// <param name="From">The source of the signature or token, as the schema writes it, for example <c>body:/checksum</c>.</param>
public sealed record CallbackProof(string Scheme, string From)
{
    /// <summary>The algorithms that the schema pins, as it writes them; empty for a token.</summary>
    public IReadOnlyList<string> Algorithms { get; init; } = [];

    /// <summary>
    /// The names of the keys of the proof: the only key, the keys from which the request chooses one, or the keys that a digest includes.
    /// </summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>The encoding of a signature's bytes; null for tokens.</summary>
    public SignatureEncoding? Encoding { get; init; }

    /// <summary>How several signatures are arranged.</summary>
    public SignatureFormat Format { get; init; } = SignatureFormat.Plain;

    /// <summary>The separator between several signatures.</summary>
    public char Separator { get; init; } = ',';

    /// <summary>The name of the pair that contains the signature, for <see cref="SignatureFormat.Pairs"/>.</summary>
    public string? Pick { get; init; }

    /// <summary>The text before each signature or before the token; or empty.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>
    /// The name of a key that is not secret and whose value follows <see cref="Prefix"/> before each signature; or null.
    /// </summary>
    public string? PrefixKey { get; init; }

    /// <summary>The text between that value and the signature; or empty.</summary>
    public string PrefixEnd { get; init; } = "";

    /// <summary>Whether the claims of the token are the payload.</summary>
    public bool CarriesPayload { get; init; }

    /// <summary>The signed time that is checked, or null.</summary>
    public CallbackProofTime? Time { get; init; }

    /// <summary>The schema's requirements on the token's claims.</summary>
    public IReadOnlyList<CallbackProofClaim> Claims { get; init; } = [];

    /// <summary>The schema's requirements on the members of the token's header.</summary>
    public IReadOnlyList<CallbackProofClaim> TokenHeader { get; init; } = [];

    /// <summary>Whether the token's payload is detached: it is a message that is built from the request.</summary>
    public bool IsDetached { get; init; }

    /// <summary>Whether a detached payload is signed without base64url encoding (RFC 7797).</summary>
    public bool IsUnencoded { get; init; }

    /// <summary>The pairs of values that must be equal besides the signature.</summary>
    public IReadOnlyList<CallbackEquality> Also { get; init; } = [];
}

/// <summary>A signed time that is checked.</summary>
/// <param name="From">The source of the time, as the schema writes it.</param>
/// <param name="Unit">The format of the time.</param>
/// <param name="Tolerance">The largest difference from the current time.</param>
public sealed record CallbackProofTime(string From, TimestampUnit Unit, TimeSpan Tolerance)
{
    /// <summary>The .NET format of the time, for <see cref="TimestampUnit.Formatted"/>; otherwise empty.</summary>
    public string DateFormat { get; init; } = "";

    /// <summary>The UTC offset of a time in <see cref="DateFormat"/>; null when each time states its own.</summary>
    public TimeSpan? Offset { get; init; }
}

/// <summary>A requirement of the schema on a token's claim.</summary>
/// <param name="Name">The claim's name.</param>
/// <param name="Required">Whether the claim must be present.</param>
/// <param name="MaxAge">For <c>exp</c> and <c>iat</c>, the largest difference from the current time; or null.</param>
/// <param name="EqualTo">The value that the claim must equal, as the schema writes it; or null.</param>
public sealed record CallbackProofClaim(string Name, bool Required, TimeSpan? MaxAge = null, string? EqualTo = null);

/// <summary>Two values that must be equal besides the signature.</summary>
/// <param name="Value">The first value, as the schema writes it.</param>
/// <param name="EqualTo">The second value.</param>
public sealed record CallbackEquality(string Value, string EqualTo);
