using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using CallbackGen.Tool.Captures;

namespace CallbackGen.Tool.Sending;

/// <summary>
/// Sends requests over HTTP/1.1 (RFC 9112) with the bytes that they have: names, values and order of the header fields, path, query and
/// body. The platform's client joins fields of one name and writes others anew, which a signature may not survive. Each request has a
/// connection of its own; redirects are not followed, as providers do not follow them; proxies are not asked.
/// </summary>
internal sealed class WireClient(TimeProvider clock, TimeSpan timeout)
{
    /// <summary>Sends a request.</summary>
    /// <param name="to">Whom to connect to.</param>
    /// <param name="request">The request. Fields of the connection, <c>Host</c> and <c>Content-Length</c> are written anew.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The answer, or why there is none.</returns>
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
            // A server that does not want the body answers and closes: the answer tells more than the broken connection.
        }

        return await new WireReader(stream).ReadAnswerAsync(request.Method, cancellationToken);
    }

    private static byte[] HeadOf(TargetUrl to, Capture request)
    {
        if (!RequestHead.IsToken(request.Method) || request.Target.AsSpan().ContainsAnyExceptInRange('\u0021', '\u007E'))
            throw new ToolException(
                ExitCode.Unreadable,
                $"{Output.Visible.Quote(request.Name)} cannot be sent: its method or its path and query hold characters that "
                    + "no request line can hold."
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

/// <summary>What came back is no answer.</summary>
/// <param name="why">A part of a sentence.</param>
internal sealed class WireException(string why) : Exception(why);
