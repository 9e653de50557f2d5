using System.Text;
using CallbackGen.Definitions;
using CallbackGen.Reading;
using CallbackGen.Verification;

namespace CallbackGen.Receiver.Demo;

/// <summary>Names the method and the content of a test's request, as the feed parses it.</summary>
internal static class DemoTransport
{
    /// <summary>
    /// Returns the method and the content in two words, such as <c>POST xml</c>: the content as which the feed parses the
    /// request, which may be a callback or a handshake. A content that the feed does not accept is named by its media type.
    /// </summary>
    public static string NameOf(CallbackFeed feed, DemoRequest request) =>
        ContentOf(feed, request) is not 0 and var content ? $"{request.Method} {Word(content)}"
        : Declared(request.Header("Content-Type")) is not 0 and var declared ? $"{request.Method} {Word(declared)}"
        : request.Header("Content-Type") is { } type ? $"{request.Method} {PrintableText.Escape(type.Split(';')[0].Trim(), 32)}"
        : request.Body is null ? request.Method
        : $"{request.Method} untyped";

    /// <summary>Returns the content as which the feed parses the request, or 0 when the feed refuses it.</summary>
    public static CallbackContent ContentOf(CallbackFeed feed, DemoRequest request)
    {
        var asked = new CallbackRequest
        {
            Method = request.Method,
            Query = request.Query,
            ContentType = request.Header("Content-Type"),
            Body = Encoding.UTF8.GetBytes(request.Body ?? ""),
        };
        return (
                ContentChoice.Of(asked, feed.Definition.Receive, out _).Transport
                ?? ContentChoice.Of(asked, feed.Definition.ReceiveChallenge, out _).Transport
            )?.Content
            ?? 0;
    }

    /// <summary>Returns the content that a media type usually means, or 0 when it means none.</summary>
    private static CallbackContent Declared(string? contentType)
    {
        foreach (var content in Enum.GetValues<CallbackContent>())
        {
            if (contentType is not null && content != CallbackContent.Text && new MediaType(contentType).Brings(content))
                return content;
        }

        return 0;
    }

    private static string Word(CallbackContent content) => content.ToString().ToLowerInvariant();
}
