using CallbackGen.Tool.Feeds;

namespace CallbackGen.Tool.Checking;

/// <summary>
/// Checks schemas again whenever one changes, until it is ended. Each round begins and ends with a line of its own, between which an
/// editor takes the findings; they are all told again, because the editor forgets those before.
/// </summary>
/// <param name="host">Where it runs.</param>
/// <param name="arguments">The files, folders and feeds, as <see cref="SchemaSources"/> takes them.</param>
/// <param name="write">Writes what a round found.</param>
internal sealed class SchemaWatch(ToolHost host, IReadOnlyList<string> arguments, Action<CheckReport> write)
{
    /// <summary>The line that begins a round.</summary>
    public const string Begins = "callbackgen: checking";

    /// <summary>The line that ends a round.</summary>
    public const string Ends = "callbackgen: waiting for changes";

    /// <summary>Files are looked at so often: what tells of changes does not reach into every container and shared folder.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(400);

    private readonly SchemaCheck _check = new(host.Compiler);

    /// <summary>Runs until it is ended.</summary>
    /// <exception cref="OperationCanceledException">It was.</exception>
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
            // A file that an editor is just writing, or that was deleted: there will be another round.
            host.Screen.Problem(failure.Message);
        }

        host.Screen.Line(Ends);
        host.Out.Flush();
    }

    /// <summary>Which files there are, and when and how long they were written.</summary>
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
