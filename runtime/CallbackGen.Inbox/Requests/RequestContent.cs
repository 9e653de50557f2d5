using System.Buffers.Binary;
using System.Text;
using CallbackGen.AspNetCore;

namespace CallbackGen.Inbox;

/// <summary>
/// The binary encoding of stored requests: a version, two times and the number of headers; then the texts, each after its length,
/// which is -1 for an absent text; then the body. Numbers are little-endian.
/// </summary>
internal static class RequestContent
{
    /// <summary>
    /// The most bytes of a stored request, encrypted or not: the largest body of any endpoint, plus 1 MiB for headers and the rest.
    /// </summary>
    public const int Largest = MaxBodyBytesMetadata.Most + 1024 * 1024;

    private const byte Version = 2;
    private const int Absent = -1;

    // The version, the time of arrival, the time of the verification, and the number of headers.
    private const int Fixed = 1 + sizeof(long) + sizeof(long) + sizeof(int);

    /// <summary>Encodes a request.</summary>
    public static byte[] Write(ArrivedRequest request)
    {
        string?[] texts =
        [
            request.Feed,
            request.SchemaDigest,
            request.KeySet,
            request.Method,
            request.Path,
            request.Query,
            request.Url,
            request.ContentType,
            request.TraceParent,
            request.KeysId,
            request.KeyFingerprint,
            .. request.Headers.SelectMany(header => (string[])[header.Key, header.Value]),
        ];
        var length = Fixed + request.Body.Length;
        foreach (var text in texts)
            length += sizeof(int) + (text is null ? 0 : Encoding.UTF8.GetByteCount(text));
        var content = new byte[length];
        content[0] = Version;
        var rest = content.AsSpan(1);
        BinaryPrimitives.WriteInt64LittleEndian(rest, request.ReceivedAt.UtcTicks);
        BinaryPrimitives.WriteInt64LittleEndian(rest[sizeof(long)..], request.VerifiedAt.UtcTicks);
        BinaryPrimitives.WriteInt32LittleEndian(rest[(2 * sizeof(long))..], request.Headers.Count);
        rest = content.AsSpan(Fixed);
        foreach (var text in texts)
            rest = WriteText(rest, text);
        request.Body.Span.CopyTo(rest);
        return content;
    }

    /// <summary>Decodes a request that <see cref="Write"/> has encoded.</summary>
    /// <exception cref="InvalidDataException">The bytes are not such an encoding.</exception>
    public static ArrivedRequest Read(ReadOnlyMemory<byte> content)
    {
        if (content.Length < Fixed || content.Span[0] != Version)
            throw Unreadable();
        var times = content.Span[1..];
        var (receivedAt, verifiedAt) = (TimeOf(times), TimeOf(times[sizeof(long)..]));
        var count = BinaryPrimitives.ReadInt32LittleEndian(times[(2 * sizeof(long))..]);
        var rest = content[Fixed..];
        // Each header takes at least two lengths.
        if (count < 0 || count > rest.Length / (2 * sizeof(int)))
            throw Unreadable();
        return new()
        {
            ReceivedAt = receivedAt,
            VerifiedAt = verifiedAt,
            Feed = ReadText(ref rest) ?? throw Unreadable(),
            SchemaDigest = ReadText(ref rest) ?? throw Unreadable(),
            KeySet = ReadText(ref rest),
            Method = ReadText(ref rest) ?? throw Unreadable(),
            Path = ReadText(ref rest) ?? throw Unreadable(),
            Query = ReadText(ref rest) ?? throw Unreadable(),
            Url = ReadText(ref rest),
            ContentType = ReadText(ref rest),
            TraceParent = ReadText(ref rest),
            KeysId = ReadText(ref rest),
            KeyFingerprint = ReadText(ref rest),
            Headers = ReadHeaders(ref rest, count),
            Body = rest,
        };
    }

    private static Span<byte> WriteText(Span<byte> rest, string? text)
    {
        var written = text is null ? 0 : Encoding.UTF8.GetBytes(text, rest[sizeof(int)..]);
        BinaryPrimitives.WriteInt32LittleEndian(rest, text is null ? Absent : written);
        return rest[(sizeof(int) + written)..];
    }

    private static string? ReadText(ref ReadOnlyMemory<byte> rest)
    {
        if (rest.Length < sizeof(int))
            throw Unreadable();
        var length = BinaryPrimitives.ReadInt32LittleEndian(rest.Span);
        rest = rest[sizeof(int)..];
        if (length == Absent)
            return null;
        if (length < 0 || length > rest.Length)
            throw Unreadable();
        var text = Encoding.UTF8.GetString(rest.Span[..length]);
        rest = rest[length..];
        return text;
    }

    private static KeyValuePair<string, string>[] ReadHeaders(ref ReadOnlyMemory<byte> rest, int count)
    {
        var headers = new KeyValuePair<string, string>[count];
        for (var index = 0; index < count; index++)
        {
            var name = ReadText(ref rest);
            headers[index] = KeyValuePair.Create(name ?? throw Unreadable(), ReadText(ref rest) ?? throw Unreadable());
        }

        return headers;
    }

    private static DateTimeOffset TimeOf(ReadOnlySpan<byte> bytes)
    {
        var ticks = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        return ticks >= DateTime.MinValue.Ticks && ticks <= DateTime.MaxValue.Ticks ? new(ticks, TimeSpan.Zero) : throw Unreadable();
    }

    private static InvalidDataException Unreadable() => new("What is stored is no request that this version of the program knows.");
}
