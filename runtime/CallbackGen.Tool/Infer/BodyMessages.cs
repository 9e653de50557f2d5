using System.Text;
using System.Text.Json.Nodes;
using CallbackGen.Verification;

namespace CallbackGen.Tool.Infer;

/// <summary>
/// Messages that contain the body as received, or a hash of it: alone, or with times, ids, the address, constants and secrets.
/// </summary>
internal static class BodyMessages
{
    private static readonly string[] Delimiters = [".", "", ":", "|", "\n", ",", "-", "_", "&", ";", "+", "/", " ", "\r\n"];

    /// <summary>Tries the messages, those with few pieces first.</summary>
    /// <param name="request">The request with its keys.</param>
    /// <param name="sink">Compares the messages with the signatures.</param>
    /// <param name="place">The source of the signature.</param>
    public static void Try(SearchedRequest request, MessageSink sink, SignaturePlace place)
    {
        var bodies = Bodies(request.Content).ToList();
        if (bodies.Count == 0)
            return;
        var tokens = request.TokensBeside(place);
        for (var count = 0; count <= 3 && !sink.IsDone && sink.Matches.Count == 0; count++)
        {
            sink.OnlyUsualKeys = count > 1;
            foreach (var body in count < 2 ? bodies : bodies.Take(count == 3 && tokens.Count > 8 ? 1 : 4))
                TryWith(count, [.. tokens.Take(count == 3 ? 10 : 24)], body, sink);
        }
    }

    private static void TryWith(int count, List<MessageToken> tokens, MessageToken body, MessageSink sink)
    {
        foreach (var choice in Arrangements.Of(tokens.Count, count))
        {
            for (var position = count; position >= 0; position--)
            {
                var pieces = choice.Select(index => tokens[index]).ToList();
                pieces.Insert(position, body);
                foreach (var delimiter in count == 0 ? [""] : Delimiters)
                {
                    if (sink.IsDone)
                        return;
                    Try(pieces, delimiter, sink);
                }
            }
        }
    }

    /// <summary>Tries pieces with a delimiter between each two.</summary>
    public static void Try(IReadOnlyList<MessageToken> pieces, string delimiter, MessageSink sink)
    {
        var between = Encoding.UTF8.GetBytes(delimiter);
        var message = new MemoryStream();
        for (var index = 0; index < pieces.Count; index++)
        {
            if (index > 0)
                message.Write(between);
            message.Write(pieces[index].Bytes);
        }

        sink.Try(
            message.GetBuffer().AsSpan(0, (int)message.Length),
            pieces.Any(piece => piece.IsSecret),
            () => JsonValue.Create(string.Join(MessageToken.Escape(delimiter), pieces.Select(piece => piece.Template)))
        );
    }

    private static IEnumerable<MessageToken> Bodies(CapturedContent content)
    {
        var bytes = content.Capture.Body.ToArray();
        if (bytes.Length == 0)
            yield break;
        yield return new("{rawBody}", bytes);
        foreach (var token in Hashed(bytes))
            yield return token;
    }

    private static IEnumerable<MessageToken> Hashed(byte[] bytes)
    {
        yield return new("{rawBody|sha256}", TextFilters.Sha256(WireValue.Scalar(bytes)).Utf8.ToArray());
        yield return new("{rawBody|crc32-decimal}", TextFilters.Crc32Decimal(WireValue.Scalar(bytes)).Utf8.ToArray());
        yield return new("{rawBody|base64}", TextFilters.Base64(WireValue.Scalar(bytes)).Utf8.ToArray());
        yield return new("{rawBody|md5}", TextFilters.Md5(WireValue.Scalar(bytes)).Utf8.ToArray());
        yield return new("{rawBody|sha512}", TextFilters.Sha512(WireValue.Scalar(bytes)).Utf8.ToArray());
        yield return new("{rawBody|sha1}", TextFilters.Sha1(WireValue.Scalar(bytes)).Utf8.ToArray());
    }
}
