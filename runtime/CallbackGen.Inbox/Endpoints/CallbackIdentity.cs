using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CallbackGen.Inbox;

/// <summary>
/// Computes the identity of stored callbacks. If a signature covers the whole callback and its schema names the event key, the
/// event key identifies it. Otherwise its content does, because an unsigned event key would let a forgery make a genuine callback a
/// duplicate.
/// </summary>
internal static class CallbackIdentity
{
    private static readonly CallbackRole[] Roles = Enum.GetValues<CallbackRole>();

    /// <summary>Creates the row of a callback.</summary>
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

    /// <summary>Creates the row of a callback whose content was stored before and is handled again.</summary>
    /// <param name="row">The row of the content.</param>
    /// <param name="when">The second in which it was redelivered.</param>
    /// <param name="count">The number of earlier rows of that second.</param>
    public static NewCallback Again(NewCallback row, string when, int count)
    {
        var id = Hash("again", row.Id, when, count.ToString(CultureInfo.InvariantCulture));
        return row with { Id = id, ConflictId = ConflictOf(id, row.Facts) };
    }

    /// <summary>
    /// Returns the identity of an unreadable callback: a digest of the stored request and the item's position in it.
    /// </summary>
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

    /// <summary>Returns the key of the quota that a feed's and account's rows in quarantine share.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="request">The request.</param>
    public static string QuarantineOf(CallbackFeed feed, ArrivedRequest request) => Hash("quarantine", feed.Name, AccountOf(feed, request));

    /// <summary>Creates the event that a provider's API confirmed.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="confirmed">The confirmed message.</param>
    /// <param name="key">The event's key, including feed or scope and account.</param>
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

    /// <summary>
    /// Returns the account of a callback: the name of its key set in upper case, because key sets are found regardless of case.
    /// </summary>
    public static string AccountOf(CallbackFeed feed, CallbackReceipt receipt) => (receipt.KeySet ?? feed.Provider).ToUpperInvariant();

    private static string AccountOf(CallbackFeed feed, ArrivedRequest request) => (request.KeySet ?? feed.Provider).ToUpperInvariant();

    /// <summary>
    /// Whether the proof of a feed does not cover the content, so that a sender of one accepted callback can forge any number of others.
    /// </summary>
    public static bool ProvesNothing(CallbackFeed feed) =>
        feed.Trust == CallbackTrust.Received
        || (feed.Trust == CallbackTrust.Authenticated && feed.Definition.Proofs.Any(proof => proof.Scheme == "token"));

    /// <summary>Whether two feeds report the same events, by the scope that both schemas name.</summary>
    public static bool ShareEvents(CallbackFeed feed, CallbackFeed other) =>
        feed.Definition.Event is { } shared && other.Definition.Event == shared && other.Provider == feed.Provider;

    private static string IdOfEvent(string key) => Hash("event", key);

    /// <summary>
    /// Returns the id of a conflict, which depends only on the facts, so that a redelivery with a new timestamp is a duplicate of it.
    /// </summary>
    public static string ConflictOf(string id, string facts) => Hash("conflict", id, facts);

    /// <summary>Returns the facts that <see cref="CallbackFacts"/> describes, as text.</summary>
    private static string FactsOf(CallbackFeed feed, CallbackMessage message) =>
        string.Join(
            '\n',
            Roles.Select(role =>
                feed.Definition.Roles.Contains(role) ? $"={Uri.EscapeDataString(ValueOf(message.GetRole(role) ?? "", role))}" : ""
            )
        );

    private static string ValueOf(string text, CallbackRole role) => role == CallbackRole.Amount ? PayloadContent.NumberOf(text) : text;

    /// <summary>
    /// Returns the ordering key of a callback; null when its member is absent or empty. The key includes the account, so that a
    /// failure in a sandbox does not hold up live callbacks, and is a digest, so that its length is fixed for the store's index.
    /// </summary>
    private static string? OrderOf(CallbackFeed feed, CallbackMessage message, CallbackStoreOptions options) =>
        options.Order?.Invoke(message) is { Length: > 0 } order ? Hash("order", AccountOf(feed, message.Receipt), order) : null;

    /// <summary>
    /// Returns the quota of a callback, which bounds the rows that one sender can forge. A signature over the whole payload needs
    /// none. A signature over a part of it lets its holder vary the rest; without a signature, any sender can forge any number.
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
            // Each part is prefixed by its length, so that different lists of parts have different encodings.
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
