using System.Globalization;
using System.Net;
using CallbackGen.Testing;

namespace CallbackGen.Chaos.Tests.Rig;

/// <summary>
/// Clients that send events as providers do: again while there is no success, several at a time, sometimes again after a success,
/// and sometimes without waiting for the answer.
/// </summary>
/// <param name="addresses">Where the program is; each attempt goes to one of them.</param>
/// <param name="sendings">What is sent for a new event, by its id and the key by which it is ordered.</param>
/// <param name="api">The provider's API, of events that have to be confirmed; null for others.</param>
/// <param name="ledger">Takes down what was acknowledged.</param>
/// <param name="plan">How many events are sent, by how many clients, and whether they are ordered.</param>
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

    /// <summary>The events that were sent, each with its key, in their order, when no more are.</summary>
    public IReadOnlyList<(string Id, int Key)> Sent => _sent;

    /// <summary>
    /// Whether there are as many events as there shall be, and more are sent only because something still happens:
    /// slowly.
    /// </summary>
    private bool HasEnough
    {
        get
        {
            lock (_lock)
                return _sent.Count >= plan.Events;
        }
    }

    /// <summary>Sends until there are enough events, each was acknowledged, and what happens to the program meanwhile is over.</summary>
    /// <param name="disturb">What happens to it.</param>
    /// <param name="cancellationToken">Ends the sending.</param>
    public async Task SendWhileAsync(Func<Task> disturb, CancellationToken cancellationToken)
    {
        var sending = Task.WhenAll(
            Enumerable
                .Range(0, plan.Clients)
                .Select(client => Task.Run(() => RunAsync(plan.IsOrdered ? client : 0, cancellationToken), cancellationToken))
        );
        var disturbing = disturb();
        // Whichever fails first says what is wrong.
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
            for (var isDone = false; !isDone; )
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

    /// <summary>The copies of an event follow each other, so that clients that share a key send them at the same time.</summary>
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
    /// <returns>Whether that is over: whoever forges one sends it once, whatever comes of it.</returns>
    private async Task<bool> TrySendAsync(Sending sending, CallbackRequest request, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // One in twenty hangs up before it is answered.
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
