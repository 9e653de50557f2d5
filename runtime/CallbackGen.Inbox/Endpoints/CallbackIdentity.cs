using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CallbackGen.Inbox;

/// <summary>
/// What tells stored callbacks apart. Where a signature proves a callback as a whole and its schema names the event, the event
/// does; everywhere else the content does, because a key that anybody may write must not make a genuine callback a duplicate.
/// </summary>
internal static class CallbackIdentity
{
    private static readonly CallbackRole[] Roles = Enum.GetValues<CallbackRole>();

    /// <summary>Makes the row of a callback.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="message">The callback.</param>
    /// <param name="options">How it is stored.</param>
    public static NewCallback Of(CallbackFeed feed, CallbackMessage message, CallbackStoreOptions options)
    {
        var receipt = message.Receipt;
        var isEvent = feed.Trust == CallbackTrust.Verified && receipt.IdempotencyKey is not null;
        using var content = isEvent ? null : new PayloadContent(feed.Definition, message);
        var id = content is null ? IdOfEvent(receipt.IdempotencyKey!) : Hash("content", feed.Name, AccountOf(feed, receipt), content.All());
        var facts = isEvent ? FactsOf(feed, message) : "";
        return new()
        {
            Id = id,
            ConflictId = ConflictOf(id, facts),
            Facts = facts,
            Item = receipt.ItemIndex ?? 0,
            OrderKey = OrderOf(feed, message, options),
            Quota = content is null ? null : QuotaOf(feed, message.Receipt, content, options),
        };
    }

    /// <summary>The row of a callback whose content has come before, and is handled again.</summary>
    /// <param name="row">The row of the content.</param>
    /// <param name="when">When it came again.</param>
    /// <param name="count">How many rows of that time there are before this one.</param>
    public static NewCallback Again(NewCallback row, string when, int count)
    {
        var id = Hash("again", row.Id, when, count.ToString(CultureInfo.InvariantCulture));
        return row with { Id = id, ConflictId = ConflictOf(id, row.Facts) };
    }

    /// <summary>The identity of what cannot be read: the request, all that was read of it, and the place in it.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="request">The request.</param>
    /// <param name="item">The item, or <see cref="UnreadCallback.WholeRequest"/>.</param>
    public static string Unread(CallbackFeed feed, ArrivedRequest request, int item) =>
        Hash([
            "unread",
            feed.Name,
            AccountOf(feed, request),
            item.ToString(CultureInfo.InvariantCulture),
            request.Method,
            request.Path,
            request.Query,
            request.Url ?? "",
            request.ContentType ?? "",
            Convert.ToHexStringLower(SHA256.HashData(request.Body.Span)),
            .. request.Headers.SelectMany(header => (string[])[header.Key.ToUpperInvariant(), header.Value]),
        ]);

    /// <summary>What the rows in quarantine of a feed and account have in common, which bounds them.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="request">The request.</param>
    public static string QuarantineOf(CallbackFeed feed, ArrivedRequest request) => Hash("quarantine", feed.Name, AccountOf(feed, request));

    /// <summary>Makes the event that a provider's API confirmed.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="confirmed">What was confirmed.</param>
    /// <param name="key">The event's key, feed or scope and account included.</param>
    public static ConfirmedEvent OfEvent(CallbackFeed feed, CallbackMessage confirmed, string key)
    {
        var isCallbackId = feed.Trust == CallbackTrust.Verified;
        var id = isCallbackId ? IdOfEvent(key) : Hash("confirmed", key);
        var facts = FactsOf(feed, confirmed);
        return new()
        {
            Feed = feed.Name,
            Id = id,
            ConflictId = ConflictOf(id, facts),
            Facts = facts,
            IsCallbackId = isCallbackId,
        };
    }

    /// <summary>The account that a callback is of: the name of its key set, which is found regardless of case.</summary>
    public static string AccountOf(CallbackFeed feed, CallbackReceipt receipt) => (receipt.KeySet ?? feed.Provider).ToUpperInvariant();

    private static string AccountOf(CallbackFeed feed, ArrivedRequest request) => (request.KeySet ?? feed.Provider).ToUpperInvariant();

    /// <summary>Whether the proof of a feed says nothing about what is sent, so that whoever can send one callback can send any number.</summary>
    public static bool ProvesNothing(CallbackFeed feed) =>
        feed.Trust == CallbackTrust.Received
        || (feed.Trust == CallbackTrust.Authenticated && feed.Definition.Proofs.Any(proof => proof.Scheme == "token"));

    /// <summary>Whether two feeds tell of the same events, by the scope that both schemas name.</summary>
    public static bool ShareEvents(CallbackFeed feed, CallbackFeed other) =>
        feed.Definition.Event is { } shared && other.Definition.Event == shared && other.Provider == feed.Provider;

    private static string IdOfEvent(string key) => Hash("event", key);

    /// <summary>Made of the facts and nothing else of the callback, so that one which repeats a conflict with a new timestamp is a duplicate of it.</summary>
    public static string ConflictOf(string id, string facts) => Hash("conflict", id, facts);

    /// <summary>What <see cref="CallbackFacts"/> describes.</summary>
    private static string FactsOf(CallbackFeed feed, CallbackMessage message) =>
        string.Join(
            '\n',
            Roles.Select(role =>
                feed.Definition.Roles.Contains(role) ? $"={Uri.EscapeDataString(ValueOf(message.GetRole(role) ?? "", role))}" : ""
            )
        );

    private static string ValueOf(string text, CallbackRole role) => role == CallbackRole.Amount ? PayloadContent.NumberOf(text) : text;

    /// <summary>
    /// What a callback is ordered by: null where its member is absent or empty, as that is no event's. It is of one account, so that
    /// what fails in a sandbox holds up nothing that is live, and is a digest, so that a store can keep and find it however long the text is.
    /// </summary>
    private static string? OrderOf(CallbackFeed feed, CallbackMessage message, CallbackStoreOptions options) =>
        options.Order?.Invoke(message) is { Length: > 0 } order ? Hash("order", AccountOf(feed, message.Receipt), order) : null;

    /// <summary>
    /// What bounds the rows that one sender can make up. A signature over the whole payload does by itself; one over a part of it leaves its
    /// holder whatever is outside; and where nothing is signed, anybody has any number.
    /// </summary>
    private static CallbackQuota? QuotaOf(CallbackFeed feed, CallbackReceipt receipt, PayloadContent content, CallbackStoreOptions options)
    {
        if (feed.Trust == CallbackTrust.Verified)
            return null;
        var account = AccountOf(feed, receipt);
        if (!ProvesNothing(feed))
        {
            var (rows, per) = options.SignedValueLimit;
            return new(Hash("signed", feed.Name, account, content.Signed()), rows, per);
        }

        return options.Limit is var (most, time) ? new(Hash("feed", feed.Name, account), most, time) : null;
    }

    private static string Hash(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in parts)
        {
            // With its length, so that no two lists of parts are one text.
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
