using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CallbackGen.EndToEnd.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>
/// An unreadable body is never answered with a success, and the status distinguishes errors of the sender from those of the program.
/// </summary>
public sealed class BodyFaultTests
{
    private const string Order = """{"order_id":"A-1","amount":"10.00"}""";

    private static readonly Dictionary<string, Func<Exception>> Failures = new()
    {
        ["disk"] = () => new IOException("No space left on device", 28),
        ["plain"] = () => new IOException("something"),
        ["file"] = () => new FileNotFoundException("the buffer's file is gone"),
        ["request"] = () => new BadHttpRequestException("Bad chunk"),
        ["large"] = () => new BadHttpRequestException("too large", 413),
        ["late"] = () => new BadHttpRequestException("too slow", 408),
        ["reset"] = () => new ConnectionResetException("reset"),
        ["disposed"] = () => new ObjectDisposedException("stream"),
        ["cancelled"] = () => new OperationCanceledException(),
        ["task"] = () => new TaskCanceledException(),
        ["timeout"] = () => new TimeoutException(),
        ["operation"] = () => new InvalidOperationException("a bug"),
        ["support"] = () => new NotSupportedException(),
        ["access"] = () => new UnauthorizedAccessException(),
        ["data"] = () => new InvalidDataException("not gzip"),
        ["other"] = () => new TimeZoneNotFoundException(),
    };

