using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Reflection;

namespace CallbackGen.Tool.Commands;

/// <summary>Creates the root command, and runs command lines.</summary>
internal static class ToolProgram
{
    /// <summary>The time that a cancelled command has to end by itself.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private static readonly string Repository = typeof(ToolProgram)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(attribute => attribute.Key == "RepositoryUrl")
        .Value!;

    /// <summary>Runs a command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="host">The environment of the run.</param>
    /// <param name="cancellationToken">Cancels the run, as Ctrl+C does.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, ToolHost host, CancellationToken cancellationToken)
    {
        // On another thread: a command that reads from a pipe without a writer would not notice the cancellation.
        var run = Task.Run(() => InvokeAsync(args, host, cancellationToken), CancellationToken.None);
        try
        {
            return await run.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return await Task.WhenAny(run, Task.Delay(LastWords, host.Clock, CancellationToken.None)) == run
                ? await run
                : ExitCode.Interrupted;
        }
    }

    private static string NameOf(SymbolResult? result) =>
        result switch
        {
            CommandResult { Command: RootCommand } => "callbackgen",
            CommandResult { Command.Name: var name } => $"{NameOf(result.Parent)} {name}",
            _ => "callbackgen",
        };

    private static async Task<int> InvokeAsync(string[] args, ToolHost host, CancellationToken cancellationToken)
    {
        // An argument that begins with @ is not a response file but the typed text.
        var parsed = CreateRoot(host).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        // The error is one line, which the whole help text would scroll off the screen.
        if (parsed.Action is ParseErrorAction wrong)
            wrong.ShowHelp = false;
        try
        {
            var code = await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = host.Out,
                    Error = host.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                },
                cancellationToken
            );
            if (parsed.Action is not ParseErrorAction)
                return code;
            host.Screen.Problem($"\"{NameOf(parsed.CommandResult)} --help\" shows what it takes.");
            return ExitCode.Usage;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (ToolException failure)
        {
            foreach (var line in failure.Lines)
                host.Screen.Problem(line);
            return failure.ExitCode;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            host.Screen.Problem(failure.Message);
            return ExitCode.Unreadable;
        }
        catch (Exception failure)
        {
            // The exception's message is not printed: it may quote a key or a request.
            host.Screen.Problem(
                $"This is an error in callbackgen, not in your command. Please report it at {Repository}/issues, with these lines and "
                    + "without keys:"
            );
            foreach (var line in $"{failure.GetType()}\n{failure.StackTrace}".Split('\n'))
                host.Screen.Problem(line.TrimEnd());
            return ExitCode.Bug;
        }
    }

    /// <summary>Creates the root command with its subcommands.</summary>
    public static RootCommand CreateRoot(ToolHost host)
    {
        var root = new RootCommand("Callbacks of payment providers: checks their schemas, and explains why a signature does not verify.")
        {
            CheckCommand.Create(host),
            ExplainCommand.Create(host),
            InferCommand.Create(host),
            SendCommand.Create(host),
            ReplayCommand.Create(host),
            CaptureCommand.Create(host),
            ImportCommand.Create(host),
            CatalogCommand.Create(host),
            KeysCommand.Create(host),
        };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }
}
