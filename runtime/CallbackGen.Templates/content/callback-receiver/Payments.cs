using System.Data.Common;
//#if (storesInSqlite)
using System.Globalization;
using Microsoft.Data.Sqlite;
//#else
using Npgsql;
//#endif

namespace CALLBACK_RECEIVER_NAMESPACE;

/// <summary>The payments, in the same database as the callbacks.</summary>
public sealed class Payments(DbDataSource database)
{
    /// <summary>Creates the table. In a production program, a migration does that.</summary>
    public async Task PrepareAsync()
    {
        await using var command = database.CreateCommand();
        //#if (storesInSqlite)
        command.CommandText = """
            CREATE TABLE IF NOT EXISTS payments (
              callback text PRIMARY KEY, id text NOT NULL, amount text NOT NULL, currency text NOT NULL)
            """;
        //#else
        command.CommandText = """
            CREATE TABLE IF NOT EXISTS payments (
              callback text PRIMARY KEY, id text NOT NULL, amount numeric NOT NULL, currency text NOT NULL)
            """;
        //#endif
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Writes a payment, in the transaction that ends its callback.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="callback">The id of the callback, so that a replayed callback is written once, too.</param>
    /// <param name="id">The id of the payment.</param>
    /// <param name="amount">Its amount.</param>
    /// <param name="currency">Its currency.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task AddAsync(
        DbTransaction transaction, string callback, string id, decimal amount, string currency, CancellationToken cancellationToken)
    {
        const string Sql = """
            INSERT INTO payments (callback, id, amount, currency) VALUES (@callback, @id, @amount, @currency)
            ON CONFLICT (callback) DO NOTHING
            """;
        //#if (storesInSqlite)
        await using var command = new SqliteCommand(Sql, (SqliteConnection)transaction.Connection!, (SqliteTransaction)transaction);
        command.Parameters.AddWithValue("@amount", amount.ToString(CultureInfo.InvariantCulture)); // a text: SQLite's numbers lose digits
        //#else
        await using var command = new NpgsqlCommand(Sql, (NpgsqlConnection)transaction.Connection!, (NpgsqlTransaction)transaction);
        command.Parameters.AddWithValue("@amount", amount);
        //#endif
        command.Parameters.AddWithValue("@callback", callback);
        command.Parameters.AddWithValue("@id", id);
        command.Parameters.AddWithValue("@currency", currency);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
