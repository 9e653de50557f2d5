using System.Globalization;

namespace CallbackGen.Inbox.Tests.Support;

/// <summary>Callbacks and requests of a store's tests, in which nothing but their identity counts.</summary>
internal static class Callbacks
{
    /// <summary>A request.</summary>
    public static StoredRequest Request { get; } = new()
    {
        Feed = "acme.payment",
        ReceivedAt = DateTimeOffset.UnixEpoch,
        VerifiedAt = DateTimeOffset.UnixEpoch,
        Method = "POST",
        Path = "/",
        Query = "",
    };

    /// <summary>An id.</summary>
    public static string Id(int number) => number.ToString("x64", CultureInfo.InvariantCulture);

    /// <summary>A callback.</summary>
    public static NewCallback Of(int number, string? order = null) => new() { Id = Id(number), ConflictId = $"{Id(number)}c", OrderKey = order };

    /// <summary>A confirmed event.</summary>
    public static ConfirmedEvent Confirmed(int number, bool isCallbackId, string facts = "") =>
        new() { Feed = Request.Feed, Id = Id(number), ConflictId = $"{Id(number)}c", IsCallbackId = isCallbackId, Facts = facts };
}
