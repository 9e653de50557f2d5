using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Net.Http.Headers;

namespace CallbackGen.AspNetCore;

/// <summary>
/// What a callback is answered with. A request begins as one that failed, and <see cref="SucceedAsync"/> alone changes that.
/// </summary>
internal static class CallbackAnswers
{
    // Written out once, so that every refusal of a class has the same bytes: a body that differed with the reason
    // would tell a forger how far he came (RFC 9457 for the form).
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

    /// <summary>The status that a refusal is answered with: 503 where we lack what the callback is verified with, otherwise the sender's.</summary>
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

    /// <summary>Begins a request: until something else is decided, it is answered as one that failed.</summary>
    public static void Begin(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        // The application's cache looks at neither the query nor at Cache-Control: the answer to one genuine callback would be
        // that of all which follow, and nobody would look at them.
        if (context.Features.Get<IOutputCacheFeature>() is { } cache)
            cache.Context.AllowCacheStorage = false;
    }

    /// <summary>
    /// Ends a request without success, for good: an error page that answers 200, or a middleware that swallows the exception,
    /// would otherwise tell the provider that the callback need not come again.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The status, unless somebody puts another failure in its place.</param>
    public static void Fail(HttpContext context, int status = StatusCodes.Status500InternalServerError)
    {
        var response = context.Response;
        if (response.HasStarted)
        {
            // The status is out; at least the answer does not end as one should.
            context.Abort();
            return;
        }

        response.StatusCode = status;
        // Of an answer that was begun and is not sent.
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

    /// <summary>Refuses a callback: its class and nothing else.</summary>
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
                // RFC 9110, section 15.5.2: a 401 names a scheme.
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
                // RFC 9110, section 12.5.3: says that the coding, not the media type, is at fault.
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
    /// Tells the provider that the callback need not come again. Nothing else writes a success: whoever wants to must have the
    /// proof that the callback was handled, or the handshake answered.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="proof">Why it may be answered with success.</param>
    /// <param name="acknowledgement">The answer; null when the handler's own is sent.</param>
    /// <param name="own">What the handler has written.</param>
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

    /// <summary>Sends a handler's own answer that is no success, after which the provider repeats the callback.</summary>
    public static Task PassOnAsync(HttpContext context, HeldResponse own)
    {
        if (IsSuccess(context.Response.StatusCode))
            throw new InvalidOperationException("A success takes a proof.");
        return own.ReleaseAsync();
    }

    /// <summary>
    /// Has the provider come again because of something that will pass (RFC 9110, sections 10.2.3 and 15.6.4). It is sent as what
    /// a handler writes is, or without content.
    /// </summary>
    public static void AskAgain(HttpContext context)
    {
        Fail(context, StatusCodes.Status503ServiceUnavailable);
        context.Response.Headers.RetryAfter = "30";
    }

    /// <summary>Whether a status says that the callback need not come again.</summary>
    public static bool IsSuccess(int status) => status is >= 200 and <= 299;

    private static Task WriteAsync(HttpContext context, string? contentType, byte[] body)
    {
        var response = context.Response;
        // An answer from a cache would swallow the next callback, and callbacks may be GETs.
        response.Headers.CacheControl = "no-store";
        if (contentType is not null)
        {
            response.ContentType = contentType;
            // An answer may repeat text of the request: nobody is to guess that it is a page.
            response.Headers.XContentTypeOptions = "nosniff";
        }

        // RFC 9110, sections 15.3.5 and 15.3.6: 204 and 205 have no content, and 204 no Content-Length.
        if (response.StatusCode is StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent)
            return Task.CompletedTask;
        response.ContentLength = body.Length;
        // RFC 9110, section 9.3.2: an answer to HEAD has the headers of one to GET, and no content.
        if (HttpMethods.IsHead(context.Request.Method))
            return Task.CompletedTask;
        // Not cancelled with the request: to a sender who went away the server writes into nothing, without an error.
        return body.Length == 0 ? Task.CompletedTask : response.Body.WriteAsync(body, CancellationToken.None).AsTask();
    }

    private static byte[] Problem(string section, string title, int status, string detail) =>
        Encoding.UTF8.GetBytes(
            $$"""{"type":"https://www.rfc-editor.org/rfc/rfc9110#section-{{section}}","title":"{{title}}","status":{{status}},"detail":"{{detail}}"}"""
        );
}
