namespace CallbackGen.Receiver.Demo;

/// <summary>Captures the reason of a rejection from the log, the only output where an operator sees it.</summary>
internal sealed class RejectionLog : ILoggerProvider, ILogger
{
    /// <summary>The name of the log line for a request with a valid signature and without items.</summary>
    public const string Empty = "CallbackEmpty";

    /// <summary>The last reason logged.</summary>
    public string? Last { get; private set; }

    public void Clear() => Last = null;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (
            eventId.Name is "CallbackRejected" or "CallbackUnreadable" or "CallbackLate"
            && state is IEnumerable<KeyValuePair<string, object?>> values
        )
            Last = values.FirstOrDefault(value => value.Key == "Reason").Value?.ToString();
        else if (eventId.Name == "CallbackKeyNotConfigured")
            Last = nameof(CallbackRejectionReason.KeyNotConfigured);
        else if (eventId.Name == Empty)
            Last = Empty;
    }

    public void Dispose() { }
}
