using CallbackGen.Receiver.Demo;
using CallbackGen.Receiver.Hosting;

namespace CallbackGen.Receiver;

/// <summary>The commands.</summary>
internal static class Program
{
    private const string Usage =
        $"""
        {ReceiverApp.Program} -- [command] [--setting value …]

          (no command)        serves the feeds: verifies callbacks, stores them, answers, and forwards them
          feeds               lists feeds, their addresses, and the keys that are missing
          list [state]        counts stored callbacks, or lists those of a state, such as dead
          replay ID …         has a stored callback handled again
          discard ID …        gives a stored callback up
          demo                sends every example of the schema files to itself, and forged twins of them

        Settings are appsettings.json's, such as --Forward:Url https://shop.example/callbacks; runtime/docs/gateway.md says which.
        """;

    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["demo"]:
                return await DemoCommand.RunAsync(Console.Out);
            case ["feeds", .. var settings]:
                return await FeedsCommand.RunAsync(settings, Console.Out, Console.Error);
            case ["health", .. var settings]:
                return await HealthCommand.RunAsync(settings, Console.Out, Console.Error);
            case ["list", .. var rest]:
                return await InboxCommands.ListAsync(rest, Console.Out, Console.Error);
            case ["replay", .. var rest]:
                return await InboxCommands.ReplayAsync(rest, Console.Out, Console.Error);
            case ["discard", .. var rest]:
                return await InboxCommands.DiscardAsync(rest, Console.Out, Console.Error);
            case ["help" or "--help" or "-h" or "-?", ..]:
                Console.WriteLine(Usage);
                return 0;
            case [var other, ..] when !other.StartsWith('-') && !other.Contains('='):
                await Console.Error.WriteLineAsync($"There is no command {PrintableText.Quote(other)}.{Environment.NewLine}{Environment.NewLine}{Usage}");
                return 2;
            default:
                return await ServeCommand.RunAsync(args, Console.Out, Console.Error);
        }
    }

    /// <summary>Builds the host and does something with it; whoever starts a program is told in words why it fails, whatever that is.</summary>
    /// <param name="args">Settings, as on the command line.</param>
    /// <param name="error">Where is said what is wrong.</param>
    /// <param name="run">What is done.</param>
    /// <returns>The exit code: what that returns, or 1.</returns>
    internal static async Task<int> TellAsync(string[] args, TextWriter error, Func<WebApplication, Task<int>> run)
    {
        WebApplication? app = null;
        try
        {
            app = ReceiverHost.Build(args);
            return await run(app);
        }
#pragma warning disable CA1031 // Whatever it is, it is told.
        catch (Exception failure) when (failure is not OperationCanceledException)
#pragma warning restore CA1031
        {
            foreach (var line in StartFailure.Describe(failure, app is null ? [] : ReceiverHost.AddressesOf(app)))
                await error.WriteLineAsync(line);
            return 1;
        }
        finally
        {
            if (app is not null)
                await app.DisposeAsync();
        }
    }
}
