using CallbackGen.Verification;

namespace CallbackGen;

/// <summary>
/// One way in which a feed's callbacks prove themselves, as the schema says it: where the proof stands and how it is
/// written. It describes; the generated verifier is what decides.
/// </summary>
/// <param name="Scheme">The scheme's name in the schema: <c>hmac</c>, <c>digest</c>, <c>signature</c>, <c>jwt</c> or <c>token</c>.</param>
/// <param name="From">Where the signature or token stands, as the schema writes it, for example <c>body:/checksum</c>.</param>
// A description: a property for each keyword of a scheme.
public sealed record CallbackProof(string Scheme, string From)
{
    /// <summary>The algorithms that the schema pins, as it writes them; none for a token.</summary>
    public IReadOnlyList<string> Algorithms { get; init; } = [];

    /// <summary>The names of the keys that prove: one, those of which the request chooses one, or those that a digest mixes in.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>How a signature's bytes are written; null for tokens.</summary>
    public SignatureEncoding? Encoding { get; init; }

    /// <summary>How several signatures are arranged.</summary>
    public SignatureFormat Format { get; init; } = SignatureFormat.Plain;

    /// <summary>What stands between several signatures.</summary>
    public char Separator { get; init; } = ',';

    /// <summary>The name of the pair that is the signature, with <see cref="SignatureFormat.Pairs"/>.</summary>
    public string? Pick { get; init; }

    /// <summary>What stands before each signature or before the token; or empty.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The name of the key that is no secret, a value of which stands behind <see cref="Prefix"/> before each signature; or null.</summary>
    public string? PrefixKey { get; init; }

    /// <summary>What stands between that value and the signature; or empty.</summary>
    public string PrefixEnd { get; init; } = "";

    /// <summary>Whether the payload is the claims of the token.</summary>
    public bool CarriesPayload { get; init; }

    /// <summary>The signed time that is checked, or null.</summary>
    public CallbackProofTime? Time { get; init; }

    /// <summary>What the schema demands of a token's claims.</summary>
    public IReadOnlyList<CallbackProofClaim> Claims { get; init; } = [];

    /// <summary>What the schema demands of the members of a token's header.</summary>
    public IReadOnlyList<CallbackProofClaim> TokenHeader { get; init; } = [];

    /// <summary>Whether a token's payload stands apart: it is a message of the request.</summary>
    public bool IsDetached { get; init; }

    /// <summary>Whether a detached payload is signed as it is (RFC 7797).</summary>
    public bool IsUnencoded { get; init; }

    /// <summary>What must be equal besides.</summary>
    public IReadOnlyList<CallbackEquality> Also { get; init; } = [];
}

/// <summary>A signed time that is checked.</summary>
/// <param name="From">Where it stands, as the schema writes it.</param>
/// <param name="Unit">How it is written.</param>
/// <param name="Tolerance">How far from now it may be.</param>
public sealed record CallbackProofTime(string From, TimestampUnit Unit, TimeSpan Tolerance)
{
    /// <summary>The .NET format that it is written in, with <see cref="TimestampUnit.Formatted"/>; otherwise empty.</summary>
    public string DateFormat { get; init; } = "";

    /// <summary>The offset of a time in <see cref="DateFormat"/>; null where each time states its own.</summary>
    public TimeSpan? Offset { get; init; }
}

/// <summary>What the schema demands of a token's claim.</summary>
/// <param name="Name">The claim's name.</param>
/// <param name="Required">Whether it must be there.</param>
/// <param name="MaxAge">With <c>exp</c> and <c>iat</c>, how far from now it may be; or null.</param>
/// <param name="EqualTo">What it must be equal to, as the schema writes it; or null.</param>
public sealed record CallbackProofClaim(string Name, bool Required, TimeSpan? MaxAge = null, string? EqualTo = null);

/// <summary>Two values that must be equal besides the signature.</summary>
/// <param name="Value">The one, as the schema writes it.</param>
/// <param name="EqualTo">The other.</param>
public sealed record CallbackEquality(string Value, string EqualTo);
