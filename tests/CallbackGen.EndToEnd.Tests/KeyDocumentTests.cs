using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Text;
using CallbackGen.AspNetCore;
using CallbackGen.EndToEnd.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>Answers from another server than the provider's when keys are fetched, over HTTP.</summary>
public sealed class KeyDocumentTests
{
    private const int MaxBytes = 1000;

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed(int status)
    {
        await using var server = await Server.StartAsync();
        foreach (var target in new[] { "/keys", $"{server.Address}keys", "https://attacker.example/keys" })
            await RefusedAsync(server, $"redirect?status={status}&to={Uri.EscapeDataString(target)}");

        Assert.Equal(["/redirect", "/redirect", "/redirect"], server.Asked);
        Assert.Equal("keys", await GetAsync(server, "keys"));
    }

    [Theory]
    [InlineData(201)]
    [InlineData(202)]
    [InlineData(203)]
    [InlineData(206)]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task An_answer_that_is_no_200_is_no_document(int status)
    {
        await using var server = await Server.StartAsync();

        await RefusedAsync(server, $"status?status={status}");
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(MaxBytes - 1, true)]
    [InlineData(MaxBytes, true)]
    [InlineData(MaxBytes + 1, false)]
    [InlineData(100 * MaxBytes, false)]
    public async Task A_document_is_no_longer_than_allowed_whether_it_says_its_length_or_not(int length, bool isTaken)
    {
        await using var server = await Server.StartAsync();

        foreach (var path in new[] { "told", "untold" })
        {
            if (isTaken)
                Assert.Equal((path, length), (path, (await GetAsync(server, $"{path}?length={length}")).Length));
            else
                await RefusedAsync(server, $"{path}?length={length}");
        }
    }

    [Fact]
    public async Task A_document_without_an_end_is_given_up_at_the_limit()
    {
        await using var server = await Server.StartAsync();

        await RefusedAsync(server, "endless");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Nothing_is_decompressed(string coding)
    {
        await using var server = await Server.StartAsync();

        string? text = null;
        var failure = await Record.ExceptionAsync(async () => text = await GetAsync(server, $"compressed?coding={coding}"));

        Assert.NotEqual(Server.Compressed, text);
        Assert.True(failure is null or DecoderFallbackException, failure?.ToString());
        Assert.Equal([""], server.Accepted);
    }

    [Theory]
    [InlineData(10_000, true)]
    [InlineData(20_000, false)]
    public async Task The_head_of_an_answer_is_short_too(int length, bool isTaken)
    {
        await using var server = await Server.StartAsync();

        if (isTaken)
            Assert.Equal("keys", await GetAsync(server, $"head?length={length}"));
        else
            await RefusedAsync(server, $"head?length={length}");
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF_8_are_no_document()
    {
        await using var server = await Server.StartAsync();

        await RefusedAsync(server, "latin1");
    }

    [Fact]
    public async Task No_cookie_is_kept()
    {
        await using var server = await Server.StartAsync();
        using var source = new HttpKeySource(allowPrivateAddresses: true);

        for (var time = 0; time < 3; time++)
            Assert.Equal("", await source.GetAsync(new Uri(server.Address, "cookie"), MaxBytes, CancellationToken.None));
    }

    [Fact]
    public async Task No_proxy_is_asked()
    {
        await using var server = await Server.StartAsync();
        var before = HttpClient.DefaultProxy;
        var proxy = new Watcher(server.Address);
        HttpClient.DefaultProxy = proxy;
        try
        {
            Assert.Equal("keys", await GetAsync(server, "keys"));
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }

        Assert.False(proxy.WasAsked);
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("8.8.8.8 1.1.1.1 2606:4700::1111", true)]
    [InlineData("8.8.8.8 10.0.0.1", false)]
    [InlineData("10.0.0.1 8.8.8.8", false)]
    [InlineData("2606:4700::1111 ::1", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("", false)]
    public void A_host_is_public_when_each_of_its_addresses_is(string addresses, bool isPublic) =>
        Assert.Equal(
            isPublic,
            PublicAddress.ArePublic([.. addresses.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse)])
        );

    /// <summary>The first and the last address of every network that is not public, and their neighbours.</summary>
    [Theory]
    [InlineData("0.0.0.0", "0.255.255.255", null, "1.0.0.0")]
    [InlineData("10.0.0.0", "10.255.255.255", "9.255.255.255", "11.0.0.0")]
    [InlineData("100.64.0.0", "100.127.255.255", "100.63.255.255", "100.128.0.0")]
    [InlineData("127.0.0.0", "127.255.255.255", "126.255.255.255", "128.0.0.0")]
    [InlineData("169.254.0.0", "169.254.255.255", "169.253.255.255", "169.255.0.0")]
    [InlineData("172.16.0.0", "172.31.255.255", "172.15.255.255", "172.32.0.0")]
    [InlineData("192.0.0.0", "192.0.0.255", "191.255.255.255", "192.0.1.0")]
    [InlineData("192.0.2.0", "192.0.2.255", "192.0.1.255", "192.0.3.0")]
    [InlineData("192.88.99.0", "192.88.99.255", "192.88.98.255", "192.88.100.0")]
    [InlineData("192.168.0.0", "192.168.255.255", "192.167.255.255", "192.169.0.0")]
    [InlineData("198.18.0.0", "198.19.255.255", "198.17.255.255", "198.20.0.0")]
    [InlineData("198.51.100.0", "198.51.100.255", "198.51.99.255", "198.51.101.0")]
    [InlineData("203.0.113.0", "203.0.113.255", "203.0.112.255", "203.0.114.0")]
    [InlineData("224.0.0.0", "255.255.255.255", "223.255.255.255", null)]
    [InlineData("2001::", "2001:1ff:ffff::", "2000:ffff:ffff::", "2001:200::")]
    [InlineData("2001:db8::", "2001:db8:ffff:ffff::", "2001:db7:ffff::", "2001:db9::")]
    [InlineData("2002::", "2002:ffff:ffff::", "2001:ffff::", "2003::")]
    [InlineData("3fff::", "3fff:fff:ffff::", "3ffe::", "3fff:1000::")]
    [InlineData("4000::", "ffff::", "3fff:ffff::", null)]
    public void Every_network_that_is_not_public_is_known_to_its_edges(string first, string last, string? before, string? after)
    {
        foreach (var inside in new[] { first, last })
            Assert.False(PublicAddress.IsPublic(IPAddress.Parse(inside)), inside);
        foreach (var outside in new[] { before, after }.OfType<string>())
            Assert.True(PublicAddress.IsPublic(IPAddress.Parse(outside)), outside);
        if (IPAddress.Parse(first) is { AddressFamily: System.Net.Sockets.AddressFamily.InterNetwork } mapped)
            Assert.False(PublicAddress.IsPublic(mapped.MapToIPv6()));
    }

    private static async Task<string> GetAsync(Server server, string path)
    {
        using var source = new HttpKeySource(allowPrivateAddresses: true);
        return await source.GetAsync(new Uri(server.Address, path), MaxBytes, CancellationToken.None);
    }

    private static async Task RefusedAsync(Server server, string path)
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => GetAsync(server, path));
        Assert.True(failure is HttpRequestException or DecoderFallbackException, $"{path}: {failure}");
    }

