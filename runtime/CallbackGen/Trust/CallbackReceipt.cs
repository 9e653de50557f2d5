using System.Security.Cryptography;
using System.Text;

namespace CallbackGen;

/// <summary>
/// The metadata of a callback: everything that is known about it besides its payload. <see cref="ToString"/> contains no text of the
/// request; <see cref="IdempotencyKey"/> and <see cref="UnsignedMembers"/> do, so do not log the receipt member by member.
/// </summary>
public sealed class CallbackReceipt
{
    private readonly Rare? _rare; // null for most callbacks
    private string? _idempotencyKey;
    private CallbackMessage? _message;

    /// <summary>The feed's name, for example <c>acme.invoice</c>.</summary>
    public required string Feed { get; init; }

    /// <summary>The time of the verification, from the clock that the caller passed. Every check of the callback used this time.</summary>
    public required DateTimeOffset VerifiedAt { get; init; }

    /// <summary>
    /// The id of the configured key that matched: its name in the schema and its index among the configured values, for example
    /// <c>hashKey[1]</c>. <see langword="null"/> when the feed has no key. It never contains the key itself.
    /// </summary>
    public string? KeyId { get; init; }

    /// <summary>
    /// The name of the key set whose keys verified the callback: the key set that the endpoint reads or that
    /// <see cref="CallbackKeys.Name"/> states. When neither is set, it is the provider's name.
    /// </summary>
    public string? KeySet { get; init; }

    /// <summary>
    /// A text that identifies the business event and is the same for every redelivery of the callback. Store it under a unique constraint.
    /// </summary>
    /// <remarks>
    /// The key consists of the feed's name (or the <see cref="CallbackFeedDefinition.Event"/> that it shares with other feeds), the key
    /// set, and the values of the members that the schema lists: <c>acme.payment:acme:T-1/10.5</c>. When the verifying key was looked up,
    /// the key set is followed by the text of the lookup. The members are all signed, or come from the provider's answer once the callback
    /// is confirmed; for a feed without a signature the key is only the sender's claim until then. The key is <see langword="null"/> when
    /// the schema declares none, and when all of the members are absent or empty, because then nothing distinguishes the event from
    /// another.
    /// </remarks>
    public string? IdempotencyKey
    {
        // Joined on first use: payloads are immutable, so the time of the call does not change the key.
        get => _idempotencyKey ??= _message?.JoinIdempotencyKey();
        init => _idempotencyKey = value;
    }

