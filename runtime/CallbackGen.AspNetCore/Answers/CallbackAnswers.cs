using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Net.Http.Headers;

namespace CallbackGen.AspNetCore;

/// <summary>
/// Writes the responses to callbacks. A response begins as a failure, and only <see cref="SucceedAsync"/> turns it into a success.
/// </summary>
internal static class CallbackAnswers
{
    private const string Rfc9110 = "https://www.rfc-editor.org/rfc/rfc9110";

    // Constant, so that every refusal of one class has the same bytes: a body that differed by reason would tell a forger how far
    // the verification got (RFC 9457 defines the form).
    private static readonly byte[] BadRequest = Problem("15.5.1", "Bad Request", 400, "The callback could not be read.");
    private static readonly byte[] Unauthorized = Problem("15.5.2", "Unauthorized", 401, "The callback could not be verified.");
    private static readonly byte[] MethodNotAllowed = Problem(
        "15.5.6",
        "Method Not Allowed",
        405,
        "The callback does not arrive by this method."
    );
    private static readonly byte[] ContentTooLarge = Problem("15.5.14", "Content Too Large", 413, "The callback is too large.");
    private static readonly byte[] UnsupportedMediaType = Problem(
        "15.5.16",
        "Unsupported Media Type",
        415,
        "The callback does not arrive with this content."
    );

    private static readonly byte[] ServiceUnavailable = Problem(
        "15.6.4",
        "Service Unavailable",
        503,
        "The callback cannot be verified at present."
    );

    /// <summary>
    /// Returns the status of a refusal: 503 when this application lacks a key, a URL or a schema, otherwise a 4xx status.
    /// </summary>
    public static int StatusOf(CallbackRejection rejection) =>
        rejection is { Reason: CallbackRejectionReason.KeyNotConfigured, IsKeyUnknown: true }
            ? StatusCodes.Status401Unauthorized
            : StatusOf(rejection.Reason);

    /// <inheritdoc cref="StatusOf(CallbackRejection)"/>
    public static int StatusOf(CallbackRejectionReason reason) =>
        reason switch
        {
            CallbackRejectionReason.MethodNotAllowed => StatusCodes.Status405MethodNotAllowed,
            CallbackRejectionReason.UnsupportedContent => StatusCodes.Status415UnsupportedMediaType,
            CallbackRejectionReason.BodyTooLarge => StatusCodes.Status413PayloadTooLarge,
            CallbackRejectionReason.Malformed
            or CallbackRejectionReason.MissingMember
            or CallbackRejectionReason.DuplicateMember
            or CallbackRejectionReason.InvalidMember
            or CallbackRejectionReason.NotSelected => StatusCodes.Status400BadRequest,
            CallbackRejectionReason.KeyNotConfigured or CallbackRejectionReason.UrlNotConfigured or CallbackRejectionReason.SchemaInvalid =>
                StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status401Unauthorized,
        };

    /// <summary>Begins a request: until another status is set, the response is a failure (500).</summary>
    public static void Begin(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        // The output cache ignores the query and Cache-Control: it would answer every later callback with the response to one
        // genuine callback, and the later callbacks would not be verified.
        if (context.Features.Get<IOutputCacheFeature>() is { } cache)
            cache.Context.AllowCacheStorage = false;
    }

    /// <summary>
    /// Ends a request without success. Later code cannot change that: an error page that answers 200, or a middleware that swallows
    /// the exception, would otherwise tell the provider not to redeliver the callback.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The status, unless later code sets another failure status.</param>
    public static void Fail(HttpContext context, int status = StatusCodes.Status500InternalServerError)
    {
        var response = context.Response;
        if (response.HasStarted)
        {
            // The status is already sent; closing the connection at least leaves the response incomplete.
            context.Abort();
            return;
        }

        response.StatusCode = status;
        // Removes the length of a response that was begun and is not sent.
        response.ContentLength = null;
        response.OnStarting(
            static state =>
            {
                var late = (HttpResponse)state;
                if (late.StatusCode < StatusCodes.Status400BadRequest)
                    late.StatusCode = StatusCodes.Status500InternalServerError;
                return Task.CompletedTask;
            },
            response
        );
    }

