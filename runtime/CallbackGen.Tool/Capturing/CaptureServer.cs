using System.Net;
using System.Net.Sockets;
using System.Text;
using CallbackGen.Tool.Captures;
using CallbackGen.Tool.Sending;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CallbackGen.Tool.Capturing;

/// <summary>What takes requests in.</summary>
internal interface ICaptureReceiver
{
    /// <summary>Takes a request that arrived whole.</summary>
    /// <param name="capture">The request.</param>
    /// <param name="cancellationToken">Ends it, when the sender is gone.</param>
    /// <returns>What the sender is answered.</returns>
    Task<WireAnswer> ReceiveAsync(Capture capture, CancellationToken cancellationToken);

    /// <summary>Hears of a request that was not taken.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="target">Its path and query.</param>
    /// <param name="why">Why, as a part of a sentence.</param>
    void Refuse(string method, string target, string why);
}

/// <summary>A server on this machine's loopback address alone, which decodes nothing of a request.</summary>
internal sealed class CaptureServer : IAsyncDisposable
{
    /// <summary>The largest body that is taken; a larger one is answered 413 (RFC 9110, section 15.5.14).</summary>
    public const int MaxBodyBytes = 10 * 1024 * 1024;

    private const int MaxConnections = 64;

    /// <summary>How long answers under way may take when the server ends.</summary>
    private static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(1);

    private readonly WebApplication _application;
    private readonly ICaptureReceiver _receiver;
    private readonly TimeProvider _clock;

    private CaptureServer(WebApplication application, ICaptureReceiver receiver, TimeProvider clock) =>
        (_application, _receiver, _clock) = (application, receiver, clock);

    /// <summary>Where it listens.</summary>
    public string Address => _application.Urls.Single();

    /// <summary>Demands that a port can be listened on.</summary>
    /// <param name="port">The port; 0 for one that is free.</param>
    /// <exception cref="ToolException">It is taken, or not to be had.</exception>
    public static void DemandFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
        }
        catch (SocketException failure)
        {
            throw NotToBeHad(port, failure);
        }
    }

    /// <summary>Starts to listen.</summary>
    /// <param name="port">The port; 0 for one that is free.</param>
    /// <param name="receiver">What takes requests in.</param>
    /// <param name="clock">What says when they arrive.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="ToolException">The port is taken, or not to be had.</exception>
    public static async Task<CaptureServer> StartAsync(
        int port,
        ICaptureReceiver receiver,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(options =>
            {
                options.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
                options.AddServerHeader = false;
                options.Limits.MaxRequestBodySize = MaxBodyBytes;
                options.Limits.MaxRequestHeaderCount = CaptureLimits.Headers;
                options.Limits.MaxConcurrentConnections = MaxConnections;
                // Each byte is a character: none is lost or replaced.
                options.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
                options.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;
            });
        var application = builder.Build();
        var server = new CaptureServer(application, receiver, clock);
        application.Run(server.ServeAsync);
        try
        {
            await application.StartAsync(cancellationToken);
            return server;
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            await application.DisposeAsync();
            throw NotToBeHad(port, failure);
        }
    }

    private static ToolException NotToBeHad(int port, Exception failure) =>
        new(
            ExitCode.Network,
            $"Port {port} cannot be listened on ({failure.GetBaseException().Message.TrimEnd('.')}). Take another by --port, "
                + "or --port 0 for any that is free.",
            failure
        );

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(LastAnswers);
        await _application.StopAsync(patience.Token);
        await _application.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        var request = context.Request;
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var isTaken = false;
        try
        {
            var (_, origin) = RequestHead.Split(target, line: null);
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, context.RequestAborted);
            var capture = new Capture
            {
                Name = "a request",
                Method = request.Method,
                Target = origin,
                Headers =
                [
                    .. request.Headers.SelectMany(field =>
                        field.Value.Select(value => RequestHead.Header(field.Key, Encoding.Latin1.GetBytes(value ?? ""), line: null))
                    ),
                ],
                Body = body.ToArray(),
                At = _clock.GetUtcNow(),
            };
            isTaken = true;
            await AnswerAsync(context, await _receiver.ReceiveAsync(capture, context.RequestAborted));
        }
        catch (CaptureFaultException fault)
        {
            _receiver.Refuse(request.Method, target, fault.Message);
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException refused) when (!context.Response.HasStarted)
        {
            _receiver.Refuse(
                request.Method,
                target,
                refused.StatusCode switch
                {
                    StatusCodes.Status413PayloadTooLarge => $"its body is larger than {MaxBodyBytes / 1024 / 1024} MiB",
                    StatusCodes.Status408RequestTimeout => "its body came too slowly, or not at all",
                    _ => "it is not written as HTTP is",
                }
            );
            context.Response.StatusCode = refused.StatusCode;
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException)
        {
            // Where it was taken before, its taker knows.
            if (!isTaken)
                _receiver.Refuse(request.Method, target, "its sender hung up before it was whole");
        }
    }

    private static async Task AnswerAsync(HttpContext context, WireAnswer answer)
    {
        var response = context.Response;
        response.StatusCode = answer.Status;
        foreach (var header in HopByHop.Without(answer.Headers))
            response.Headers.Append(header.Name, Encoding.Latin1.GetString(header.Bytes.Span));
        if (HttpMethods.IsHead(context.Request.Method) || answer.Status is 204 or 205 or 304)
            return;
        response.ContentLength = answer.Body.Length;
        await response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }
}
