namespace CallbackGen.Receiver;

/// <summary>Prints verified callbacks without storing them, and says that they are dropped.</summary>
internal static partial class Inspection
{
    /// <summary>Logs a callback in one line.</summary>
    public static Task ShowAsync(CallbackFeed feed, CallbackMessage message, IServiceProvider services, CancellationToken _)
    {
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Inspection));
        if (logger.IsEnabled(LogLevel.Warning))
            LogDropped(logger, CallbackLine.Of(feed, message));
        return Task.CompletedTask;
    }

    [LoggerMessage(
        2,
        LogLevel.Warning,
        "{Callback}. It was answered as handled and is dropped, as Mode is Inspect: take that away, and it is kept",
        EventName = "CallbackDropped"
    )]
    private static partial void LogDropped(ILogger logger, string callback);
}
