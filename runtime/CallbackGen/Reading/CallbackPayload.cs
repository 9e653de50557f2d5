namespace CallbackGen.Reading;

/// <summary>
/// Reads payloads without verification, for samples, tests and tools. The result proves nothing about the sender: received callbacks must
/// be verified by their feed.
/// </summary>
internal static class CallbackPayload
{
    /// <summary>Reads a payload from JSON, by the same strict rules as verification.</summary>
    /// <typeparam name="T">The payload.</typeparam>
    /// <param name="utf8">The JSON text (RFC 8259) in UTF-8.</param>
    /// <returns>The payload, or the reason why the text was rejected.</returns>
    public static CallbackResult<T> ReadJson<T>(ReadOnlySpan<byte> utf8)
        where T : class, IReadablePayload<T>
    {
        var reader = new JsonPayloadReader(utf8);
        var payload = T.Read(ref reader);
        return reader.End() && payload is not null ? payload : reader.Rejection ?? CallbackRejection.NotRead;
    }

    /// <summary>Reads a payload from a form or query, by the same strict rules as verification.</summary>
    /// <typeparam name="T">The payload.</typeparam>
    /// <param name="encoded">The text (application/x-www-form-urlencoded, WHATWG URL Standard) in UTF-8.</param>
    /// <returns>The payload, or the reason why the text was rejected.</returns>
    public static CallbackResult<T> ReadForm<T>(ReadOnlySpan<byte> encoded)
        where T : class, IReadablePayload<T>
    {
        if (!FormFields.TryRead(encoded, allowRepeated: false, out var fields, out var reason, out var detail))
            return new CallbackRejection(reason, "", detail);
        using (fields)
        {
            var reader = new FieldPayloadReader(fields!);
            var payload = T.Read(ref reader);
            return reader.End() && payload is not null ? payload : reader.Rejection ?? CallbackRejection.NotRead;
        }
    }
}
