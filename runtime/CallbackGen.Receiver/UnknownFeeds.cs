using CallbackGen.AspNetCore;

namespace CallbackGen.Receiver;

/// <summary>
/// Logs requests to addresses without a feed, and lists the valid addresses: a provider that is configured with a wrong address
/// would otherwise fail unnoticed.
/// </summary>
internal static partial class UnknownFeeds
{
    private const int MaxPath = 100;

    /// <summary>Logs requests below <c>/callbacks</c> that are answered 404 because no endpoint has the path.</summary>
    /// <param name="app">The host.</param>
    public static void Use(WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(UnknownFeeds));
        // A scanner that tries many addresses must not fill the log.
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