    public static TheoryData<string, int, bool, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, bool, bool>();
            foreach (
                var (failure, status) in new[]
                {
                    ("disk", 500),
                    ("plain", 500),
                    ("file", 500),
                    ("request", 400),
                    ("large", 413),
                    ("late", 400),
                    ("reset", 400),
                    ("disposed", 500),
                    ("cancelled", 500),
                    ("task", 500),
                    ("timeout", 500),
                    ("operation", 500),
                    ("support", 500),
                    ("access", 500),
                    ("data", 400),
                    ("other", 500),
                }
            )
            {
                foreach (var (isFirst, isLate) in new[] { (true, false), (true, true), (false, false), (false, true) })
                    cases.Add(failure, status, isFirst, isLate);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_body_that_fails_is_answered_by_whose_fault_it_is_and_logged_and_counted(
        string failure,
        int status,
        bool isFirst,
        bool isLate
    )
    {
        var seen = new List<string>();
        await using var app = await StartAsync(seen, failure, isFirst, isLate, isAborted: false);
        using var measured = Measurements.Of(app);

        using var response = await app.PostAsync("/order", Order);
        await app.StopAsync();

        Assert.True(status == (int)response.StatusCode, string.Join("\n", app.Logs.Errors.Select(line => line.Everything)));
        Assert.Empty(seen);
        if (status >= 500)
        {
            var line = Assert.Single(app.Logs.Named("CallbackRequestFailed"));
            Assert.Equal(LogLevel.Error, line.Level);
            Assert.Contains("acme.order", line.Message, StringComparison.Ordinal);
            Assert.Contains(
                measured.Lines,
                text => text.StartsWith("callbackgen.callbacks.failed 1 acme.order verification System.", StringComparison.Ordinal)
            );
            Assert.Contains("callbackgen.verification.duration acme.order failed", measured.Lines);
        }
        else
        {
            Assert.Equal(LogLevel.Warning, Assert.Single(app.Logs.Named("CallbackRejected")).Level);
            Assert.Contains("callbackgen.verification.duration acme.order rejected", measured.Lines);
        }
    }

    public static TheoryData<string, bool, bool> AbortedCases
    {
        get
        {
            var cases = new TheoryData<string, bool, bool>();
            foreach (var failure in Failures.Keys)
            {
                foreach (var (isFirst, isLate) in new[] { (true, false), (true, true), (false, false), (false, true) })
                    cases.Add(failure, isFirst, isLate);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(AbortedCases))]
    public async Task A_request_that_was_aborted_is_dropped_and_logged_and_counted(string failure, bool isFirst, bool isLate)
    {
        var seen = new List<string>();
        await using var app = await StartAsync(seen, failure, isFirst, isLate, isAborted: true);
        using var measured = Measurements.Of(app);

        // The sender has disconnected, so there is no answer.
        await Assert.ThrowsAsync<HttpRequestException>(() => app.PostAsync("/order", Order));
        await app.StopAsync();

        Assert.Empty(seen);
        Assert.Equal(LogLevel.Warning, Assert.Single(app.Logs.Named("CallbackClientGone")).Level);
        Assert.Contains("callbackgen.callbacks.aborted 1 acme.order verification", measured.Lines);
        Assert.Empty(app.Logs.Named("CallbackAccepted"));
    }

    [Theory]
    [InlineData("80000000\r\n")]
    [InlineData("FFFFFFFF\r\n")]
    [InlineData("100000000\r\n")]
    [InlineData("7fffffffffffffff\r\n")]
    [InlineData("10000000000000000\r\n")]
    [InlineData("-1\r\n")]
    [InlineData("+24\r\n")]
    [InlineData("0x24\r\n")]
    [InlineData("zz\r\n{}\r\n0\r\n\r\n")]
    [InlineData("\r\n")]
    public async Task A_body_in_chunks_that_are_none_is_a_bad_request(string chunks)
    {
        foreach (var isBuffered in new[] { false, true })
        {
            var seen = new List<string>();
            await using var app = await TestApp.StartAsync(app =>
            {
                app.Use(
                    (context, next) =>
                    {
                        if (isBuffered)
                            context.Request.EnableBuffering();
                        return next(context);
                    }
                );
                Map(app, seen);
            });
            using var connection = await RawConnection.OpenAsync(app.Address);

            await connection.SendAsync(
                RawConnection.Head("/order", $"X-Signature: {TestApp.Sign("")}", "Transfer-Encoding: chunked") + chunks
            );

            Assert.Equal("HTTP/1.1 400 Bad Request", await connection.ReadStatusLineAsync());
            await app.StopAsync();
            Assert.Empty(seen);
            Assert.Empty(app.Logs.Errors);
            Assert.Single(app.Logs.Named("CallbackRejected"));
        }
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked", "24\r\n{\"order_id\"")]
    [InlineData("Transfer-Encoding: chunked", "24")]
    [InlineData("Transfer-Encoding: chunked", "")]
    [InlineData("Transfer-Encoding: chunked", "24\r\n" + Order)]
    [InlineData("Transfer-Encoding: chunked", "7FFFFFFF\r\n{}")]
    [InlineData("Content-Length: 36", "{\"order_id\"")]
    [InlineData("Content-Length: 36", "")]
    public async Task A_body_that_ends_early_is_answered_with_no_success(string framing, string sent)
    {
        var seen = new List<string>();
        await using var app = await TestApp.StartAsync(app => Map(app, seen));
        using var connection = await RawConnection.OpenAsync(app.Address);

        await connection.SendAsync(RawConnection.Head("/order", $"X-Signature: {TestApp.Sign(Order)}", framing) + sent);
        connection.EndSending();
        var answer = await connection.ReadStatusLineAsync();
        await app.StopAsync();

        // The server may treat the end as a disconnection, even before it calls the endpoint.
        Assert.Contains(answer, new[] { "HTTP/1.1 400 Bad Request", "" });
        Assert.Empty(seen);
        Assert.Empty(app.Logs.Errors);
        var lines = app.Logs.Named("CallbackRejected").Count() + app.Logs.Named("CallbackClientGone").Count();
        Assert.InRange(lines, answer.Length > 0 ? 1 : 0, 1);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_compressed_body_that_is_corrupt_is_a_bad_request_and_a_good_one_is_verified(string coding)
    {
        var seen = new List<string>();
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.UseRequestDecompression();
                Map(app, seen);
            },
            builder => builder.Services.AddCallbacks().AddRequestDecompression()
        );
        var body = Encoding.UTF8.GetBytes($$"""{"order_id":"A-1","amount":"10.00","more":"{{new string('x', 300)}}"}""");
        var good = Compress(coding, body);

        using var genuine = await SendAsync(app, coding, good, body);
        Assert.Equal(HttpStatusCode.OK, genuine.StatusCode);
        var statuses = new List<int>();
        foreach (
            var corrupt in Enumerable.Range(0, good.Length).Select(at => Flip(good, at)).Append(good[..(good.Length / 2)]).Append(body)
        )
        {
            using var response = await SendAsync(app, coding, corrupt, [.. body, 0]);
            statuses.Add((int)response.StatusCode);
        }

        await app.StopAsync();
        // A body that decompresses to other bytes, or ends early, has another signature.
        Assert.Equal([], statuses.Except([400, 401, 413]));
        Assert.Contains(400, statuses);
        Assert.Equal(["A-1"], seen);
        Assert.Empty(app.Logs.Errors);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_disk_that_fails_below_a_compressed_body_is_our_failure(string coding)
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.Use(
                    (context, next) =>
                    {
                        context.Request.Body = new FailingStream([], Failures["disk"](), isLate: true);
                        return next(context);
                    }
                );
                app.UseRequestDecompression();
                Map(app, []);
            },
            builder => builder.Services.AddCallbacks().AddRequestDecompression()
        );

