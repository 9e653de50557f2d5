using CallbackGen.Inbox;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallbackGen.Receiver.Hosting;

/// <summary>
/// Answers whether the program is alive, and whether it can accept callbacks. The answer is one word, because any client may
/// query it. The store is queried at most once a second.
/// </summary>
internal sealed partial class ReceiverHealth(
    HealthCheckService checks,
    ReceiverLifetime lifetime,
    TimeProvider clock,
    ILogger<ReceiverHealth> logger
) : IDisposable
{
    /// <summary>The path that answers <c>ok</c> while the process responds.</summary>
    public const string Live = "/health/live";

    /// <summary>
    /// The path that answers <c>ok</c> when callbacks can be accepted; else 503 and the reason: <see cref="Stopping"/> or <see
    /// cref="NoInbox"/>.
    /// </summary>
    public const string Ready = "/health/ready";

    /// <summary>The program is ready.</summary>
    public const string Ok = "ok";

    /// <summary>The program is stopping.</summary>
    public const string Stopping = "stopping";

    /// <summary>The inbox's store cannot be reached, or its callbacks are not being handled. The log says which.</summary>
    public const string NoInbox = "inbox";

    private static readonly TimeSpan CacheDuration = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _gate = new(1);
    private long _measured;
    private string? _known;

    /// <summary>Registers the health checks, including the inbox's if an inbox is already registered.</summary>
    /// <param name="builder">The host's builder.</param>
    public static void AddTo(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ReceiverHealth>();
        // The health check service logs a line for each query of an unhealthy program; this class logs only changes.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        var checks = builder.Services.AddHealthChecks();
        if (builder.Services.Any(service => service.ServiceType == typeof(ICallbackStore)))
            checks.AddCallbackInbox(timeout: Timeout);
    }

    /// <summary>Maps both addresses.</summary>
    /// <param name="app">The host.</param>
    public static void Map(WebApplication app)
    {
        app.MapMethods(Live, [HttpMethods.Get, HttpMethods.Head], context => AnswerAsync(context, Ok));
        app.MapMethods(
            Ready,
            [HttpMethods.Get, HttpMethods.Head],
            async context =>
                await AnswerAsync(
                    context,
                    await context.RequestServices.GetRequiredService<ReceiverHealth>().FindAsync(context.RequestAborted)
                )
        );
    }

    /// <summary>Returns whether a request is a health query, to which no limit applies.</summary>
    /// <param name="path">The request's path.</param>
    public static bool IsHealth(PathString path) =>
        path.Equals(Live, StringComparison.OrdinalIgnoreCase) || path.Equals(Ready, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc />
    public void Dispose() => _gate.Dispose();

    private async Task<string> FindAsync(CancellationToken cancellationToken)
    {
        if (lifetime.IsStopping)
            return Stopping;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_known is null || clock.GetElapsedTime(_measured) >= CacheDuration)
            {
                // "Degraded" means that a person has to look at the program, not that callbacks should be sent elsewhere.
                var report = await checks.CheckHealthAsync(cancellationToken);
                Set(report.Status == HealthStatus.Unhealthy ? NoInbox : Ok, report);
                _measured = clock.GetTimestamp();
            }

            // The signal may have arrived during the checks.
            return lifetime.IsStopping ? Stopping : _known!;
        }
        finally
        {
            _gate.Release();
        }
    }

    private void Set(string word, HealthReport report)
    {
        if (word != Ok && _known != word)
            Unready(
                logger,
                string.Join(
                    ' ',
                    report.Entries.Values.Where(entry => entry.Status == HealthStatus.Unhealthy).Select(entry => entry.Description)
                )
            );
        else if (word == Ok && _known is not (null or Ok))
            ReadyAgain(logger);
        _known = word;
    }

    [LoggerMessage(1, LogLevel.Error, "/health/ready answers 503: {Reason}", EventName = "Unready")]
    private static partial void Unready(ILogger logger, string reason);

    [LoggerMessage(2, LogLevel.Information, "/health/ready answers 200 again", EventName = "ReadyAgain")]
    private static partial void ReadyAgain(ILogger logger);

    private static Task AnswerAsync(HttpContext context, string word)
    {
        context.Response.StatusCode = word == Ok ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = "text/plain";
        context.Response.ContentLength = word.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync(word);
    }
}
