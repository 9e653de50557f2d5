using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using CallbackGen.Chaos.Shop;

namespace CallbackGen.Chaos.Tests.Rig;

/// <summary>The program under test, in a process of its own that may be killed and started again, at one address.</summary>
internal sealed class ShopProcess(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);

    private readonly ConcurrentQueue<string> _log = [];
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(5) };
    private Process? _process;

    /// <summary>Where it serves the feed.</summary>
    public string Address { get; } = $"http://127.0.0.1:{FreePort()}";

    /// <summary>The last lines that it wrote, of all its lives.</summary>
    public string Log => string.Join('\n', _log.TakeLast(30));

    private Process Running => _process ?? throw new InvalidOperationException("The program was not started.");

    /// <summary>A program of this repository's, such as <c>lock</c>, that says <c>ready</c> when it is.</summary>
    public static Task<Process> StartAsync(IEnumerable<string> arguments, Action<string>? log = null) =>
        StartAsync(arguments, new Dictionary<string, string>(), log ?? (_ => { }));

    /// <summary>Starts the program and waits until it serves.</summary>
    public async Task StartAsync()
    {
        _process?.Dispose();
        _process = await StartAsync([.. arguments, "--urls", Address], environment, _log.Enqueue);
    }

    /// <summary>Has it die at a place, at the n-th pass from now.</summary>
    public Task ArmAsync(KillWindow window, int passes) => SayAsync(string.Create(CultureInfo.InvariantCulture, $"kill {window} {passes}"));

    /// <summary>Sets its clock.</summary>
    public Task JumpAsync(TimeSpan by) => SayAsync(string.Create(CultureInfo.InvariantCulture, $"jump {(int)by.TotalSeconds}"));

    /// <summary>Has it die where it is.</summary>
    public void Kill() => Running.Kill();

    /// <summary>Has it stand still, or go on.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", Running.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits until it has died by a kill.</summary>
    /// <returns>Whether it has.</returns>
    /// <exception cref="InvalidOperationException">It ended in another way.</exception>
    public async Task<bool> HasDiedAsync(TimeSpan limit)
    {
        using var timer = new CancellationTokenSource(limit);
        try
        {
            await Running.WaitForExitAsync(timer.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        // 128 and the number of the signal.
        return Running.ExitCode == 137 ? true : throw new InvalidOperationException($"The program ended by itself, with {Running.ExitCode}:\n{Log}");
    }

    /// <summary>What it says about itself; null when it cannot.</summary>
    public async Task<ShopState?> StateAsync()
    {
        try
        {
            return await _client.GetFromJsonAsync<ShopState>($"{Address}/state");
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_process is { HasExited: false } process)
        {
            process.Kill();
            process.WaitForExit();
        }

        _process?.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<Process> StartAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, Action<string> log)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach (var argument in arguments.Prepend(typeof(ShopState).Assembly.Location))
            start.ArgumentList.Add(argument);
        // What lives for seconds is not worth being watched.
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = new Process { StartInfo = start };
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data == "ready")
                ready.TrySetResult();
            else if (line.Data is { } text)
                log(text);
        };
        process.ErrorDataReceived += (_, line) => log(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var ended = process.WaitForExitAsync();
        if (await Task.WhenAny(ready.Task, ended, Task.Delay(StartLimit)) == ready.Task)
            return process;
        process.Kill();
        throw new InvalidOperationException("The program did not start.");
    }

    private async Task SayAsync(string command)
    {
        try
        {
            await Running.StandardInput.WriteLineAsync(command);
            await Running.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            // It died meanwhile; whoever waits for that sees it.
        }
    }

    /// <summary>A port below those that the system gives to connections, so that none of a client's takes it while the program is away.</summary>
    private static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 30_000);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }
}
