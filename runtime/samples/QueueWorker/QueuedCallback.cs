using CallbackGen;

namespace Samples.QueueWorker;

/// <summary>
/// A request that a gateway has put into a queue: with the body's original bytes, because the signature covers them, and with the
/// time of its arrival, because the signature covers a time too.
/// </summary>
public sealed record QueuedCallback(string ContentType, IReadOnlyDictionary<string, string> Headers, byte[] Body, DateTimeOffset ArrivedAt)
{
    public CallbackRequest ToRequest() => CallbackRequest.Post(Body, ContentType, Headers);
}
