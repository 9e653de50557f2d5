using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CallbackGen.AspNetCore;

/// <summary>What a callback is answered with.</summary>
internal static class CallbackAnswers
{
    // Written out once, so that every refusal of a class has the same bytes: a body that differed with the reason
    // would tell a forger how far he came (RFC 9457 for the form).
    private static readonly byte[] BadRequest = Problem("15.5.1", "Bad Request", 400, "The callback could not be read.");
    private static readonly byte[] Unauthorized = Problem("15.5.2", "Unauthorized", 401, "The callback could not be verified.");
    private static readonly byte[] MethodNotAllowed = Problem("15.5.6", "Method Not Allowed", 405, "The callback does not arrive by this method.");
    private static readonly byte[] ContentTooLarge = Problem("15.5.14", "Content Too Large", 413, "The callback is too large.");
    private static readonly byte[] UnsupportedMediaType = Problem("15.5.16", "Unsupported Media Type", 415, "The callback does not arrive with this content.");

    /// <summary>The status that a refusal is answered with.</summary>
    public static int StatusOf(CallbackRejectionReason reason) => reason switch
    {
        CallbackRejectionReason.MethodNotAllowed => StatusCodes.Status405MethodNotAllowed,
        CallbackRejectionReason.UnsupportedContent => StatusCodes.Status415UnsupportedMediaType,
        CallbackRejectionReason.BodyTooLarge => StatusCodes.Status413PayloadTooLarge,
        CallbackRejectionReason.Malformed
            or CallbackRejectionReason.MissingMember
            or CallbackRejectionReason.DuplicateMember
            or CallbackRejectionReason.InvalidMember
            or CallbackRejectionReason.NotSelected => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status401Unauthorized,
    };

    /// <summary>Refuses a callback: its class and nothing else.</summary>
    public static Task RefuseAsync(HttpContext context, IEnumerable<string> methods, CallbackRejection rejection)
    {
        var response = context.Response;
        response.StatusCode = StatusOf(rejection.Reason);
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
        }

        return WriteAsync(context, "application/problem+json", body);
    }

    /// <summary>Tells the provider that the callback need not come again.</summary>
    public static Task AcknowledgeAsync(HttpContext context, CallbackAcknowledgement acknowledgement)
    {
        context.Response.StatusCode = acknowledgement.Status;
        return acknowledgement.Body.Length == 0 && acknowledgement.ContentType is null
            ? WriteAsync(context, null, [])
            : WriteAsync(context, acknowledgement.ContentType ?? "text/plain", Encoding.UTF8.GetBytes(acknowledgement.Body));
    }

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
        // Not cancelled with the request: to a sender who went away the server writes into nothing, without an error.
        return body.Length == 0 ? Task.CompletedTask : response.Body.WriteAsync(body, CancellationToken.None).AsTask();
    }

    private static byte[] Problem(string section, string title, int status, string detail) =>
        Encoding.UTF8.GetBytes($$"""{"type":"https://www.rfc-editor.org/rfc/rfc9110#section-{{section}}","title":"{{title}}","status":{{status}},"detail":"{{detail}}"}""");
}