    /// <summary>A loopback server whose answer depends on the path.</summary>
    private sealed class Server(TestApp app) : IAsyncDisposable
    {
        public static readonly string Compressed = new('k', MaxBytes / 2);

        private readonly ConcurrentQueue<string> _asked = [];
        private readonly ConcurrentQueue<string> _accepted = [];

        public Uri Address => app.Address;

        public IEnumerable<string> Asked => _asked;

        /// <summary>The Accept-Encoding values of the requests.</summary>
        public IEnumerable<string> Accepted => _accepted;

        public static async Task<Server> StartAsync()
        {
            Server? server = null;
            server = new Server(await TestApp.StartAsync(web => web.Run(context => server!.AnswerAsync(context))));
            return server;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private async Task AnswerAsync(HttpContext context)
        {
            _asked.Enqueue(context.Request.Path);
            _accepted.Enqueue(context.Request.Headers.AcceptEncoding.ToString());
            var response = context.Response;
            switch (context.Request.Path)
            {
                case "/keys":
                    await response.WriteAsync("keys");
                    break;
                case "/head":
                    response.Headers["X-Long"] = new string('k', Number(context, "length"));
                    await response.WriteAsync("keys");
                    break;
                case "/redirect":
                    response.StatusCode = Number(context, "status");
                    response.Headers.Location = context.Request.Query["to"];
                    break;
                case "/status":
                    response.StatusCode = Number(context, "status");
                    await response.WriteAsync("keys");
                    break;
                case "/told":
                    response.ContentLength = Number(context, "length");
                    await response.WriteAsync(new string('k', Number(context, "length")));
                    break;
                case "/untold":
                    await response.StartAsync();
                    await response.WriteAsync(new string('k', Number(context, "length")));
                    break;
                case "/endless":
                    while (!context.RequestAborted.IsCancellationRequested)
                        await response.WriteAsync(new string('k', 10_000));
                    break;
                case "/compressed":
                    await CompressAsync(response, context.Request.Query["coding"].ToString());
                    break;
                case "/latin1":
                    await response.Body.WriteAsync(new byte[] { 0x6B, 0xE9, 0x79 });
                    break;
                case "/cookie":
                    response.Cookies.Append("session", "1");
                    await response.WriteAsync(context.Request.Headers.Cookie.ToString());
                    break;
            }
        }

        private static async Task CompressAsync(HttpResponse response, string coding)
        {
            response.Headers.ContentEncoding = coding;
            using var memory = new MemoryStream();
            await using (
                Stream stream = coding switch
                {
                    "gzip" => new GZipStream(memory, CompressionLevel.Fastest, leaveOpen: true),
                    "br" => new BrotliStream(memory, CompressionLevel.Fastest, leaveOpen: true),
                    _ => new ZLibStream(memory, CompressionLevel.Fastest, leaveOpen: true),
                }
            )
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(Compressed));
            }

            await response.Body.WriteAsync(memory.ToArray());
        }

        private static int Number(HttpContext context, string name) =>
            int.Parse(context.Request.Query[name].ToString(), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Records whether the proxy for an address was requested.</summary>
    private sealed class Watcher(Uri address) : IWebProxy
    {
        public bool WasAsked { get; private set; }

        public ICredentials? Credentials { get; set; }

        public Uri? GetProxy(Uri destination) => destination;

        public bool IsBypassed(Uri host)
        {
            WasAsked |= host.Port == address.Port;
            return true;
        }
    }
}
