using System.Globalization;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.TextInjectionAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1041 and CBG1042: text of a callback becomes part of SQL, HTML, a command, a path, an address or a pattern.</summary>
public sealed class TextInjectionTests
{
    private const string Libraries = """
        using System.Data;
        using System.Data.Common;

        namespace Microsoft.EntityFrameworkCore
        {
            public class DatabaseFacade;

            public static class RelationalDatabaseFacadeExtensions
            {
                public static Task<int> ExecuteSqlRawAsync(
                    this DatabaseFacade database,
                    string sql,
                    params object[] parameters
                ) => Task.FromResult(1);

                public static Task<int> ExecuteSqlInterpolatedAsync(
                    this DatabaseFacade database,
                    FormattableString sql,
                    CancellationToken ct = default
                ) => Task.FromResult(1);

                public static Task<int> ExecuteSqlAsync(
                    this DatabaseFacade database,
                    FormattableString sql,
                    CancellationToken ct = default
                ) => Task.FromResult(1);

                public static IQueryable<T> SqlQueryRaw<T>(
                    this DatabaseFacade database,
                    string sql,
                    params object[] parameters
                ) => null!;
            }

            public class DbSet<T>;

            public static class RelationalQueryableExtensions
            {
                public static IQueryable<T> FromSqlRaw<T>(
                    this DbSet<T> set,
                    string sql,
                    params object[] parameters
                ) => null!;

                public static IQueryable<T> FromSqlInterpolated<T>(this DbSet<T> set, FormattableString sql) =>
                    null!;

                public static IQueryable<T> FromSql<T>(this DbSet<T> set, FormattableString sql) => null!;
            }
        }

        namespace Dapper
        {
            public static class SqlMapper
            {
                public static Task<int> ExecuteAsync(
                    this IDbConnection connection,
                    string sql,
                    object? param = null,
                    IDbTransaction? transaction = null
                ) => Task.FromResult(1);

                public static Task<T> QuerySingleAsync<T>(
                    this IDbConnection connection,
                    string sql,
                    object? param = null
                ) => Task.FromResult<T>(default!);

                public static Task<int> ExecuteAsync(this IDbConnection connection, CommandDefinition command) =>
                    Task.FromResult(1);
            }

            public readonly struct CommandDefinition(string commandText, object? parameters = null)
            {
                public string CommandText => commandText;
                public object? Parameters => parameters;
            }
        }

        namespace Scriban
        {
            public class Template
            {
                public static Template Parse(string text) => new();

                public string Render(object model) => "";
            }
        }

        namespace MongoDB.Bson
        {
            public class BsonDocument
            {
                public static BsonDocument Parse(string json) => new();
            }
        }

        namespace Npgsql
        {
            public class NpgsqlCommand : DbCommand
            {
                public NpgsqlCommand(string? cmdText, DbConnection connection) { }

                public override string? CommandText { get; set; }
                public override int CommandTimeout { get; set; }
                public override CommandType CommandType { get; set; }
                public override bool DesignTimeVisible { get; set; }
                public override UpdateRowSource UpdatedRowSource { get; set; }
                protected override DbConnection? DbConnection { get; set; }
                protected override DbParameterCollection DbParameterCollection => null!;
                protected override DbTransaction? DbTransaction { get; set; }

                public override void Cancel() { }

                public override int ExecuteNonQuery() => 0;

                public override object? ExecuteScalar() => null;

                public override void Prepare() { }

                protected override DbParameter CreateDbParameter() => null!;

                protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => null!;
            }
        }

        namespace Shop
        {
            public sealed class ShopDb
            {
                public Microsoft.EntityFrameworkCore.DatabaseFacade Database { get; } = new();
                public Microsoft.EntityFrameworkCore.DbSet<Order> Orders { get; } = new();
            }

            public interface IMailer
            {
                Task SendAsync(string to, string subject, string body, bool isHtml = false);
                Task SendMailAsync(string to, string subject, string htmlBody);
            }

            public interface IStore
            {
                Task RunAsync(string query);
                Task PutAsync(string text);
            }

            public sealed class Note
            {
                public string Text { get; set; } = "";
            }

            public static class Pages
            {
                public static string Row(string name) => $"<td>{name}</td>";

                public static string Plain(string name) => $"({name})";
            }
        }
        """;

