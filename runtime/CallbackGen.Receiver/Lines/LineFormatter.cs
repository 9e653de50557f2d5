using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace CallbackGen.Receiver;

/// <summary>Records whether the program listens.</summary>
internal sealed class StartState
{
    private volatile bool _isOver;

    public bool IsOver
    {
        get => _isOver;
        set => _isOver = value;
    }
}

/// <summary>
/// Writes each log entry on one line: the time in UTC, the level, the category, the message, the advice and the trace id. During
/// the start it omits the warnings about missing keys, one for each of dozens of feeds: the list that is printed afterwards shows
/// them.
/// </summary>
internal sealed class LineFormatter(StartState start, TimeProvider? clock = null) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "lines";

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        if (!start.IsOver && logEntry.EventId.Name == "CallbackKeyMissing")
            return;
        var level = logEntry.LogLevel switch
        {
            LogLevel.Critical => "crit",
            LogLevel.Error => "fail",
            LogLevel.Warning => "warn",
            LogLevel.Information => "info",
            _ => "dbug",
        };
        var text = OneLine($"{logEntry.Formatter(logEntry.State, logEntry.Exception)}\n{logEntry.Exception}");
        textWriter.WriteLine(
            $"{UtcTime.Of(_clock.GetUtcNow())} {level}: {logEntry.Category}[{logEntry.EventId.Id}] "
                + $"{text}{Advice(logEntry.EventId.Name, IdIn(logEntry.State))}{Trace(text)}"
        );
    }

    /// <summary>Returns the text with its line breaks replaced by spaces.</summary>
    public static string OneLine(string text)
    {
        var lines = text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return PrintableText.Escape(string.Join(' ', lines), int.MaxValue);
    }

    /// <summary>Returns the advice to the operator, for a rejection and for a callback that waits for a person.</summary>
    private static string Advice(string? name, string? id) =>
        name switch
        {
            "CallbackRejected" => ". It is not stored. If the provider says that it is genuine, callbackgen explain finds what differs: "
                + "runtime/docs/signature-never-matches.md",
            _ when id is null => "",
            "CallbackConflict" or "StoredCallbackDead" or "CallbackQuarantined" or "StoredCallbackQuarantined" =>
                $". To have it handled again: {ReceiverApp.Program} replay {id}; to discard it: {ReceiverApp.Program} discard {id}",
            _ => "",
        };

    private static string? IdIn<TState>(TState state) =>
        state is IReadOnlyList<KeyValuePair<string, object?>> values
            ? values.FirstOrDefault(value => value.Key == "Id").Value?.ToString()
            : null;

    private static string Trace(string text) =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity
        && activity.TraceId.ToHexString() is var id
        && !text.Contains(id, StringComparison.Ordinal)
            ? $" (trace {id})"
            : "";
}
