namespace CallbackGen.AspNetCore;

/// <summary>The function that an endpoint's <c>OnRejected</c> calls for a refused request.</summary>
internal sealed record RejectionHook(Func<CallbackRejected, CancellationToken, Task> RunAsync);
