using System.CommandLine;
using System.Text.Json;
using CallbackGen.Definitions;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Output;

namespace CallbackGen.Tool.Commands;

/// <summary><c>catalog list</c>, <c>show</c> and <c>add</c>: the feeds that are included in the tool.</summary>
internal static class CatalogCommand
{
    public static Command Create(ToolHost host) =>
        new ToolCommand(
            "catalog",
            "The feeds whose schemas come with the tool.",
            "callbackgen catalog list",
            $"callbackgen catalog show {Catalogue.Sample}",
            $"callbackgen catalog add {Catalogue.Sample}"
        )
        {
            CreateList(host),
            CreateShow(host),
            CreateAdd(host),
        };

    private static ToolCommand CreateList(ToolHost host)
    {
        var filter = new Argument<string?>("FILTER") { Description = "A part of the feeds' names.", Arity = ArgumentArity.ZeroOrOne };
        var format = FindingsFormat.CreateOption(FindingsFormat.Text, FindingsFormat.Json);
        var command = new ToolCommand(
            "list",
            "Lists the feeds: what arrives, how it is signed, and how far it is trusted.",
            "callbackgen catalog list",
            "callbackgen catalog list payout --format json"
        )
        {
            filter,
            format,
        };
        command.SetAction(parsed => List(host, parsed.GetValue(filter) ?? "", parsed.GetValue(format)!));
        return command;
    }

    private static ToolCommand CreateShow(ToolHost host)
    {
        var name = CreateName();
        var format = FindingsFormat.CreateOption(FindingsFormat.Text, FindingsFormat.Json);
        var schema = new Option<bool>("--schema") { Description = "Print the schema file itself." };
        var command = new ToolCommand(
            "show",
            "Shows a feed: its transports, its keys and where they are configured.",
            $"callbackgen catalog show {Catalogue.Sample}",
            $"callbackgen catalog show {Catalogue.Sample} --schema"
        )
        {
            name,
            format,
            schema,
        };
        command.SetAction(parsed => Show(host, Named(parsed.GetRequiredValue(name)), parsed.GetValue(format)!, parsed.GetValue(schema)));
        return command;
    }

    private static ToolCommand CreateAdd(ToolHost host)
    {
        var name = CreateName();
        var folder = new Option<string>("--folder")
        {
            Description = "Where schemas of the project are.",
            DefaultValueFactory = _ => "schemas",
        };
        var force = new Option<bool>("--force") { Description = "Replace a file that is there." };
        var command = new ToolCommand(
            "add",
            "Copies a feed's schema into the project, where it can be changed.",
            $"callbackgen catalog add {Catalogue.Sample}",
            $"callbackgen catalog add {Catalogue.Sample} --folder src/Shop/schemas"
        )
        {
            name,
            folder,
            force,
        };
        command.SetAction(parsed => Add(host, Named(parsed.GetRequiredValue(name)), parsed.GetValue(folder)!, parsed.GetValue(force)));
        return command;
    }

    private static Argument<string> CreateName() => new("NAME") { Description = $"The feed's name, such as {Catalogue.Sample}." };

    private static SchemaSource Named(string name)
    {
        if (Catalogue.Find(name) is { } found)
            return found;
        var near = Catalogue.Near(name) is { Count: > 0 } names ? $" It has {string.Join(", ", names)}." : "";
        throw new ToolException(
            ExitCode.Unreadable,
            $"The catalogue has no feed {Visible.Quote(name)}.{near} \"callbackgen catalog list\" shows all."
        );
    }

    private static int List(ToolHost host, string filter, string format)
    {
        List<SchemaSource> schemas =
        [
            .. Catalogue
                .Names.Where(name => name.Contains(filter, StringComparison.OrdinalIgnoreCase))
                .Select(name => Catalogue.Find(name)!),
        ];
        if (schemas.Count == 0)
            throw new ToolException(ExitCode.Found, $"No feed of the catalogue has {Visible.Quote(filter)} in its name.");
        using var compiled = host.Screen.Busy(
            $"Compiling {schemas.Count} schemas…",
            () => host.Compiler.Compile(schemas, isAnalyzed: false)
        );
        if (format == FindingsFormat.Json)
        {
            JsonOutput.Write(
                host,
                writer =>
                {
                    writer.WriteStartArray();
                    foreach (var feed in compiled.Feeds)
                        Write(writer, feed.Feed);
                    writer.WriteEndArray();
                }
            );
            return ExitCode.Good;
        }

        host.Screen.Table(
            ["FEED", "RECEIVES", "SCHEME", "TRUST"],
            compiled.Feeds.Select(feed =>
                (string[])[feed.Feed.Name, Transports(feed.Feed), feed.Feed.Definition.Scheme, feed.Feed.Trust.ToString()]
            )
        );
        return ExitCode.Good;
    }

