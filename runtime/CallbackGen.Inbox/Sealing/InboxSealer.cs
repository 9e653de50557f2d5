using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace CallbackGen.Inbox;

/// <summary>Seals the rows of the inbox under the inbox's own key, and opens stored rows.</summary>
/// <param name="vault">The inbox's own key.</param>
/// <param name="batches">Caches the opened content of requests with several items.</param>
internal sealed class InboxSealer(InboxVault vault, OpenedBatches batches)
{
    /// <summary>The first byte of encrypted content. <see cref="RequestContent"/> begins with another byte.</summary>
    private const byte Encrypted = 0x80;

    /// <summary>Encodes a request for the store; encrypts it if its feed has secrets.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancels the wait for the inbox's key.</param>
    /// <returns>The request, which seals its rows.</returns>
    public async ValueTask<SealedRequest> SealAsync(CallbackFeed feed, ArrivedRequest request, CancellationToken cancellationToken)
    {
        var key = await vault.OpenAsync(cancellationToken);
        var stored = request.ToStored();
        if (!PrivateFeeds.HasSecrets(feed))
            return new(key, feed, stored);
        var content = key.Encrypt(stored.Content.Span, "request"u8, room: 1);
        content[0] = Encrypted;
        return new(key, feed, stored with { Content = content });
    }

    /// <summary>Wraps a request that is already stored, to seal further rows of it.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="stored">The request.</param>
    /// <param name="cancellationToken">Cancels the wait for the inbox's key.</param>
    /// <returns>The request, which seals its rows.</returns>
    public async ValueTask<SealedRequest> AgainAsync(CallbackFeed feed, StoredRequest stored, CancellationToken cancellationToken) =>
        new(await vault.OpenAsync(cancellationToken), feed, stored);

    /// <summary>
    /// Replaces the facts of a confirmed event by codes, if the facts of its feed's callbacks are hidden, so that they can be compared.
    /// </summary>
    /// <param name="feed">The feed.</param>
    /// <param name="confirmed">The event.</param>
    /// <param name="cancellationToken">Cancels the wait for the inbox's key.</param>
    public async ValueTask<ConfirmedEvent> SealAsync(CallbackFeed feed, ConfirmedEvent confirmed, CancellationToken cancellationToken)
    {
        if (!PrivateFeeds.HidesFacts(feed))
            return confirmed;
        var facts = Hide(await vault.OpenAsync(cancellationToken), confirmed.Facts);
        return confirmed with { Facts = facts, ConflictId = CallbackIdentity.ConflictOf(confirmed.Id, facts) };
    }

    /// <summary>Opens a stored callback's request, after checking that the row is unchanged.</summary>
    /// <param name="callback">The callback.</param>
    /// <param name="cancellationToken">Cancels the wait for the inbox's key.</param>
    /// <returns>The request; or null and the reason why it must not be used.</returns>
    public async ValueTask<(ArrivedRequest? Request, string Problem)> OpenAsync(
        ClaimedCallback callback,
        CancellationToken cancellationToken
    )
    {
        var key = await vault.OpenAsync(cancellationToken);
        var (stored, content) = (callback.Request, batches.Of(callback));
        var seal = key.Seal(content.Digest, stored.Feed, callback.Claim.Id, callback.Item, callback.OrderKey, callback.IsUnread);
        if (!CryptographicOperations.FixedTimeEquals(seal, callback.Seal.Span))
            return (
                null,
                callback.Seal.IsEmpty
                    ? "it has no seal: it was stored before rows were sealed, or by somebody else"
                    : "its seal is invalid: the row, or its request, was changed after it was stored"
            );
        return content.Open(bytes => Read(key, bytes)) is { } request && request.Feed == stored.Feed && request.KeysId == stored.KeysId
            ? (request, "")
            : (null, "its request cannot be opened");
    }

    /// <summary>Replaces each line of facts by a code, so that equal facts stay equal and different ones stay different.</summary>
    internal static string Hide(InboxKey key, string facts) =>
        string.Join(
            '\n',
            facts
                .Split('\n')
                .Select((line, role) => line.Length == 0 ? "" : $"={key.Name("fact"u8, Encoding.UTF8.GetBytes($"{role}{line}"))}")
        );

    private static ArrivedRequest? Read(InboxKey key, ReadOnlyMemory<byte> content)
    {
        if (content.Length > 0 && content.Span[0] == Encrypted)
        {
            if (key.Decrypt(content.Span[1..], "request"u8) is not { } opened)
                return null;
            content = opened;
        }

        try
        {
            return RequestContent.Read(content);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}

/// <summary>A request that is ready to be stored.</summary>
/// <param name="key">The inbox's own key.</param>
/// <param name="feed">The feed.</param>
/// <param name="stored">The request.</param>
internal sealed class SealedRequest(InboxKey key, CallbackFeed feed, StoredRequest stored)
{
    private readonly byte[] _digest = SHA256.HashData(stored.Content.Span);

    /// <summary>The request as stores receive it.</summary>
    public StoredRequest Stored => stored;

    /// <summary>Seals a new row of the request, after hiding the values that could reveal its payload.</summary>
    public NewCallback SealNew(NewCallback row)
    {
        // Each may depend on a single member, whose value a reader of the tables could otherwise find by guessing.
        if (PrivateFeeds.HasSecrets(feed))
            row = row with
            {
                OrderKey = Hide("order"u8, row.OrderKey),
                Quota = row.Quota is { } quota ? quota with { Group = Hide("quota"u8, quota.Group) } : null,
            };
        if (row.Facts.Length == 0 || !PrivateFeeds.HidesFacts(feed))
            return Seal(row);
        var facts = InboxSealer.Hide(key, row.Facts);
        return Seal(row with { Facts = facts, ConflictId = CallbackIdentity.ConflictOf(row.Id, facts) });
    }

    /// <summary>Seals a row under its id, and under the id that it gets if it contradicts another row.</summary>
    public NewCallback Seal(NewCallback row) =>
        row with
        {
            Seal = SealOf(row, row.Id),
            // A row without facts contradicts no other.
            SealConflict = row.Facts.Length > 0 ? () => SealOf(row, row.ConflictId) : null,
        };

    [return: NotNullIfNotNull(nameof(text))]
    private string? Hide(ReadOnlySpan<byte> purpose, string? text) => text is null ? null : key.Name(purpose, Encoding.UTF8.GetBytes(text));

    private byte[] SealOf(NewCallback row, string id) =>
        key.Seal(_digest, stored.Feed, id, row.Item, row.OrderKey, row.Quarantine is not null);
}
