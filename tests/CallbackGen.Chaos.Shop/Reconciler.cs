using CallbackGen.Inbox;

namespace CallbackGen.Chaos.Shop;

/// <summary>Continuously queries the provider for payments, including those without a callback, while callbacks are handled.</summary>
public sealed class Reconciler(ICallbackInbox inbox, ProviderClient provider, ILogger<Reconciler> logger) : BackgroundService
{
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var id in await provider.ListAsync(stoppingToken))
                    await ReconcileAsync(id, stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // The store or the provider is unavailable.
                logger.LogWarning(failure, "Payments are reconciled later.");
            }

            await Task.Delay(Rest, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReconcileAsync(string id, CancellationToken cancellationToken)
    {
        var answer = await AcmeNotice.Feed.ReconcileAsync(token => provider.FindAsync(id, token), cancellationToken: cancellationToken);
        var commit = await inbox.CommitAsync(answer.GetValueOrThrow(), Effects.Of(id), CancellationToken.None);
        await provider.AcknowledgeAsync(id, commit, cancellationToken);
    }
}
