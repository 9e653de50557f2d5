namespace CallbackGen.Reading;

/// <summary>
/// Reads payloads without verifying anything: for samples, tests and tools. What comes out proves nothing about who
/// wrote it; a received callback goes through its feed's verification instead.
/// </summary>
public static class CallbackPayload
{
    /// <summary>Reads a payload from JSON as strictly as verification does.</summary>
    /// <typeparam name="T">The payload.</typeparam>
    /// <param name="utf8">The JSON text (RFC 8259) in UTF-8.</param>
    /// <returns>The payload, or what is wrong with the text.</returns>
    public static CallbackResult<T> ReadJson<T>(ReadOnlySpan<byte> utf8)
        where T : class, IReadablePayload<T>
    {
        var reader = new JsonPayloadReader(utf8);
        var payload = T.Read(ref reader);
        return reader.End() && payload is not null ? payload : reader.Rejection ?? CallbackRejection.NotRead;
    }

    /// <summary>Reads a payload from a form or query as strictly as verification does.</summary>
    /// <typeparam name="T">The payload.</typeparam>
    /// <param name="encoded">The text (application/x-www-form-urlencoded, WHATWG URL Standard) in UTF-8.</param>
    /// <returns>The payload, or what is wrong with the text.</returns>
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
