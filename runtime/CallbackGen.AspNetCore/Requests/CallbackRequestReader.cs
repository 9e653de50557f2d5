using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CallbackGen.AspNetCore;

/// <summary>Turns an HTTP request into what a verifier takes: bytes as received, nothing decoded.</summary>
internal static class CallbackRequestReader
{
    /// <summary>What is wrong with the request before its body is read, if anything.</summary>
    public static CallbackRejection? Refuse(HttpRequest request, CallbackFeedDefinition feed)
    {
        if (!HasIdentityEncoding(request.Headers))
            return new(CallbackRejectionReason.UnsupportedContent, "header:Content-Encoding", "the body is compressed; only identity is taken");
        return request.ContentLength > feed.MaxBodyBytes ? BodyTooLarge(feed) : null;
    }

    /// <summary>Reads the body, never more of it than the feed allows.</summary>
    /// <returns>The rejection, or null when the body was read.</returns>
    /// <exception cref="IOException">The sender went away.</exception>
    /// <exception cref="OperationCanceledException">The sender went away.</exception>
    public static async ValueTask<CallbackRejection?> ReadBodyAsync(HttpRequest request, CallbackFeedDefinition feed, BodyBuffer buffer)
    {
        // A middleware in front may have read a buffered body already.
        if (request.Body.CanSeek)
            request.Body.Position = 0;
        try
        {
            return await buffer.ReadAsync(request.Body, feed.MaxBodyBytes, request.HttpContext.RequestAborted) ? null : BodyTooLarge(feed);
        }
        catch (BadHttpRequestException refusal) when (refusal.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return new(CallbackRejectionReason.BodyTooLarge, "rawBody", "the body is larger than the server allows");
        }
        catch (BadHttpRequestException) when (!request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return new(CallbackRejectionReason.Malformed, "rawBody", "the body did not arrive as the server expects it");
        }
    }

    /// <summary>The request as the verifier takes it.</summary>
    public static CallbackRequest Create(HttpContext context, ReadOnlyMemory<byte> body)
    {
        var request = context.Request;
        return new CallbackRequest
        {
            Method = request.Method,
            Path = EncodedPath(context),
            Query = HiddenQuery.Of(context).TrimStart('?'),
            ContentType = request.ContentType,
            Headers = new HttpCallbackHeaders(request.Headers),
            Body = body,
        };
    }

    private static CallbackRejection BodyTooLarge(CallbackFeedDefinition feed) =>
        new(CallbackRejectionReason.BodyTooLarge, "rawBody", $"the body is larger than {feed.MaxBodyBytes} bytes");

    /// <summary>RFC 9110, section 8.4.1: codings are case-insensitive and may be listed; "identity" changes nothing.</summary>
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

    /// <summary>The path as it stood in the request line (RFC 9112, section 3.2), before the server decoded it.</summary>
    private static string EncodedPath(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        if (!target.StartsWith('/'))
            return context.Request.PathBase.Add(context.Request.Path).ToUriComponent();
        var query = target.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? target : target[..query];
    }
}
