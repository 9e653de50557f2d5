using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace CallbackGen.EndToEnd.Tests.Gateway;

/// <summary>A shop with one order, in a separate process and folder, that receives the gateway's requests.</summary>
internal sealed class Shop : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shop");
    private readonly ConcurrentQueue<string> _log = [];

    // One connection for each request: Python's own server closes the connection after each answer without announcing it.
    private readonly HttpClient _client = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero }) { Timeout = Patience };
    private Process? _process;
    private int _port;

    private Shop() { }

    /// <summary>The secret with which the gateway signs.</summary>
    public byte[] Secret { get; } = RandomNumberGenerator.GetBytes(32);

    /// <summary>The shop's address.</summary>
    public string Url => $"http://127.0.0.1:{_port}/";

    /// <summary>The number of times that the order was marked as paid.</summary>
    public long Booked => Count("booked");

    /// <summary>The number of orders that were marked as paid.</summary>
    public long BookedOrders => Count("(SELECT DISTINCT reference FROM booked)");

    /// <summary>The number of payments under review.</summary>
    public long Reviews => Count("reviews");

    /// <summary>The number of stored callback ids.</summary>
    public long Kept => Count("webhooks");

    /// <summary>Starts a shop, and waits until it listens.</summary>
    /// <param name="kind">The kind of its receiver.</param>
    /// <param name="providerSays">The status of each payment in the provider's API: see <see cref="ShopKind.Code"/>.</param>
    /// <param name="secret">The configured secret: its own when null, and none when empty.</param>
    /// <param name="paid">Additional feeds that it accepts, each with the status of a paid order.</param>
    public static async Task<Shop> StartAsync(
        ShopKind kind,
        string? providerSays = null,
        string? secret = null,
        params (string Feed, string Status)[] paid
    )
    {
        var shop = new Shop();
        try
        {
            shop.Write(kind, providerSays, paid);
            await shop.ListenAsync(kind, secret ?? "whsec_" + Convert.ToBase64String(shop.Secret));
            return shop;
        }
        catch
        {
            await shop.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a request as the gateway does.</summary>
    public async Task<HttpStatusCode> SendAsync(ShopRequest request)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, Url) { Content = new ByteArrayContent(request.Body) };
        message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json; charset=utf-8");
        foreach (var (name, value) in request.Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        using var answer = await _client.SendAsync(message);
        return answer.StatusCode;
    }

    /// <summary>Runs a statement in the shop's database.</summary>
    public void Run(string sql) => Execute(sql, command => command.ExecuteNonQuery());

    /// <summary>Its output, for the message of a failed test.</summary>
    public override string ToString() => string.Join('\n', _log.TakeLast(30));

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_process is { HasExited: false } process)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        _process?.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Write(ShopKind kind, string? providerSays, (string Feed, string Status)[] paid)
    {
        File.WriteAllText(PathOf(kind.Program), kind.Code(providerSays, paid));
        foreach (var file in kind.Files)
            File.WriteAllText(PathOf(file), ShopKind.Read(file));
        foreach (var (name, target) in kind.Links)
            Directory.CreateSymbolicLink(PathOf(name), target);
        Run(ShopKind.Read("shop.sql"));
        Run(
            "CREATE TABLE booked (reference text); CREATE TRIGGER book AFTER UPDATE OF paid ON orders BEGIN INSERT "
                + "INTO booked VALUES (new.reference); END;"
        );
    }

    /// <summary>Starts it on a free port, and retries with another port if that is taken meanwhile.</summary>
    private async Task ListenAsync(ShopKind kind, string secret)
    {
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            _port = FreePort();
            var process = Start(kind, secret);
            using var limit = new CancellationTokenSource(Patience);
            while (!process.HasExited)
            {
                if (await IsListeningAsync(limit.Token))
                    return;
                await Task.Delay(20, limit.Token);
            }

            await process.WaitForExitAsync(limit.Token); // also waits until its whole output is read
            if (!$"{this}".Contains("already in use", StringComparison.Ordinal))
                break;
        }

        throw new InvalidOperationException($"The shop does not start:\n{this}");
    }

    private Process Start(ShopKind kind, string secret)
    {
        var command = kind.Command(_port);
        var start = new ProcessStartInfo(command[0], [.. command[1..], kind.Program])
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PORT"] = $"{_port}";
        start.Environment["PHP_CLI_SERVER_WORKERS"] = "4"; // worker processes of PHP's own server, as a real one has
        start.Environment["FORWARD_SECRET"] = secret.Length == 0 ? null : secret;
        _process?.Dispose();
        _process = new() { StartInfo = start };
        _process.OutputDataReceived += (_, line) => _log.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _log.Enqueue(line.Data ?? "");
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        return _process;
    }

    private async Task<bool> IsListeningAsync(CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, _port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private long Count(string table) => Execute($"SELECT count(*) FROM {table}", command => (long)command.ExecuteScalar()!);

    private T Execute<T>(string sql, Func<SqliteCommand, T> execute)
    {
        using var connection = new SqliteConnection($"Data Source={PathOf("shop.db")};Pooling=False;Default Timeout=60");
        connection.Open();
        using var command = new SqliteCommand(sql, connection);
        return execute(command);
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
