using System.Text;
using System.Text.Json;

namespace CallbackGen.Tool.Capturing;

/// <summary>Puts a test behind those of a schema file, in the file's own indentation and line ends.</summary>
internal static class TestInsertion
{
    private const int Step = 2;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>The file with the test.</summary>
    /// <param name="file">The bytes of the schema file.</param>
    /// <param name="test">The test as JSON, its lines indented by two spaces.</param>
    /// <exception cref="ToolException">The file is no schema any more.</exception>
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
                "The schema was changed while it was captured for, and is no JSON any more.",
                failure
            );
        }
    }

    /// <summary>Where a test goes: behind the last one, else behind the last member of <c>callback</c>.</summary>
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

    /// <summary>Goes to the value of a member of the object that begins here; otherwise tells where its last member ends.</summary>
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

    /// <summary>How far the line of a place is indented, in spaces.</summary>
    private static int IndentOf(ReadOnlySpan<byte> json, int at)
    {
        var line = json[..at].LastIndexOf((byte)'\n') + 1;
        var text = json[line..at];
        return text.IndexOfAnyExcept((byte)' ') is var indent and >= 0 ? indent : text.Length;
    }

    private static string Indent(string text, int depth) =>
        string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => new string(' ', depth) + line));

    /// <param name="At">Where the text goes.</param>
    /// <param name="HasList">Whether the schema has a list of tests.</param>
    /// <param name="IsEmpty">Whether the list, or else the object, has nothing in it.</param>
    /// <param name="Indent">How far what stands there is indented.</param>
    private readonly record struct Place(int At, bool HasList, bool IsEmpty, int Indent);
}