        using var response = await SendAsync(app, coding, [1], []);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
    }

    public static TheoryData<string, int> OfDecoders =>
        new()
        {
            { "own", 400 },
            { "ownio", 400 },
            { "operation", 400 },
            { "support", 400 },
            { "other", 400 },
            { "data", 400 },
            { "argument", 400 },
            { "plain", 500 },
            { "disk", 500 },
            { "file", 500 },
            { "access", 500 },
            { "cancelled", 500 },
            { "disposed", 500 },
        };

    /// <summary>
    /// Attack: without a signature, garbage with a content coding whose provider throws its own exceptions causes errors and stack traces.
    /// </summary>
    [Theory]
    [MemberData(nameof(OfDecoders))]
    public async Task What_a_provider_of_the_applications_throws_at_corrupt_data_is_a_bad_request(string failure, int status)
    {
        Func<Exception> make = failure switch
        {
            "own" => () => new ZstdException("corrupt frame"),
            "ownio" => () => new ZstdFrameException("corrupt frame"),
            "argument" => () => new ArgumentException("window size"),
            _ => Failures[failure],
        };
        foreach (var isLate in new[] { false, true })
        {
            await using var app = await TestApp.StartAsync(
                app =>
                {
                    app.UseRequestDecompression();
                    Map(app, []);
                },
                builder =>
                    builder
                        .Services.AddCallbacks()
                        .AddRequestDecompression(options => options.DecompressionProviders["zstd"] = new FailingProvider(make, isLate))
            );

            using var response = await SendAsync(app, "zstd", [1, 2, 3], []);
            await app.StopAsync();

            Assert.Equal(status, (int)response.StatusCode);
            if (status == 400)
                Assert.Empty(app.Logs.Errors);
        }
    }

    private sealed class ZstdException(string message) : Exception(message);

    private sealed class ZstdFrameException(string message) : IOException(message);

    private sealed class FailingProvider(Func<Exception> failure, bool isLate)
        : Microsoft.AspNetCore.RequestDecompression.IDecompressionProvider
    {
        public Stream GetDecompressionStream(Stream stream) => new FailingStream([], failure(), isLate);
    }

    [Fact]
    public async Task A_body_beyond_what_the_application_buffers_is_too_large()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.Use(
                (context, next) =>
                {
                    context.Request.EnableBuffering(bufferThreshold: 10, bufferLimit: 20);
                    return next(context);
                }
            );
            Map(app, []);
        });

        using var response = await app.PostAsync("/order", Order);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task A_body_that_a_middleware_has_closed_is_our_failure()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.Use(
                async (context, next) =>
                {
                    var closed = new MemoryStream();
                    await closed.DisposeAsync();
                    context.Request.Body = closed;
                    await next(context);
                }
            );
            Map(app, []);
        });

        using var response = await app.PostAsync("/order", Order);
        await app.StopAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Single(app.Logs.Named("CallbackRequestFailed"));
    }

    private static Task<TestApp> StartAsync(List<string> seen, string failure, bool isFirst, bool isLate, bool isAborted) =>
        TestApp.StartAsync(app =>
        {
            app.Use(
                (context, next) =>
                {
                    context.Request.Body = new FailingStream(isFirst ? [] : Encoding.UTF8.GetBytes(Order), Failures[failure](), isLate);
                    if (isAborted)
                        context.RequestAborted = new CancellationToken(canceled: true);
                    return next(context);
                }
            );
            Map(app, seen);
        });

    private static void Map(WebApplication app, List<string> seen) =>
        app.MapCallback<AcmeOrder>(
            "/order",
            (Verified<AcmeOrder> order) =>
            {
                seen.Add(order.Payload.OrderId);
            }
        );

    private static async Task<HttpResponseMessage> SendAsync(TestApp app, string coding, byte[] body, byte[] signed)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add(coding);
        using var request = app.Request("/order", content, TestApp.Sign(signed));
        return await app.Client.SendAsync(request);
    }

    private static byte[] Compress(string coding, byte[] body)
    {
        var compressed = new MemoryStream();
        using (
            Stream stream = coding switch
            {
                "gzip" => new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true),
                "deflate" => new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true),
                _ => new BrotliStream(compressed, CompressionLevel.Optimal, leaveOpen: true),
            }
        )
        {
            stream.Write(body);
        }

        return compressed.ToArray();
    }

    private static byte[] Flip(byte[] bytes, int at) => [.. bytes[..at], (byte)(bytes[at] ^ 0xFF), .. bytes[(at + 1)..]];
}
