using System.CommandLine;
using System.Text.Json.Nodes;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Import;
using CallbackGen.Tool.Output;

namespace CallbackGen.Tool.Commands;

/// <summary>
/// <c>import openapi</c>: creates schemas from the webhooks of an OpenAPI document, or from a JSON Schema. <c>import events</c> is
/// <see cref="ImportEventsCommand"/>.
/// </summary>
internal static class ImportCommand
{
    public static Command Create(ToolHost host) =>
        new ToolCommand(
            "import",
            "Creates schemas from a provider's published descriptions in other formats.",
            "callbackgen import openapi acme.yaml --out schemas"
        )
        {
            CreateOpenApi(host),
            ImportEventsCommand.Create(host),
        };

    private static ToolCommand CreateOpenApi(ToolHost host)
    {
        var document = new Argument<string>("DOC")
        {
            Description = "An OpenAPI 3.1 document with webhooks, in JSON or YAML, or a JSON Schema of one payload; - for standard input.",
        };
        var target = new Option<string>("--out")
        {
            Description = "The folder of the schemas.",
            DefaultValueFactory = _ => "schemas",
            HelpName = "FOLDER",
        };
        var provider = new Option<string?>("--provider") { Description = "The provider's name. Default: the document's title." };
        var feed = new Option<string?>("--feed") { Description = "The feed's name, of a JSON Schema. Default: its title." };
        var force = new Option<bool>("--force") { Description = "Replace files that are there." };
        var command = new ToolCommand(
            "openapi",
            "Writes a schema for each webhook: its payload, and the condition that distinguishes it. Its proof is in hardly any "
                + "document: the compiler refuses each schema until a person has said it.",
            "callbackgen import openapi acme.yaml --out schemas",
            "callbackgen import openapi payment.schema.json --provider Acme --feed Payment"
        )
        {
            document,
            target,
            provider,
            feed,
            force,
        };
        command.SetAction(parsed =>
        {
            var name = parsed.GetRequiredValue(document);
            var root = host.Screen.Busy("Reading…", () => DocumentReader.Read(host, name));
            return WebhookDocument.IsOne(root)
                ? Import(
                    host,
                    WebhookDocument.Read(root, name),
                    parsed.GetValue(provider),
                    parsed.GetValue(target)!,
                    parsed.GetValue(force)
                )
                : ImportSchema(
                    host,
                    name,
                    root,
                    parsed.GetValue(provider),
                    parsed.GetValue(feed),
                    parsed.GetValue(target)!,
                    parsed.GetValue(force)
                );
        });
        return command;
    }

    private static int Import(ToolHost host, WebhookDocument document, string? provider, string folder, bool isForced)
    {
        var named = NameOf("--provider", provider, document.Title);
        var inliner = new SchemaInliner(document.Root);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var texts = new List<(string Path, string Text, bool IsDecided)>();
        foreach (var webhook in document.Webhooks)
        {
            var feed = FeedNames.Unique(FeedNames.Of(webhook.Name) ?? "Event", taken);
            texts.Add(
                (
                    SchemaTarget.PathOf(host, Below(folder), named, feed, isForced),
                    WebhookSchema.Write(named, feed, webhook, inliner),
                    webhook.Proof is not null
                )
            );
        }

        // Written after all are complete, so that a folder contains all schemas of a document or none.
        foreach (var (path, text, _) in texts)
            SchemaTarget.Write(host, path, text);
        var open = texts.Count(text => !text.IsDecided);
        var rest = $" In {open} of them \"verify\" is left to you, and the compiler refuses them until then: the command ends with 1.";
        host.Screen.Line($"Imported webhooks: {texts.Count}.{(open > 0 ? rest : "")}");
        return open > 0 ? ExitCode.Found : ExitCode.Good;
    }

    private static int ImportSchema(
        ToolHost host,
        string name,
        JsonObject root,
        string? provider,
        string? feed,
        string folder,
        bool isForced
    )
    {
        if (!((string[])["$schema", "type", "properties", "$ref", "oneOf", "anyOf", "allOf"]).Any(root.ContainsKey))
            throw ToolException.Unreadable(
                name,
                "this is neither an OpenAPI document, which has \"openapi\", nor a JSON Schema, which has \"type\", \"properties\" "
                    + "or \"$schema\"."
            );
        if (root.ContainsKey("callback"))
            throw ToolException.Unreadable(name, "this is a schema of a callback already: \"callbackgen check\" checks it.");
        var named = NameOf("--provider", provider, null);
        var called = NameOf("--feed", feed, SchemaInliner.TextOf(root, "title"));
        var webhook = new Webhook(called, "POST", ["json"], root, SchemaInliner.TextOf(root, "description"));
        SchemaTarget.Write(
            host,
            SchemaTarget.PathOf(host, Below(folder), named, called, isForced),
            WebhookSchema.Write(named, called, webhook, new SchemaInliner(root))
        );
        host.Screen.Line("\"verify\" is left to you: the compiler refuses the schema until then.");
        return ExitCode.Found;
    }

    private static string Below(string folder) => Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar;

    private static string NameOf(string option, string? given, string? otherwise)
    {
        if (given is not null && FeedNames.Of(given) != given)
            throw new ToolException(
                ExitCode.Usage,
                $"{option} {Visible.Quote(given)} is no name: it begins with a capital, and has at most 60 letters and digits."
            );
        return given
            ?? FeedNames.Of(otherwise)
            ?? throw new ToolException(ExitCode.Usage, $"{option} is needed: the document contains no name.");
    }
}
