using System.Globalization;

namespace CallbackGen.Inbox.Tests.Support;

/// <summary>Callbacks and requests for tests of a store, in which only their identity matters.</summary>
internal static class Callbacks
{
    /// <summary>A request.</summary>
    public static StoredRequest Request { get; } = new() { Feed = "acme.payment", Content = new byte[] { 1 } };

    /// <summary>An id. Like digests, ids differ in their first bytes.</summary>
    public static string Id(int number) => number.ToString("x16", CultureInfo.InvariantCulture).PadRight(64, '0');

    /// <summary>The id of a conflict with that callback.</summary>
    public static string ConflictId(int number) => $"{Id(number)[..^1]}c";

    /// <summary>A callback.</summary>
    public static NewCallback Of(int number, string? order = null) =>
        new()
        {
            Id = Id(number),
            ConflictId = ConflictId(number),
            OrderKey = order,
        };

    /// <summary>A confirmed event.</summary>
    public static ConfirmedEvent Confirmed(int number, bool isCallbackId, string facts = "") =>
        new()
        {
            Feed = Request.Feed,
            Id = Id(number),
            ConflictId = ConflictId(number),
            IsCallbackId = isCallbackId,
            Facts = facts,
        };
}
