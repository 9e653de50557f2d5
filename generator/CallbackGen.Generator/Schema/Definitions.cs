using CallbackGen.Generator.Json;

namespace CallbackGen.Generator.Schema;

/// <summary>The schemas under <c>$defs</c>, and where references to them lead.</summary>
internal sealed class Definitions(JsonNode? node)
{
    private const string Prefix = "#/$defs/";

    private readonly Dictionary<string, JsonMember> _byName = (node?.Members ?? []).ToDictionary(member => member.Name, StringComparer.Ordinal);
    private readonly Dictionary<string, (JsonMember? End, bool InCircle)> _ends = new(StringComparer.Ordinal);

    public IReadOnlyList<JsonMember> All { get; } = node?.Members ?? [];

    /// <summary>The definition that a <c>$ref</c>, a JSON pointer into this file, names; null when it names none.</summary>
    public JsonMember? Find(string reference) =>
        reference.StartsWith(Prefix, StringComparison.Ordinal)
        && _byName.TryGetValue(reference.Substring(Prefix.Length).Replace("~1", "/").Replace("~0", "~"), out var definition) ? definition : null;

    /// <summary>
    /// The definition at the end of a chain of references: itself, when it is none; null when the chain leads nowhere or
    /// in a circle. Every chain is walked once, however many definitions there are.
    /// </summary>
    public (JsonMember? End, bool InCircle) Follow(JsonMember definition)
    {
        var path = new Dictionary<string, int>(StringComparer.Ordinal);
        var circle = int.MaxValue;
        JsonMember? end = null;
        for (var current = definition; current is not null; current = Find(current.Value.Find("$ref")!.Text))
        {
            if (_ends.TryGetValue(current.Name, out var known))
            {
                end = known.End;
                break;
            }

            if (path.TryGetValue(current.Name, out var first))
            {
                circle = first;
                break;
            }

            path.Add(current.Name, path.Count);
            if (current.Value.Find("$ref") is { Kind: JsonKind.String })
                continue;
            end = current;
            break;
        }

        foreach (var step in path)
            _ends[step.Key] = (end, step.Value >= circle);
        return _ends[definition.Name];
    }
}
