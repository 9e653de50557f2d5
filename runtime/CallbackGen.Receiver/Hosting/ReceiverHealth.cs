using CallbackGen.Inbox;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallbackGen.Receiver.Hosting;

/// <summary>
/// Whether the program lives, and whether it can take callbacks. An answer is a word: anybody may ask. The store is asked once a second at the
/// most, however many ask.
/// </summary>
internal sealed partial class ReceiverHealth(
    HealthCheckService checks,
    ReceiverLifetime lifetime,
    TimeProvider clock,
    ILogger<ReceiverHealth> logger
) : IDisposable
{
    /// <summary>Where <c>ok</c> is answered as long as the process answers at all.</summary>
    public const string Live = "/health/live";

    /// <summary>Where <c>ok</c> is answered when callbacks can be taken; else 503 and why: <see cref="Stopping"/> or <see cref="NoInbox"/>.</summary>
    public const string Ready = "/health/ready";

    /// <summary>All is well.</summary>
    public const string Ok = "ok";

    /// <summary>The program was told to stop.</summary>
    public const string Stopping = "stopping";

    /// <summary>The inbox's store cannot be reached, or nothing in it is handled. The log says which.</summary>
    public const string NoInbox = "inbox";

    private static readonly TimeSpan CacheDuration = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _gate = new(1);
    private long _measured;
    private string? _known;

    /// <summary>Adds the checks: the inbox's, where there is one already.</summary>
    /// <param name="builder">The host's builder.</param>
    public static void AddTo(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ReceiverHealth>();
        // It writes a line for each question that finds something wrong; what changes is a line here.
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

    /// <summary>Whether a request is for the program's health, which no limit keeps from being seen.</summary>
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
                // "Degraded" is what a person has to look at, and no reason to send callbacks elsewhere.
                var report = await checks.CheckHealthAsync(cancellationToken);
                Set(report.Status == HealthStatus.Unhealthy ? NoInbox : Ok, report);
                _measured = clock.GetTimestamp();
            }

            // The signal may have come while others were answered.
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
