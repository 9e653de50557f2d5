using System.Data.Common;
//#if (storesInSqlite)
using System.Globalization;
using Microsoft.Data.Sqlite;
//#else
using Npgsql;
//#endif

namespace CALLBACK_RECEIVER_NAMESPACE;

/// <summary>The payments that were made. They stand in the database in which callbacks are stored.</summary>
public sealed class Payments(DbDataSource database)
{
    /// <summary>Makes the table. In a program that lasts, a migration does that.</summary>
    public async Task PrepareAsync()
    {
        await using var command = database.CreateCommand();
        //#if (storesInSqlite)
        command.CommandText = "CREATE TABLE IF NOT EXISTS payments (callback text PRIMARY KEY, id text NOT NULL, amount text NOT NULL, currency text NOT NULL)";
        //#else
        command.CommandText = "CREATE TABLE IF NOT EXISTS payments (callback text PRIMARY KEY, id text NOT NULL, amount numeric NOT NULL, currency text NOT NULL)";
        //#endif
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Writes a payment, in the transaction in which its callback ends.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="callback">The id of the callback: what a person has handled again is written once, too.</param>
    /// <param name="id">What was paid.</param>
    /// <param name="amount">How much it was.</param>
    /// <param name="currency">Of what.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task AddAsync(DbTransaction transaction, string callback, string id, decimal amount, string currency, CancellationToken cancellationToken)
    {
        const string Sql = "INSERT INTO payments (callback, id, amount, currency) VALUES (@callback, @id, @amount, @currency) ON CONFLICT (callback) DO NOTHING";
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
