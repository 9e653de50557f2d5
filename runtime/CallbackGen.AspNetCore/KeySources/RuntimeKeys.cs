using System.Collections.Concurrent;
using CallbackGen.Definitions;
using CallbackGen.Verification;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallbackGen.AspNetCore;

/// <summary>
/// Adds keys to the configured ones at run time: fetched from the provider, or looked up by the application. A configured key takes
/// precedence and is neither fetched nor looked up. Without a key the verification rejects the callback.
/// </summary>
internal sealed class RuntimeKeys(
    ICallbackKeySource source,
    Func<CallbackKeyFetchOptions> options,
    CallbackTelemetry telemetry,
    TimeProvider clock,
    ILogger<RuntimeKeys> logger
)
{
    private const int MaxArgumentLength = 200;

    private readonly ConcurrentDictionary<(CallbackFeed Feed, string Key), AddressBook> _books = new();

    /// <summary>Whether any of a feed's keys comes at run time.</summary>
    public static bool Has(CallbackFeed feed)
    {
        for (var index = 0; index < feed.Definition.Keys.Count; index++)
        {
            if (feed.Definition.Keys[index].ComesAtRunTime)
                return true;
        }

        return false;
    }

    /// <summary>Returns the keys with which a request is verified.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="request">The request, which is not verified yet.</param>
    /// <param name="configured">The configured keys.</param>
    /// <param name="services">The services, which may include a key lookup.</param>
    /// <param name="receive">The transports of a handshake; null for a callback, which uses the feed's own transports.</param>
    /// <param name="cancellationToken">Cancels fetches and lookups.</param>
    public async ValueTask<ResolvedKeys> ResolveAsync(
        CallbackFeed feed,
        CallbackVerification request,
        ConfiguredKeys configured,
        IServiceProvider services,
        IReadOnlyList<CallbackTransport>? receive,
        CancellationToken cancellationToken
    )
    {
        var keys = configured.Keys;
        List<FetchedKey> fetched = [];
        foreach (var key in feed.Definition.Keys.Where(key => key.ComesAtRunTime && configured.Keys.Get(key.Name).Length == 0))
        {
            if (key.Fetch is not { } fetch)
            {
                var argument = KeyPlace.Read(request, feed, key.Lookup!, receive) is { Length: <= MaxArgumentLength } text ? text : null;
                keys = WithFound(keys, key, await LookUpAsync(feed, key, argument, configured, services, cancellationToken), argument);
            }
            else if (AddressOf(feed, fetch, request, receive) is { } address && Book(feed, key).Find(address) is { } source)
            {
                var values = await source.GetAsync(cancellationToken);
                // For an address that the sender chose, an empty result does not prove that a key ever existed.
                keys = WithFound(keys, key, values.Length == 0 && fetch.Url is null ? null : values);
                fetched.Add(new(key.Name, source));
            }
            else if (fetch.Url is null)
            {
                keys = WithFound(keys, key, null);
            }
        }

        return new(keys, fetched);
    }

    /// <summary>Returns the keys with the found ones; null means that no key exists for the name in the request.</summary>
    private static CallbackKeys WithFound(CallbackKeys keys, CallbackKeyDefinition key, CallbackKey[]? found, string? lookedUpBy = null) =>
        found is null ? keys.WithUnknown(key.Name) : keys.With(key.Name, found, lookedUpBy);

    /// <summary>Fetches the fetched keys again; returns null when none changed.</summary>
    public static async ValueTask<ResolvedKeys?> RefreshAsync(ResolvedKeys keys, CancellationToken cancellationToken)
    {
        CallbackKeys? newer = null;
        foreach (var fetched in keys.Fetched)
        {
            if (await fetched.Source.RefreshAsync(cancellationToken) is { } values)
                newer = (newer ?? keys.Keys).With(fetched.Name, values);
        }

        return newer is null ? null : keys with { Keys = newer };
    }

    private static Uri? AddressOf(
        CallbackFeed feed,
        CallbackKeyFetch fetch,
        CallbackVerification request,
        IReadOnlyList<CallbackTransport>? receive
    ) =>
        fetch.Url is { } url ? KeyAddress.Parse(url)
        : KeyPlace.Read(request, feed, fetch.From ?? "", receive) is { } named ? KeyAddress.Parse(named, fetch.Hosts, fetch.Path)
        : null;

    private AddressBook Book(CallbackFeed feed, CallbackKeyDefinition key) =>
        _books.GetOrAdd(
            (feed, key.Name),
            _ =>
            {
                var limits = options();
                var toldOperator = new OncePerInterval(clock, limits.MinInterval);
                return new(
                    address => GetAsync(feed, key, address),
                    (address, waiting) => HoldBack(feed, key, address, waiting, limits, toldOperator),
                    clock,
                    limits
                );
            }
        );

    /// <summary>Counts each request whose key is not fetched yet, and logs it once per interval.</summary>
    private void HoldBack(
        CallbackFeed feed,
        CallbackKeyDefinition key,
        Uri address,
        int waiting,
        CallbackKeyFetchOptions limits,
        OncePerInterval toldOperator
    )
    {
        telemetry.KeysFetched(address.Host, TelemetryOutcomes.HeldBack);
        if (toldOperator.IsDue())
            CallbackLog.FetchHeldBack(logger, feed.Name, key.Name, address.Host, waiting, limits.AddressesPerInterval, limits.MinInterval);
    }

    private async Task<CallbackKey[]?> GetAsync(CallbackFeed feed, CallbackKeyDefinition key, Uri address)
    {
        var limits = options();
        try
        {
            using var timeout = new CancellationTokenSource(limits.Timeout, clock);
            var text = await source.GetAsync(address, limits.MaxBytes, timeout.Token).WaitAsync(timeout.Token);
            var keys = CallbackKeyDecoder.DecodeFetched(key, text, out var problem);
            telemetry.KeysFetched(address.Host, keys.Length > 0 ? TelemetryOutcomes.Fetched : TelemetryOutcomes.Unusable);
            if (keys.Length > 0)
            {
                CallbackLog.KeysFetched(logger, feed.Name, key.Name, address.Host, keys.Length);
                return keys;
            }

            CallbackLog.FetchFailed(logger, feed.Name, key.Name, address.Host, $"The document {problem}.");
        }
#pragma warning disable CA1031 // A source may throw any exception; the previous keys stay in use.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            telemetry.KeysFetched(address.Host, TelemetryOutcomes.Failed);
            CallbackLog.FetchFailed(logger, feed.Name, key.Name, address.Host, $"{failure.GetType().Name}.");
        }

        return null;
    }

    /// <returns>
    /// The keys; empty when no lookup is registered or the keys are unusable; null when no key exists for the name in the request.
    /// </returns>
    private async ValueTask<CallbackKey[]?> LookUpAsync(
        CallbackFeed feed,
        CallbackKeyDefinition key,
        string? argument,
        ConfiguredKeys configured,
        IServiceProvider services,
        CancellationToken cancellationToken
    )
    {
        if (services.GetService<ICallbackKeyLookup>() is not { } lookup)
            return [];
        if (argument is null)
            return null;
        using var timeout = new CancellationTokenSource(options().Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var texts = await lookup.FindAsync(new(feed, configured.KeySet, key.Name, argument), either.Token).AsTask().WaitAsync(either.Token);
        if (texts.Count == 0)
            return null;
        var problems = new List<CallbackKeyProblem>();
        var keys = CallbackKeyDecoder.Decode(key, [.. texts], KeyStrength.Of(feed.Definition, key), configured.AllowWeakKey, problems);
        if (!problems.Exists(problem => problem.IsError))
            return keys;
        CallbackLog.LookupUnusable(logger, feed.Name, string.Join("; ", problems));
        return [];
    }
}
