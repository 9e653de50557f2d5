using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CallbackGen.Testing.Editing;

/// <summary>Reads and replaces values of a JSON text by their pointer (RFC 6901); all other bytes stay unchanged.</summary>
internal static class JsonEditor
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 128 };

    /// <summary>Returns the text of a string, number, true or false; null when there is none.</summary>
    public static string? Get(ReadOnlySpan<byte> json, string pointer)
    {
        var place = Find(json, pointer);
        if (!place.IsFound)
            return null;
        var reader = new Utf8JsonReader(json[place.Start..place.End], Options);
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False => Encoding.UTF8.GetString(reader.ValueSpan),
            _ => null,
        };
    }

    /// <summary>
    /// Returns the JSON with a value replaced, or with a new member at the end of its object. A number stays a number if the new
    /// text is one.
    /// </summary>
    public static byte[] Set(ReadOnlySpan<byte> json, string pointer, string text, bool isNumber)
    {
        if (json.IsEmpty)
            json = "{}"u8;
        var place = Find(json, pointer);
        var asNumber = (place.IsFound ? place.IsNumber : isNumber) && IsNumber(text);
        var value = asNumber ? text : Quote(text);
        if (place.IsFound)
            return [.. json[..place.Start], .. Encoding.UTF8.GetBytes(value), .. json[place.End..]];
        if (place.Start < 0)
            throw new CallbackSigningException($"The body has no object that could contain {pointer}.");

        var names = Segments(pointer)[place.Depth..];
        var member = new StringBuilder(place.IsEmpty ? "" : ",");
        for (var i = 0; i < names.Length; i++)
            member.Append(i == 0 ? "" : "{").Append(Quote(names[i])).Append(':');
        member.Append(value).Append('}', names.Length - 1);
        return [.. json[..place.Start], .. Encoding.UTF8.GetBytes(member.ToString()), .. json[place.Start..]];
    }

    /// <summary>Returns the number of items of the array at a pointer; 0 when there is none.</summary>
    public static int CountItems(ReadOnlySpan<byte> json, string pointer)
    {
        var place = Find(json, pointer);
        if (!place.IsFound)
            return 0;
        var reader = new Utf8JsonReader(json[place.Start..place.End], Options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            return 0;
        var count = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++)
            reader.Skip();
        return count;
    }

    /// <summary>Returns a pointer's unescaped segments.</summary>
    public static string[] Segments(string pointer) =>
        [
            .. pointer
                .Split('/')
                .Skip(1)
                .Select(segment => segment.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)),
        ];

    private static Place Find(ReadOnlySpan<byte> json, string pointer)
    {
        try
        {
            var reader = new Utf8JsonReader(json, Options);
            return reader.Read() ? Find(ref reader, Segments(pointer), depth: 0) : Place.None;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return Place.None; // The verification reports the error of the feed's strict reader.
        }
    }

    private static Place Find(ref Utf8JsonReader reader, ReadOnlySpan<string> segments, int depth)
    {
        var start = (int)reader.TokenStartIndex;
        if (segments.IsEmpty)
        {
            var isNumber = reader.TokenType == JsonTokenType.Number;
            reader.Skip();
            return new(start, (int)reader.BytesConsumed, IsFound: true, isNumber, IsEmpty: false, depth);
        }

        return reader.TokenType switch
        {
            JsonTokenType.StartObject => FindMember(ref reader, segments, depth),
            JsonTokenType.StartArray => FindItem(ref reader, segments, depth),
            _ => Place.None,
        };
    }

    private static Place FindMember(ref Utf8JsonReader reader, ReadOnlySpan<string> segments, int depth)
    {
        var isEmpty = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            isEmpty = false;
            var isWanted = reader.ValueTextEquals(segments[0]);
            reader.Read();
            if (isWanted)
                return Find(ref reader, segments[1..], depth + 1);
            reader.Skip();
        }

        return new((int)reader.TokenStartIndex, 0, IsFound: false, IsNumber: false, isEmpty, depth);
    }

    private static Place FindItem(ref Utf8JsonReader reader, ReadOnlySpan<string> segments, int depth)
    {
        var wanted = int.TryParse(segments[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            if (index == wanted)
                return Find(ref reader, segments[1..], depth + 1);
            reader.Skip();
        }

        return Place.None;
    }

    private static bool IsNumber(string text)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), Options);
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.Number && reader.BytesConsumed == text.Length;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    /// <summary>The position of a value or, if it is absent, the end of the object into which it can be inserted.</summary>
    private readonly record struct Place(int Start, int End, bool IsFound, bool IsNumber, bool IsEmpty, int Depth)
    {
        public static Place None { get; } = new(-1, -1, false, false, false, 0);
    }
}
