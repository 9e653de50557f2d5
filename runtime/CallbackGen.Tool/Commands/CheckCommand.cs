using System.CommandLine;
using System.Globalization;
using CallbackGen.Tool.Checking;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Output;

namespace CallbackGen.Tool.Commands;

/// <summary><c>check</c>: reports the compiler's diagnostics for schemas, and whether their own tests pass.</summary>
internal static class CheckCommand
{
    public static Command Create(ToolHost host)
    {
        var paths = new Argument<string[]>("PATHS")
        {
            Description =
                $"Schema files, folders of which every *{SchemaSource.Suffix} below is meant, or feeds of the catalogue; the "
                + "current folder when none is named.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var format = FindingsFormat.CreateOption(FindingsFormat.All);
        var failOn = FindingsFormat.CreateFailOn(Severity.Error);
        var notes = new Option<bool>("--notes")
        {
            Description =
                "Show informational findings too, such as members that no signature covers. Machine-readable formats always contain "
                + "them.",
        };
        var watch = new Option<bool>("--watch") { Description = "Check again whenever a schema changes, until Ctrl+C." };
        var command = new ToolCommand(
            "check",
            "Checks schemas without a project: what the compiler says, at its line, and each schema's own tests with "
                + "tampered twins of them. It ends with 1 when something is wrong.",
            "callbackgen check",
            "callbackgen check schemas --format sarif --fail-on warning > callbacks.sarif",
            "callbackgen check schemas --watch"
        )
        {
            paths,
            format,
            failOn,
            notes,
            watch,
        };
        command.Validators.Add(result =>
        {
            if (
                result.GetValue(watch)
                && result.GetResult(format) is { Implicit: false } given
                && !given.Errors.Any()
                && given.GetValueOrDefault<string>() != FindingsFormat.Text
            )
                result.AddError("--watch writes text, and no other --format.");
        });
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                string[] arguments = parsed.GetValue(paths) is { Length: > 0 } named ? named : ["."];
                if (parsed.GetValue(watch))
                {
                    await new SchemaWatch(host, arguments, report => WriteText(host, report, parsed.GetValue(notes))).RunAsync(
                        cancellationToken
                    );
                    return ExitCode.Good;
                }

                var report = host.Screen.Busy(
                    "Checking the schemas…",
                    () => new SchemaCheck(host.Compiler).Run(host, arguments, cancellationToken)
                );
                if (parsed.GetValue(format) == FindingsFormat.Text)
                    WriteText(host, report, parsed.GetValue(notes));
                else
                    FindingsFormat.Write(host, parsed.GetValue(format)!, report.Findings);
                return FindingsFormat.ExitCodeOf(report.Findings, parsed.GetValue(failOn)!);
            }
        );
        return command;
    }

    private static void WriteText(ToolHost host, CheckReport report, bool areNotesShown)
    {
        FindingsFormat.Write(
            host,
            FindingsFormat.Text,
            [.. report.Findings.Where(finding => areNotesShown || finding.Severity > Severity.Note)]
        );
        var errors = report.Findings.Count(finding => finding.Severity == Severity.Error);
        var warnings = report.Findings.Count(finding => finding.Severity == Severity.Warning);
        var found = (errors, warnings) switch
        {
            (0, 0) => "nothing is wrong",
            (_, 0) => Count(errors, "error"),
            (0, _) => Count(warnings, "warning"),
            _ => $"{Count(errors, "error")}, {Count(warnings, "warning")}",
        };
        if (report.Tests == 0 && errors == 0)
            found += ", and no test shows that signatures are verified as the provider makes them (--notes)";
        host.Screen.Line(
            $"{Count(report.Schemas, "schema")}, {Count(report.Tests, "test")} and {Count(report.Twins, "tampered twin")} of them: {found}."
        );
    }

    private static string Count(int number, string what) =>
        $"{number.ToString(CultureInfo.InvariantCulture)} {what}{(number == 1 ? "" : "s")}";
}
