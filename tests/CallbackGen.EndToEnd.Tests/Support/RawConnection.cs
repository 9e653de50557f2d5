using System.Net.Sockets;
using System.Text;

namespace CallbackGen.EndToEnd.Tests.Support;

/// <summary>A connection that sends what no decent client would.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient _client = new();

    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var connection = new RawConnection();
        await connection._client.ConnectAsync(address.Host, address.Port);
        return connection;
    }

    /// <summary>The head of a JSON request, with the lines given.</summary>
    public static string Head(string path, params string[] lines) =>
        $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{string.Concat(lines.Select(line => line + "\r\n"))}\r\n";

    public async Task SendAsync(string text) => await _client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Reads the status line of the answer.</summary>
    public async Task<string> ReadStatusLineAsync()
    {
        using var reader = new StreamReader(_client.GetStream(), Encoding.Latin1, leaveOpen: true);
        return await reader.ReadLineAsync() ?? "";
    }

    /// <summary>Breaks the connection off, as a machine that crashes does.</summary>
    public void Reset()
    {
        _client.LingerState = new LingerOption(enable: true, seconds: 0);
        _client.Close();
    }

    public void Dispose() => _client.Dispose();
}
