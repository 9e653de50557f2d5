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

/// <summary>Receives the captured requests.</summary>
internal interface ICaptureReceiver
{
    /// <summary>Handles a request that arrived completely.</summary>
    /// <param name="capture">The request.</param>
    /// <param name="cancellationToken">Is cancelled when the sender disconnects.</param>
    /// <returns>The response to the sender.</returns>
    Task<WireAnswer> ReceiveAsync(Capture capture, CancellationToken cancellationToken);

    /// <summary>Is called when a request was refused.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="target">Its path and query.</param>
    /// <param name="why">The reason, as a part of a sentence.</param>
    void Refuse(string method, string target, string why);
}

/// <summary>A server on this machine's loopback address alone, which does not decode any part of a request.</summary>
internal sealed class CaptureServer : IAsyncDisposable
{
    /// <summary>The largest accepted body, in bytes; a larger one is answered 413 (RFC 9110, section 15.5.14).</summary>
    public const int MaxBodyBytes = 10 * 1024 * 1024;

    private const int MaxConnections = 64;

    /// <summary>The time limit for responses in progress when the server stops.</summary>
    private static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(1);

    private readonly WebApplication _application;
    private readonly ICaptureReceiver _receiver;
    private readonly TimeProvider _clock;

    private CaptureServer(WebApplication application, ICaptureReceiver receiver, TimeProvider clock) =>
        (_application, _receiver, _clock) = (application, receiver, clock);

    /// <summary>The address at which it listens.</summary>
    public string Address => _application.Urls.Single();

    /// <summary>Throws unless the port is free.</summary>
    /// <param name="port">The port; 0 for any free one.</param>
    /// <exception cref="ToolException">The port is in use, or cannot be opened.</exception>
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

    /// <summary>Starts the server.</summary>
    /// <param name="port">The port; 0 for any free one.</param>
    /// <param name="receiver">Receives the requests.</param>
    /// <param name="clock">The clock for the time of arrival.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="ToolException">The port is in use, or cannot be opened.</exception>
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
                // Each byte becomes one character, so that no byte is lost or replaced.
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
            // When the receiver already has the request, it reports the disconnect itself.
            if (!isTaken)
                _receiver.Refuse(request.Method, target, "the sender closed the connection before the end");
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
