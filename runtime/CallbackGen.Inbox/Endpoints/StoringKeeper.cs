using System.Diagnostics;
using CallbackGen.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CallbackGen.Inbox;

/// <summary>Stores the callbacks of an endpoint; it is part of the endpoint's metadata.</summary>
/// <param name="options">How they are stored.</param>
/// <param name="handlers">The handler of each feed, which runs afterwards.</param>
internal sealed class StoringKeeper(
    CallbackStoreOptions options,
    IReadOnlyDictionary<CallbackFeed, Func<CallbackMessage, IServiceProvider, CancellationToken, Task>> handlers
) : CallbackKeeper
{
    /// <summary>How the callbacks are stored.</summary>
    public CallbackStoreOptions Options => options;

    /// <summary>The handler of each feed.</summary>
    public IReadOnlyDictionary<CallbackFeed, Func<CallbackMessage, IServiceProvider, CancellationToken, Task>> Handlers => handlers;

    /// <inheritdoc />
    public override async ValueTask<bool> KeepAsync(HttpContext context, CallbackOutcome.Verified verified, CallbackRequest request)
    {
        var services = context.RequestServices;
        var (feed, callbacks) = (verified.Feed, verified.Callbacks);
        if (IsFull(feed, services))
            return false;
        using var limit = new CancellationTokenSource(LimitOf(services));
        // Not cancelled with the request: a stored callback can still be acknowledged when the provider redelivers it.
        var provenBy = callbacks
            .Select(callback => callback.Receipt.KeyId)
            .Concat(verified.Unreadable.SelectMany(item => item.Rejection.KeysTried));
        var arrived = await WithKeysAsync(
            ToStore(feed, callbacks[0].Receipt.KeySet, callbacks[0].Receipt.VerifiedAt, request, services),
            verified.Keys,
            provenBy,
            services,
            limit.Token
        );
        var stored = await services.GetRequiredService<InboxSealer>().SealAsync(feed, arrived, limit.Token);
        var rows = callbacks.Select(callback => stored.SealNew(CallbackIdentity.Of(feed, callback, options))).ToArray();
        var unread = verified
            .Unreadable.Select(item => stored.SealNew(UnreadCallback.Of(feed, arrived, item.Rejection, item.Item, options)))
            .ToArray();
        var outcomes = await AcceptAsync(feed, stored, rows, unread, services, limit.Token);
        if (unread.Length > 0 && outcomes.Contains(CallbackAcceptance.OverQuota))
        {
            // Readable items do not wait for space in the quarantine.
            outcomes =
            [
                .. await AcceptAsync(feed, stored, rows, [], services, limit.Token),
                .. unread.Select(_ => (CallbackAcceptance?)CallbackAcceptance.OverQuota),
            ];
        }

        return Tell(feed, rows, unread, outcomes, services);
    }

    /// <inheritdoc />
    public override async ValueTask<bool> QuarantineAsync(
        HttpContext context,
        CallbackFeed feed,
        CallbackRejection rejection,
        CallbackRequest request,
        CallbackKeys keys
    )
    {
        // If the proof does not cover the payload, any sender could fill the quarantine.
        if (!rejection.IsProven || CallbackIdentity.ProvesNothing(feed))
            return false;
        var services = context.RequestServices;
        if (IsFull(feed, services))
            return false;
        // A late callback verifies as of its own time, once an operator has released it.
        using var limit = new CancellationTokenSource(LimitOf(services));
        var verifiedAt = rejection.VerifiesAt ?? services.GetRequiredService<TimeProvider>().GetUtcNow();
        var arrived = await WithKeysAsync(
            ToStore(feed, keys.Name, verifiedAt, request, services),
            keys,
            rejection.KeysTried,
            services,
            limit.Token
        );
        var stored = await services.GetRequiredService<InboxSealer>().SealAsync(feed, arrived, limit.Token);
        var unread = stored.SealNew(UnreadCallback.Of(feed, arrived, rejection, UnreadCallback.WholeRequest, options));
        var outcomes = await services.GetRequiredService<ICallbackStore>().AcceptAsync(stored.Stored, [unread], limit.Token);
        return services.GetRequiredService<InboxReporter>().Quarantined(feed, [unread], outcomes);
    }

    /// <inheritdoc />
    public override async ValueTask<bool> AnswerAsync(HttpContext context, CallbackOutcome.Verified verified)
    {
        if (options.Answer is not { } answer)
            return false;
        await answer(verified.Callbacks[0]).ExecuteAsync(context);
        return true;
    }

    /// <summary>Whether the store has reached a limit, so that no new callback is stored.</summary>
    private static bool IsFull(CallbackFeed feed, IServiceProvider services)
    {
        if (services.GetRequiredService<InboxLoad>().Exceeded is not { } exceeded)
            return false;
        services.GetRequiredService<CallbackTelemetry>().Failed(feed.Name, TelemetryStages.Store, TelemetryErrors.Full);
        services.GetRequiredService<InboxReporter>().Shed(feed, exceeded);
        return true;
    }

    /// <summary>Reports the outcomes of a request's callbacks to operators.</summary>
    /// <returns>Whether all of them are stored.</returns>
    private static bool Tell(
        CallbackFeed feed,
        NewCallback[] rows,
        NewCallback[] unread,
        CallbackAcceptance?[] outcomes,
        IServiceProvider services
    )
    {
        var reporter = services.GetRequiredService<InboxReporter>();
        services.GetRequiredService<InboxSignal>().Set();
        var telemetry = services.GetRequiredService<CallbackTelemetry>();
        var handled = outcomes[..rows.Length];
        if (Array.IndexOf(handled, null) is >= 0 and var tooOften)
        {
            telemetry.Failed(feed.Name, TelemetryStages.Store, TelemetryErrors.TooOften);
            reporter.TooOften(feed, rows[tooOften]);
            return false;
        }

        if (handled.Contains(CallbackAcceptance.OverQuota))
        {
            telemetry.Failed(feed.Name, TelemetryStages.Store, TelemetryErrors.OverQuota);
            reporter.OverQuota(feed, rows);
            return false;
        }

        reporter.Accepted(feed, rows, [.. handled.OfType<CallbackAcceptance>()]);
        return reporter.Quarantined(feed, unread, [.. outcomes[rows.Length..].OfType<CallbackAcceptance>()]);
    }

    /// <summary>Stores the callbacks of a request, and once more those that were stored before and must be handled again.</summary>
    /// <returns>The outcome of each, those of unreadable items last; null for content that was redelivered too often.</returns>
    private static async Task<CallbackAcceptance?[]> AcceptAsync(
        CallbackFeed feed,
        SealedRequest request,
        NewCallback[] rows,
        NewCallback[] unread,
        IServiceProvider services,
        CancellationToken cancellationToken
    )
    {
        var store = services.GetRequiredService<ICallbackStore>();
        var outcomes = (await store.AcceptAsync(request.Stored, [.. rows, .. unread], cancellationToken))
            .Select(outcome => (CallbackAcceptance?)outcome)
            .ToArray();
        var repetitions = new Repetitions(store, services.GetRequiredService<TimeProvider>());
        for (var index = 0; index < rows.Length; index++)
        {
            if (CallbackStates.CameBefore(outcomes[index]) && feed.Definition.HasConfirmedKey)
                (rows[index], outcomes[index]) = await repetitions.AcceptAsync(request, rows[index], cancellationToken);
        }

        return outcomes;
    }

    private static TimeSpan LimitOf(IServiceProvider services) =>
        services.GetRequiredService<IOptions<CallbackInboxOptions>>().Value.AcceptLimit;

    /// <summary>Stores the keys of a request, and returns the request with their id and fingerprint.</summary>
    private static async ValueTask<ArrivedRequest> WithKeysAsync(
        ArrivedRequest request,
        CallbackKeys keys,
        IEnumerable<string?> provenBy,
        IServiceProvider services,
        CancellationToken cancellationToken
    )
    {
        var (id, fingerprint) = await services.GetRequiredService<KeyKeeper>().KeepAsync(keys, provenBy, cancellationToken);
        return request with { KeysId = id, KeyFingerprint = fingerprint };
    }

    private static ArrivedRequest ToStore(
        CallbackFeed feed,
        string? keySet,
        DateTimeOffset verifiedAt,
        CallbackRequest request,
        IServiceProvider services
    ) =>
        new()
        {
            Feed = feed.Name,
            KeySet = keySet ?? feed.Provider,
            ReceivedAt = services.GetRequiredService<TimeProvider>().GetUtcNow(),
            VerifiedAt = verifiedAt,
            SchemaDigest = feed.Definition.SchemaDigest,
            Method = request.Method,
            Path = request.Path,
            Query = request.Query,
            Url = feed.Definition.SignsUrl ? request.Url : null,
            ContentType = request.ContentType,
            Headers =
            [
                .. request.Headers.Names.SelectMany(name =>
                    request.Headers.GetValues(name).Select(value => KeyValuePair.Create(name, value ?? ""))
                ),
            ],
            Body = request.Body,
            TraceParent = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null,
        };
}
