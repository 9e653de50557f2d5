using CallbackGen;
using CallbackGen.Inbox;
using Microsoft.EntityFrameworkCore;

namespace Samples.Merchants;

/// <summary>Writes each event to the ledger, in the transaction that ends its callback.</summary>
public sealed class LedgerWriter(Ledger ledger, ICallbackDelivery delivery) : ICallbackHandler<StripeEvent>
{
    public async Task HandleAsync(Verified<StripeEvent> callback, CancellationToken cancellationToken)
    {
        ledger.Events.Add(
            new()
            {
                Id = delivery.Id,
                Account = callback.Receipt.KeySet!,
                Type = callback.Payload.Type,
            }
        );
        await delivery.CommitAsync(
            async (transaction, token) =>
            {
                // The context uses the inbox's connection and transaction. The inbox commits.
                ledger.Database.SetDbConnection(transaction.Connection);
                await ledger.Database.UseTransactionAsync(transaction, token);
                await ledger.SaveChangesAsync(token);
            },
            cancellationToken
        );
    }
}
