using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace CallbackGen.Inbox.Tests.Support;

/// <summary>A provider's API for invoices, and the effects of a shop that queries it.</summary>
internal sealed class Provider
{
    private readonly ConcurrentDictionary<string, (NovaNoticeStatus Status, decimal? Amount)> _invoices = [];

    /// <summary>Sets the API's answer for an invoice.</summary>
    public void Say(string invoice, NovaNoticeStatus status, decimal? amount = null) => _invoices[invoice] = (status, amount);

    /// <summary>An invoice in the API's answer.</summary>
    public Task<NovaNotice?> FindAsync(NovaNotice claimed, CancellationToken cancellationToken) =>
        Task.FromResult(
                _invoices.TryGetValue(claimed.Invoice, out var said) ? claimed with { Status = said.Status, Amount = said.Amount } : null
            )
            .WaitAsync(cancellationToken);

    /// <summary>The confirmed event of an invoice, for reconciliation.</summary>
    public async Task<Confirmed<NovaNotice>> ReconcileAsync(string invoice) =>
        (
            await NovaNotice.Feed.ReconcileAsync(token =>
                FindAsync(
                    new()
                    {
                        Invoice = invoice,
                        Status = NovaNoticeStatus.Pending,
                        Token = "",
                    },
                    token
                )
            )
        ).GetValueOrThrow();

    /// <summary>An effect that writes a text.</summary>
    public static CallbackEffect Write(string text) =>
        async (transaction, cancellationToken) =>
        {
            await ExecuteAsync(transaction, "CREATE TABLE IF NOT EXISTS shop (done TEXT NOT NULL)", null, cancellationToken);
            await ExecuteAsync(transaction, "INSERT INTO shop VALUES ($text)", text, cancellationToken);
        };

    /// <summary>The texts that were written, sorted.</summary>
    public static IReadOnlyList<string> Read(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = 'shop'";
        if ((long)command.ExecuteScalar()! == 0)
            return [];
        command.CommandText = "SELECT done FROM shop ORDER BY done";
        using var reader = command.ExecuteReader();
        var done = new List<string>();
        while (reader.Read())
            done.Add(reader.GetString(0));
        return done;
    }

    private static async Task ExecuteAsync(DbTransaction transaction, string sql, string? text, CancellationToken cancellationToken)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // The command is a constant.
        command.CommandText = sql;
#pragma warning restore CA2100
        if (text is not null)
            command.Parameters.Add(new SqliteParameter("$text", text));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
