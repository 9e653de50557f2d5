using System.Security.Cryptography;
using System.Text;
using CallbackGen.Reading;

namespace CallbackGen;

/// <summary>
/// What is known about a callback besides its payload. Its <see cref="ToString"/> holds no text of the request; its
/// <see cref="IdempotencyKey"/> and <see cref="UnsignedMembers"/> do, so do not log it member by member.
/// </summary>
public sealed class CallbackReceipt
{
    private readonly Rare? _rare; // null of nearly every callback
    private string? _idempotencyKey;
    private CallbackMessage? _message;

    /// <summary>The feed's name, for example <c>acme.invoice</c>.</summary>
    public required string Feed { get; init; }

    /// <summary>The time of the verification, by the clock it was given: each of its checks saw this one.</summary>
    public required DateTimeOffset VerifiedAt { get; init; }

    /// <summary>
    /// Which configured key matched: its name in the schema and its position among the configured values, for example
    /// <c>hashKey[1]</c>. <see langword="null"/> when the feed has no key. Never the key itself.
    /// </summary>
    public string? KeyId { get; init; }

    /// <summary>
    /// The key set whose keys the callback was verified with: the one that the endpoint reads or that
    /// <see cref="CallbackKeys.Name"/> says, and the one named like the provider when neither says any.
    /// </summary>
    public string? KeySet { get; init; }

    /// <summary>
    /// A text that names the business event, the same for every repetition of the callback: store it under a unique
    /// constraint. It is made of the feed's name (or the <see cref="CallbackFeedDefinition.Event"/> that it shares with other
    /// feeds), the key set, the text by which the key was looked up if it was, and the members that the schema lists, by value:
    /// <c>acme.payment:acme:T-1/10.5</c>. These are signed members only, or of the
    /// provider's answer once the callback is confirmed; of a feed that is not signed at all it is the sender's claim until
    /// then. <see langword="null"/> when the schema declares none, and when all of the members are absent or empty, as then
    /// nothing tells the event from another.
    /// </summary>
    public string? IdempotencyKey
    {
        // Joined when it is first asked for: of a payload that does not change, it is the same whenever that is.
        get => _idempotencyKey ??= _message?.JoinIdempotencyKey();
        init => _idempotencyKey = value;
    }

    /// <summary>
    /// What a log says instead of the <see cref="IdempotencyKey"/>, which is made of business members and may name a person: the
    /// first 16 hexadecimal digits, lower case, of the SHA-256 (RFC 6234) of its UTF-8 bytes. Whoever has the key finds its lines
    /// by it; whoever can guess the key can check the guess. <see langword="null"/> when there is no key.
    /// </summary>
    public string? IdempotencyKeyDigest =>
        IdempotencyKey is { } key ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 8)) : null;

    /// <summary>
    /// The <see cref="IdempotencyKey"/> as version 0.1 made it, without the key set and of the members as they were written:
    /// to find what a program stored then. It goes away in the next version. <see langword="null"/> when the schema declares
    /// no key.
    /// </summary>
    public string? LegacyIdempotencyKey => _message?.JoinLegacyIdempotencyKey();

    /// <summary>The text of the request by which the key was looked up that verified it.</summary>
    internal string? LookedUpBy
    {
        get => _rare?.LookedUpBy;
        init => _rare = value is null ? _rare : (_rare ?? Rare.None) with { LookedUpBy = value };
    }

    /// <summary>The receipt of the callback that was confirmed; null where this is no confirmed one's.</summary>
    internal CallbackReceipt? CopyOf
    {
        get => _rare?.CopyOf;
        private init => _rare = (_rare ?? Rare.None) with { CopyOf = value };
    }

    /// <summary>How many members arrived that the schema does not declare.</summary>
    public int UnknownMemberCount { get; init; }

    /// <summary>How many members read as null because their values have another form than the schema says.</summary>
    public int UnfitMemberCount
    {
        get => _rare?.UnfitMemberCount ?? 0;
        init => _rare = value == 0 ? _rare : (_rare ?? Rare.None) with { UnfitMemberCount = value };
    }

    /// <summary>
    /// What arrived for the members that read as null because their values have another form than the schema says, such as an array
    /// for an object, by the JSON pointers (RFC 6901) of the members: the first 1000 of them. Only members of a payload that is
    /// signed as it was received, which may be null in C# and which nothing in the schema's <c>callback</c> part names.
    /// </summary>
    public UnknownMembers UnfitMembers
    {
        get => _rare?.UnfitMembers ?? UnknownMembers.None;
        init => _rare = value == UnknownMembers.None ? _rare : (_rare ?? Rare.None) with { UnfitMembers = value };
    }

    /// <summary>The position of the callback among the items of its request; <see langword="null"/> when the request is one callback.</summary>
    public int? ItemIndex
    {
        get => _rare?.ItemIndex;
        init => _rare = value is null ? _rare : (_rare ?? Rare.None) with { ItemIndex = value };
    }

    /// <summary>
    /// Undeclared members that the signature does not cover, kept apart from the payload. Undeclared members that it
    /// does cover are in the payload's own <c>UnknownMembers</c>.
    /// </summary>
    public UnknownMembers UnsignedMembers
    {
        get => _rare?.UnsignedMembers ?? UnknownMembers.None;
        init => _rare = value == UnknownMembers.None ? _rare : (_rare ?? Rare.None) with { UnsignedMembers = value };
    }

    // RFC 3986, section 2.3: what is its own encoding.
    private static readonly System.Buffers.SearchValues<char> Unreserved = System.Buffers.SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
    );

    /// <summary>
    /// What this callback is acknowledged with, where the schema makes the answer of the request;
    /// <see langword="null"/> when it is the feed's own, <see cref="CallbackFeedDefinition.Acknowledge"/>.
    /// </summary>
    public CallbackAcknowledgement? Acknowledgement
    {
        get => _rare?.Acknowledgement;
        init => _rare = value is null ? _rare : (_rare ?? Rare.None) with { Acknowledgement = value };
    }

    /// <summary>Says whose receipt it is, for the idempotency key; the first to say it stays.</summary>
    internal void BelongTo(CallbackMessage message) => _message ??= message;

    /// <summary>The same, to be another message's.</summary>
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
    /// Joins the members of an idempotency key so that no two lists of one length give one text: each is percent-encoded
    /// (RFC 3986), then joined by a slash, which no encoded one holds. An absent one is empty, as messages write it: a
    /// signature may not tell the two apart.
    /// </summary>
    /// <param name="parts">The members' texts.</param>
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

    /// <summary>What few callbacks have, so that the receipts of all others are small.</summary>
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