    /// <summary>Refuses a callback with the class of the refusal and no detail.</summary>
    public static Task RefuseAsync(HttpContext context, IEnumerable<string> methods, CallbackRejection rejection)
    {
        var response = context.Response;
        Fail(context, StatusOf(rejection));
        var body = Unauthorized;
        switch (response.StatusCode)
        {
            case StatusCodes.Status400BadRequest:
                body = BadRequest;
                break;
            case StatusCodes.Status401Unauthorized:
                // RFC 9110, section 15.5.2: a 401 response names an authentication scheme.
                response.Headers.WWWAuthenticate = "Callback";
                break;
            case StatusCodes.Status405MethodNotAllowed:
                body = MethodNotAllowed;
                // RFC 9110, section 15.5.6.
                response.Headers.Allow = string.Join(", ", methods);
                break;
            case StatusCodes.Status413PayloadTooLarge:
                body = ContentTooLarge;
                break;
            case StatusCodes.Status415UnsupportedMediaType:
                body = UnsupportedMediaType;
                // RFC 9110, section 12.5.3: the header says that the content coding, not the media type, is at fault.
                if (context.Request.Headers.ContainsKey(HeaderNames.ContentEncoding))
                    response.Headers.AcceptEncoding = "identity";
                break;
            case StatusCodes.Status503ServiceUnavailable:
                body = ServiceUnavailable;
                break;
        }

        return WriteAsync(context, "application/problem+json", body);
    }

    /// <summary>
    /// Tells the provider not to redeliver the callback. No other method writes a success: the caller must have the proof that the
    /// callback was handled or that the handshake was answered.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="proof">Why the response may be a success.</param>
    /// <param name="acknowledgement">The response; null when the handler's own response is sent.</param>
    /// <param name="own">The response that the handler wrote.</param>
    public static Task SucceedAsync(
        HttpContext context,
        SuccessProof proof,
        CallbackAcknowledgement? acknowledgement,
        HeldResponse? own = null
    )
    {
        ArgumentNullException.ThrowIfNull(proof);
        if (acknowledgement is null)
            return own?.ReleaseAsync() ?? Task.CompletedTask;
        own?.Drop();
        context.Response.StatusCode = acknowledgement.Status;
        foreach (var header in acknowledgement.Headers)
            context.Response.Headers[header.Name] = header.Value;
        return acknowledgement.Body.Length == 0 && acknowledgement.ContentType is null
            ? WriteAsync(context, null, [])
            : WriteAsync(context, acknowledgement.ContentType ?? "text/plain", Encoding.UTF8.GetBytes(acknowledgement.Body));
    }

    /// <summary>Sends a handler's own response that is not a success, after which the provider redelivers the callback.</summary>
    public static Task PassOnAsync(HttpContext context, HeldResponse own)
    {
        if (IsSuccess(context.Response.StatusCode))
            throw new InvalidOperationException("A success takes a proof.");
        return own.ReleaseAsync();
    }

    /// <summary>
    /// Asks the provider to redeliver the callback after a temporary failure (RFC 9110, sections 10.2.3 and 15.6.4). The response
    /// is sent as a handler's own response, or without content.
    /// </summary>
    public static void AskAgain(HttpContext context)
    {
        Fail(context, StatusCodes.Status503ServiceUnavailable);
        context.Response.Headers.RetryAfter = "30";
    }

    /// <summary>Whether a status tells the provider not to redeliver the callback.</summary>
    public static bool IsSuccess(int status) => status is >= 200 and <= 299;

    private static Task WriteAsync(HttpContext context, string? contentType, byte[] body)
    {
        var response = context.Response;
        // A cached response would hide the next callback from the application, and callbacks may be GET requests.
        response.Headers.CacheControl = "no-store";
        if (contentType is not null)
        {
            response.ContentType = contentType;
            // A response may repeat text of the request: a client must not interpret it as a page.
            response.Headers.XContentTypeOptions = "nosniff";
        }

        // RFC 9110, sections 15.3.5 and 15.3.6: 204 and 205 have no content, and 204 has no Content-Length.
        if (response.StatusCode is StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent)
            return Task.CompletedTask;
        response.ContentLength = body.Length;
        // RFC 9110, section 9.3.2: a response to HEAD has the headers of a response to GET, and no content.
        if (HttpMethods.IsHead(context.Request.Method))
            return Task.CompletedTask;
        // Not cancelled with the request: when the client has disconnected, the server discards the bytes without an error.
        return body.Length == 0 ? Task.CompletedTask : response.Body.WriteAsync(body, CancellationToken.None).AsTask();
    }

    private static byte[] Problem(string section, string title, int status, string detail) =>
        Encoding.UTF8.GetBytes(
            $$"""{"type":"{{Rfc9110}}#section-{{section}}","title":"{{title}}","status":{{status}},"detail":"{{detail}}"}"""
        );
}
