using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CallbackGen.AspNetCore;

/// <summary>Converts an HTTP request into the verifier's input: the bytes as received, not decoded.</summary>
internal static class CallbackRequestReader
{
    /// <summary>Reads the body, up to the allowed length.</summary>
    /// <returns>
    /// The rejection, if the sender is at fault; null when the body was read. An exception means that the sender is not at fault,
    /// or has disconnected.
    /// </returns>
    public static async ValueTask<CallbackRejection?> ReadBodyAsync(HttpContext context, int maxBodyBytes, BodyBuffer buffer)
    {
        if (Refuse(context.Request, maxBodyBytes) is { } early)
            return early;
        try
        {
            return await ReadAsync(context, maxBodyBytes, buffer) ? null : BodyTooLarge(maxBodyBytes);
        }
        catch (Exception failure)
            when (!context.RequestAborted.IsCancellationRequested && BodyFailure.Explain(failure, context) is { } refusal)
        {
            return refusal;
        }
    }

    /// <summary>Creates the verifier's input.</summary>
    /// <param name="context">The request.</param>
    /// <param name="query">Its query, if it was hidden.</param>
    /// <param name="body">Its body.</param>
    /// <param name="publicUrl">The public URL of the application or endpoint, or null.</param>
    /// <param name="isKept">Whether the request may be stored, so that the headers must record which of them are read.</param>
    /// <param name="limit">The largest body, if the application sets it.</param>
    public static CallbackRequest Create(
        HttpContext context,
        HiddenQuery? query,
        ReadOnlyMemory<byte> body,
        string? publicUrl,
        bool isKept,
        BodyLimit limit
    )
    {
        var request = context.Request;
        var target = OriginForm(context, query);
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        return new CallbackRequest
        {
            Method = request.Method,
            Path = mark < 0 ? target : target[..mark],
            Query = mark < 0 ? "" : target[(mark + 1)..],
            Url = publicUrl is null ? null : PublicUrl.Join(publicUrl, target),
            ContentType = request.ContentType,
            Headers = isKept ? new WatchedHeaders(request.Headers) : new HttpCallbackHeaders(request.Headers),
            Body = body,
            MaxBodyBytes = limit.Said,
            MaxBodyBytesOf = limit.OfEach,
        };
    }

    /// <summary>Returns the fault that the headers of the request already show, or null.</summary>
    private static CallbackRejection? Refuse(HttpRequest request, int maxBodyBytes)
    {
        if (!HasIdentityEncoding(request.Headers))
            return new(
                CallbackRejectionReason.UnsupportedContent,
                "header:Content-Encoding",
                "the body is compressed; only identity is taken"
            );
        return request.ContentLength > maxBodyBytes ? BodyTooLarge(maxBodyBytes) : null;
    }

    private static ValueTask<bool> ReadAsync(HttpContext context, int maxBodyBytes, BodyBuffer buffer)
    {
        var body = context.Request.Body;
        // A server without a pipe would get one whose buffers are not cleared.
        if (!body.CanSeek && context.Features.Get<IRequestBodyPipeFeature>() is { } pipe)
            return buffer.ReadAsync(pipe.Reader, maxBodyBytes, context.RequestAborted);
        // An earlier middleware may already have read a buffered body.
        if (body.CanSeek)
            body.Position = 0;
        return buffer.ReadAsync(body, maxBodyBytes, context.RequestAborted);
    }

    private static CallbackRejection BodyTooLarge(int maxBodyBytes) =>
        new(CallbackRejectionReason.BodyTooLarge, "rawBody", $"the body is larger than {maxBodyBytes} bytes");

    /// <summary>RFC 9110, section 8.4.1: codings are case-insensitive and may be listed; "identity" has no effect.</summary>
    private static bool HasIdentityEncoding(IHeaderDictionary headers)
    {
        foreach (var value in headers.ContentEncoding)
        {
            foreach (var coding in (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (!coding.Equals("identity", StringComparison.OrdinalIgnoreCase))
                    return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Returns path and query of the request line, before the server decoded them and before a middleware changed them. A request
    /// to a proxy may contain the whole URL there (RFC 9112, section 3.2.2); its host is ignored.
    /// </summary>
    private static string OriginForm(HttpContext context, HiddenQuery? query)
    {
        var target = query?.RawTarget ?? context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        if (target.StartsWith('/'))
            return target;
        var authority = target.IndexOf("://", StringComparison.Ordinal);
        var path = authority < 0 ? -1 : target.AsSpan(authority + 3).IndexOfAny('/', '?');
        return path >= 0 && target[authority + 3 + path] == '/'
            ? target[(authority + 3 + path)..]
            : context.Request.PathBase.Add(context.Request.Path).ToUriComponent() + (query?.Query ?? context.Request.QueryString.Value);
    }
}
