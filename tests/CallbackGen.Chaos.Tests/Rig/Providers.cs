using System.Globalization;
using System.Net;
using System.Text;
using CallbackGen.Testing;

namespace CallbackGen.Chaos.Tests.Rig;

/// <summary>
/// Clients that send events as providers do: again while there is no success, several at a time, sometimes again after a success,
/// and sometimes without waiting for the answer.
/// </summary>
/// <param name="addresses">Where the program is; each attempt goes to one of them.</param>
/// <param name="keys">The keys.</param>
/// <param name="ledger">Takes down what was acknowledged.</param>
/// <param name="events">How many events are sent at least.</param>
internal sealed class Providers(IReadOnlyList<string> addresses, CallbackTestKeys keys, Ledger ledger, int events) : IDisposable
{
    private const int Clients = 32;
    private const int MostCopies = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly CallbackSigner _signer = new(keys);
    private readonly HttpClient _client = new(new SocketsHttpHandler { MaxConnectionsPerServer = Clients }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly Lock _lock = new();
    private readonly List<(string Id, CallbackRequest Request)> _sent = [];
    private int _copies;
    private bool _mayEnd;

    /// <summary>The ids of all events that were sent, when no more are.</summary>
    public IReadOnlyList<string> Sent => _sent.ConvertAll(sent => sent.Id);

    /// <summary>Whether there are as many events as there shall be, and more are sent only because something still happens: slowly.</summary>
    private bool HasEnough
    {
        get
        {
            lock (_lock)
                return _sent.Count >= events;
        }
    }

    /// <summary>Sends until there are enough events and <see cref="End"/> was called, and each was acknowledged.</summary>
    public Task SendAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(() => RunAsync(cancellationToken), cancellationToken)));

    /// <summary>Nothing more will happen to the program: the events that there are suffice.</summary>
    public void End()
    {
        lock (_lock)
            _mayEnd = true;
    }

    public void Dispose() => _client.Dispose();

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (Next() is var (id, request) && id is not null)
        {
            for (var isAcknowledged = false; !isAcknowledged;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                isAcknowledged = await TrySendAsync(id, request, cancellationToken);
                if (!isAcknowledged)
                    await Task.Delay(Random.Shared.Next(10, 80), cancellationToken);
                else if (HasEnough)
                    await Task.Delay(500, cancellationToken);
            }
        }
    }

    /// <summary>The copies of an event follow each other, so that they are sent at the same time.</summary>
    private (string? Id, CallbackRequest Request) Next()
    {
        lock (_lock)
        {
            if (_copies == 0)
            {
                if (_mayEnd && HasEnough)
                    return default;
                var id = string.Create(CultureInfo.InvariantCulture, $"e-{_sent.Count:D6}");
                _sent.Add((id, _signer.Sign(CallbackRequest.Post(
                    Encoding.UTF8.GetBytes($$"""{"id":"{{id}}","status":"paid","amount":"12.50","currency":"EUR"}"""), "application/json"))));
                // Half of them come once, so that nothing makes up for what is lost.
                _copies = Random.Shared.Next(2) == 0 ? 1 : Random.Shared.Next(2, MostCopies + 1);
            }

            _copies--;
            return _sent[^1];
        }
    }

    private async Task<bool> TrySendAsync(string id, CallbackRequest request, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // One in twenty hangs up before it is answered.
        patience.CancelAfter(Random.Shared.Next(20) == 0 ? TimeSpan.FromMilliseconds(Random.Shared.Next(1, 10)) : Patience);
        try
        {
            var address = addresses[Random.Shared.Next(addresses.Count)];
            using var response = await _client.SendCallbackAsync($"{address}/in", request, patience.Token);
            switch (response.StatusCode)
            {
                case HttpStatusCode.OK:
                    ledger.Acknowledge(id);
                    return true;
                case HttpStatusCode.ServiceUnavailable:
                    ledger.Refuse();
                    return false;
                default:
                    throw new InvalidOperationException($"A genuine callback was answered {(int)response.StatusCode}.");
            }
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            ledger.Break();
            return false;
        }
    }
}
