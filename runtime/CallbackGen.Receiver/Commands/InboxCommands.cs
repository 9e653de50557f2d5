using System.Globalization;
using CallbackGen.Inbox;

namespace CallbackGen.Receiver;

/// <summary>
/// Lists, replays and discards stored callbacks. The commands run while the program serves or while it is stopped.
/// </summary>
internal static class InboxCommands
{
    private const int MostListed = 200;

    private static readonly string States = string.Join(", ", Enum.GetNames<CallbackState>().Select(name => name.ToLowerInvariant()));

    /// <summary>Prints the number of callbacks in each state, or lists the callbacks of one state.</summary>
    /// <param name="arguments">A state or none, then settings.</param>
    /// <param name="output">Receives the list.</param>
    /// <param name="error">Receives error messages.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> ListAsync(string[] arguments, TextWriter output, TextWriter error)
    {
        var (names, settings) = CommandLine.Split(arguments);
        return RunAsync(
            settings,
            error,
            async store =>
            {
                if (names.Length == 0)
                {
                    var counts = await store.CountAsync(CancellationToken.None);
                    var table = new TextTable("STATE", "CALLBACKS");
                    foreach (var state in Enum.GetValues<CallbackState>())
                        table.Add(
                            state.ToString().ToLowerInvariant(),
                            counts.GetValueOrDefault(state).ToString(CultureInfo.InvariantCulture)
                        );
                    table.Write(output);
                    return 0;
                }

                if (names.Length > 1 || ReceiverSettings.WordOf<CallbackState>(names[0]) is not { } asked)
                {
                    await error.WriteLineAsync(
                        $"There is no such state. Say one of {States}, or none to see how many there are of each: "
                            + $"{ReceiverApp.Program} list dead"
                    );
                    return 2;
                }

                Write(output, await store.ListAsync(asked, MostListed, CancellationToken.None));
                return 0;
            }
        );
    }

    /// <summary>
    /// Schedules callbacks to be handled again: the named ones, which may be dead, quarantined, conflicting or handled; or all
    /// dead ones, or the dead ones of one feed.
    /// </summary>
    public static Task<int> ReplayAsync(string[] arguments, TextWriter output, TextWriter error) =>
        CommandLine.Split(arguments) is ([var state, ..] names, var settings)
        && ReceiverSettings.WordOf<CallbackState>(state) == CallbackState.Dead
        && names.Length <= 2
            ? RunAsync(settings, error, store => ReplayDeadAsync(store, names.ElementAtOrDefault(1) ?? "*", output))
            : ActAsync(
                arguments,
                output,
                error,
                "replay",
                "is handled again",
                (store, id) => store.ReplayAsync(id, Environment.UserName, CancellationToken.None)
            );

    /// <summary>Discards a callback that is dead, quarantined or conflicting.</summary>
    public static Task<int> DiscardAsync(string[] arguments, TextWriter output, TextWriter error) =>
        ActAsync(
            arguments,
            output,
            error,
            "discard",
            "is given up",
            (store, id) => store.DiscardAsync(id, Environment.UserName, CancellationToken.None)
        );

    /// <summary>
    /// Prints, when the program starts, how many callbacks wait for a person or for a target. Prints no line when none wait.
    /// </summary>
    public static async Task WriteWaitingAsync(ICallbackStore store, TextWriter output, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<CallbackState, long> counts;
        try
        {
            counts = await store.CountAsync(cancellationToken);
        }
        catch (Exception failure) when (StoreFailures.Is(failure))
        {
            // The log reports that the store cannot be reached.
            return;
        }

        var waiting = new[]
        {
            CallbackState.Dead,
            CallbackState.Conflict,
            CallbackState.Quarantined,
            CallbackState.Parked,
            CallbackState.Queued,
        }
            .Where(state => counts.GetValueOrDefault(state) > 0)
            .Select(state => $"{counts[state]} {state.ToString().ToLowerInvariant()}")
            .ToArray();
        if (waiting.Length > 0)
            await output.WriteLineAsync(
                $"From before: {string.Join(", ", waiting)}. {ReceiverApp.Program} list dead, or another of these, lists them."
            );
    }

