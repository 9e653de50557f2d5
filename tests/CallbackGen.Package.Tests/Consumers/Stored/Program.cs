using CallbackGen;
using CallbackGen.Inbox;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Data.Sqlite;
using Npgsql;
using Stored;

var builder = WebApplication.CreateBuilder(args);
var inbox = builder.Services.AddCallbackInbox();
if (builder.Configuration["PostgreSql"] is { } shared)
{
    inbox.UsePostgreSql(NpgsqlDataSource.Create(shared));
    builder.Services.AddDataProtection().SetApplicationName("invoices").PersistKeysToFileSystem(new("keys"));
}
else
{
    inbox.UseSqlite("invoices.db");
}

builder.Services.AddScoped<ICallbackHandler<GlobexInvoice>, Invoices>();

var app = builder.Build();
app.MapCallback<GlobexInvoice>("/callbacks/globex").StoreFirst(store => store.OrderBy(CallbackRole.Reference));
app.MapGet("/invoices", Invoices.List);
if (args.Contains("--stop"))
{
    await app.StartAsync();
    await app.StopAsync();
    return;
}

Invoices.Prepare();
app.Run();

internal sealed class Invoices(ICallbackDelivery delivery) : ICallbackHandler<GlobexInvoice>
{
    public async Task HandleAsync(Verified<GlobexInvoice> callback, CancellationToken cancellationToken) =>
        await delivery.CommitAsync(
            async (transaction, token) =>
            {
                await using var command = new SqliteCommand(
                    "INSERT INTO invoices (text) VALUES (@text)",
                    (SqliteConnection)transaction.Connection!,
                    (SqliteTransaction)transaction
                );
                command.Parameters.AddWithValue("@text", $"{callback.Payload.Id} {callback.Payload.Amount} {delivery.Attempt};");
                await command.ExecuteNonQueryAsync(token);
            },
            cancellationToken
        );

    public static void Prepare() => Run("CREATE TABLE IF NOT EXISTS invoices (text text NOT NULL)");

    public static string List() => Run("SELECT coalesce(group_concat(text, ''), '') FROM (SELECT text FROM invoices ORDER BY rowid)");

    private static string Run(string sql)
    {
        using var connection = new SqliteConnection("Data Source=invoices.db");
        connection.Open();
        using var command = new SqliteCommand(sql, connection);
        return command.ExecuteScalar() as string ?? "";
    }
}
