using System.Security.Cryptography;
using System.Text;
using CallbackGen.Inbox;

namespace CallbackGen.Testing;

/// <summary>Callbacks, events and times for the checks of a store.</summary>
internal static class StoreSamples
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan Longer = TimeSpan.FromSeconds(3);

    /// <summary>Returns a callback with an id of its own.</summary>
    public static NewCallback Callback(string name, string facts = "", string? order = null, int item = 0) =>
        new()
        {
            Id = Hash(name),
            ConflictId = Hash($"{name}\n{facts}"),
            Facts = facts,
            OrderKey = order,
            Item = item,
            Seal = Encoding.UTF8.GetBytes($"seal of {name}"),
            ConflictSeal = Encoding.UTF8.GetBytes($"other seal of {name}"),
        };

    /// <summary>Returns an event whose id is not that of a callback.</summary>
    public static ConfirmedEvent Confirmed(string name, string facts = "") =>
        new()
        {
            Feed = "acme.payment",
            Id = Hash($"event {name}"),
            ConflictId = Hash($"event {name}\n{facts}"),
            Facts = facts,
        };

    /// <summary>Returns a request.</summary>
    public static StoredRequest Request(string content = "{}") =>
        new() { Feed = "acme.payment", Content = Encoding.UTF8.GetBytes(content) };

    /// <summary>Returns an effect that writes and then fails.</summary>
    public static CallbackEffect Failing(CallbackEffect write) =>
        async (transaction, token) =>
        {
            await write(transaction, token);
            throw new InvalidOperationException("the shop has failed");
        };

    /// <summary>Returns an effect that writes and then neither ends nor observes its cancellation token.</summary>
    public static CallbackEffect Slow(CallbackEffect write) =>
        async (transaction, token) =>
        {
            await write(transaction, token);
            await Task.Delay(TimeSpan.FromMinutes(5), CancellationToken.None);
        };

    /// <summary>Returns a time that is later than the end of all ended callbacks.</summary>
    public static DateTimeOffset Later(CallbackStoreHarness harness) => harness.Clock.GetUtcNow().AddSeconds(1);

    public static string Hash(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
