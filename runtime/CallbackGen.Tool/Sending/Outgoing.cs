using CallbackGen.Tool.Captures;

namespace CallbackGen.Tool.Sending;

/// <summary>Converts signed requests into the form in which they are sent.</summary>
internal static class Outgoing
{
    /// <summary>
    /// Applies a signed request to the header fields of the request that it was made from: unchanged fields keep their bytes and
    /// order.
    /// </summary>
    /// <param name="original">The request that was signed.</param>
    /// <param name="signed">The signed request.</param>
    /// <exception cref="ToolException">A signed value is not valid in a header field.</exception>
    public static Capture Of(Capture original, CallbackRequest signed)
    {
        var headers = new List<CaptureHeader>();
        var left = signed.Headers.Names.ToDictionary(
            name => name,
            name => signed.Headers.GetValues(name),
            StringComparer.OrdinalIgnoreCase
        );
        foreach (var group in original.Headers.GroupBy(header => header.Name, StringComparer.OrdinalIgnoreCase))
        {
            if (
                left.TryGetValue(group.Key, out var values)
                && group.Select(header => header.Text).SequenceEqual(values.Select(value => value ?? ""), StringComparer.Ordinal)
            )
                left.Remove(group.Key);
        }

        foreach (var header in original.Headers)
        {
            if (!left.TryGetValue(header.Name, out var values))
                headers.Add(header);
            else if (values.Count > 0)
                headers.AddRange(Written(header.Name, values));
            // Written once, at the position of the first field of that name.
            if (values is not null)
                left[header.Name] = [];
        }

        headers.AddRange(left.SelectMany(field => Written(field.Key, field.Value)));
        if (signed.ContentType is { } type && !headers.Exists(header => header.Is("Content-Type")))
            headers.Insert(0, new CaptureHeader("Content-Type", type));
        return new()
        {
            Name = original.Name,
            Method = signed.Method,
            Target = signed.Query.Length > 0 ? $"{signed.Path}?{signed.Query}" : signed.Path,
            Headers = headers,
            Body = signed.Body,
            At = original.At,
            Test = original.Test,
        };
    }

    private static IEnumerable<CaptureHeader> Written(string name, IReadOnlyList<string?> values)
    {
        try
        {
            return [.. values.Select(value => RequestHead.Header(name, System.Text.Encoding.UTF8.GetBytes(value ?? ""), line: null))];
        }
        catch (CaptureFaultException fault)
        {
            throw new ToolException(ExitCode.Usage, $"The request cannot be sent: {fault.Message}");
        }
    }
}
