using CallbackGen.Tool.Captures;
using CallbackGen.Tool.Feeds;

namespace CallbackGen.Tool.Tests.Harness;

/// <summary>An application that verifies the callbacks of one feed with one key: it answers 200 for a genuine one, otherwise 401.</summary>
internal sealed class FeedApp : IDisposable
{
    private readonly CompiledFeeds _compiled;
    private readonly CallbackKeys _keys;

    public FeedApp(string schema, string key = Schemas.Key)
    {
        _compiled = Shared.Compiler.Compile([Schemas.Source(schema)]);
        _keys = CallbackKeys.Create(Feed, [KeyValuePair.Create("paymentKey", key)], allowWeakKey: "a test");
        Server = new((request, _) => WireServer.Answer(Verify(request) is null ? 200 : 401));
    }

    public WireServer Server { get; }

    public CallbackFeed Feed => _compiled.Feeds[0].Feed;

    /// <summary>The reason of a refusal; null if the request is accepted.</summary>
    public CallbackRejection? Verify(WireRequest request)
    {
        var capture = CaptureReader.Read(new CaptureSource("wire", request.Bytes, "/")).Single();
        return Feed.VerifyMessages(capture.ToRequest(Server.Origin), _keys).TryGetValue(out _, out var refused) ? null : refused;
    }

    public void Dispose()
    {
        Server.Dispose();
        _compiled.Dispose();
    }
}
