using System.Collections.Concurrent;
using CallbackGen.Chaos.Shop;
using CallbackGen.Inbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CallbackGen.Chaos.Tests.Rig;

/// <summary>The provider's own API: what it says of a payment is true, and it is never killed.</summary>
internal sealed class ProviderApi : IAsyncDisposable
{
    private const int MostListed = 10;

    private readonly WebApplication _app;
    private readonly Ledger _ledger;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, bool> _payments = [];
    private readonly List<string> _paid = [];
    private readonly HashSet<string> _silent = [];
    private readonly ConcurrentDictionary<CallbackCommit, int> _commits = [];

    private ProviderApi(WebApplication app, Ledger ledger)
    {
        (_app, _ledger) = (app, ledger);
        app.MapGet("/payments", List);
        app.MapGet("/payments/{id}", Find);
        app.MapPost("/payments/{id}/{commit}", Acknowledge);
    }

    /// <summary>Where it is.</summary>
    public Uri Address => new(_app.Urls.Single());

    /// <summary>What became of the payments that programs asked for by themselves.</summary>
    public IReadOnlyDictionary<CallbackCommit, int> Commits => _commits;

    /// <summary>Starts one.</summary>
    /// <param name="ledger">Takes down what programs say that they have reconciled.</param>
    public static async Task<ProviderApi> StartAsync(Ledger ledger)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var api = new ProviderApi(builder.Build(), ledger);
        api._app.Urls.Add("http://127.0.0.1:0");
        await api._app.StartAsync();
        return api;
    }

    /// <summary>There is an invoice, which nobody has paid.</summary>
    public void Open(string id)
    {
        lock (_lock)
            _payments.Add(id, false);
    }

    /// <summary>Somebody pays it, once or again.</summary>
    /// <param name="id">The invoice.</param>
    /// <param name="isSilent">Whether no callback tells of it.</param>
    public void Pay(string id, bool isSilent = false)
    {
        lock (_lock)
        {
            if (_payments[id])
                return;
            _payments[id] = true;
            _paid.Add(id);
            if (isSilent)
                _silent.Add(id);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Those that nothing tells of, and some of the latest, whose callbacks are on their way.</summary>
    private string[] List()
    {
        lock (_lock)
            return [.. _silent.Take(MostListed).Concat(_paid.TakeLast(MostListed).Where(_ => Random.Shared.Next(3) == 0)).Distinct()];
    }

    private IResult Find(string id)
    {
        lock (_lock)
            return _payments.TryGetValue(id, out var isPaid)
                ? Results.Json(new ProviderPayment(id, isPaid, "12.50", "EUR"))
                : Results.NotFound();
    }

    private IResult Acknowledge(string id, CallbackCommit commit)
    {
        if (commit is not (CallbackCommit.Committed or CallbackCommit.Duplicate))
            return Results.Conflict();
        _commits.AddOrUpdate(commit, 1, (_, count) => count + 1);
        _ledger.Acknowledge(id);
        lock (_lock)
            _silent.Remove(id);
        return Results.NoContent();
    }
}
