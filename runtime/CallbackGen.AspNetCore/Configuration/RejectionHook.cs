using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>The function that an endpoint's <c>OnRejected</c> calls for a refused request.</summary>
internal sealed record RejectionHook(Func<CallbackRejected, CancellationToken, Task> RunAsync)
{
    /// <summary>Returns the hooks of an endpoint, in order; none when routing selected no endpoint.</summary>
    public static IReadOnlyList<RejectionHook> Of(Endpoint? endpoint) => endpoint?.Metadata.GetOrderedMetadata<RejectionHook>() ?? [];
}
