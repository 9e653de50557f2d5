using CallbackGen.AspNetCore;

namespace CallbackGen.Receiver;

/// <summary>Logs requests that came to no feed's address, with where the addresses are: a provider that was given a wrong one repeats in vain.</summary>
internal static partial class UnknownFeeds
{
    private const int MaxPath = 100;

    /// <summary>Watches what is answered 404 below <c>/callbacks</c>, as no endpoint has the path.</summary>
    /// <param name="app">The host.</param>
    public static void Use(WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(UnknownFeeds));
        // Whoever tries addresses out is to fill no log.
        var interval = new OncePerInterval(app.Services.GetRequiredService<TimeProvider>(), TimeSpan.FromSeconds(10));
        app.Use(
            async (context, next) =>
            {
                await next(context);
                if (
                    context.Response.StatusCode == StatusCodes.Status404NotFound
                    && context.GetEndpoint() is null
                    && context.Request.Path.StartsWithSegments("/callbacks", StringComparison.OrdinalIgnoreCase)
                    && interval.IsDue()
                )
                    LogUnknown(
                        logger,
                        PrintableText.Quote(context.Request.Path, MaxPath),
                        PrintableText.Escape(context.Request.Method, 16),
                        context.Connection.RemoteIpAddress?.ToString() ?? "nowhere",
                        ReceiverApp.Program
                    );
            }
        );
    }

    [LoggerMessage(
        3,
        LogLevel.Warning,
        "No feed is served at {Path}, where {Method} came from {RemoteAddress}; it was answered 404. If a provider was given "
            + "this address, give it the feed's: {Program} feeds lists them, and --feeds says which are served",
        EventName = "CallbackFeedUnknown"
    )]
    private static partial void LogUnknown(ILogger logger, string path, string method, string remoteAddress, string program);
}
