using System.CommandLine;
using CallbackGen.Tool.Capturing;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Keys;
using CallbackGen.Tool.Output;
using CallbackGen.Tool.Sending;

namespace CallbackGen.Tool.Commands;

/// <summary><c>capture</c>: receives requests on this machine, stores their bytes and prints the verdicts of feeds.</summary>
internal static class CaptureCommand
{
    private const int DefaultPort = 5090;

    /// <summary>The time limit for the response of an application that requests are forwarded to.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    public static Command Create(ToolHost host)
    {
        var port = new Option<int>("--port")
        {
            Description = "The port on this machine's loopback address; 0 for one that is free.",
            DefaultValueFactory = _ => DefaultPort,
        };
        var forward = new Option<string?>("--forward")
        {
            Description =
                "Pass each request on, byte for byte, and answer what the application answers. Without a path, the request's own is kept.",
            HelpName = "URL",
        };
        var feed = new Option<string[]>("--feed")
        {
            Description =
                "A schema file, or a feed of the catalogue, that is asked about each request. May be repeated. Default: the "
                + "whole catalogue.",
            HelpName = "FEED",
        };
        var folder = new Option<string>("--out")
        {
            Description = "The folder in which captures are kept.",
            HelpName = "FOLDER",
            DefaultValueFactory = _ => "captures",
        };
        var save = new Option<bool>("--save-as-test")
        {
            Description = "Add each request that a feed takes to the tests of its schema file.",
        };
        var answer = new Option<int>("--answer")
        {
            Description = "The status of the answer if neither an application nor a named feed answers.",
            HelpName = "STATUS",
            DefaultValueFactory = _ => 200,
        };
        var count = new Option<int?>("--count") { Description = "End after so many requests.", HelpName = "N" };
        var publicUrl = new Option<string?>("--public-url")
        {
            Description = "The public URL that the provider calls, for feeds that sign it. Default: Callbacks__PublicUrl.",
            HelpName = "URL",
        };
        var yes = new Option<bool>("--yes") { Description = "Pass requests on over plain http to another machine." };
        var command = new ToolCommand(
            "capture",
            "Receives callbacks on this machine, keeps their bytes, and shows the result of each feed. Captures contain secrets.",
            "callbackgen capture",
            $"callbackgen capture --port 5090 --forward http://localhost:5000 --feed {Catalogue.Sample} --user-secrets project",
            "callbackgen capture --feed schemas/acme.payment.callback.json --user-secrets project --save-as-test --count 1"
        )
        {
            port,
            forward,
            feed,
            folder,
            save,
            answer,
            count,
            publicUrl,
            yes,
        };
        port.Within(0, 65535);
        answer.Within(200, 599);
        count.Within(1, int.MaxValue);
        var keys = KeyOptions.AddTo(command);
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var to = parsed.GetValue(forward) is { } url ? TargetUrl.Parse("--forward", url) : null;
                to?.DemandPrivate(parsed.GetValue(yes));
                var configured = keys.Read(parsed, host);
                var address = parsed.GetValue(publicUrl) ?? configured.PublicUrl;
                if (address is not null && !AspNetCore.PublicUrl.IsValid(address))
                    throw new ToolException(ExitCode.Usage, $"--public-url {AspNetCore.PublicUrl.Rule}.");
                // Before the compilation, which takes seconds.
                CaptureServer.DemandFree(parsed.GetValue(port));
                var schemas = Schemas(host, parsed.GetValue(feed) ?? [], parsed.GetValue(save));
                var settings = new CaptureSettings(
                    CaptureFolder.Open(host.PathOf(parsed.GetValue(folder)!)),
                    to,
                    parsed.GetValue(answer),
                    parsed.GetValue(count)
                );
                var tests = parsed.GetValue(save) ? new SchemaTestWriter(configured, address) : null;
                return RunAsync(
                    host,
                    new(parsed.GetValue(port), parsed.GetValue(folder)!, schemas, configured, address),
                    settings,
                    tests,
                    cancellationToken
                );
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(
        ToolHost host,
        Listening listening,
        CaptureSettings settings,
        SchemaTestWriter? tests,
        CancellationToken cancellationToken
    )
    {
        CompiledFeeds? compiled = null;
        var areNamed = listening.Schemas.Count > 0;
        if (areNamed)
            compiled = CompileNamed(host, listening, cancellationToken);
        // The catalogue takes seconds to compile; requests are already stored during that time.
        var verdicts = areNamed
            ? Task.FromResult(new FeedVerdicts(compiled!.Feeds, listening.Keys, listening.PublicUrl, areNamed))
            : Task.Run(
                () =>
                {
                    compiled = host.Compiler.Compile(Catalogue.Read(), isAnalyzed: false, CancellationToken.None);
                    foreach (var undeclared in listening.Keys.FindUndeclared([.. compiled.Feeds.Select(feed => feed.Feed)]))
                        host.Screen.Problem($"{undeclared.Split(':')[0]}: no feed of the catalogue declares a key of this name.");
                    return new FeedVerdicts(compiled.Feeds, listening.Keys, listening.PublicUrl, areNamed);
                },
                CancellationToken.None
            );
        try
        {
            var session = new CaptureSession(host, settings, new WireClient(host.Clock, Patience), verdicts, tests);
            var shown = await ServeAsync(host, listening, session, cancellationToken);
            await shown;
            session.Summarise();
            return cancellationToken.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Good;
        }
        finally
        {
            // Wait for the compilation: compiled assemblies cannot be unloaded before it has finished.
            await ((Task)verdicts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            compiled?.Dispose();
        }
    }

    /// <summary>Listens until the user ends it, or the requested number of requests has arrived.</summary>
    /// <returns>The task that prints the remaining requests.</returns>
    private static async Task<Task> ServeAsync(
        ToolHost host,
        Listening listening,
        CaptureSession session,
        CancellationToken cancellationToken
    )
    {
        Task shown;
        await using (var server = await CaptureServer.StartAsync(listening.Port, session, host.Clock, cancellationToken))
        {
            host.Screen.Line(
                $"Listening on {server.Address}, from this machine alone: a tunnel to it lets a provider reach it. Ctrl+C ends it."
            );
            host.Screen.Line(
                $"Captures go to {host.Shown(host.PathOf(listening.Folder))}. They contain whole requests, with signatures and "
                    + "personal data; on Unix only you can read them. Keep them out of the repository."
            );
            shown = session.ShowAsync(cancellationToken);
            await shown
                .WaitAsync(cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        // Requests in progress are still answered and printed.
        session.Complete();
        return shown;
    }

    private static CompiledFeeds CompileNamed(ToolHost host, Listening listening, CancellationToken cancellationToken)
    {
        var compiled = host.Screen.Busy("Compiling the schemas…", () => host.Compiler.Compile(listening.Schemas, cancellationToken));
        try
        {
            if (compiled.HasErrors)
                throw new ToolException(
                    ExitCode.Found,
                    $"A schema has errors: {compiled.Findings.First(finding => finding.Severity == Severity.Error).Message} "
                        + "\"callbackgen check\" says where."
                );
            if (listening.Keys.FindUndeclared([.. compiled.Feeds.Select(feed => feed.Feed)]) is { Count: > 0 } undeclared)
                throw new ToolException(ExitCode.Usage, undeclared);
            return compiled;
        }
        catch (ToolException)
        {
            compiled.Dispose();
            throw;
        }
    }

    private static IReadOnlyList<SchemaSource> Schemas(ToolHost host, string[] feeds, bool isSaved)
    {
        if (isSaved && (feeds.Length == 0 || feeds.Any(feed => !Path.Exists(host.PathOf(feed)))))
            throw new ToolException(
                ExitCode.Usage,
                "--save-as-test needs --feed with the schema files that are written to; \"callbackgen catalog add\" copies "
                    + "one of the catalogue into the project."
            );
        return feeds.Length == 0 ? [] : SchemaSources.Find(host, feeds);
    }

    /// <param name="Port">The port.</param>
    /// <param name="Folder">The folder of the captures, as it was typed.</param>
    /// <param name="Schemas">The feeds that were named; none for the whole catalogue.</param>
    /// <param name="Keys">The configured keys.</param>
    /// <param name="PublicUrl">The public URL, or null.</param>
    private sealed record Listening(int Port, string Folder, IReadOnlyList<SchemaSource> Schemas, ToolKeys Keys, string? PublicUrl);
}
