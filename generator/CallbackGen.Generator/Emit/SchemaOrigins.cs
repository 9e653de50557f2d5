using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>Returns references from generated types and members to the schema, which are the last lines of their documentation.</summary>
internal sealed class SchemaOrigins
{
    private readonly Dictionary<(string Type, string Name), int> _members = [];
    private readonly Dictionary<string, int> _types = new(StringComparer.Ordinal);
    private readonly string _file;

    public SchemaOrigins(FeedModel feed)
    {
        _file = feed.SchemaFile;
        foreach (var line in feed.SchemaLines)
        {
            if (line.Name is { } name)
                _members[(line.TypeName, name)] = line.Line;
            else
                _types[line.TypeName] = line.Line;
        }
    }

    /// <summary>Returns the line for a type, or none.</summary>
    public IEnumerable<string> Of(string typeName) => _types.TryGetValue(typeName, out var line) ? [Write(line)] : [];

    /// <summary>Returns the line for a member or listed value, or none.</summary>
    public IEnumerable<string> Of(string typeName, string name) =>
        _members.TryGetValue((typeName, name), out var line) ? [Write(line)] : [];

    private string Write(int line) => $"/// <remarks>{Literals.Documentation(_file)}, line {Literals.Number(line)}</remarks>";
}
