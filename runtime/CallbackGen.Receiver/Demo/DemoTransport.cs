using System.Text;
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
        : MediaType.GetContent(request.Header("Content-Type")) is not 0 and var declared ? $"{request.Method} {Word(declared)}"
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
        var content = ContentChoice.Choose(asked, feed.Definition.Receive, out _, out _);
        return content != 0 ? content : ContentChoice.Choose(asked, feed.Definition.ReceiveChallenge, out _, out _);
    }

    private static string Word(CallbackContent content) => content.ToString().ToLowerInvariant();
}
