using System.Net;
using System.Text;
using CallbackGen.EndToEnd.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CallbackGen.EndToEnd.Tests;

public sealed class BodyTests
{
    private const int Max = 2048;
    private const string Order = """{"order_id":"A-1","amount":"10.00"}""";

    private static readonly Action<WebApplication> Map = app => app.MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => { });

    [Theory]
    [InlineData(Max, true, HttpStatusCode.OK)]
    [InlineData(Max, false, HttpStatusCode.OK)]
    [InlineData(Max + 1, true, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(Max + 1, false, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(200_000, true, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(200_000, false, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_body_is_read_up_to_the_feeds_limit_and_no_further(int size, bool withLength, HttpStatusCode expected)
    {
        await using var app = await TestApp.StartAsync(Map);
        var body = Encoding.UTF8.GetBytes(
            $$"""{"order_id":"A-1","amount":"10.00","padding":"{{new string('x', size - Order.Length - 13)}}"}"""
        );
        Assert.Equal(size, body.Length);

        using var request = app.Request("/order", withLength ? new ByteArrayContent(body) : new ChunkedContent(body), TestApp.Sign(body));
        using var response = await app.Client.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task A_body_announced_too_large_is_refused_before_any_of_it_is_read()
    {
        await using var app = await TestApp.StartAsync(Map);
        using var connection = await RawConnection.OpenAsync(app.Address);

        await connection.SendAsync(RawConnection.Head("/order", "X-Signature: 00", $"Content-Length: {Max + 1}"));

        Assert.Equal(
            "HTTP/1.1 413 Content Too Large",
            (await connection.ReadStatusLineAsync()).Replace("Payload", "Content", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_body_that_grows_in_the_buffer_is_verified_to_its_last_byte()
    {
        await using var app = await TestApp.StartAsync(app => app.MapCallback<AcmeBulk>("/bulk", (Verified<AcmeBulk> order) => { }));
        var padding = string.Concat(Enumerable.Range(0, 60_000).Select(i => (char)('a' + (i % 26))));
        var body = Encoding.UTF8.GetBytes($$"""{"order_id":"A-1","amount":"10.00","padding":"{{padding}}"}""");

        using var genuine = await app.PostAsync("/bulk", body);
        var signature = TestApp.Sign(body);
        body[^3] ^= 1;
        using var changed = await app.PostAsync("/bulk", body, signature);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (genuine.StatusCode, changed.StatusCode));
    }

    [Fact]
    public async Task A_body_that_arrives_byte_by_byte_is_verified()
    {
        await using var app = await TestApp.StartAsync(Map);
        using var connection = await RawConnection.OpenAsync(app.Address);

        await connection.SendAsync(RawConnection.Head("/order", $"X-Signature: {TestApp.Sign(Order)}", $"Content-Length: {Order.Length}"));
        foreach (var character in Order)
        {
            await connection.SendAsync(character.ToString());
            await Task.Yield();
        }

        Assert.Equal("HTTP/1.1 200 OK", await connection.ReadStatusLineAsync());
    }

    [Fact]
    public async Task A_sender_that_goes_away_in_the_middle_is_no_error_and_harms_nobody()
    {
        await using var app = await TestApp.StartAsync(Map);
        using (var connection = await RawConnection.OpenAsync(app.Address))
        {
            await connection.SendAsync(
                RawConnection.Head("/order", $"X-Signature: {TestApp.Sign(Order)}", $"Content-Length: {Order.Length}")
            );
            await connection.SendAsync(Order[..10]);
            while (!app.Logs.Lines.Any(line => line.Event.Name == "ExecutingEndpoint"))
                await Task.Delay(5);
            connection.Reset();
        }

        using var next = await app.PostAsync("/order", Order);
        await app.StopAsync();

        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
        Assert.Empty(app.Logs.Errors);
        Assert.Single(app.Logs.Named("CallbackAccepted"));
    }

    [Fact]
    public async Task Broken_chunks_are_a_bad_request()
    {
        await using var app = await TestApp.StartAsync(Map);
        using var connection = await RawConnection.OpenAsync(app.Address);

        await connection.SendAsync(RawConnection.Head("/order", "X-Signature: 00", "Transfer-Encoding: chunked") + "zz\r\n{}\r\n0\r\n\r\n");

        Assert.Equal("HTTP/1.1 400 Bad Request", await connection.ReadStatusLineAsync());
        await app.StopAsync();
        Assert.Empty(app.Logs.Errors);
    }

    [Fact]
    public async Task A_body_that_a_middleware_has_read_and_buffered_is_verified_from_its_start()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.Use(
                async (context, next) =>
                {
                    context.Request.EnableBuffering();
                    await context.Request.Body.CopyToAsync(Stream.Null);
                    await next(context);
                }
            );
            Map(app);
        });

        using var response = await app.PostAsync("/order", Order);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task The_bytes_are_verified_as_received_and_not_as_they_would_be_written_again()
    {
        await using var app = await TestApp.StartAsync(Map);
        const string Spaced = "  {\"amount\" : \"10.00\",\n\t\"order_id\":\"A\\u002d1\"}  ";

        using var asSent = await app.PostAsync("/order", Spaced);
        using var rewritten = await app.PostAsync("/order", Order, TestApp.Sign(Spaced));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (asSent.StatusCode, rewritten.StatusCode));
    }

    /// <summary>Content of unknown length, which HTTP/1.1 sends in chunks.</summary>
    private sealed class ChunkedContent(byte[] body) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(body).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
