using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace CallbackGen.Tool.Commands;

/// <summary>The root command, and what a run ends with.</summary>
internal static class ToolProgram
{
    /// <summary>Runs a command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="host">Where it runs.</param>
    /// <param name="cancellationToken">Ends it, as Ctrl+C does.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, ToolHost host, CancellationToken cancellationToken)
    {
        // An argument that begins with @ is no response file: it is what was typed.
        var parsed = CreateRoot(host).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        try
        {
            var code = await parsed.InvokeAsync(
                new InvocationConfiguration { Output = host.Out, Error = host.Error, EnableDefaultExceptionHandler = false }, cancellationToken);
            return parsed.Action is ParseErrorAction ? ExitCode.Usage : code;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (ToolException failure)
        {
            host.Screen.Problem(failure.Message);
            return failure.ExitCode;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            foreach (var line in failure.Lines)
                host.Screen.Problem(line);
            return ExitCode.Unreadable;
        }
    }

    /// <summary>The root command with every command below it.</summary>
    public static RootCommand CreateRoot(ToolHost host)
    {
        var root = new RootCommand("Callbacks of payment providers: checks their schemas, and says why a signature does not verify.")
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
