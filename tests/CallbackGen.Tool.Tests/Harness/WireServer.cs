using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CallbackGen.Tool.Tests.Harness;

/// <summary>A request as received from the network.</summary>
internal sealed record WireRequest(string Head, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public byte[] Bytes => [.. Encoding.Latin1.GetBytes(Head), .. Body];
}

/// <summary>An application on this machine that receives each byte of a request, and answers with bytes.</summary>
internal sealed class WireServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<WireRequest, int, string> _answer;
    private int _count;

    /// <param name="answer">Returns the answer to the n-th request, counted from 1; each character is a byte.</param>
    public WireServer(Func<WireRequest, int, string> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = AcceptAsync();
    }

    public ConcurrentQueue<WireRequest> Requests { get; } = new();

    public string Authority => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public string Origin => $"http://{Authority}";

    /// <summary>An application that answers each request with a status.</summary>
    public static WireServer Of(int status, string body = "") => new((_, _) => Answer(status, body));

    public static string Answer(int status, string body = "") =>
        $"HTTP/1.1 {status} Whatever\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
            catch (Exception ended) when (ended is ObjectDisposedException or SocketException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            await using var stream = client.GetStream();
            var bytes = new List<byte>();
            var buffer = new byte[65536];
            int head;
            while ((head = Encoding.Latin1.GetString([.. bytes]).IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0)
            {
                var read = await stream.ReadAsync(buffer);
                if (read == 0)
                    return;
                bytes.AddRange(buffer.AsSpan(0, read));
            }

            var text = Encoding.Latin1.GetString([.. bytes[..(head + 4)]]);
            var length = text.Split("\r\n")
                .Where(line => line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase))
                .Select(line => int.Parse(line[16..], System.Globalization.CultureInfo.InvariantCulture))
                .FirstOrDefault();
            while (bytes.Count < head + 4 + length && await stream.ReadAsync(buffer) is > 0 and var more)
                bytes.AddRange(buffer.AsSpan(0, more));
            var request = new WireRequest(text, [.. bytes[(head + 4)..]]);
            Requests.Enqueue(request);
            await stream.WriteAsync(Encoding.Latin1.GetBytes(_answer(request, Interlocked.Increment(ref _count))));
        }
    }
}