    private static int Show(ToolHost host, SchemaSource schema, string format, bool isSchema)
    {
        if (isSchema)
        {
            // The schema is part of the tool and is written unchanged, so that the output can be redirected into a file.
            host.Out.Write(schema.Text);
            return ExitCode.Good;
        }

        using var compiled = host.Screen.Busy("Compiling the schema…", () => host.Compiler.Compile([schema], isAnalyzed: false));
        var feed = compiled.Feeds.Single().Feed;
        if (format == FindingsFormat.Json)
        {
            JsonOutput.Write(host, writer => Write(writer, feed));
            return ExitCode.Good;
        }

        var definition = feed.Definition;
        host.Screen.Line(feed.Name, new Spectre.Console.Style(decoration: Spectre.Console.Decoration.Bold));
        foreach (var line in (definition.Description ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            host.Screen.Line(line);
        host.Screen.Line();
        host.Screen.Table(["WHAT", "HOW"], Facts(feed));
        host.Screen.Line();
        host.Screen.Line(
            $"In a project: <CallbackFeed Include=\"{feed.Name}\" /> with the package CallbackGen.Schemas, or \"callbackgen "
                + $"catalog add {feed.Name}\" to have the file."
        );
        return ExitCode.Good;
    }

    private static IEnumerable<string[]> Facts(CallbackFeed feed)
    {
        var definition = feed.Definition;
        yield return ["receives", Transports(feed)];
        yield return ["scheme", definition.Scheme];
        yield return ["signature", definition.SignatureFrom ?? "none"];
        yield return ["trust", feed.Trust.ToString()];
        if (definition.UnsignedMembers.Count > 0)
            yield return ["outside the signature", string.Join(", ", definition.UnsignedMembers)];
        foreach (var key in definition.Keys)
            yield return
            [
                key.Secret ? "key" : "value",
                $"Callbacks:{feed.Provider}:{key.Name} "
                    + $"({key.Encoding.ToString().ToLowerInvariant()}){(key.Description is { } where ? $", {where}" : "")}",
            ];
        if (definition.SignsUrl)
            yield return ["public URL", "Callbacks:PublicUrl, which is signed"];
        if (definition.Source is { } source)
            yield return ["documentation", source];
        if (definition.Evidence is { } evidence)
            yield return ["evidence", evidence];
    }

    private static int Add(ToolHost host, SchemaSource schema, string folder, bool isForced)
    {
        var target = Path.Combine(host.PathOf(folder), Path.GetFileName(schema.Path));
        SchemaTarget.DemandFree(host, target, isForced);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(schema.Path, target, overwrite: true);
        host.Screen.Line($"{host.Shown(target)} is written. The next build compiles it.");
        return ExitCode.Good;
    }

    private static void Write(Utf8JsonWriter writer, CallbackFeed feed)
    {
        writer.WriteStartObject();
        writer.WriteString("feed", feed.Name);
        writer.WriteStartArray("receives");
        foreach (var transport in feed.Definition.Receive)
            writer.WriteStringValue(NameOf(transport));
        writer.WriteEndArray();
        writer.WriteString("scheme", feed.Definition.Scheme);
        writer.WriteString("trust", feed.Trust.ToString());
        writer.WriteStartArray("keys");
        foreach (var key in feed.Definition.Keys)
            writer.WriteStringValue($"Callbacks:{feed.Provider}:{key.Name}");
        writer.WriteEndArray();
        writer.WriteString("documentation", feed.Definition.Source);
        writer.WriteString("evidence", feed.Definition.Evidence);
        writer.WriteEndObject();
    }

    private static string Transports(CallbackFeed feed) => string.Join(", ", feed.Definition.Receive.Select(NameOf));

    private static string NameOf(CallbackTransport transport) => $"{transport.Method} {transport.Content.ToString().ToLowerInvariant()}";
}
