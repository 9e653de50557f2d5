using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using CallbackGen.Benchmarks.Feeds;
using CallbackGen.Benchmarks.Measure;
using CallbackGen.Receiver;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallbackGen.Benchmarks.Lines;

/// <summary>Requests per second over loopback HTTP, by connections that each send one request after the other.</summary>
internal static class HttpLines
{
    private const int Connections = 8;
    private const int RequestsPerBatch = 60;

    public static IEnumerable<Line> All()
    {
        var sample = Sample.Of(LeanXBill.Feed);
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([
            KeyValuePair.Create<string, string?>("urls", "http://127.0.0.1:0"),
            KeyValuePair.Create<string, string?>("Callbacks:LeanX:hashKey", sample.Key),
            KeyValuePair.Create<string, string?>("Callbacks:LeanX:AllowWeakKey", "published samples"),
        ]);
        builder.Services.AddCallbacks();
        var app = builder.Build();
        app.MapCallback<LeanXBill>("/ours", static (Verified<LeanXBill> bill) => Task.CompletedTask);
        app.MapPost("/bare", static async (HttpContext context) => await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted));
        app.StartAsync().GetAwaiter().GetResult();
        try
        {
            var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
            var clients = Enumerable.Range(0, Connections).Select(_ => new Client(address.Port)).ToArray();
            var (ours, bare) = (Client.Message("/ours", sample.Request.Body), Client.Message("/bare", sample.Request.Body));
            var result = Interleaved.OfSlow(31, () => Send(clients, ours), () => Send(clients, bare));
            foreach (var client in clients)
                client.Dispose();
            yield return new("requests per second, MapCallback : an endpoint that only reads the body", 1 / result.Ratio, 0.9, AtLeast: true,
                Note: string.Create(CultureInfo.InvariantCulture, $"{1e9 / result.Ours:0}/s : {1e9 / result.Peer:0}/s"));
        }
        finally
        {
            app.StopAsync().GetAwaiter().GetResult();
        }
    }

    /// <returns>The time of one request, in nanoseconds.</returns>
    private static double Send(Client[] clients, byte[] message)
    {
        var start = Stopwatch.GetTimestamp();
        Task.WaitAll([.. clients.Select(client => Task.Run(() => client.SendAsync(message, RequestsPerBatch)))]);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / (clients.Length * RequestsPerBatch);
    }

    /// <summary>A connection that costs as little as it can, so that the server's work is what is measured.</summary>
    private sealed class Client : IDisposable
    {
        private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        private readonly byte[] _answer = new byte[4096];

        public Client(int port) => _socket.Connect(IPAddress.Loopback, port);

        public static byte[] Message(string path, ReadOnlyMemory<byte> body) =>
            [.. Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n"), .. body.Span];

        public async Task SendAsync(byte[] message, int times)
        {
            for (var i = 0; i < times; i++)
            {
                await _socket.SendAsync(message);
                await ReceiveAsync();
            }
        }

        public void Dispose() => _socket.Dispose();

        private async Task ReceiveAsync()
        {
            var length = 0;
            while (true)
            {
                var read = await _socket.ReceiveAsync(_answer.AsMemory(length));
                length += read;
                var answer = _answer.AsSpan(0, length);
                var head = answer.IndexOf("\r\n\r\n"u8);
                if (read == 0 || (head >= 0 && !answer.StartsWith("HTTP/1.1 200"u8)))
                    throw new InvalidOperationException("A request was not answered with 200.");
                if (head >= 0 && length >= head + 4 + ContentLength(answer[..head]))
                    return;
            }
        }

        private static int ContentLength(ReadOnlySpan<byte> head)
        {
            var name = "Content-Length: "u8;
            var at = head.IndexOf(name);
            return at >= 0 && System.Buffers.Text.Utf8Parser.TryParse(head[(at + name.Length)..], out int value, out _) ? value : throw new InvalidOperationException("The answer has no length.");
        }
    }
}
