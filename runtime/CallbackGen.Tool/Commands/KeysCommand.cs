using System.CommandLine;
using CallbackGen.AspNetCore;
using CallbackGen.Tool.Checking;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Keys;
using CallbackGen.Tool.Output;

namespace CallbackGen.Tool.Commands;

/// <summary><c>keys check</c>: reports faults of the configured keys of a project.</summary>
internal static class KeysCommand
{
    private const string Development = "Development";

    public static Command Create(ToolHost host) =>
        new ToolCommand("keys", "The keys that an application is configured with.", "callbackgen keys check") { CreateCheck(host) };

    private static ToolCommand CreateCheck(ToolHost host)
    {
        var project = new Option<string>("--project")
        {
            Description = "The project file, or its folder.",
            HelpName = "DIR|FILE",
            DefaultValueFactory = _ => ".",
        };
        var secrets = new Option<string?>("--user-secrets")
        {
            Description = "The id of the user secrets, where the project does not name it.",
            HelpName = "ID",
        };
        var feeds = new Option<string[]>("--feed")
        {
            Description = "A schema file, a folder of such, or a feed of the catalogue, in place of the project's feeds. May be repeated.",
            HelpName = "FILE|NAME",
        };
        var environment = new Option<string?>("--environment")
        {
            Description =
                "The application's environment, whose appsettings.ENVIRONMENT.json is read: ASPNETCORE_ENVIRONMENT, "
                + $"DOTNET_ENVIRONMENT, or else {Development}.",
            HelpName = "ENVIRONMENT",
        };
        var format = FindingsFormat.CreateOption(FindingsFormat.All);
        var failOn = FindingsFormat.CreateFailOn(Severity.Warning);
        var command = new ToolCommand(
            "check",
            "Looks at the configured keys of a project's feeds, in appsettings files, user secrets and the environment: what "
                + "is missing, short, not a key, or encoded differently from the schema. No key is printed. It ends with "
                + "1 when something is wrong.",
            "callbackgen keys check",
            "callbackgen keys check --project src/Shop --environment Production",
            "callbackgen keys check --feed schemas/acme.payment.callback.json --user-secrets shop-3f2a"
        )
        {
            project,
            secrets,
            feeds,
            environment,
            format,
            failOn,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                Task.FromResult(
                    Check(
                        host,
                        Project.Of(host, parsed.GetValue(project)!),
                        parsed.GetValue(secrets),
                        parsed.GetValue(feeds) ?? [],
                        parsed.GetValue(environment),
                        parsed.GetValue(format)!,
                        parsed.GetValue(failOn)!,
                        cancellationToken
                    )
                )
        );
        return command;
    }

    private static int Check(
        ToolHost host,
        Project project,
        string? secrets,
        string[] named,
        string? environment,
        string format,
        string failOn,
        CancellationToken cancellationToken
    )
    {
        var places = PlacesOf(
            host,
            project,
            secrets,
            environment ?? host.Variable("ASPNETCORE_ENVIRONMENT") ?? host.Variable("DOTNET_ENVIRONMENT") ?? Development
        );
        var schemas = named.Length > 0 ? SchemaSources.Find(host, named) : project.Schemas();
        using var compiled = host.Screen.Busy("Compiling the schemas…", () => host.Compiler.Compile(schemas, cancellationToken));
        var check = KeyCheck.Of(compiled.Feeds, places);
        if (format == FindingsFormat.Text)
            WriteText(host, check, places, compiled.HasErrors);
        else
            FindingsFormat.Write(host, format, check.Findings);
        foreach (
            var file in compiled
                .Findings.Where(finding => finding.Severity == Severity.Error)
                .Select(finding => finding.Place?.File)
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
        )
            host.Screen.Problem(
                $"{host.Shown(file)} has errors, and its keys were looked at as far as it could be read. \"callbackgen check\" shows them."
            );
        return compiled.HasErrors ? ExitCode.Found : FindingsFormat.ExitCodeOf(check.Findings, failOn);
    }

    /// <summary>
    /// Returns the configuration sources of the application, in the order in which an ASP.NET Core program reads them.
    /// </summary>
    private static List<ConfigurationPlace> PlacesOf(ToolHost host, Project project, string? secrets, string environment)
    {
        if (environment.AsSpan().IndexOfAny(Path.GetInvalidFileNameChars()) >= 0)
            throw new ToolException(ExitCode.Usage, $"--environment {Visible.Quote(environment)} is the name of no environment.");
        var files = ((string[])["appsettings.json", $"appsettings.{environment}.json"]).Select(name =>
            ConfigurationPlace.OfFile(name, Path.Combine(project.Folder, name), isInProject: true)
        );
        // User secrets are read in the Development environment only.
        var own =
            secrets is not null ? UserSecrets.Read(host, secrets)
            : project.File?.UserSecretsId is { } id && environment == Development ? UserSecrets.Find(host, id)
            : null;
        return [.. files.Append(own).OfType<ConfigurationPlace>(), ConfigurationPlace.OfEnvironment(host, CallbackOptions.DefaultSection)];
    }

    private static void WriteText(ToolHost host, KeyCheck check, List<ConfigurationPlace> places, bool hasErrors)
    {
        if (check.Values.Count > 0)
        {
            host.Screen.Table(
                ["KEY", "FROM", "SHAPE"],
                check.Values.Select(value => (string[])[value.Path, value.Place.Name, KeyLook.ShapeOf(value.Text)])
            );
            host.Screen.Line();
        }

        FindingsFormat.Write(host, FindingsFormat.Text, check.Findings);
        if (check.Findings.Count == 0 && !hasErrors)
            host.Screen.Line($"Nothing is wrong with the keys. Looked at: {string.Join(", ", places.Select(place => place.Name))}.");
    }

    /// <summary>A folder with or without a project file.</summary>
    private sealed record Project(string Folder, ProjectFile? File)
    {
        public static Project Of(ToolHost host, string argument)
        {
            var path = host.PathOf(argument);
            if (Directory.Exists(path))
                return new(path, ProjectFile.In(path) is { } file ? ProjectFile.Read(file) : null);
            return System.IO.File.Exists(path)
                ? new(Path.GetDirectoryName(path)!, ProjectFile.Read(path))
                : throw ToolException.Unreadable(argument, "there is no such project.");
        }

        public IReadOnlyList<SchemaSource> Schemas()
        {
            var paths = File?.Schemas() ?? SchemaSources.Below(Folder);
            return paths.Count > 0
                ? [.. paths.Select(SchemaSource.Read)]
                : throw new ToolException(
                    ExitCode.Unreadable,
                    $"{Folder} has no schema, and names no feed of the catalogue: name the project by --project, or feeds by --feed."
                );
        }
    }
}
