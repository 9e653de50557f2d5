using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace CallbackGen.AspNetCore;

/// <summary>Makes the pipelines of endpoints, each of its own steps.</summary>
internal sealed class CallbackPipelines(
    CallbackKeyRing keys,
    RuntimeKeys runtimeKeys,
    CallbackReporter reporter,
    TimeProvider clock,
    IEnumerable<IRejectionObserver> observers,
    IHostApplicationLifetime? host = null
)
{
    private readonly NotifyingStep _notifying = new([.. observers], reporter, clock, host?.ApplicationStopping ?? CancellationToken.None);

    /// <summary>Wraps an endpoint: what it gets to see has been verified.</summary>
    /// <param name="served">What the endpoint serves.</param>
    /// <param name="handler">What runs on a verified callback.</param>
    /// <param name="acknowledges">Whether the schema's acknowledgement follows a handler that has not answered by itself.</param>
    public RequestDelegate Wrap(ServedFeeds served, RequestDelegate handler, Func<CallbackFeed, bool> acknowledges) =>
        new CallbackPipeline(
            served,
            new EndpointSettingsCache(served, keys),
            new VerifyingStep(served, keys, runtimeKeys, clock),
            new ConcludingStep(served),
            new HandlingStep(handler, reporter),
            new KeepingStep(reporter),
            new AcknowledgingStep(acknowledges),
            new QuarantiningStep(reporter),
            _notifying,
            reporter
        ).RunAsync;
}