    private static readonly HandlerCases Reported = new()
    {
        ["an interpolation for EF Core"] = Handler(
            """
            await db.Database.ExecuteSqlRawAsync(
                $"UPDATE orders SET note = '{{|CBG1041:payload.Order.Note|}}' WHERE id = {payload.Amount}"
            );
            """
        ),
        ["a sum for EF Core"] = Handler(
            """_ = db.Orders.FromSqlRaw("SELECT * FROM orders WHERE number = '" + {|CBG1041:payload.Order.Number|} + "'").ToList();"""
        ),
        ["a format for EF Core"] = Handler(
            """
            _ = db
                .Database.SqlQueryRaw<int>(
                    string.Format("SELECT 1 FROM orders WHERE number = '{0}'", {|CBG1041:payload.Order.Number|})
                )
                .ToList();
            """
        ),
        ["a local for Dapper"] = Handler(
            """
            var sql = $"DELETE FROM carts WHERE number = '{{|CBG1041:paid.Payload.Order.Number|}}'";
            await connection.ExecuteAsync(sql);
            """
        ),
        ["a member in a local for Dapper"] = Handler(
            """
            var number = {|CBG1041:payload.Order.Number|}.Trim();
            await connection.QuerySingleAsync<int>($"SELECT count(*) FROM orders WHERE number = '{number}'");
            """
        ),
        ["a string builder for Dapper"] = Handler(
            """
            var sql = new StringBuilder("UPDATE orders SET note = '");
            sql.Append({|CBG1041:payload.Order.Note|}).Append("' WHERE id = 1");
            await connection.ExecuteAsync(sql.ToString());
            """
        ),
        ["a list for Dapper"] = Handler(
            """
            await connection.ExecuteAsync(
                $"UPDATE stock SET sold = sold + 1 WHERE sku IN ({string.Join(
                    ",",
                    payload.Lines!.Value.Select(line => $"'{{|CBG1041:line.Sku|}}'")
                )})"
            );
            """
        ),
        ["a definition of a command"] = Handler(
            """await connection.ExecuteAsync(new CommandDefinition($"UPDATE orders SET currency = '{{|CBG1041:payload.Currency|}}'"));"""
        ),
        ["a command of the driver"] = Handler(
            """
            await using var command = new Npgsql.NpgsqlCommand(
                $"INSERT INTO paid VALUES ('{{|CBG1041:payload.Id|}}')",
                connection
            );
            await command.ExecuteNonQueryAsync(ct);
            """
        ),
        ["the text of a command"] = Handler(
            """
            await using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO paid VALUES ('" + {|CBG1041:payload.Id|} + "')";
            await command.ExecuteNonQueryAsync(ct);
            """
        ),
        ["a text that grows"] = Handler(
            """
            var sql = "SELECT * FROM orders WHERE true";
            sql += $" AND number = '{{|CBG1041:payload.Order.Number|}}'";
            await connection.ExecuteAsync(sql);
            """
        ),
        ["a text that something was found by"] = Handler(
            """
            var known = new List<Note>();
            var note = known.FirstOrDefault(it => it.Text == payload.Order.Number);
            if (payload.Order.Number.StartsWith("A") && note is not null)
                await connection.ExecuteAsync($"DELETE FROM carts WHERE number = '{{|CBG1041:payload.Order.Number|}}'");
            """
        ),
        ["a member by a pattern"] = Handler(
            """
            if (paid is { Payload: { {|CBG1041:Currency|}: var currency } })
                await connection.ExecuteAsync($"UPDATE totals SET {currency} = 1");
            var (id, note) = (payload.Id, {|CBG1041:payload.Order.Note|});
            await connection.ExecuteAsync($"UPDATE orders SET note = '{note}' WHERE id = @id", new { id });
            """
        ),
        ["a template that is filled"] = Handler(
            """
            await mailer.SendMailAsync(
                "a",
                "b",
                "<p>Thanks, {name}</p>".Replace("{name}", {|CBG1041:payload.Order.Note|})
            );
            var page = File.ReadAllText("thanks.html");
            await mailer.SendMailAsync("a", "b", page.Replace("{name}", {|CBG1041:payload.Order.Note|}));
            """
        ),
        ["an idempotency key"] = Handler(
            """await connection.ExecuteAsync($"INSERT INTO seen VALUES ('{{|CBG1041:paid.Receipt.IdempotencyKey|}}')");"""
        ),
        ["the text of a listed value and of a role"] = Handler(
            """
            await connection.ExecuteAsync($"INSERT INTO log VALUES ('{{|CBG1041:payload.Status.Text|}}')");
            await connection.ExecuteAsync(
                "INSERT INTO log VALUES ('" + {|CBG1041:paid.GetRole(CallbackRole.Reference)|} + "')"
            );
            """
        ),
        ["quotes that are doubled by hand"] = Handler(
            """await store.RunAsync($"SELECT id FROM orders WHERE number = '{{|CBG1041:payload.Order.Number|}}'");"""
        ),
        ["a helper that makes a statement of it"] = Handler(
            """
            await SaveAsync({|CBG1041:payload.Order.Number|});
            Task SaveAsync(string number) =>
                connection.ExecuteAsync($"UPDATE orders SET paid = true WHERE number = '{number}'");
            """
        ),
        ["a helper that is handed the payload"] = Handler(
            """
            await SaveAsync(payload);
            Task SaveAsync(AcmePayment it) =>
                connection.ExecuteAsync($"UPDATE orders SET paid = true WHERE number = '{{|CBG1041:it.Order.Number|}}'");
            """
        ),
        ["a helper that returns a statement"] = Handler(
            """
            await connection.ExecuteAsync(Sql({|CBG1041:payload.Order.Number|}));
            static string Sql(string number) => "UPDATE orders SET paid = true WHERE number = '" + number + "'";
            """
        ),
        ["an object of one's own in between"] = Handler(
            """
            var note = new Note { Text = {|CBG1041:payload.Order.Note|} ?? "" };
            await connection.ExecuteAsync($"UPDATE orders SET note = '{note.Text}'");
            """
        ),
        ["a page"] = Handler(
            """
            _ = Results.Content($"<h1>Thanks, {{|CBG1041:payload.Email|}}</h1>", "text/html");
            _ = Results.Text("Thanks, " + {|CBG1041:payload.Order.Note|}, contentType: "text/html; charset=utf-8");
            """
        ),
        ["a page that is written"] = Handler("""await http.Response.WriteAsync($"<p>Order {{|CBG1041:payload.Order.Number|}}</p>", ct);"""),
        ["markup"] = Handler("""_ = new Microsoft.AspNetCore.Html.HtmlString({|CBG1041:payload.Order.Note|});"""),
        ["a mail"] = Handler(
            """
            await mailer.SendAsync("office@shop.example", "paid", $"<b>{{|CBG1041:payload.Order.Note|}}</b>");
            await mailer.SendMailAsync("office@shop.example", "paid", {|CBG1041:payload.Order.Note|} ?? "");
            await mailer.SendAsync(
                "office@shop.example",
                "paid",
                "Note: " + {|CBG1041:payload.Order.Note|},
                isHtml: true
            );
            """
        ),
        ["a mail of the platform"] = Handler(
            """
            using var mail = new System.Net.Mail.MailMessage("a@shop.example", "b@shop.example")
            {
                Subject = "paid",
                Body = $"Note: {{|CBG1041:payload.Order.Note|}}",
                IsBodyHtml = true
            };
            """
        ),
        ["a mail that is filled line by line"] = Handler(
            """var mail = new System.Net.Mail.MailMessage(); mail.IsBodyHtml = true; mail.Body = {|CBG1041:payload.Order.Note|} ?? "";"""
        ),
        ["a row that a helper makes"] = Handler(
            """_ = Results.Content("<table>" + Pages.Row({|CBG1041:payload.Order.Number|}) + "</table>", "text/html");"""
        ),
        ["a payload that prints itself"] = Handler("""_ = Results.Content($"<pre>{{|CBG1041:payload|}}</pre>", "text/html");"""),
        ["a process"] = Handler(
            """
            Process.Start("notify", "--order " + {|CBG1041:payload.Order.Number|});
            Process.Start(new ProcessStartInfo("print", $"{{|CBG1041:payload.Id|}}.pdf"));
            _ = new ProcessStartInfo("print") { Arguments = $"-o {{|CBG1041:payload.Order.Note|}}" };
            """
        ),
        ["a shell"] = Handler(
            """
            var start = new ProcessStartInfo("/bin/sh");
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add($"notify {{|CBG1041:payload.Order.Note|}}");
            """
        ),
        ["a path"] = Handler(
            """
            await File.WriteAllTextAsync($"receipts/{{|CBG1042:payload.Order.Number|}}.txt", "paid", ct);
            var path = Path.Combine("receipts", {|CBG1042:payload.Id|} + ".txt");
            File.Delete(path);
            _ = new FileStream("r/" + {|CBG1042:payload.Id|}, FileMode.Create);
            Directory.CreateDirectory(Path.Join("r", {|CBG1042:payload.Currency|}));
            """
        ),
        ["a redirect"] = Handler(
            """
            _ = Results.Redirect({|CBG1042:payload.Order.Note|}!);
            http.Response.Redirect("https://" + {|CBG1042:payload.Order.Note|});
            http.Response.Headers.Location = {|CBG1042:payload.Order.Note|};
            _ = TypedResults.Redirect($"{{|CBG1042:payload.Order.Note|}}?paid=1");
            """
        ),
        ["the host of a call"] = Handler(
            """
            await client.GetAsync({|CBG1042:payload.Order.Note|}, ct);
            await client.PostAsync($"https://{{|CBG1042:payload.Order.Note|}}/paid", null, ct);
            _ = new HttpRequestMessage(HttpMethod.Get, {|CBG1042:payload.Order.Note|});
            var uri = new Uri({|CBG1042:payload.Order.Note|}!);
            await client.GetStringAsync(uri, ct);
            client.BaseAddress = new Uri({|CBG1042:payload.Order.Note|}!);
            """
        ),
        ["a helper that calls it"] = Handler(
            """await PingAsync({|CBG1042:payload.Order.Note|} ?? ""); Task PingAsync(string url) => client.GetAsync(url, ct);"""
        ),
        ["a pattern"] = Handler(
            """_ = Regex.IsMatch("orders", {|CBG1042:payload.Order.Number|}); _ = new Regex($"^{{|CBG1042:payload.Order.Number|}}$");"""
        ),
        ["XML and JSON"] = Handler(
            """
            await store.PutAsync($"<order><note>{{|CBG1042:payload.Order.Note|}}</note></order>");
            using var content = new StringContent($"{{{{\"note\":\"{{|CBG1042:payload.Order.Note|}}\"}}}}");
            await store.PutAsync("{\"id\": \"" + {|CBG1042:payload.Id|} + "\"}");
            """.Replace("{{{{", "{{", StringComparison.Ordinal).Replace("}}}}", "}}", StringComparison.Ordinal)
        ),
        ["a filter, an expression and a type"] = Handler(
            """
            _ = new System.Xml.XmlDocument().SelectSingleNode($"//order[@id='{{|CBG1042:payload.Id|}}']");
            _ = new System.Data.DataTable().Select("number = '" + {|CBG1042:payload.Order.Number|} + "'");
            _ = Type.GetType("Shop." + {|CBG1042:payload.Order.Note|});
            """
        ),
        ["a table and a template of a library"] = Handler(
            """
            await File.AppendAllTextAsync(
                Path.Combine("out", "paid.csv"),
                $"{payload.Amount};{{|CBG1042:payload.Order.Note|}}",
                ct
            );
            _ = Scriban.Template.Parse("Thanks " + {|CBG1042:payload.Order.Note|});
            _ = MongoDB.Bson.BsonDocument.Parse("{ _id: '" + {|CBG1042:payload.Id|} + "' }");
            """
        ),
        ["a template"] = Handler(
            """
            logger.LogInformation($"paid: {{|CBG1042:payload.Order.Note|}}");
            logger.LogWarning("note " + {|CBG1042:payload.Order.Note|} + " of {Id}", payload.Id);
            """
        ),
        ["an unproven and a confirmed message"] = Handler(
            """
            Task One(Received<AcmePing> ping) =>
                connection.ExecuteAsync($"DELETE FROM pings WHERE id = '{{|CBG1041:ping.Payload.Id|}}'");
            Task Two(Confirmed<AcmeNotice> notice) =>
                connection.ExecuteAsync($"DELETE FROM invoices WHERE id = '{{|CBG1041:notice.Payload.InvoiceId|}}'");
            await One(null!);
            await Two(null!);
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["parameters"] = Handler(
            """
            await connection.ExecuteAsync(
                "UPDATE orders SET note = @Note WHERE number = @Number",
                new { payload.Order.Note, payload.Order.Number }
            );
            await db.Database.ExecuteSqlRawAsync("UPDATE orders SET note = {0}", payload.Order.Note!);
            _ = db.Orders.FromSqlRaw("SELECT * FROM orders WHERE number = {0}", payload.Order.Number);
            """
        ),
        ["interpolations that make parameters"] = Handler(
            """
            await db.Database.ExecuteSqlInterpolatedAsync($"UPDATE orders SET note = {payload.Order.Note}", ct);
            await db.Database.ExecuteSqlAsync($"DELETE FROM carts WHERE number = {payload.Order.Number}", ct);
            _ = db.Orders.FromSql($"SELECT * FROM orders WHERE number = {payload.Order.Number}");
            _ = db.Orders.FromSqlInterpolated($"SELECT * FROM orders WHERE number = {payload.Order.Number}");
            """
        ),
        ["an interpolation for later"] = Handler(
            """FormattableString sql = $"UPDATE orders SET note = {payload.Order.Note}"; await db.Database.ExecuteSqlAsync(sql, ct);"""
        ),
        ["parameters of a command"] = Handler(
            """
            await using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO paid VALUES (@id)";
            var id = command.CreateParameter();
            id.ParameterName = "@id";
            id.Value = payload.Id;
            command.Parameters.Add(id);
            await command.ExecuteNonQueryAsync(ct);
            """
        ),
        ["numbers and listed values"] = Handler(
            """
            await connection.ExecuteAsync(
                $"UPDATE orders SET total = {payload.Amount}, state = {(int)payload.Status.Known!}"
            );
            await connection.ExecuteAsync(
                $"UPDATE orders SET n = {payload.Lines?.Length}, t = {payload.Id.Length}"
            );
            """
        ),
        ["names of one's own"] = Handler(
            """
            var table = payload.Status == AcmePaymentStatus.Paid ? "paid" : "failed";
            await connection.ExecuteAsync($"UPDATE {table} SET seen = true WHERE id = @Id", new { payload.Id });
            var column = payload.Currency switch
            {
                "EUR" => "euro",
                _ => "other"
            };
            await connection.ExecuteAsync($"UPDATE totals SET {column} = 1");
            """
        ),
        ["what somebody else says"] = Handler(
            """
            var order = await orders.FindAsync(payload.Order.Number, ct);
            await connection.ExecuteAsync($"UPDATE orders SET currency = '{order.Currency}'");
            """
        ),
        ["a parsed identifier"] = Handler(
            """if (Guid.TryParse(payload.Id, out var id)) await connection.ExecuteAsync($"DELETE FROM carts WHERE id = '{id}'");"""
        ),
        ["a checked text"] = Handler(
            """
            if (!Regex.IsMatch(payload.Order.Number, "^[0-9]{6}$"))
                return;
            await connection.ExecuteAsync($"DELETE FROM carts WHERE number = '{payload.Order.Number}'");
            """
        ),
        ["a text that is somebody's own"] = Handler(
            """
            var order = await orders.FindAsync(payload.Order.Number, ct);
            if (order.Currency == payload.Currency)
                await connection.ExecuteAsync($"UPDATE {payload.Currency} SET n = n + 1");
            string[] known = ["a"];
            if (known.Any(it => it == payload.Order.Number))
                await connection.ExecuteAsync($"DELETE FROM {payload.Order.Number}");
            """
        ),
        ["a text of a list"] = Handler(
            """
            string[] known = ["EUR", "USD"];
            if (known.Contains(payload.Currency))
                await connection.ExecuteAsync($"UPDATE {payload.Currency} SET n = n + 1");
            """
        ),
        ["a text without what is dangerous in it"] = Handler(
            """_ = Results.Content("<p>" + payload.Order.Number.Replace("<", "") + "</p>", "text/html");"""
        ),
        ["encoded for a page"] = Handler(
            """
            _ = Results.Content($"<h1>Thanks, {HtmlEncoder.Default.Encode(payload.Email ?? "")}</h1>", "text/html");
            var note = System.Net.WebUtility.HtmlEncode(payload.Order.Note);
            await http.Response.WriteAsync($"<p>{note}</p>", ct);
            await mailer.SendMailAsync("a", "b", $"<p>{HtmlEncoder.Default.Encode(payload.Order.Note ?? "")}</p>");
            """
        ),
        ["plain answers and mails"] = Handler(
            """
            _ = Results.Text($"Order {payload.Order.Number}");
            _ = Results.Content(payload.Order.Number, "text/plain");
            await mailer.SendAsync(
                "office@shop.example",
                $"Order {payload.Order.Number}",
                $"Note: {payload.Order.Note}"
            );
            await http.Response.WriteAsync($"paid {payload.Order.Number}", ct);
            """
        ),
        ["a page with numbers"] = Handler("""_ = Results.Content($"<h1>{payload.Amount:N2}</h1>", "text/html");"""),
        ["a helper that encodes"] = Handler(
            """
            _ = Results.Content($"<h1>{Encoded(payload.Email)}</h1>", "text/html");
            static string Encoded(string? text) => HtmlEncoder.Default.Encode(text ?? "");
            """
        ),
        ["arguments of a process"] = Handler(
            """
            var start = new ProcessStartInfo("print");
            start.ArgumentList.Add(payload.Order.Number);
            start.ArgumentList.Add($"--note={payload.Order.Note}");
            Process.Start("print", ["--order", "1"]);
            """
        ),
        ["a name of a file"] = Handler(
            """
            await File.WriteAllTextAsync(
                Path.Combine("receipts", Path.GetFileName(payload.Order.Number) + ".txt"),
                payload.Order.Number,
                ct
            );
            await File.WriteAllTextAsync($"{Guid.NewGuid():N}.txt", payload.Id, ct);
            """
        ),
        ["a path that is looked at"] = Handler(
            """
            var path = Path.GetFullPath(Path.Combine("/receipts", payload.Id));
            if (path.StartsWith("/receipts/", StringComparison.Ordinal))
                File.Delete(path);
            """
        ),
        ["a redirect of one's own"] = Handler(
            """
            _ = Results.Redirect($"/orders/{Uri.EscapeDataString(payload.Order.Number)}");
            _ = Results.LocalRedirect(payload.Order.Note!);
            _ = Results.Redirect("https://shop.example/thanks?order=" + payload.Order.Number);
            """
        ),
        ["a host of one's own"] = Handler(
            """
            await client.GetAsync($"https://api.acme.example/payments/{payload.Id}", ct);
            await client.GetAsync($"/payments/{Uri.EscapeDataString(payload.Id)}", ct);
            await client.PostAsync("https://erp.example/paid", new StringContent(payload.Id), ct);
            """
        ),
        ["a host that is looked at"] = Handler(
            """
            var uri = new Uri(payload.Order.Note!);
            if (uri is { Scheme: "https", Host: "api.acme.example" })
                await client.GetStringAsync(uri, ct);
            if (uri.Host == "api.acme.example")
                await client.GetStringAsync(uri, ct);
            """
        ),
        ["an escaped pattern"] = Handler(
            """
            _ = Regex.IsMatch("orders", $"^{Regex.Escape(payload.Order.Note ?? "")}$");
            _ = Regex.IsMatch(payload.Order.Number, "^[0-9]+$");
            """
        ),
        ["a table of numbers and a model of a template"] = Handler(
            """
            await File.AppendAllTextAsync("paid.csv", $"{payload.Amount};{payload.Lines?.Length}", ct);
            await File.AppendAllTextAsync("paid.txt", payload.Order.Note, ct);
            _ = Scriban.Template.Parse("Thanks {{name}}").Render(new { name = payload.Order.Note });
            """
        ),
        ["what writes XML and JSON"] = Handler(
            """
            await store.PutAsync(new System.Xml.Linq.XElement("order", payload.Order.Note).ToString());
            await store.PutAsync(JsonSerializer.Serialize(new { payload.Order.Note }));
            using var content = JsonContent.Create(new { payload.Id });
            await store.PutAsync($"note: {payload.Order.Note}");
            """
        ),
        ["values of a log line"] = Handler(
            """
            logger.LogInformation("paid {Note}", payload.Order.Note);
            logger.LogInformation($"paid {payload.Id} {payload.Amount} {payload.Status.Text}");
            Console.WriteLine($"SELECT is {payload.Id} FROM");
            throw new InvalidOperationException($"<p>{payload.Id}</p>");
            """
        ),
        ["a helper that does neither"] = Handler(
            """
            await KeepAsync(payload.Order.Number);
            Task KeepAsync(string number) =>
                connection.ExecuteAsync("DELETE FROM carts WHERE number = @number", new { number });
            _ = Results.Text(Pages.Plain(payload.Id));
            """
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task Text_that_becomes_part_of_a_language_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name], Libraries);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Text_that_stays_a_text_is_not(string name) => Verify.VerifyAnalyzerAsync(Silent[name], Libraries);

    [Fact]
    public async Task The_message_says_what_it_becomes_and_what_to_do()
    {
        var reported = await Verify.VerifyAnalyzerAsync(
            Handler("""await connection.ExecuteAsync($"DELETE FROM carts WHERE number = '{{|CBG1041:payload.Order.Number|}}'");"""),
            Libraries
        );
        Assert.Equal(
            "Number becomes part of an SQL statement, so its author can inject code there; hand it over as a parameter "
                + "(acme.payment.callback.json, line 21)",
            reported[0].GetMessage(CultureInfo.InvariantCulture)
        );
    }

    [Fact]
    public async Task The_message_names_the_helper_that_makes_it()
    {
        var reported = await Verify.VerifyAnalyzerAsync(
            Handler(
                """
                await SaveAsync({|CBG1041:payload.Order.Number|});
                Task SaveAsync(string number) =>
                    connection.ExecuteAsync($"UPDATE orders SET paid = true WHERE number = '{number}'");
                """
            ),
            Libraries
        );
        Assert.StartsWith(
            "Number becomes part of an SQL statement in \"SaveAsync\", so",
            reported[0].GetMessage(CultureInfo.InvariantCulture),
            StringComparison.Ordinal
        );
    }

    private static string Handler(string code) =>
        $$"""
            using System.Data.Common;
            using System.Diagnostics;
            using System.Text;
            using System.Text.Encodings.Web;
            using System.Text.Json;
            using System.Text.RegularExpressions;
            using CallbackGen;
            using Dapper;
            using Microsoft.EntityFrameworkCore;
            using Shop;

            class PaidHandler(
                ILogger<PaidHandler> logger,
                DbConnection connection,
                ShopDb db,
                HttpClient client,
                IMailer mailer,
                IStore store,
                Orders orders,
                HttpContext http
            ) : ICallbackHandler<AcmePayment>
            {
                public async Task HandleAsync(Verified<AcmePayment> paid, CancellationToken ct)
                {
                    var payload = paid.Payload;
                    await orders.SaveAsync();
                    logger.LogInformation(
                        "{Db} {Client} {Mailer} {Store} {Http} {Connection}",
                        db,
                        client,
                        mailer,
                        store,
                        http,
                        connection
                    );
                    {{code}}
                }
            }
            """;
}
