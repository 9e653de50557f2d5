using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace CallbackGen.Inbox.Tests.Support;

/// <summary>A separate PostgreSQL server for the tests, if PostgreSQL is installed: in a temporary folder, on a free port.</summary>
public sealed partial class PostgreSqlServer : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pg");
    private Process? _server;
    private int _databases;

    /// <summary>The reason why there is no server, or null.</summary>
    public static string? WhyNot { get; } = FindTools() is null ? "PostgreSQL is not installed (initdb, postgres)." : null;

    /// <summary>Settings that override the server's defaults, such as <c>max_wal_size=4GB</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    private string Data => Path.Combine(_folder.FullName, "data");

    private int Port { get; set; }

    public async Task InitializeAsync()
    {
        if (FindTools() is not { } tools)
            return;
        // The server refuses to run as root.
        if (Environment.IsPrivilegedProcess)
            Run("chown", "postgres", _folder.FullName);
        Run(As(Path.Combine(tools, "initdb"), "-D", Data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"));
        await StartAsync();
    }

    /// <summary>Starts the server, at its previous port.</summary>
    public async Task StartAsync()
    {
        if (Port == 0)
            Port = FreePort();
        string[] command = As([
            Path.Combine(FindTools()!, "postgres"),
            "-D",
            Data,
            "-p",
            $"{Port}",
            "-h",
            "127.0.0.1",
            "-k",
            _folder.FullName,
            .. Settings.SelectMany(setting => (string[])["-c", setting]),
        ]);
        _server = Process.Start(
            new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true }
        )!;
        _server.BeginErrorReadLine();
        _server.BeginOutputReadLine();
        for (var left = 200; ; left--)
        {
            try
            {
                await using var connection = new NpgsqlConnection(
                    $"Host=127.0.0.1;Port={Port};Username=postgres;Database=postgres;Pooling=false"
                );
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (left > 0)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>Stops the server, as for a restart, or by a simulated crash, after which it recovers at its start.</summary>
    /// <param name="isCrash">Whether to simulate a crash.</param>
    public async Task StopAsync(bool isCrash = false)
    {
        if (_server is not { HasExited: false } server)
            return;
        var id = int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(), System.Globalization.CultureInfo.InvariantCulture);
        // Fast or immediate shutdown: https://www.postgresql.org/docs/current/server-shutdown.html
        Run("kill", isCrash ? "-QUIT" : "-INT", $"{id}");
        await server.WaitForExitAsync();
    }

    /// <summary>Creates an empty database.</summary>
    /// <param name="folder">The folder of its data, which must be empty; null for that of the server. At most one database at a time has
    /// its own folder.</param>
    public async Task<string> CreateDatabaseAsync(string? folder = null)
    {
        var name = $"inbox{Interlocked.Increment(ref _databases)}";
        if (folder is not null)
        {
            Run("chown", "postgres", folder);
            await ExecuteAsync($"CREATE TABLESPACE elsewhere LOCATION '{folder}'");
        }

        await ExecuteAsync($"CREATE DATABASE {name} TABLESPACE {(folder is null ? "pg_default" : "elsewhere")}");
        return $"Host=127.0.0.1;Port={Port};Username=postgres;Database={name};Maximum Pool Size=20";
    }

    /// <summary>Drops the database with its own folder.</summary>
    /// <param name="connectionString">The database.</param>
    public async Task DropElsewhereAsync(string connectionString)
    {
        await ExecuteAsync($"DROP DATABASE {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");
        await ExecuteAsync("DROP TABLESPACE elsewhere");
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        Dispose();
        _folder.Delete(recursive: true);
    }

    public void Dispose() => _server?.Dispose();

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={Port};Username=postgres;Database=postgres;Pooling=false");
        await connection.OpenAsync();
#pragma warning disable CA2100 // The arguments are names of this class and folders of the tests.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private static string? FindTools()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var debian = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))
            : [];
        return debian
            .Concat(folders)
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));
    }

    private static string[] As(params string[] command) =>
        Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--", .. command] : command;

    private static void Run(params string[] command)
    {
        using var process = Process.Start(
            new ProcessStartInfo(command[0], command[1..])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = "/",
            }
        )!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)}: {errors.Result}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
