using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using CallbackGen.Chaos.Shop;

namespace CallbackGen.Chaos.Tests.Rig;

/// <summary>A program under test, in a process of its own that may be killed and started again, at one address.</summary>
/// <param name="program">The program.</param>
/// <param name="arguments">Its arguments, without its address.</param>
/// <param name="environment">Variables of its environment.</param>
internal sealed class ProgramProcess(
    TestedProgram program,
    IReadOnlyList<string> arguments,
    IReadOnlyDictionary<string, string> environment
) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan DeathLimit = TimeSpan.FromMinutes(3);

    private readonly ConcurrentQueue<string> _log = [];
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(5) };
    private Process? _process;

    /// <summary>Where it serves.</summary>
    public string Address { get; } = $"http://127.0.0.1:{FreePort()}";

    /// <summary>The last lines that it wrote, of all its lives.</summary>
    public string Log => string.Join('\n', _log.TakeLast(30));

    private Process Running => _process ?? throw new InvalidOperationException("The program was not started.");

    /// <summary>Starts the shop with a command of its own, such as <c>lock</c>, and waits until it is ready.</summary>
    public static Task<Process> StartAsync(IEnumerable<string> arguments) =>
        StartAsync(TestedProgram.Shop, arguments, new Dictionary<string, string>(), _ => { });

    /// <summary>Starts the program and waits until it serves.</summary>
    public async Task StartAsync()
    {
        _process?.Dispose();
        _process = await StartAsync(program, [.. arguments, "--urls", Address], environment, _log.Enqueue);
    }

    /// <summary>Runs a command of the program, beside the one that serves, with the same settings.</summary>
    /// <param name="command">The command.</param>
    /// <returns>What it printed.</returns>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public async Task<string> RunAsync(string command)
    {
        using var process = Process.Start(StartOf(program, arguments.Prepend(command), environment))!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? text : throw new InvalidOperationException($"{command} failed: {await errors}");
    }

    /// <summary>Has it die at a place.</summary>
    /// <param name="window">The place.</param>
    /// <exception cref="TimeoutException">It never came there.</exception>
    public async Task DieAsync(KillWindow window)
    {
        if (window == KillWindow.Anywhere)
        {
            await Task.Delay(Random.Shared.Next(200));
            Running.Kill();
        }
        else
        {
            await SayAsync(string.Create(CultureInfo.InvariantCulture, $"kill {window} {Random.Shared.Next(1, 20)}"));
        }

        if (!await HasDiedAsync())
            throw new TimeoutException($"The program never came to {window}.");
    }

    /// <summary>Sets its clock.</summary>
    public Task JumpAsync(TimeSpan by) => SayAsync(string.Create(CultureInfo.InvariantCulture, $"jump {(int)by.TotalSeconds}"));

    /// <summary>Has it stand still, or go on.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", Running.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
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

    private static async Task<Process> StartAsync(
        TestedProgram program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        Action<string> log
    )
    {
        var process = new Process { StartInfo = StartOf(program, arguments, environment) };
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.StartsWith(program.Ready, StringComparison.Ordinal) == true)
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
        throw new InvalidOperationException($"{program.File} did not start.");
    }

    private static ProcessStartInfo StartOf(
        TestedProgram program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string> environment
    )
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach (var argument in arguments.Prepend(Path.Combine(AppContext.BaseDirectory, program.File)))
            start.ArgumentList.Add(argument);
        // What lives for seconds is not worth being watched.
        start.Environment["DOTNET_TieredPGO"] = "0";
        // The system watches files for so many programs of a user and no more, those of other tests included; one more does not start.
        start.Environment["DOTNET_hostBuilder__reloadConfigOnChange"] = "false";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return start;
    }

    /// <summary>Waits until it has died by a kill.</summary>
    /// <returns>Whether it has.</returns>
    /// <exception cref="InvalidOperationException">It ended in another way.</exception>
    private async Task<bool> HasDiedAsync()
    {
        using var timer = new CancellationTokenSource(DeathLimit);
        try
        {
            await Running.WaitForExitAsync(timer.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        // 128 and the number of the signal; on Windows what Process.Kill ends it with.
        return Running.ExitCode == (OperatingSystem.IsWindows() ? -1 : 137)
            ? true
            : throw new InvalidOperationException($"The program ended by itself, with {Running.ExitCode}:\n{Log}");
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

    /// <summary>
    /// A port below those that the system gives to connections, so that none of a client's takes it while the program is
    /// away.
    /// </summary>
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