    /// <summary>
    /// A digest to log in place of the <see cref="IdempotencyKey"/>, which contains business data and may identify a person. It is the
    /// first 16 hexadecimal digits, in lower case, of the SHA-256 (RFC 6234) of the key's UTF-8 bytes. <see langword="null"/> when there is
    /// no key.
    /// </summary>
    /// <remarks>
    /// A reader who knows the key can find its log lines by the digest. A reader who can guess the key can confirm the guess.
    /// </remarks>
    public string? IdempotencyKeyDigest =>
        IdempotencyKey is { } key ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 8)) : null;

    /// <summary>
    /// The <see cref="IdempotencyKey"/> in the form of version 0.1: without the key set, and from the members' texts as they were written.
    /// Use it to find keys that a program stored with that version. <see langword="null"/> when the schema declares no key.
    /// </summary>
    /// <remarks>The next version removes this member.</remarks>
    public string? LegacyIdempotencyKey => _message?.JoinLegacyIdempotencyKey();

    /// <summary>The text of the request by which the verifying key was looked up; null when the key was configured.</summary>
    internal string? LookedUpBy
    {
        get => _rare?.LookedUpBy;
        init => _rare = value is null ? _rare : (_rare ?? Rare.None) with { LookedUpBy = value };
    }

    /// <summary>The receipt of the callback that was confirmed; null when this receipt does not belong to a confirmed callback.</summary>
    internal CallbackReceipt? CopyOf
    {
        get => _rare?.CopyOf;
        private init => _rare = (_rare ?? Rare.None) with { CopyOf = value };
    }

    /// <summary>The number of members in the request that the schema does not declare.</summary>
    public int UnknownMemberCount { get; init; }

    /// <summary>The number of members that were read as null because their values do not have the form that the schema states.</summary>
    public int UnfitMemberCount
    {
        get => _rare?.UnfitMemberCount ?? 0;
        init => _rare = value == 0 ? _rare : (_rare ?? Rare.None) with { UnfitMemberCount = value };
    }

    /// <summary>
    /// The received values of members that were read as null because the values do not have the form that the schema states, such as an
    /// array instead of an object. The keys are the members' JSON pointers (RFC 6901); only the first 1,000 are stored.
    /// </summary>
    /// <remarks>
    /// Only members of a payload that is signed as received can appear here, and only if they are nullable in C# and no keyword of the
    /// schema's <c>callback</c> part names them.
    /// </remarks>
    public UnknownMembers UnfitMembers
    {
        get => _rare?.UnfitMembers ?? UnknownMembers.None;
        init => _rare = value == UnknownMembers.None ? _rare : (_rare ?? Rare.None) with { UnfitMembers = value };
    }

    /// <summary>
    /// The zero-based index of the callback among the items of its request; <see langword="null"/> when the request is a single callback.
    /// </summary>
    public int? ItemIndex
    {
        get => _rare?.ItemIndex;
        init => _rare = value is null ? _rare : (_rare ?? Rare.None) with { ItemIndex = value };
    }

    /// <summary>
    /// The undeclared members that the signature does not cover, stored apart from the payload. Undeclared members that the signature
    /// covers are in the payload's own <c>UnknownMembers</c>.
    /// </summary>
    public UnknownMembers UnsignedMembers
    {
        get => _rare?.UnsignedMembers ?? UnknownMembers.None;
        init => _rare = value == UnknownMembers.None ? _rare : (_rare ?? Rare.None) with { UnsignedMembers = value };
    }

    // RFC 3986, section 2.3: unreserved characters, which percent-encoding leaves unchanged.
    private static readonly System.Buffers.SearchValues<char> Unreserved = System.Buffers.SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
    );

    /// <summary>
    /// The acknowledgement of this callback, when the schema builds the answer from the request; otherwise <see langword="null"/>, and the
    /// feed's own <see cref="CallbackFeedDefinition.Acknowledge"/> is sent.
    /// </summary>
    public CallbackAcknowledgement? Acknowledgement
    {
        get => _rare?.Acknowledgement;
        init => _rare = value is null ? _rare : (_rare ?? Rare.None) with { Acknowledgement = value };
    }

    /// <summary>Sets the message that this receipt belongs to, which supplies the idempotency key. Later calls have no effect.</summary>
    internal void BelongTo(CallbackMessage message) => _message ??= message;

    /// <summary>Returns a copy of this receipt for another message.</summary>
    internal CallbackReceipt Copy() =>
        new()
        {
            Feed = Feed,
            VerifiedAt = VerifiedAt,
            KeySet = KeySet,
            LookedUpBy = LookedUpBy,
            KeyId = KeyId,
            UnknownMemberCount = UnknownMemberCount,
            UnfitMemberCount = UnfitMemberCount,
            UnfitMembers = UnfitMembers,
            ItemIndex = ItemIndex,
            UnsignedMembers = UnsignedMembers,
            Acknowledgement = Acknowledgement,
            CopyOf = this,
        };

    /// <summary>
    /// Joins the members of an idempotency key so that two different lists of the same length never give the same text. Each member is
    /// percent-encoded (RFC 3986), and the results are joined by a slash, which percent-encoding escapes.
    /// </summary>
    /// <remarks>An absent member counts as empty, as in signed messages, because a signature may not distinguish the two.</remarks>
    /// <param name="parts">The members' texts; null for an absent member.</param>
    /// <returns>The key.</returns>
    public static string JoinKey(params ReadOnlySpan<string?> parts)
    {
        foreach (var part in parts)
        {
            if (part.AsSpan().ContainsAnyExcept(Unreserved))
                return JoinEscaped(parts);
        }

        return string.Join('/', parts);
    }

    private static string JoinEscaped(ReadOnlySpan<string?> parts)
    {
        var key = new StringBuilder();
        for (var i = 0; i < parts.Length; i++)
            key.Append(i == 0 ? "" : "/").Append(Uri.EscapeDataString(parts[i] ?? ""));
        return key.ToString();
    }

    /// <inheritdoc />
    public override string ToString() => ItemIndex is { } item ? $"{Feed} item {item} at {VerifiedAt:O}" : $"{Feed} at {VerifiedAt:O}";

    /// <summary>Values that few callbacks have, stored apart so that the receipts of all others stay small.</summary>
    private sealed record Rare(
        string? LookedUpBy,
        int UnfitMemberCount,
        UnknownMembers? UnfitMembers,
        int? ItemIndex,
        UnknownMembers? UnsignedMembers,
        CallbackAcknowledgement? Acknowledgement,
        CallbackReceipt? CopyOf
    )
    {
        public static Rare None { get; } = new(null, 0, null, null, null, null, null);
    }
}
