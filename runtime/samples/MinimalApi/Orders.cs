using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Samples.MinimalApi;

/// <summary>The amount that a customer must pay, and whether it was paid.</summary>
public sealed record Order(string Number, decimal Amount, string Currency, bool Paid = false, bool NeedsReview = false);

/// <summary>A payment that settles no order: it has another amount, or its order is unknown.</summary>
public sealed record Review(string OrderNumber, decimal Amount, string Currency);

/// <summary>The shop's orders, in SQLite. Amounts are stored as text, because SQLite's numbers lose digits.</summary>
public sealed class Orders(DbDataSource database)
{
    /// <summary>Creates the tables, which a real shop already has.</summary>
    public async Task PrepareAsync()
    {
        await using var command = database.CreateCommand(
            """
            CREATE TABLE IF NOT EXISTS orders (
              number text PRIMARY KEY, amount text NOT NULL, currency text NOT NULL,
              paid integer NOT NULL DEFAULT 0, needs_review integer NOT NULL DEFAULT 0);
            CREATE TABLE IF NOT EXISTS reviews (order_number text NOT NULL, amount text NOT NULL, currency text NOT NULL)
            """
        );
        await command.ExecuteNonQueryAsync();
    }

    public async Task AddAsync(Order order)
    {
        await using var connection = (SqliteConnection)await database.OpenConnectionAsync();
        await RunAsync(
            connection.CreateCommand(),
            "INSERT INTO orders (number, amount, currency) VALUES (@number, @amount, @currency)",
            order.Number,
            order.Amount,
            order.Currency,
            default
        );
    }

    public async Task<Order?> FindAsync(string number)
    {
        await using var connection = (SqliteConnection)await database.OpenConnectionAsync();
        return await FindAsync(connection.CreateCommand(), number, default);
    }

    /// <summary>Returns the payments that an employee must look at.</summary>
    public async Task<IReadOnlyList<Review>> ReviewsAsync()
    {
        await using var command = database.CreateCommand("SELECT order_number, amount, currency FROM reviews ORDER BY rowid");
        await using var reader = await command.ExecuteReaderAsync();
        var reviews = new List<Review>();
        while (await reader.ReadAsync())
            reviews.Add(new(reader.GetString(0), Amount(reader.GetString(1)), reader.GetString(2)));
        return reviews;
    }

    /// <summary>
    /// Settles an order. It compares the paid amount with the order's, because a signature authenticates the provider and does not
    /// prove that the customer paid enough.
    /// </summary>
    /// <returns>Whether it was the order's amount; otherwise the payment is under review.</returns>
    public async Task<bool> PayAsync(
        DbTransaction transaction,
        string number,
        decimal amount,
        string currency,
        CancellationToken cancellationToken
    )
    {
        var order = await FindAsync(Command(transaction), number, cancellationToken);
        var isExact = order is not null && amount == order.Amount && currency == order.Currency;
        await RunAsync(
            Command(transaction),
            isExact
                ? "UPDATE orders SET paid = 1 WHERE number = @number"
                : """
                UPDATE orders SET needs_review = 1 WHERE number = @number;
                INSERT INTO reviews (order_number, amount, currency) VALUES (@number, @amount, @currency)
                """,
            number,
            amount,
            currency,
            cancellationToken
        );
        return isExact;
    }

    private static SqliteCommand Command(DbTransaction transaction)
    {
        var command = ((SqliteTransaction)transaction).Connection!.CreateCommand();
        command.Transaction = (SqliteTransaction)transaction;
        return command;
    }

    private static async Task RunAsync(
        SqliteCommand command,
        string sql,
        string number,
        decimal amount,
        string currency,
        CancellationToken cancellationToken
    )
    {
        await using var _ = command;
        command.CommandText = sql;
        command.Parameters.AddWithValue("@number", number);
        command.Parameters.AddWithValue("@amount", amount.ToString(CultureInfo.InvariantCulture));
        command.Parameters.AddWithValue("@currency", currency);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<Order?> FindAsync(SqliteCommand command, string number, CancellationToken cancellationToken)
    {
        await using var _ = command;
        command.CommandText = "SELECT amount, currency, paid, needs_review FROM orders WHERE number = @number";
        command.Parameters.AddWithValue("@number", number);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(number, Amount(reader.GetString(0)), reader.GetString(1), reader.GetBoolean(2), reader.GetBoolean(3))
            : null;
    }

    private static decimal Amount(string text) => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);
}
