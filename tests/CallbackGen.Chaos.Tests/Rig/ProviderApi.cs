using System.Collections.Concurrent;
using CallbackGen.Chaos.Shop;
using CallbackGen.Inbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CallbackGen.Chaos.Tests.Rig;

/// <summary>The provider's own API: it is authoritative about payments, and is never killed.</summary>
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

    /// <summary>Its address.</summary>
    public Uri Address => new(_app.Urls.Single());

    /// <summary>The results of the payments that programs reconciled.</summary>
    public IReadOnlyDictionary<CallbackCommit, int> Commits => _commits;

    /// <summary>Starts one.</summary>
    /// <param name="ledger">Records the events that programs reconcile.</param>
    public static async Task<ProviderApi> StartAsync(Ledger ledger)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var api = new ProviderApi(builder.Build(), ledger);
        api._app.Urls.Add("http://127.0.0.1:0");
        await api._app.StartAsync();
        return api;
    }

    /// <summary>Adds an unpaid invoice.</summary>
    public void Open(string id)
    {
        lock (_lock)
            _payments.Add(id, false);
    }

    /// <summary>Marks it as paid, once or repeatedly.</summary>
    /// <param name="id">The invoice.</param>
    /// <param name="isSilent">Whether no callback reports it.</param>
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

    /// <summary>The payments without a callback, and some of the latest, whose callbacks are in transit.</summary>
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
