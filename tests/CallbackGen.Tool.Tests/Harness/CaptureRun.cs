using System.Net.Sockets;
using System.Text;
using CallbackGen.Tool.Commands;

namespace CallbackGen.Tool.Tests.Harness;

/// <summary>A run of <c>capture</c> that ends as if by Ctrl+C.</summary>
internal sealed class CaptureRun : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _ctrlC = new();
    private readonly PushedText _output = new();
    private readonly StringWriter _error = new();
    private readonly Task<int> _run;

    private CaptureRun(ToolFolder folder, string[] args) =>
        _run = ToolProgram.RunAsync(["capture", "--port", "0", .. args], folder.CreateHost(_output, _error), _ctrlC.Token);

    public string Output => _output.ToString();

    public string Error => _error.ToString();

    public int Port { get; private set; }

    /// <summary>Starts it, and waits until it listens.</summary>
    public static async Task<CaptureRun> StartAsync(ToolFolder folder, params string[] args)
    {
        var run = new CaptureRun(folder, args);
        var line = await run._output.UntilAsync(
            text => text.Contains("Listening on http://127.0.0.1:", StringComparison.Ordinal),
            run._run
        );
        run.Port = int.Parse(line.Split("127.0.0.1:")[1].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture);
        return run;
    }

    /// <summary>Waits until the output contains a text.</summary>
    public Task UntilAsync(string text) => _output.UntilAsync(all => all.Contains(text, StringComparison.Ordinal), _run);

    /// <summary>Sends bytes, and returns those of the answer: each character is a byte.</summary>
    public async Task<string> SendAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Port);
        await using var stream = client.GetStream();
        using var answer = new MemoryStream();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
            await stream.CopyToAsync(answer).WaitAsync(Patience);
        }
        catch (IOException)
        {
            // The server answers and closes before it has received everything.
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }

    /// <summary>Ends it as Ctrl+C does.</summary>
    public async Task<int> EndAsync()
    {
        await _ctrlC.CancelAsync();
        return await FinishAsync();
    }

    /// <summary>Waits until it ends by itself.</summary>
    public Task<int> FinishAsync() => _run.WaitAsync(Patience);

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _ctrlC.Dispose();
    }
}
