using System.CommandLine;
using System.Globalization;
using CallbackGen.Testing.Cases;
using CallbackGen.Tool.Captures;
using CallbackGen.Tool.Explain;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Keys;
using CallbackGen.Tool.Output;
using Spectre.Console;

namespace CallbackGen.Tool.Commands;

/// <summary><c>explain</c>: shows how a schema interprets a request, and why its signature does not match.</summary>
internal static class ExplainCommand
{
    public static Command Create(ToolHost host)
    {
        var capture = new Argument<string>("CAPTURE")
        {
            Description =
                "The request: an .http file, a HAR archive, a curl command, raw HTTP, a file that \"capture\" wrote, a test of a "
                + "schema, or - for standard input. "
                + "To select one of several requests, append # and its name or number.",
        };
        var feed = new Option<string>("--feed")
        {
            Description = "The schema file, or the name of a feed of the catalogue.",
            HelpName = "FILE|NAME",
            Required = true,
        };
        var now = new Option<string?>("--now")
        {
            Description = "The time as of which it is verified: RFC 3339, or seconds since 1970. Otherwise that of the capture, or now.",
            HelpName = "TIME",
        };
        var seconds = new Option<int>("--seconds")
        {
            Description = "The duration of the search for a change that makes the signature match.",
            HelpName = "N",
            DefaultValueFactory = _ => 10,
        };
        var secrets = Secrets.CreateOption();
        var format = FindingsFormat.CreateOption(FindingsFormat.Text, FindingsFormat.Json);
        var command = new ToolCommand(
            "explain",
            "Shows the message that a schema computes from a request, and searches for the change that makes its signature match.",
            "callbackgen explain request.http --feed schemas/acme.payment.callback.json --key paymentKey=env:ACME_KEY",
            $"callbackgen explain capture.har#3 --feed {Catalogue.Sample} --user-secrets project --format json"
        )
        {
            capture,
            feed,
            now,
            seconds,
            secrets,
            format,
        };
        seconds.Within(1, 3600);
        var keys = KeyOptions.AddTo(command);
        command.SetAction(
            (parsed, cancellationToken) =>
                Task.FromResult(
                    Run(
                        host,
                        parsed.GetRequiredValue(capture),
                        parsed.GetRequiredValue(feed),
                        keys.Read(parsed, host),
                        TimeOf(parsed.GetValue(now)),
                        new(parsed.GetValue(secrets)),
                        parsed.GetValue(format)!,
                        TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                        cancellationToken
                    )
                )
        );
        return command;
    }

    private static int Run(
        ToolHost host,
        string captureName,
        string feedName,
        ToolKeys keys,
        DateTimeOffset? now,
        Secrets secrets,
        string format,
        TimeSpan limit,
        CancellationToken cancellationToken
    )
    {
        var capture = CaptureReader.Read(host, captureName).SingleOrThrow();
        var schema = SchemaSources.Find(host, [feedName]) is [var only]
            ? only
            : throw new ToolException(ExitCode.Usage, "--feed names several schemas, and a request is explained by one.");
        using var compiled = host.Screen.Busy("Compiling the schema…", () => host.Compiler.Compile([schema], cancellationToken));
        if (compiled.HasErrors || compiled.Feeds is not [{ Feed: var feed }])
        {
            FindingsFormat.Write(host, format, [.. compiled.Findings.Where(finding => finding.Severity == Severity.Error)]);
            return ExitCode.Found;
        }

        if (keys.FindUndeclared([feed]) is [var undeclared, ..])
            throw new ToolException(ExitCode.Usage, undeclared);
        var configured = keys.Of(feed, capture);
        if (configured.Missing.Count > 0)
            throw new ToolException(ExitCode.Usage, [.. configured.Missing, ToolKeys.Remedy(feed)]);
        if (EmptyKeys(feed, configured) is { Count: > 0 } empty)
            throw new ToolException(
                ExitCode.Usage,
                [
                    .. empty.Select(value => $"{value.Name} is empty ({value.Source}): nothing can be verified under it."),
                    ToolKeys.Remedy(feed),
                ]
            );
        var subject = new Subject
        {
            Feed = feed,
            Schema = schema,
            Sent = new(capture, keys.PublicUrl),
            Values = configured.Values,
            Others = [.. configured.Values, .. keys.All],
            Clock = now is { } at ? new StoppedClock(at) : capture.ClockOr(host.Clock),
        };
        var explanation = Explain(host, subject, limit, cancellationToken) with
        {
            Doubts = [.. configured.Errors, .. configured.Warnings, .. capture.Doubts],
        };
        if (format == FindingsFormat.Json)
            ExplainJson.Write(host, secrets, explanation);
        else
            new ExplainView(host, secrets).Write(explanation);
        return explanation.Seen.IsAccepted ? ExitCode.Good : ExitCode.Found;
    }

    /// <summary>Returns the keys whose texts are all empty; a search cannot find a signature with them.</summary>
    private static List<KeyValue> EmptyKeys(CallbackFeed feed, KeysOfFeed configured) =>
        [
            .. feed
                .Definition.Keys.Where(key => !key.IsOptional)
                .Select(key => configured.Values.Where(value => value.Name == key.Name).ToList())
                .Where(values => values.Count > 0 && values.TrueForAll(value => value.Text.Trim().Length == 0))
                .Select(values => values[0]),
        ];

    private static Explanation Explain(ToolHost host, Subject subject, TimeSpan limit, CancellationToken cancellationToken)
    {
        var seen = subject.Observe();
        return new(
            subject,
            seen,
            SignedBytes.Of(subject, seen),
            SecretBytes.Of(subject, seen),
            seen.IsAccepted ? null : Searched(host, subject, seen, limit, cancellationToken)
        );
    }

    private static SearchResult? Searched(
        ToolHost host,
        Subject subject,
        Observation seen,
        TimeSpan limit,
        CancellationToken cancellationToken
    )
    {
        if (host.Screen.IsPlain)
        {
            using var search = new Search(subject, host.Compiler, limit, cancellationToken);
            return search.Run(seen);
        }

        return host
            .Screen.Console.Progress()
            .AutoClear(true)
            .Start(context =>
            {
                var bar = context.AddTask("Searching for a match");
                using var search = new Search(subject, host.Compiler, limit, cancellationToken)
                {
                    Progress = (what, part) =>
                    {
                        bar.Description = Markup.Escape($"Trying {what}");
                        bar.Value = part * 100;
                    },
                };
                return search.Run(seen);
            });
    }

    private static DateTimeOffset? TimeOf(string? text)
    {
        if (text is null)
            return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= 253402300799)
            return DateTimeOffset.FromUnixTimeSeconds(seconds);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new ToolException(
                ExitCode.Usage,
                $"--now {Visible.Quote(text)} is no time: write 2026-01-02T03:04:05Z, or seconds since 1970."
            );
    }
}
