using System.Globalization;
using System.Net;
using CallbackGen.Testing;

namespace CallbackGen.Chaos.Tests.Rig;

/// <summary>
/// Clients that send events as providers do: repeatedly until a success, several at a time, sometimes again after a success, and sometimes
/// without waiting for the answer.
/// </summary>
/// <param name="addresses">The addresses of the programs; each attempt goes to one of them.</param>
/// <param name="sendings">Returns the requests for a new event, by its id and its order key.</param>
/// <param name="api">The provider's API for events that must be confirmed; otherwise null.</param>
/// <param name="ledger">Records acknowledgements.</param>
/// <param name="plan">The number of events and clients, and whether events are ordered.</param>
internal sealed class Providers(
    IReadOnlyList<string> addresses,
    Func<string, int, IEnumerable<Sending>> sendings,
    ProviderApi? api,
    Ledger ledger,
    ChaosPlan plan
) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly HttpClient _client = new(new SocketsHttpHandler { MaxConnectionsPerServer = plan.Clients })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
    private readonly Lock _lock = new();
    private readonly List<(string Id, int Key)> _sent = [];
    private readonly Queue<Sending>[] _current = [.. Enumerable.Range(0, plan.Clients).Select(_ => new Queue<Sending>())];
    private bool _mayEnd;

    /// <summary>All sent events with their order keys, in the order of sending.</summary>
    public IReadOnlyList<(string Id, int Key)> Sent => _sent;

    /// <summary>Whether enough events were sent, so that further ones are sent slowly, only until the disturbance has ended.</summary>
    private bool HasEnough
    {
        get
        {
            lock (_lock)
                return _sent.Count >= plan.Events;
        }
    }

    /// <summary>Sends until there are enough events, each was acknowledged, and the disturbance has ended.</summary>
    /// <param name="disturb">The disturbance.</param>
    /// <param name="cancellationToken">Stops the sending.</param>
    public async Task SendWhileAsync(Func<Task> disturb, CancellationToken cancellationToken)
    {
        var sending = Task.WhenAll(
            Enumerable
                .Range(0, plan.Clients)
                .Select(client => Task.Run(() => RunAsync(plan.IsOrdered ? client : 0, cancellationToken), cancellationToken))
        );
        var disturbing = disturb();
        // The first failure is the cause.
        await await Task.WhenAny(sending, disturbing);
        await disturbing;
        lock (_lock)
            _mayEnd = true;
        await sending;
    }

    public void Dispose() => _client.Dispose();

    private async Task RunAsync(int key, CancellationToken cancellationToken)
    {
        while (Next(key) is { } sending)
        {
            if (!sending.IsForged)
                api?.Pay(sending.Id);
            for (var isDone = false; !isDone;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                isDone = sending.Request is { } request
                    ? await TrySendAsync(sending, request, cancellationToken)
                    : ledger.Acknowledged.ContainsKey(sending.Id);
                if (!isDone)
                    await Task.Delay(Random.Shared.Next(50, 250), cancellationToken);
                else
                    await Task.Delay(HasEnough ? TimeSpan.FromMilliseconds(500) : plan.Rest, cancellationToken);
            }
        }
    }

    /// <summary>The copies of an event are consecutive, so that clients that share a key send them at the same time.</summary>
    private Sending? Next(int key)
    {
        lock (_lock)
        {
            var current = _current[key];
            if (current.Count == 0)
            {
                if (_mayEnd && HasEnough)
                    return null;
                var id = string.Create(CultureInfo.InvariantCulture, $"e-{_sent.Count:D6}");
                _sent.Add((id, key));
                foreach (var sending in sendings(id, key))
                    current.Enqueue(sending);
            }

            return current.Dequeue();
        }
    }

    /// <summary>Sends a request.</summary>
    /// <returns>Whether the event needs no further attempt: a forged request is sent once, regardless of the answer.</returns>
    private async Task<bool> TrySendAsync(Sending sending, CallbackRequest request, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // One in twenty disconnects before the answer.
        patience.CancelAfter(Random.Shared.Next(20) == 0 ? TimeSpan.FromMilliseconds(Random.Shared.Next(1, 10)) : Patience);
        try
        {
            var address = addresses[Random.Shared.Next(addresses.Count)];
            using var response = await _client.SendCallbackAsync($"{address}{sending.Path}", request, patience.Token);
            switch (response.StatusCode)
            {
                case HttpStatusCode.OK:
                    if (!sending.IsForged)
                        ledger.Acknowledge(sending.Id);
                    return true;
                case HttpStatusCode.ServiceUnavailable:
                    ledger.Refuse();
                    return sending.IsForged;
                default:
                    throw new InvalidOperationException($"A genuine callback was answered {(int)response.StatusCode}.");
            }
        }
        catch (Exception failure)
            when (failure is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            ledger.Break();
            return sending.IsForged;
        }
    }
}
