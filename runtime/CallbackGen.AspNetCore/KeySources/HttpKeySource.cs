using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CallbackGen.AspNetCore;

/// <summary>
/// Fetches documents over https without redirects, proxy, cookies or compression, and only from public addresses. It connects to
/// the address that it has checked, so that a second DNS answer cannot differ (DNS rebinding).
/// </summary>
internal sealed class HttpKeySource : ICallbackKeySource, IDisposable
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly HttpClient _client;

    public HttpKeySource(bool allowPrivateAddresses)
        : this(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                AutomaticDecompression = DecompressionMethods.None,
                MaxResponseHeadersLength = 16,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                ConnectCallback = (context, cancellationToken) =>
                    ConnectAsync(context.DnsEndPoint, allowPrivateAddresses, cancellationToken),
            }
        )
    { }

    /// <summary>For tests: sends requests to a handler instead of the network.</summary>
    public HttpKeySource(HttpMessageHandler handler) => _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };

    public async Task<string> GetAsync(Uri address, int maxBytes, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrHigher,
        };
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK)
            throw new HttpRequestException($"The answer is {(int)response.StatusCode}.");
        if (response.Content.Headers.ContentLength > maxBytes)
            throw new HttpRequestException("The document is too long.");
        var bytes = new byte[maxBytes + 1];
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return length <= maxBytes ? StrictUtf8.GetString(bytes, 0, length) : throw new HttpRequestException("The document is too long.");
    }

    public void Dispose() => _client.Dispose();

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint host, bool allowPrivateAddresses, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(host.Host, cancellationToken);
        if (addresses.Length == 0 || (!allowPrivateAddresses && !PublicAddress.ArePublic(addresses)))
            throw new HttpRequestException("The host has an address that is not public.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, host.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
