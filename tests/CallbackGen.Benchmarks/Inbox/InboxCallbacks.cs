using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using CallbackGen.Benchmarks.Feeds;
using CallbackGen.Inbox;

namespace CallbackGen.Benchmarks.Inbox;

/// <summary>Typical callbacks: a body of 1 KiB, three headers, and a unique id.</summary>
internal static class InboxCallbacks
{
    private static int _made;

    /// <summary>A request as it arrives.</summary>
    public static ArrivedRequest Arrived { get; } =
        new()
        {
            Feed = "acme.payment",
            KeySet = "acme",
            ReceivedAt = DateTimeOffset.UnixEpoch.AddYears(56),
            VerifiedAt = DateTimeOffset.UnixEpoch.AddYears(56),
            Method = "POST",
            Path = "/callbacks/acme",
            Query = "",
            ContentType = "application/json",
            Headers =
            [
                KeyValuePair.Create("X-Signature", new string('a', 64)),
                KeyValuePair.Create("X-Timestamp", "1767225600"),
                KeyValuePair.Create("X-Event", "payment.paid"),
            ],
            Body = Encoding.UTF8.GetBytes($"{{\"text\":\"{new string('x', 1013)}\"}}"),
        };

    /// <summary>The stored form of the request, shared by all callbacks.</summary>
    public static StoredRequest Request { get; } = Arrived.ToStored();

    /// <summary>The length of an id.</summary>
    public const int IdLength = 64;

    /// <summary>An id, and all bytes of the request.</summary>
    public static byte[] Bytes() => [.. Encoding.ASCII.GetBytes(Next().Id), .. Request.Content.Span];

    /// <summary>A new callback.</summary>
    public static NewCallback Next()
    {
        var id = Hash($"{Interlocked.Increment(ref _made)}");
        return new()
        {
            Id = id,
            ConflictId = Hash(id),
            Seal = new byte[16],
            Facts = "\n=pay-1\n=paid\n=100\n=EUR",
        };
    }

    /// <summary>Stores a new callback.</summary>
    public static Task AcceptAsync(ICallbackStore store) => StoreAsync(store, Request, Next());

    /// <summary>Converts a request to its stored form and stores a new callback of it, without a seal.</summary>
    public static Task AcceptBareAsync(ICallbackStore store) => StoreAsync(store, Arrived.ToStored(), Next());

    /// <summary>The same, sealed as the inbox does.</summary>
    public static async Task AcceptSealedAsync(ICallbackStore store, InboxSealer sealer)
    {
        var request = await sealer.SealAsync(Kinds.Last, Arrived, CancellationToken.None);
        await StoreAsync(store, request.Stored, request.SealNew(Next()));
    }

    private static async Task StoreAsync(ICallbackStore store, StoredRequest request, NewCallback callback)
    {
        if (await store.AcceptAsync(request, [callback], CancellationToken.None) is not [CallbackAcceptance.Stored])
            throw new InvalidOperationException("A new callback was not stored.");
    }

    /// <summary>Creates the shop's table, in the store's database.</summary>
    public static Task OpenShopAsync(ICallbackStore store) =>
        store.CommitAsync(
            new ConfirmedEvent
            {
                Feed = Request.Feed,
                Id = Hash("shop"),
                ConflictId = Hash("shop\n"),
            },
            (transaction, token) => ExecuteAsync(transaction, "CREATE TABLE IF NOT EXISTS shop_payment (id TEXT NOT NULL)", token),
            CancellationToken.None
        );

    /// <summary>A handler's write: one row.</summary>
    public static CallbackEffect Pay(string id) =>
        (transaction, token) => ExecuteAsync(transaction, $"INSERT INTO shop_payment (id) VALUES ('{id}')", token);

    private static async ValueTask ExecuteAsync(DbTransaction transaction, string sql, CancellationToken token)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // The commands consist of constants and hexadecimal digits.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(token);
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