    private static async Task<int> ReplayDeadAsync(ICallbackStore store, string pattern, TextWriter output)
    {
        var replayed = 0;
        foreach (var row in await store.ListAsync(CallbackState.Dead, int.MaxValue, CancellationToken.None))
        {
            if (ChosenFeeds.Matches(pattern, row.Feed) && await store.ReplayAsync(row.Id, Environment.UserName, CancellationToken.None))
                replayed++;
        }

        await output.WriteLineAsync($"{replayed} dead callbacks are handled again.");
        return 0;
    }

    private static async Task<int> ActAsync(
        string[] arguments,
        TextWriter output,
        TextWriter error,
        string command,
        string done,
        Func<ICallbackStore, string, Task<bool>> act
    )
    {
        var (ids, settings) = CommandLine.Split(arguments);
        if (ids.Length == 0)
        {
            await error.WriteLineAsync(
                $"Say the id of a callback, as its log lines and {ReceiverApp.Program} list dead do: {ReceiverApp.Program} {command} ID"
            );
            return 2;
        }

        return await RunAsync(
            settings,
            error,
            async store =>
            {
                var code = 0;
                foreach (var id in ids)
                {
                    var row = await store.FindAsync(id, CancellationToken.None);
                    if (row is not null && await act(store, id))
                    {
                        await output.WriteLineAsync($"{row.Feed} callback {id} {done}.");
                    }
                    else
                    {
                        code = 1;
                        await error.WriteLineAsync(Why(PrintableText.Escape(id, 80), row, command));
                    }
                }

                return code;
            }
        );
    }

    private static string Why(string id, CallbackRow? row, string command) =>
        row is null
            ? $"There is no callback {id} in this inbox. The command must use the inbox of the serving program, with the same "
                + "Inbox settings and as the same user."
            : $"{row.Feed} callback {id} is {row.State.ToString().ToLowerInvariant()}, which {command} does not change.";

    private static Task<int> RunAsync(string[] settings, TextWriter error, Func<ICallbackStore, Task<int>> run) =>
        Program.RunAsync(
            settings,
            error,
            async app =>
            {
                if (app.Services.GetService<ICallbackStore>() is not { } store)
                {
                    await error.WriteLineAsync("Mode is Inspect: nothing is stored. Take it away.");
                    return 1;
                }

                // The serving program creates the inbox. Opening a path that does not exist would show an empty inbox.
                if (app.Services.GetRequiredService<ReceiverSetup>().Inbox is { MissingFile: { } missing })
                {
                    await error.WriteLineAsync(
                        $"There is no inbox at {missing}. The command must use the inbox of the serving program, with the "
                            + "same --Inbox:Sqlite and as the same user."
                    );
                    return 1;
                }

                await error.WriteLineAsync($"Inbox: {app.Services.GetRequiredService<ReceiverSetup>().Inbox!.Name}");
                await store.PrepareAsync(CancellationToken.None);
                return await run(store);
            }
        );

    private static void Write(TextWriter output, IReadOnlyList<CallbackRow> rows)
    {
        var table = new TextTable("ACCEPTED", "FEED", "ID", "ATTEMPTS", "CAME AGAIN", "LAST FAILURE");
        foreach (var row in rows)
        {
            table.Add(
                row.AcceptedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                row.Feed,
                row.Id,
                row.Attempts.ToString(CultureInfo.InvariantCulture),
                row.Duplicates.ToString(CultureInfo.InvariantCulture),
                PrintableText.Escape(row.LastFailure, 200)
            );
        }

        table.Write(output);
        output.WriteLine(
            rows.Count == MostListed
                ? $"The first {MostListed}; {ReceiverApp.Program} list counts them."
                : $"{rows.Count} {(rows.Count == 1 ? "callback" : "callbacks")}."
        );
    }
}
