using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallbackGen.Package.Tests.Harness;

/// <summary>
/// The client's side of the Language Server Protocol: JSON-RPC over a process's standard input and output. It sends one request at a time,
/// and answers the server's requests meanwhile.
/// </summary>
/// <param name="process">The server process, with redirected streams. It is killed on disposal.</param>
/// <param name="settings">The value of each section of the editor's settings that the server requests.</param>
public sealed class LanguageServer(Process process, JsonObject settings) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Stream _output = new BufferedStream(process.StandardOutput.BaseStream);
    private readonly Task<string> _errors = process.StandardError.ReadToEndAsync();
    private int _requests;

    /// <summary>The last message that the server showed to its user.</summary>
    public string LastMessage { get; private set; } = "";

    /// <summary>Sends a request and waits for its result.</summary>
    /// <exception cref="InvalidOperationException">The server answered with an error, or ended.</exception>
    /// <exception cref="OperationCanceledException">There was no answer for minutes.</exception>
    public async Task<JsonNode?> RequestAsync(string method, JsonNode? parameters)
    {
        using var patience = new CancellationTokenSource(Patience);
        var id = ++_requests;
        await SendAsync(
            new JsonObject
            {
                ["id"] = id,
                ["method"] = method,
                ["params"] = parameters,
            },
            patience.Token
        );
        while (true)
        {
            var message = await ReceiveAsync(patience.Token);
            if ((string?)message["method"] is { } asked)
                await AnswerAsync(asked, message, patience.Token);
            else if ((int?)message["id"] == id)
                return message["error"] is { } error
                    ? throw new InvalidOperationException($"{method}: {error.ToJsonString()}")
                    : message["result"];
        }
    }

    /// <summary>Sends a notification, which has no answer.</summary>
    public Task NotifyAsync(string method, JsonNode parameters) =>
        SendAsync(new JsonObject { ["method"] = method, ["params"] = parameters }, CancellationToken.None);

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    private async Task AnswerAsync(string method, JsonNode message, CancellationToken cancellationToken)
    {
        LastMessage = (string?)message["params"]?["message"] ?? LastMessage;
        if (message["id"] is not { } id)
            return;
        JsonNode? result =
            method == "workspace/configuration"
                ? new JsonArray([.. message["params"]!["items"]!.AsArray().Select(_ => settings.DeepClone())])
                : null;
        await SendAsync(new JsonObject { ["id"] = id.DeepClone(), ["result"] = result }, cancellationToken);
    }

    private async Task SendAsync(JsonObject message, CancellationToken cancellationToken)
    {
        message["jsonrpc"] = "2.0";
        var body = JsonSerializer.SerializeToUtf8Bytes(message);
        var input = process.StandardInput.BaseStream;
        await input.WriteAsync(
            Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n\r\n")),
            cancellationToken
        );
        await input.WriteAsync(body, cancellationToken);
        await input.FlushAsync(cancellationToken);
    }

    private async Task<JsonNode> ReceiveAsync(CancellationToken cancellationToken)
    {
        const string Length = "Content-Length:";
        var length = 0;
        while (await ReadHeaderAsync(cancellationToken) is { Length: > 0 } header)
        {
            if (header.StartsWith(Length, StringComparison.OrdinalIgnoreCase))
                length = int.Parse(header.AsSpan(Length.Length), CultureInfo.InvariantCulture);
        }

        var body = new byte[length];
        await _output.ReadExactlyAsync(body, cancellationToken);
        return JsonNode.Parse(body)!;
    }

    private async Task<string> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        var next = new byte[1];
        while (await _output.ReadAsync(next, cancellationToken) > 0)
        {
            if (next[0] == '\n')
                return line.ToString().TrimEnd('\r');
            line.Append((char)next[0]);
        }

        throw new InvalidOperationException("The language server ended: " + await _errors);
    }
}
