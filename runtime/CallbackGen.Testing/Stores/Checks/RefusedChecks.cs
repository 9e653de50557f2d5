using CallbackGen.Inbox;
using static CallbackGen.Testing.StoreExpectations;

namespace CallbackGen.Testing;

/// <summary>Checks of the stored refused requests.</summary>
internal static class RefusedChecks
{
    private static readonly DateTimeOffset At = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static IReadOnlyList<CallbackStoreCheck> All { get; } =
    [
        new("Refused requests are listed as they were added, the last one first", ListedAsync),
        new("Of refused requests no more are kept than there may be", BoundedAsync),
    ];

    private static async Task ListedAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        Same(0, (await store.ListRefusedAsync(10, default)).Count);
        var proven = Refused("/one") with
        {
            IsProven = true,
            Where = "body:/amount",
            Reason = CallbackRejectionReason.InvalidMember,
            Length = 3,
            Body = "{1}"u8.ToArray(),
        };

        await store.AddRefusedAsync([proven, Refused("/two")], 10, default);
        await store.AddRefusedAsync([], 10, default);

        var listed = await store.ListRefusedAsync(10, default);
        SameList([Refused("/two"), proven with { Body = default }], listed.Select(request => request with { Body = default }));
        Same(true, listed[1].Body.Span.SequenceEqual(proven.Body.Span));
        Same(0, listed[0].Body.Length);
        SameList(["/two"], (await store.ListRefusedAsync(1, default)).Select(request => request.Path));
        Same(0L, (await store.MeasureAsync(default)).Rows);
    }

    private static async Task BoundedAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        for (var number = 1; number <= 4; number++)
            await store.AddRefusedAsync([Refused($"/{number}a"), Refused($"/{number}b")], 3, default);

        SameList(["/4b", "/4a", "/3b"], (await store.ListRefusedAsync(10, default)).Select(request => request.Path));
        await store.AddRefusedAsync([], 1, default);
        SameList(["/4b"], (await store.ListRefusedAsync(10, default)).Select(request => request.Path));
    }

    private static RefusedRequest Refused(string path) =>
        new()
        {
            At = At,
            Feed = "acme.payment",
            Reason = CallbackRejectionReason.SignatureMismatch,
            Where = "header:X-Signature",
            Method = "POST",
            Path = path,
        };
}
