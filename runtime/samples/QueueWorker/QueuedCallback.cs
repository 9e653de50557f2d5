using CallbackGen;

namespace Samples.QueueWorker;

/// <summary>
/// A request as a gateway put it into a queue: nothing parsed, the body's bytes untouched, because the signature is over
/// those, and the time of its arrival, because the signature names one too.
/// </summary>
public sealed record QueuedCallback(string ContentType, IReadOnlyDictionary<string, string> Headers, byte[] Body, DateTimeOffset ArrivedAt)
{
    public CallbackRequest ToRequest() => CallbackRequest.Post(Body, ContentType, Headers);
}
