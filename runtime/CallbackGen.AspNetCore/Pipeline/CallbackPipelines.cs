using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace CallbackGen.AspNetCore;

/// <summary>Creates the pipelines of endpoints, each with its own steps.</summary>
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

    /// <summary>Wraps the handler of an endpoint, so that it receives only verified callbacks.</summary>
    /// <param name="served">The feeds that the endpoint serves.</param>
    /// <param name="handler">Runs on a verified callback.</param>
    /// <param name="acknowledges">
    /// Whether the schema's acknowledgement follows a handler that has not written its own response.
    /// </param>
    public RequestDelegate Wrap(ServedFeeds served, RequestDelegate handler, Func<CallbackFeed, bool> acknowledges) =>
        new CallbackPipeline(
            served,
            keys,
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
