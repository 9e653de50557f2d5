using CallbackGen.Receiver.Demo;
using CallbackGen.Receiver.Hosting;

namespace CallbackGen.Receiver;

/// <summary>The program's commands.</summary>
internal static class Program
{
    private static readonly string Usage = $"""
        {ReceiverApp.Program} [command] [--setting value …]

          (no command)        serves the feeds: verifies callbacks, stores them, answers, and forwards them
          feeds               lists feeds, their addresses, and the keys that are missing
          list [state]        counts stored callbacks, or lists those of a state, such as dead
          replay ID …         has stored callbacks handled again
          replay dead [feed]  has all dead ones handled again, or those of a feed or pattern
          discard ID …        gives a stored callback up
          health              asks the program that runs here whether it is ready
          demo                sends every example of the schema files to itself, and forged twins of them

        Settings are appsettings.json's, such as --Forward:Url https://shop.example/callbacks. The pages runtime/docs/gateway.md and
        runtime/CallbackGen.Receiver/deploy/README.md say which there are.
        """;

    public static async Task<int> Main(string[] args)
    {
        try
        {
            return await RunAsync(args);
        }
#pragma warning disable CA1031 // Every exception is printed.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            await WriteAsync(failure, Console.Error, []);
            return 1;
        }
    }

    private static async Task<int> RunAsync(string[] args)
    {
        var (words, settings) = CommandLine.Split(args);
        switch (words)
        {
            case [] when settings.Any(setting => setting is "--help" or "-h" or "-?"):
            case ["help", ..]:
                Console.WriteLine(Usage);
                return 0;
            case []:
                return await ServeCommand.RunAsync(settings, Console.Out, Console.Error);
            case ["demo"] when settings.Length == 0:
                return await DemoCommand.RunAsync(Console.Out);
            case ["demo"]:
                await Console.Error.WriteLineAsync(
                    $"demo takes no settings: it has keys, an inbox and an address of its own. Say {ReceiverApp.Program} demo."
                );
                return 2;
            case ["feeds"]:
                return await FeedsCommand.RunAsync(settings, Console.Out, Console.Error);
            case ["health"]:
                return await HealthCommand.RunAsync(settings, Console.Out, Console.Error);
            case ["list", .. var names]:
                return await InboxCommands.ListAsync([.. names, .. settings], Console.Out, Console.Error);
            case ["replay", .. var names]:
                return await InboxCommands.ReplayAsync([.. names, .. settings], Console.Out, Console.Error);
            case ["discard", .. var names]:
                return await InboxCommands.DiscardAsync([.. names, .. settings], Console.Out, Console.Error);
            default:
                await Console.Error.WriteLineAsync(
                    $"There is no command {PrintableText.Quote(string.Join(' ', words))}.{Environment.NewLine}{Environment.NewLine}{Usage}"
                );
                return 2;
        }
    }

    /// <summary>Builds the host and runs an action with it. An exception is printed, one line for each reason.</summary>
    /// <param name="args">Settings, as on the command line.</param>
    /// <param name="error">Receives error messages.</param>
    /// <param name="run">The action.</param>
    /// <returns>The exit code: that of the action, 1 when it fails, and 0 when it is stopped before it has begun.</returns>
    internal static async Task<int> RunAsync(string[] args, TextWriter error, Func<WebApplication, Task<int>> run)
    {
        WebApplication? app = null;
        try
        {
            app = ReceiverHost.Build(args);
            return await run(app);
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
#pragma warning disable CA1031 // Every exception is printed.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            await WriteAsync(
                failure,
                error,
                app is null ? [] : ReceiverHost.AddressesOf(app.Configuration),
                app?.Services.GetService<ReceiverSetup>()?.Inbox?.Name
            );
            return 1;
        }
        finally
        {
            if (app is not null)
                await app.DisposeAsync();
        }
    }

    private static async Task WriteAsync(Exception failure, TextWriter error, string[] urls, string? inbox = null)
    {
        foreach (var line in StartFailure.Describe(failure, urls, inbox))
            await error.WriteLineAsync(line);
    }
}
