namespace CallbackGen.AspNetCore;

/// <summary>What an endpoint's <c>OnRejected</c> runs on a request that was refused.</summary>
internal sealed record RejectionHook(Func<CallbackRejected, CancellationToken, Task> RunAsync);
