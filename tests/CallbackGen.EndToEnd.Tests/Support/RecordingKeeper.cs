using System.Collections.Concurrent;
using CallbackGen.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace CallbackGen.EndToEnd.Tests.Support;

/// <summary>Stores callbacks in memory, as configured by a test.</summary>
internal sealed class RecordingKeeper : CallbackKeeper
{
    /// <summary>Whether it stores genuine, refused callbacks; with null it fails.</summary>
    public bool? Quarantines { get; init; } = true;

    public ConcurrentQueue<(CallbackOutcome.Verified Verified, CallbackRequest Request)> Kept { get; } = [];

    public ConcurrentQueue<(
        CallbackFeed Feed,
        CallbackRejection Rejection,
        CallbackRequest Request,
        CallbackKeys Keys
    )> Quarantined
    { get; } = [];

    public override ValueTask<bool> KeepAsync(HttpContext context, CallbackOutcome.Verified verified, CallbackRequest request)
    {
        Kept.Enqueue((verified, request));
        return ValueTask.FromResult(true);
    }

    public override ValueTask<bool> QuarantineAsync(
        HttpContext context,
        CallbackFeed feed,
        CallbackRejection rejection,
        CallbackRequest request,
        CallbackKeys keys
    )
    {
        Quarantined.Enqueue((feed, rejection, request, keys));
        return ValueTask.FromResult(Quarantines ?? throw new TimeZoneNotFoundException("the store is down"));
    }
}
