using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using CallbackGen.Chaos.Shop;

namespace CallbackGen.Chaos.Tests.Rig;

/// <summary>A program under test in a separate process, which can be killed and restarted at the same address.</summary>
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

    /// <summary>Its address.</summary>
    public string Address { get; } = $"http://127.0.0.1:{FreePort()}";

    /// <summary>The last lines of its output, across restarts.</summary>
    public string Log => string.Join('\n', _log.TakeLast(30));

    private Process Running => _process ?? throw new InvalidOperationException("The program was not started.");

    /// <summary>Starts the shop with a separate command, such as <c>lock</c>, and waits until it is ready.</summary>
    public static Task<Process> StartAsync(IEnumerable<string> arguments) =>
        StartAsync(TestedProgram.Shop, arguments, new Dictionary<string, string>(), _ => { });

    /// <summary>Starts the program and waits until it serves.</summary>
    public async Task StartAsync()
    {
        _process?.Dispose();
        _process = await StartAsync(program, [.. arguments, "--urls", Address], environment, _log.Enqueue);
    }

    /// <summary>Runs a command of the program, next to the running one, with the same settings.</summary>
    /// <param name="command">The command.</param>
    /// <returns>Its output.</returns>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public async Task<string> RunAsync(string command)
    {
        using var process = Process.Start(StartOf(program, arguments.Prepend(command), environment))!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? text : throw new InvalidOperationException($"{command} failed: {await errors}");
    }

    /// <summary>Lets it be killed at a point.</summary>
    /// <param name="window">The point.</param>
    /// <exception cref="TimeoutException">It did not reach the point.</exception>
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

    /// <summary>Pauses or continues it by a signal.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", Running.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Its own report; null if it is unavailable.</summary>
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
        // Profiling is not worthwhile for a process that runs for seconds.
        start.Environment["DOTNET_TieredPGO"] = "0";
        // The system limits the number of file watchers of a user, across all tests; beyond the limit a program does not start.
        start.Environment["DOTNET_hostBuilder__reloadConfigOnChange"] = "false";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return start;
    }

    /// <summary>Waits until it was killed.</summary>
    /// <returns>Whether it was.</returns>
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

        // 128 plus the number of the signal; on Windows the exit code of Process.Kill.
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
            // It was killed meanwhile; the code that waits for this notices.
        }
    }

    /// <summary>A port below the ephemeral range, so that no client's connection takes it while the program is down.</summary>
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
                // The port is in use.
            }
        }
    }
}
