using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace CallbackGen.Receiver;

/// <summary>Whether the program listens.</summary>
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
/// Writes what is logged, a line each. While the program starts it leaves out that keys are missing: that is a line for each of
/// dozens of feeds, and the list that is printed then says it.
/// </summary>
internal sealed class LineFormatter(StartState start) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "lines";

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
        var text = $"{logEntry.Formatter(logEntry.State, logEntry.Exception)}\n{logEntry.Exception}";
        textWriter.WriteLine($"{level}: {logEntry.Category}[{logEntry.EventId.Id}] {OneLine(text)}");
    }

    /// <summary>A text whose line breaks are spaces.</summary>
    public static string OneLine(string text)
    {
        var lines = text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return PrintableText.Escape(string.Join(' ', lines), int.MaxValue);
    }
}
