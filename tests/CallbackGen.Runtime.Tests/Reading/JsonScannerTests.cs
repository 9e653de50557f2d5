using System.Text;
using System.Text.Json;
using CallbackGen.Reading;

namespace CallbackGen.Runtime.Tests.Reading;

/// <summary>The scanner accepts the same input as System.Text.Json, token for token.</summary>
public sealed class JsonScannerTests
{
    private static readonly string[] Seeds =
    [
        """{"id":"evt_1","amount":-12.50e+3,"paid":true,"none":null,"items":[1,2.0,{"a":"b\u00e9\n"},[]],"x":{}}""",
        """ [ 0 , -0.1 , "\"\\\/\b\f\n\r\t" , false , [ [ { } ] ] ] """,
        "\"text\"",
        "12",
        "null",
        "  {  }\r\n\t",
        "{\"a\":{\"a\":{\"a\":[[[[1]]]]}},\"é\":\"😀\"}",
    ];

    [Fact]
    public void Mutated_texts_are_read_alike()
    {
        var random = new Random(20260111);
        foreach (var seed in Seeds)
        {
            var json = Encoding.UTF8.GetBytes(seed);
            AssertAlike(json);
            for (var round = 0; round < 4000; round++)
                AssertAlike(Mutate(json, random));
        }
    }

    [Fact]
    public void Texts_of_every_length_end_where_they_end()
    {
        foreach (var end in new[] { "\"", "\\\"\"", "\\u00e9\"", "\n\"", "\u001f\"", "\\", "", "é\"", "\\\\\"" })
        {
            for (var length = 0; length < 200; length++)
            {
                AssertAlike(Encoding.UTF8.GetBytes($"[\"{new string('a', length)}{end},1]"));
                AssertAlike(Encoding.UTF8.GetBytes($"[\"{new string('a', length)}{end}"));
                AssertAlike(Encoding.UTF8.GetBytes($"{{\"{new string('a', length)}{end}:1,\"b\":\"{end}}}"));
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("01")]
    [InlineData("-")]
    [InlineData("1.")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData(".5")]
    [InlineData("+1")]
    [InlineData("tru")]
    [InlineData("truex")]
    [InlineData("1 2")]
    [InlineData("[1,]")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{,}")]
    [InlineData("{1:2}")]
    [InlineData("[1}")]
    [InlineData("{\"a\":1]")]
    [InlineData("]")]
    [InlineData("\"\\u12g4\"")]
    [InlineData("\"\\x\"")]
    [InlineData("\"a\nb\"")]
    [InlineData("\"a")]
    [InlineData("\"a\\")]
    [InlineData("// comment\n1")]
    [InlineData("\u00a01")]
    public void What_is_no_json_is_invalid(string text)
    {
        var json = Encoding.UTF8.GetBytes(text);

        AssertAlike(json);
        Assert.Null(Scan(json));
    }

    [Theory]
    [InlineData(32, true)]
    [InlineData(33, false)]
    public void Thirty_two_levels_are_read(int levels, bool isRead)
    {
        var json = Encoding.UTF8.GetBytes(new string('[', levels) + new string(']', levels));

        AssertAlike(json);
        Assert.Equal(isRead, Scan(json) is not null);
    }

    private static byte[] Mutate(byte[] json, Random random)
    {
        const string alphabet = "{}[]:,\"\\/ut0019-+.eE nlfr\t\n\u0001";
        var text = json.ToList();
        for (var edits = random.Next(1, 4); edits > 0 && text.Count > 0; edits--)
        {
            var at = random.Next(text.Count);
            switch (random.Next(4))
            {
                case 0:
                    text.RemoveAt(at);
                    break;
                case 1:
                    text.Insert(at, (byte)alphabet[random.Next(alphabet.Length)]);
                    break;
                case 2:
                    text[at] = (byte)alphabet[random.Next(alphabet.Length)];
                    break;
                default:
                    text.RemoveRange(at, text.Count - at);
                    break;
            }
        }

        return [.. text];
    }

    private static void AssertAlike(byte[] json)
    {
        // The scanner's input is valid UTF-8; System.Text.Json checks the bytes of a text only when it is read.
        if (JsonSyntax.CheckEncoding(json) is null)
            Assert.Equal(Expected(json), Scan(json));
    }

    private static List<(JsonTokenType Token, string Text, bool IsEscaped)>? Scan(byte[] json)
    {
        var tokens = new List<(JsonTokenType, string, bool)>();
        var scanner = new JsonScanner(json);
        while (scanner.Read())
        {
            if (scanner.IsMember && scanner.Token is not (JsonTokenType.EndObject or JsonTokenType.EndArray))
                tokens.Add((JsonTokenType.PropertyName, Encoding.UTF8.GetString(scanner.Name), scanner.IsNameEscaped));
            tokens.Add((scanner.Token, TextOf(scanner.Token, scanner.Value), scanner.Token == JsonTokenType.String && scanner.IsEscaped));
        }

        Assert.False(scanner.Read());
        return scanner.IsInvalid ? null : tokens;
    }

    private static List<(JsonTokenType Token, string Text, bool IsEscaped)>? Expected(byte[] json)
    {
        var tokens = new List<(JsonTokenType, string, bool)>();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = JsonSyntax.MaxDepth });
        try
        {
            while (reader.Read())
                tokens.Add(
                    (reader.TokenType, TextOf(reader.TokenType, reader.ValueSpan), HasText(reader.TokenType) && reader.ValueIsEscaped)
                );
        }
        catch (JsonException)
        {
            return null;
        }

        return tokens;
    }

    private static bool HasText(JsonTokenType token) => token is JsonTokenType.String or JsonTokenType.PropertyName;

    private static string TextOf(JsonTokenType token, ReadOnlySpan<byte> value) =>
        HasText(token) || token == JsonTokenType.Number ? Encoding.UTF8.GetString(value) : "";
}
