using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using CallbackGen.Tool.Captures;

namespace CallbackGen.Tool.Sending;

/// <summary>
/// Sends requests over HTTP/1.1 (RFC 9112) with unchanged bytes: names, values and order of the header fields, path, query and
/// body. The platform's client joins fields with the same name and rewrites others, which may invalidate a signature. Each
/// request has its own connection. Redirects are not followed, as providers do not follow them; proxies are not used.
/// </summary>
internal sealed class WireClient(TimeProvider clock, TimeSpan timeout)
{
    /// <summary>Sends a request.</summary>
    /// <param name="to">The target.</param>
    /// <param name="request">The request. Fields of the connection, <c>Host</c> and <c>Content-Length</c> are replaced.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The response, or the reason why there is none.</returns>
    public async Task<WireAnswer> SendAsync(TargetUrl to, Capture request, CancellationToken cancellationToken)
    {
        var head = HeadOf(to, request);
        var started = clock.GetTimestamp();
        using var patience = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var answer = await ExchangeAsync(to, head, request, either.Token);
            return answer with { Elapsed = clock.GetElapsedTime(started) };
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && Explain(failure) is { } why)
        {
            return new(0, clock.GetElapsedTime(started)) { Failure = why };
        }
    }

    private static async Task<WireAnswer> ExchangeAsync(TargetUrl to, byte[] head, Capture request, CancellationToken cancellationToken)
    {
        using var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync(to.Host, to.Port, cancellationToken);
        await using Stream plain = tcp.GetStream();
        if (!to.IsTls)
            return await ExchangeAsync(plain, head, request, cancellationToken);
        await using var tls = new SslStream(plain);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = to.Host }, cancellationToken);
        return await ExchangeAsync(tls, head, request, cancellationToken);
    }

    private static async Task<WireAnswer> ExchangeAsync(Stream stream, byte[] head, Capture request, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(head, cancellationToken);
            await stream.WriteAsync(request.Body, cancellationToken);
            await stream.FlushAsync(cancellationToken);
        }
        catch (IOException)
        {
            // A server that rejects the body responds and closes the connection: the response is more informative than the broken
            // connection.
        }

        return await new WireReader(stream).ReadAnswerAsync(request.Method, cancellationToken);
    }

    private static byte[] HeadOf(TargetUrl to, Capture request)
    {
        if (!RequestHead.IsToken(request.Method) || request.Target.AsSpan().ContainsAnyExceptInRange('\u0021', '\u007E'))
            throw new ToolException(
                ExitCode.Unreadable,
                $"{Output.Visible.Quote(request.Name)} cannot be sent: its method or its path and query contain characters that a "
                    + "request line cannot contain."
            );
        using var head = new MemoryStream();
        Append($"{request.Method} {request.Target} HTTP/1.1\r\nHost: {to.Authority}\r\n");
        foreach (var header in HopByHop.Without(request.Headers))
        {
            Append($"{header.Name}: ");
            head.Write(header.Bytes.Span);
            Append("\r\n");
        }

        if (request.Body.Length > 0 || request.Method is not ("GET" or "HEAD" or "DELETE"))
            Append(string.Create(CultureInfo.InvariantCulture, $"Content-Length: {request.Body.Length}\r\n"));
        Append("Connection: close\r\n\r\n");
        return head.ToArray();

        void Append(string text) => head.Write(Encoding.Latin1.GetBytes(text));
    }

    private string? Explain(Exception failure) =>
        failure switch
        {
            OperationCanceledException => string.Create(CultureInfo.InvariantCulture, $"no answer in {timeout.TotalSeconds} s"),
            SocketException socket => $"no connection ({socket.SocketErrorCode})",
            AuthenticationException =>
                "no connection: TLS failed, as with a certificate that is not trusted (\"dotnet dev-certs https --trust\" "
                    + "has this machine trust its own)",
            WireException wrong => wrong.Message,
            IOException { InnerException: SocketException socket } => $"the connection broke ({socket.SocketErrorCode})",
            IOException => "the connection broke",
            _ => null,
        };
}

/// <summary>The received bytes are not a valid response.</summary>
/// <param name="why">The reason, as a part of a sentence.</param>
internal sealed class WireException(string why) : Exception(why);
