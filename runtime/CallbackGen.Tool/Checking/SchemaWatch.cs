using CallbackGen.Tool.Feeds;

namespace CallbackGen.Tool.Checking;

/// <summary>
/// Checks schemas again after each change, until it is cancelled. Each round begins and ends with a marker line, between which an
/// editor collects the findings; each round reports all findings, because the editor discards the earlier ones.
/// </summary>
/// <param name="host">The environment of the run.</param>
/// <param name="arguments">The files, folders and feeds, as <see cref="SchemaSources"/> accepts them.</param>
/// <param name="write">Writes the findings of a round.</param>
internal sealed class SchemaWatch(ToolHost host, IReadOnlyList<string> arguments, Action<CheckReport> write)
{
    /// <summary>The line that begins a round.</summary>
    public const string Begins = "callbackgen: checking";

    /// <summary>The line that ends a round.</summary>
    public const string Ends = "callbackgen: waiting for changes";

    /// <summary>
    /// The polling interval. Files are polled because change notifications do not work in every container and shared folder.
    /// </summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(400);

    private readonly SchemaCheck _check = new(host.Compiler);

    /// <summary>Runs until it is cancelled.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        string? seen = null;
        while (true)
        {
            var state = StateOf();
            if (state != seen)
            {
                seen = state;
                Round(cancellationToken);
            }

            await Task.Delay(Interval, host.Clock, cancellationToken);
        }
    }

    private void Round(CancellationToken cancellationToken)
    {
        host.Screen.Line(Begins);
        try
        {
            write(_check.Run(host, arguments, cancellationToken));
        }
        catch (Exception failure) when (failure is ToolException or IOException or UnauthorizedAccessException)
        {
            // A file that an editor is writing, or that was deleted: the next round checks it again.
            host.Screen.Problem(failure.Message);
        }

        host.Screen.Line(Ends);
        host.Out.Flush();
    }

    /// <summary>Returns the paths, write times and lengths of the files, as one text.</summary>
    private string StateOf()
    {
        try
        {
            return string.Join(
                '\n',
                SchemaSources
                    .Paths(host, arguments)
                    .Select(path => new FileInfo(path))
                    .Select(file => $"{file.FullName}|{file.LastWriteTimeUtc.Ticks}|{(file.Exists ? file.Length : -1)}")
            );
        }
        catch (Exception failure) when (failure is ToolException or IOException or UnauthorizedAccessException)
        {
            return failure.Message;
        }
    }
}
