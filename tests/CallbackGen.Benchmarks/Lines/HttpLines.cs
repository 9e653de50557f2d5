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

/// <summary>
/// Requests per second over loopback HTTP with busy processors, computed from the processor time of a request, clients included, so that
/// other programs on the machine do not affect it.
/// </summary>
internal static class HttpLines
{
    private const int Connections = 8;
    private const int RequestsPerBatch = 30;
    private const int Rounds = 201;

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
        builder.Services.AddScoped<Work>();
        var app = builder.Build();
        app.MapCallback<LeanXBill>("/ours", static (Verified<LeanXBill> bill) => Task.CompletedTask);
        app.MapCallback<LeanXBill>("/ours-scoped", static (Verified<LeanXBill> bill, Work work) => Task.CompletedTask);
        app.MapPost(
            "/bare",
            static async (HttpContext context) => await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted)
        );
        var primitives = TokenLines.Primitives(sample);
        app.MapPost(
            "/mac",
            async (HttpContext context) =>
            {
                await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
                primitives();
            }
        );
        app.MapPost(
            "/scoped",
            static async (HttpContext context, Work work) => await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted)
        );
        app.StartAsync().GetAwaiter().GetResult();
        try
        {
            var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
            using var clients = new Clients(address.Port, Connections);
            Func<double> Sender(string path)
            {
                var message = Clients.Message(path, sample.Request.Body);
                return () => clients.Send(message, RequestsPerBatch);
            }

            var results = Interleaved.OfBusy(
                Rounds,
                Sender("/bare"),
                Sender("/ours"),
                Sender("/mac"),
                Sender("/scoped"),
                Sender("/ours-scoped")
            );
            yield return new(
                "requests per second, MapCallback : an endpoint that only reads the body",
                1 / results[0].Ratio,
                0.9,
                AtLeast: true,
                Note: $"{results[0].Note}; one that makes the HMAC, and nothing else of it, {Text(results[1])}; one "
                    + $"that takes a scoped service {Text(results[2])}, and a handler of ours that takes one "
                    + $"{Text(results[3])}"
            );
        }
        finally
        {
            app.StopAsync().GetAwaiter().GetResult();
        }
    }

    private static string Text(Comparison result) => (1 / result.Ratio).ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>A service that a handler resolves from the request's scope.</summary>
    private sealed class Work;

    /// <summary>
    /// Connections that each send one request after the other, in step, from one blocking thread: it has a minimal cost, and uses none of
    /// the server's threads, so that the server's work dominates.
    /// </summary>
    private sealed class Clients : IDisposable
    {
        private readonly Socket[] _sockets;
        private readonly byte[] _answer = new byte[4096];

        public Clients(int port, int connections) => _sockets = [.. Enumerable.Range(0, connections).Select(_ => Connect(port))];

        public static byte[] Message(string path, ReadOnlyMemory<byte> body) =>
            [
                .. Encoding.ASCII.GetBytes(
                    $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n"
                ),
                .. body.Span,
            ];

        /// <returns>The processor time of one request, in nanoseconds.</returns>
        public double Send(byte[] message, int times)
        {
            var start = Environment.CpuUsage.TotalTime;
            for (var i = 0; i < times; i++)
            {
                foreach (var socket in _sockets)
                    socket.Send(message);
                foreach (var socket in _sockets)
                    Receive(socket);
            }

            return (Environment.CpuUsage.TotalTime - start).TotalNanoseconds / (_sockets.Length * times);
        }

        public void Dispose()
        {
            foreach (var socket in _sockets)
                socket.Dispose();
        }

        private static Socket Connect(int port)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Connect(IPAddress.Loopback, port);
            return socket;
        }

        private void Receive(Socket socket)
        {
            var length = 0;
            while (true)
            {
                var read = socket.Receive(_answer.AsSpan(length));
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
            return at >= 0 && System.Buffers.Text.Utf8Parser.TryParse(head[(at + name.Length)..], out int value, out _)
                ? value
                : throw new InvalidOperationException("The answer has no length.");
        }
    }
}
