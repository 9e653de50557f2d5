using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CallbackGen.EndToEnd.Tests.Support;

/// <summary>All log entries at every level, with all values, scopes and exceptions as text.</summary>
internal sealed class CapturedLogs : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public ConcurrentQueue<CapturedLog> Lines { get; } = [];

    public IEnumerable<CapturedLog> Named(string eventName) => Lines.Where(line => line.Event.Name == eventName);

    public IEnumerable<CapturedLog> Errors => Lines.Where(line => line.Level >= LogLevel.Error);

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose() { }

    private sealed class Logger(CapturedLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logs._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            var everything = new List<string> { formatter(state, exception), exception?.ToString() ?? "" };
            Add(state, everything);
            logs._scopes.ForEachScope(static (scope, texts) => Add(scope, texts), everything);
            logs.Lines.Enqueue(new(category, logLevel, eventId, everything[0], string.Join('\n', everything)));
        }

        private static void Add(object? state, List<string> texts)
        {
            texts.Add(state?.ToString() ?? "");
            if (state is not IEnumerable<KeyValuePair<string, object?>> values)
                return;
            foreach (var (name, value) in values)
            {
                texts.Add($"{name}={value}");
                // As a sink does that destructures objects.
                if (value is CallbackReceipt receipt)
                    texts.Add($"{receipt.IdempotencyKey} {string.Join(' ', receipt.UnsignedMembers)}");
            }
        }
    }
}

internal sealed record CapturedLog(string Category, LogLevel Level, EventId Event, string Message, string Everything);
