using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>Replaces the null result of a handler that returns results: the schema's acknowledgement follows.</summary>
internal sealed class AcknowledgementResult : IResult
{
    public static AcknowledgementResult Instance { get; } = new();

    public Task ExecuteAsync(HttpContext httpContext)
    {
        CallbackScope.Of(httpContext).IsAcknowledged = true;
        return Task.CompletedTask;
    }
}
