using System.Text;
using System.Text.Json;

namespace CallbackGen.Tool.Output;

/// <summary>
/// Locates the values of a JSON file. A value is named as in configuration, by the names and indexes on its path, separated by
/// colons and ignoring case: <c>callback:tests:0</c>.
/// </summary>
internal sealed class JsonPlaces
{
    private static readonly JsonReaderOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly string _file;
    private readonly byte[] _text;
    private readonly Dictionary<string, (int Start, int End)> _values = new(StringComparer.OrdinalIgnoreCase);

    private JsonPlaces(string file, byte[] text) => (_file, _text) = (file, text);

    /// <summary>Reads the locations of a text, as far as it is valid JSON.</summary>
    /// <param name="file">The absolute path of the file that contains it.</param>
    /// <param name="text">The text.</param>
    public static JsonPlaces Read(string file, string text)
    {
        var places = new JsonPlaces(file, Encoding.UTF8.GetBytes(text));
        try
        {
            var reader = new Utf8JsonReader(places._text, Options);
            if (reader.Read())
                places.Add(ref reader, "");
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // The code that reads the values reports invalid JSON.
        }

        return places;
    }

    /// <summary>
    /// Returns the location of the first value that exists; the file's beginning when none does. An object or a list is located
    /// at its opening bracket.
    /// </summary>
    public SourcePlace Of(params IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            if (_values.TryGetValue(name, out var value))
                return PlaceOf(value.Start, value.End);
        }

        return SourcePlace.StartOf(_file);
    }

    private void Add(ref Utf8JsonReader reader, string name)
    {
        var start = (int)reader.TokenStartIndex;
        var end = (int)reader.BytesConsumed;
        _values.TryAdd(name, (start, end));
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var member = reader.GetString()!;
                reader.Read();
                Add(ref reader, name.Length > 0 ? $"{name}:{member}" : member);
            }
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            for (var position = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; position++)
                Add(ref reader, $"{name}:{position}");
        }
    }

    private SourcePlace PlaceOf(int start, int end)
    {
        var (line, column) = Position(start);
        var (endLine, endColumn) = Position(end);
        return new(_file, line, column, endLine, endColumn);
    }

    private (int Line, int Column) Position(int offset)
    {
        var before = _text.AsSpan(0, offset);
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        return (before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[lineStart..]) + 1);
    }
}
