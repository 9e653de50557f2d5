namespace CallbackGen.Testing.Editing;

/// <summary>Copies requests with changed parts.</summary>
internal static class RequestCopy
{
    /// <summary>Returns the request with another body, query or headers. The query of the public URL changes with it.</summary>
    public static CallbackRequest With(
        this CallbackRequest request,
        byte[]? body = null,
        string? query = null,
        CallbackHeaders? headers = null
    ) =>
        new()
        {
            Method = request.Method,
            Path = request.Path,
            ContentType = request.ContentType,
            Body = body ?? request.Body,
            Query = query ?? request.Query,
            Url = query is null || request.Url is null ? request.Url : $"{request.Url.Split('?')[0]}?{query}",
            Headers = headers ?? request.Headers,
            MaxBodyBytes = request.MaxBodyBytes,
        };
}
