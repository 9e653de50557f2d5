using System.CommandLine;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Import;
using CallbackGen.Tool.Import.Events;

namespace CallbackGen.Tool.Commands;

/// <summary><c>import events</c>: creates the typed schema of a feed from the provider's description of its objects.</summary>
internal static class ImportEventsCommand
{
    public static ToolCommand Create(ToolHost host)
    {
        var document = new Argument<string>("DOC")
        {
            Description = "The provider's OpenAPI document or JSON Schema, in JSON or YAML; - for standard input.",
        };
        var feed = new Option<string>("--feed")
        {
            Description = "The feed's schema, without types of its events.",
            HelpName = "FILE",
            Required = true,
        };
        var map = new Option<string>("--map")
        {
            Description = "The file that names the events, and the document's schema of each.",
            HelpName = "FILE",
            Required = true,
        };
        var target = new Option<string>("--out")
        {
            Description = "The typed schema.",
            HelpName = "FILE",
            Required = true,
        };
        var force = new Option<bool>("--force") { Description = "Replace a file that is there." };
        var command = new ToolCommand(
            "events",
            "Writes a feed's schema with a record for each event of a map: the feed's own proof, and the types of the provider's document.",
            "callbackgen import events acme.openapi.json --feed acme.event.callback.json --map acme.event.map.json --out "
                + "typed/acme.event.callback.json"
        )
        {
            document,
            feed,
            map,
            target,
            force,
        };
        command.SetAction(parsed =>
        {
            var path = host.PathOf(parsed.GetRequiredValue(target));
            SchemaTarget.DemandFree(host, path, parsed.GetValue(force));
            var mapped = parsed.GetRequiredValue(map);
            var events = EventMap.Of(DocumentReader.Read(host, mapped), mapped);
            var untyped = DocumentReader.Read(host, parsed.GetRequiredValue(feed));
            if (!untyped.ContainsKey("callback"))
                throw ToolException.Unreadable(parsed.GetRequiredValue(feed), "this is no schema of a callback: it has no \"callback\".");
            var described = host.Screen.Busy("Reading…", () => DocumentReader.Read(host, parsed.GetRequiredValue(document)));
            SchemaTarget.Write(host, path, CompactJson.Write(EventSchema.Create(untyped, events, described)));
            return ExitCode.Good;
        });
        return command;
    }
}
