using System.CommandLine;
using System.Text;
using System.Text.RegularExpressions;
using CallbackGen.Tool.Captures;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Infer;
using CallbackGen.Tool.Keys;
using CallbackGen.Tool.Output;

namespace CallbackGen.Tool.Commands;

/// <summary>
/// <c>infer</c>: derives a schema from captured requests. When a key is given, its scheme is searched and proven.
/// </summary>
internal static partial class InferCommand
{
    /// <summary>The largest documentation page, in bytes: larger than any page about callbacks.</summary>
    private const int MaxDocumentation = 4 * 1024 * 1024;

    public static Command Create(ToolHost host)
    {
        var captures = new Argument<string[]>("CAPTURES")
        {
            Description = "Captured requests: files, or - for standard input; with #NUMBER or #NAME one of a file.",
            Arity = ArgumentArity.OneOrMore,
        };
        var provider = new Option<string>("--provider") { Description = "The provider's name, such as Acme.", Required = true };
        var feed = new Option<string>("--feed")
        {
            Description = "What the provider calls this callback, such as Payment.",
            Required = true,
        };
        var docs = new Option<string?>("--docs")
        {
            Description = "The provider's page, saved as text or HTML: lists of members that it names are tried first.",
            HelpName = "FILE",
        };
        var target = new Option<string?>("--out")
        {
            Description = "The schema file to write, or its folder. Without it the schema goes to standard output.",
            HelpName = "FILE",
        };
        var force = new Option<bool>("--force") { Description = "Replace a file that is there." };
        var publish = new Option<bool>("--publish-key")
        {
            Description = "Write the keys into the schema's tests: only for keys that are public.",
        };
        var command = new ToolCommand(
            "infer",
            "Makes a schema of captured requests: types, formats and what may be null, each with its evidence. Where a key "
                + "is given, the scheme is searched for, and proven by the compiled verifier; otherwise it is left to you.",
            "callbackgen infer payment.http --provider Acme --feed Payment",
            "callbackgen infer *.callback --provider Acme --feed Payment --key secret=env:ACME_SECRET --out schemas"
        )
        {
            captures,
            provider,
            feed,
            docs,
            target,
            force,
            publish,
        };
        var keys = KeyOptions.AddTo(command);
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var configured = keys.Read(parsed, host);
                var task = new InferenceTask
                {
                    Provider = Identifier("--provider", parsed.GetRequiredValue(provider)),
                    Feed = Identifier("--feed", parsed.GetRequiredValue(feed)),
                    Captures = [.. parsed.GetRequiredValue(captures).SelectMany(argument => CaptureReader.Read(host, argument).OrThrow())],
                    Keys = configured.Given,
                    PublicUrl = configured.PublicUrl,
                    Documentation = parsed.GetValue(docs) is { } page ? ReadDocumentation(host, page) : null,
                    PublishesKeys = parsed.GetValue(publish),
                    Path = "",
                };
                var file = parsed.GetValue(target) is { } given
                    ? SchemaTarget.PathOf(host, given, task.Provider, task.Feed, parsed.GetValue(force))
                    : null;
                task = task with { Path = file ?? host.PathOf(SchemaTarget.NameOf(task.Provider, task.Feed)) };
                return Task.FromResult(Run(host, task, file, cancellationToken));
            }
        );
        return command;
    }

    private static int Run(ToolHost host, InferenceTask task, string? file, CancellationToken cancellationToken)
    {
        var inferred = host.Screen.Busy("Searching…", () => Inference.Run(host, task, cancellationToken));
        Action<string> tell = file is null ? host.Screen.Problem : line => host.Screen.Line(line);
        if (file is null)
            host.Out.Write(inferred.Text);
        else
            SchemaTarget.Write(host, file, inferred.Text);
        if (inferred.Proven is { } proven)
            TellProven(task, inferred, proven, tell);
        else
            TellUndecided(task, inferred, tell);
        return inferred.Proven is null ? ExitCode.Found : ExitCode.Good;
    }

    private static void TellProven(InferenceTask task, InferredSchema inferred, ProvenSchema proven, Action<string> tell)
    {
        tell(
            $"The scheme is proven: the compiled verifier takes {Counted(task.Captures.Count, "capture")} and refuses "
                + $"{Counted(proven.Twins, "tampered twin")}. {inferred.Guess!.Evidence}"
        );
        if (proven.Untested.Count < task.Captures.Count)
        {
            tell(
                task.PublishesKeys
                    ? "The captures are the schema's tests, with the keys that you gave: every reader of the file knows them."
                    : "The captures are the schema's tests, signed again with generated keys that are written into the tests: "
                        + "nothing in the file is accepted by your keys. Of the requests they have the bodies, and the header fields "
                        + "that are read."
            );
            tell("The bodies are as they were captured, and may contain personal data: check before you commit the file.");
        }

        foreach (var (capture, why) in proven.Untested)
            tell($"{capture.Name} is no test, because {why}.");
        TellUnread(inferred, tell);
        foreach (var finding in proven.Findings.Where(finding => finding.Severity == Severity.Warning))
            tell($"warning {finding.Rule}: {finding.Message}");
        tell("Guesses are marked in \"$comment\": roles, the idempotency key, formats and what is required.");
    }

    private static void TellUndecided(InferenceTask task, InferredSchema inferred, Action<string> tell)
    {
        var first = inferred.Failures is [var best, ..] ? best : null;
        if (task.Keys.Count == 0)
        {
            tell(
                "The payload is inferred. How the callback proves itself is not: give the key by --key, or write \"verify\" "
                    + "yourself. The compiler refuses the schema until then."
            );
        }
        else if (first is { Fits: > 0 })
        {
            tell(
                $"The payload is inferred. A scheme fits {first.Fits} of "
                    + $"{Counted(first.Fits + first.Misfits.Count, "capture")}, and is not decided: {first.Why}. It stands in "
                    + "\"$comment\" as a suggestion, and the compiler refuses the schema until \"verify\" is written."
            );
            tell(
                $"Look whether {string.Join(", ", first.Misfits.Take(5))} is forged, of another account or another kind of "
                    + "callback: without it the scheme is decided."
            );
        }
        else if (first is not null)
        {
            tell(
                "The payload is inferred. A scheme gives the signature under the keys given, and cannot be proven: "
                    + $"{first.Why}. Write \"verify\" yourself: the compiler refuses the schema until then."
            );
        }
        else
        {
            tell(
                "The payload is inferred. Nothing that was tried explains the signature under the keys given: check that the "
                    + "key belongs to these captures, or write \"verify\" yourself. The compiler refuses the schema until then."
            );
        }

        TellUnread(inferred, tell);
    }

    private static void TellUnread(InferredSchema inferred, Action<string> tell)
    {
        if (inferred.Unread.Count > 0)
            tell(
                $"The body of {string.Join(", ", inferred.Unread.Take(5).Select(capture => capture.Name))} is no JSON that "
                    + "can be read, as the others are: the payload is taken as a text for its sake. Leave it out, or capture it "
                    + "again."
            );
    }

    private static string Counted(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private static string Identifier(string option, string text) =>
        IdentifierText().IsMatch(text)
            ? text
            : throw new ToolException(
                ExitCode.Usage,
                $"{option} {Visible.Quote(text)} is no name: it begins with a letter, and has at most 60 letters and digits."
            );

    private static string ReadDocumentation(ToolHost host, string argument)
    {
        var path = host.PathOf(argument);
        try
        {
            return Encoding.UTF8.GetString(
                FileBytes.ReadAtMost(path, MaxDocumentation)
                    ?? throw ToolException.Unreadable(
                        path,
                        $"the page is larger than {MaxDocumentation / 1024 / 1024} MiB. Save the part about this callback."
                    )
            );
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw ToolException.Unreadable(path, FileBytes.Why(path, failure), failure);
        }
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]{0,59}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdentifierText();
}
