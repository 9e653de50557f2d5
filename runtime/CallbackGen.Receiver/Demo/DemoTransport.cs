using System.Text;
using CallbackGen.Reading;
using CallbackGen.Verification;

namespace CallbackGen.Receiver.Demo;

/// <summary>How a test's request carries its payload, as the feed reads it.</summary>
internal static class DemoTransport
{
    /// <summary>
    /// In two words, such as <c>POST xml</c>: the method, and the content as which the feed reads the request, be it a callback
    /// or a handshake. What the feed does not read is named by its own media type.
    /// </summary>
    public static string NameOf(CallbackFeed feed, DemoRequest request) =>
        ContentOf(feed, request) is not 0 and var content ? $"{request.Method} {Word(content)}"
        : Declared(request.Header("Content-Type")) is not 0 and var declared ? $"{request.Method} {Word(declared)}"
        : request.Header("Content-Type") is { } type ? $"{request.Method} {PrintableText.Escape(type.Split(';')[0].Trim(), 32)}"
        : request.Body is null ? request.Method
        : $"{request.Method} untyped";

    /// <summary>The content as which the feed reads the request; 0 where it refuses to.</summary>
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

    /// <summary>The content that a media type usually brings; 0 when there is none.</summary>
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
