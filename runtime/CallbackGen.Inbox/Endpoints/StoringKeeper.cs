using CallbackGen.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CallbackGen.Inbox;

/// <summary>Stores the callbacks of an endpoint; it stands among the endpoint's metadata.</summary>
/// <param name="options">How they are stored.</param>
/// <param name="handlers">What runs on the callbacks of each feed afterwards.</param>
internal sealed class StoringKeeper(
    CallbackStoreOptions options, IReadOnlyDictionary<CallbackFeed, Func<CallbackMessage, IServiceProvider, CancellationToken, Task>> handlers) : CallbackKeeper
{
    /// <summary>What runs on the callbacks of each feed.</summary>
    public IReadOnlyDictionary<CallbackFeed, Func<CallbackMessage, IServiceProvider, CancellationToken, Task>> Handlers => handlers;

    /// <inheritdoc />
    public override async ValueTask<bool> KeepAsync(HttpContext context, CallbackOutcome.Verified verified, CallbackRequest request)
    {
        var services = context.RequestServices;
        var (feed, callbacks) = (verified.Feed, verified.Callbacks);
        using var limit = new CancellationTokenSource(services.GetRequiredService<IOptions<CallbackInboxOptions>>().Value.AcceptLimit);
        // Not cancelled with the request: what is stored may still be acknowledged to a provider that comes again.
        var stored = await SealAsync(verified, request, services, limit.Token);
        var rows = callbacks.Select(callback => stored.SealNew(CallbackIdentity.Of(feed, callback, options))).ToArray();
        var outcomes = await AcceptAsync(feed, stored, rows, services, limit.Token);
        var reporter = services.GetRequiredService<InboxReporter>();
        services.GetRequiredService<InboxSignal>().Set();
        var telemetry = services.GetRequiredService<CallbackTelemetry>();
        if (Array.IndexOf(outcomes, null) is >= 0 and var tooOften)
        {
            telemetry.Failed(feed.Name, TelemetryStages.Store, TelemetryErrors.TooOften);
            reporter.TooOften(feed, rows[tooOften]);
            return false;
        }

        if (outcomes.Contains(CallbackAcceptance.OverQuota))
        {
            telemetry.Failed(feed.Name, TelemetryStages.Store, TelemetryErrors.OverQuota);
            reporter.OverQuota(feed, rows);
            return false;
        }

        reporter.Accepted(feed, rows, [.. outcomes.OfType<CallbackAcceptance>()]);
        return true;
    }

    /// <inheritdoc />
    public override async ValueTask<bool> AnswerAsync(HttpContext context, CallbackOutcome.Verified verified)
    {
        if (options.Answer is not { } answer)
            return false;
        await answer(verified.Callbacks[0]).ExecuteAsync(context);
        return true;
    }

    /// <summary>Stores the callbacks of a request, and those that came before once more, where they have to be handled again.</summary>
    /// <returns>What became of each; null of one that came again too often.</returns>
    private static async Task<CallbackAcceptance?[]> AcceptAsync(
        CallbackFeed feed, SealedRequest request, NewCallback[] rows, IServiceProvider services, CancellationToken cancellationToken)
    {
        var store = services.GetRequiredService<ICallbackStore>();
        var outcomes = (await store.AcceptAsync(request.Stored, rows, cancellationToken)).Select(outcome => (CallbackAcceptance?)outcome).ToArray();
        var repetitions = new Repetitions(store, services.GetRequiredService<TimeProvider>());
        for (var index = 0; index < rows.Length; index++)
        {
            if (outcomes[index] == CallbackAcceptance.Duplicate && feed.Definition.HasConfirmedKey)
                (rows[index], outcomes[index]) = await repetitions.AcceptAsync(request, rows[index], cancellationToken);
        }

        return outcomes;
    }

    /// <summary>Keeps the keys of a request, and seals it.</summary>
    private static async ValueTask<SealedRequest> SealAsync(CallbackOutcome.Verified verified, CallbackRequest request, IServiceProvider services, CancellationToken cancellationToken)
    {
        var (id, fingerprint) = await services.GetRequiredService<KeyKeeper>().KeepAsync(verified.Keys, verified.Callbacks, cancellationToken);
        var arrived = ToStore(verified.Feed, verified.Callbacks[0].Receipt, request, services) with { KeysId = id, KeyFingerprint = fingerprint };
        return await services.GetRequiredService<InboxSealer>().SealAsync(verified.Feed, arrived, cancellationToken);
    }

    private static ArrivedRequest ToStore(CallbackFeed feed, CallbackReceipt receipt, CallbackRequest request, IServiceProvider services) => new()
    {
        Feed = feed.Name,
        KeySet = receipt.KeySet,
        ReceivedAt = services.GetRequiredService<TimeProvider>().GetUtcNow(),
        VerifiedAt = receipt.VerifiedAt,
        Method = request.Method,
        Path = request.Path,
        Query = request.Query,
        Url = feed.Definition.SignsUrl ? request.Url : null,
        ContentType = request.ContentType,
        Headers = [.. request.Headers.Names.SelectMany(name => request.Headers.GetValues(name).Select(value => KeyValuePair.Create(name, value ?? "")))],
        Body = request.Body,
    };
}
