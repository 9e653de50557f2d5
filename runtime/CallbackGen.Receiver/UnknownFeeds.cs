using CallbackGen.AspNetCore;

namespace CallbackGen.Receiver;

/// <summary>Says of requests that came to no feed's address where the addresses are, as a provider that was given a wrong one would repeat in vain.</summary>
internal static partial class UnknownFeeds
{
    private const int MaxPath = 100;

    /// <summary>Answers 404 to what comes to an address below <c>/callbacks</c> that no feed has.</summary>
    /// <param name="app">The host.</param>
    public static void Map(WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(UnknownFeeds));
        // Whoever tries addresses out is to fill no log.
        var interval = new OncePerInterval(app.Services.GetRequiredService<TimeProvider>(), TimeSpan.FromSeconds(10));
        app.MapFallback("/callbacks/{**rest}", context =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            if (interval.IsDue())
                LogUnknown(logger, PrintableText.Quote(context.Request.Path, MaxPath), context.Request.Method, context.Connection.RemoteIpAddress?.ToString() ?? "nowhere");
            return Task.CompletedTask;
        });
    }

    [LoggerMessage(3, LogLevel.Warning, "No feed is served at {Path}, where {Method} came from {RemoteAddress}; it was answered 404. If a provider was given this address, give it the feed's: " + ReceiverApp.Program + " -- feeds lists them, and --feeds says which are served", EventName = "CallbackFeedUnknown")]
    private static partial void LogUnknown(ILogger logger, string path, string method, string remoteAddress);
}
