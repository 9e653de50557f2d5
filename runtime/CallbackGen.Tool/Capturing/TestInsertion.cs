using System.Text;
using System.Text.Json;

namespace CallbackGen.Tool.Capturing;

/// <summary>Inserts a test after those of a schema file, with the file's own indentation and line ends.</summary>
internal static class TestInsertion
{
    private const int Step = 2;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Returns the file with the test inserted.</summary>
    /// <param name="file">The bytes of the schema file.</param>
    /// <param name="test">The test as JSON, its lines indented by two spaces.</param>
    /// <exception cref="ToolException">The file is no longer a schema.</exception>
    public static byte[] Insert(byte[] file, byte[] test)
    {
        var start = file.AsSpan().StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        try
        {
            var place = Find(file.AsSpan(start));
            var depth = place.Indent + (place.HasList ? 0 : Step);
            var written = Indent(Encoding.UTF8.GetString(test), depth);
            var text = place switch
            {
                { HasList: true, IsEmpty: false } => $",\n{written}",
                { HasList: true } => $"\n{written}\n{new string(' ', Math.Max(0, depth - Step))}",
                _ => $"{(place.IsEmpty ? "" : ",")}\n{new string(' ', place.Indent)}\"tests\": "
                    + $"[\n{written}\n{new string(' ', place.Indent)}]",
            };
            if (file.AsSpan().IndexOf("\r\n"u8) >= 0)
                text = text.ReplaceLineEndings("\r\n");
            return [.. file.AsSpan(0, start + place.At), .. Encoding.UTF8.GetBytes(text), .. file.AsSpan(start + place.At)];
        }
        catch (JsonException failure)
        {
            throw new ToolException(
                ExitCode.Unreadable,
                "The schema was changed during the capture, and is no longer valid JSON.",
                failure
            );
        }
    }

    /// <summary>Finds the position of a new test: after the last one, or else after the last member of <c>callback</c>.</summary>
    private static Place Find(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!EnterObject(ref reader) || !Seek(ref reader, "callback"u8, json, out _) || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException();
        var inCallback = reader;
        if (!Seek(ref reader, "tests"u8, json, out var last))
            return last;
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException();
        var empty = new Place(
            (int)reader.BytesConsumed,
            HasList: true,
            IsEmpty: true,
            IndentOf(json, (int)inCallback.TokenStartIndex) + (2 * Step)
        );
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            empty = new((int)reader.BytesConsumed, HasList: true, IsEmpty: false, IndentOf(json, start));
        }

        return empty;
    }

    private static bool EnterObject(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.StartObject;

    /// <summary>
    /// Moves to the value of a member of the object that begins here; if the object lacks it, returns the end of its last member.
    /// </summary>
    private static bool Seek(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, ReadOnlySpan<byte> json, out Place last)
    {
        last = new((int)reader.BytesConsumed, HasList: false, IsEmpty: true, Indent: 2 * Step);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var isWanted = reader.ValueTextEquals(name);
            reader.Read();
            if (isWanted)
                return true;
            reader.Skip();
            last = new((int)reader.BytesConsumed, HasList: false, IsEmpty: false, IndentOf(json, start));
        }

        return false;
    }

    /// <summary>Returns the indentation of the line at a position, in spaces.</summary>
    private static int IndentOf(ReadOnlySpan<byte> json, int at)
    {
        var line = json[..at].LastIndexOf((byte)'\n') + 1;
        var text = json[line..at];
        return text.IndexOfAnyExcept((byte)' ') is var indent and >= 0 ? indent : text.Length;
    }

    private static string Indent(string text, int depth) =>
        string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => new string(' ', depth) + line));

    /// <param name="At">The position of the inserted text.</param>
    /// <param name="HasList">Whether the schema has a list of tests.</param>
    /// <param name="IsEmpty">Whether the list, or else the object, is empty.</param>
    /// <param name="Indent">The indentation at the position.</param>
    private readonly record struct Place(int At, bool HasList, bool IsEmpty, int Indent);
}
