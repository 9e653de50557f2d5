using System.Data.Common;
using CallbackGen.Inbox;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CallbackGen.Chaos.Shop.Wrong;

/// <summary>Runs effects in separate transactions, which a correct store never does.</summary>
public sealed class EffectDatabase(ShopOptions options)
{
    /// <summary>Runs an effect and commits it.</summary>
    public async Task RunAsync(CallbackEffect effect, CancellationToken cancellationToken)
    {
        await using DbConnection connection = options.IsPostgreSql
            ? new NpgsqlConnection(options.Connection)
            : new SqliteConnection(options.Connection);
        await connection.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await effect(transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
