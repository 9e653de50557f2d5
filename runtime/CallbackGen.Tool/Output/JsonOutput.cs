using System.Text.Json;

namespace CallbackGen.Tool.Output;

/// <summary>
/// Writes JSON to standard output. All non-ASCII characters are escaped, so that no raw text reaches a terminal.
/// </summary>
internal static class JsonOutput
{
    private static readonly JsonWriterOptions Options = new() { Indented = true };

    /// <summary>Writes one document and a line end.</summary>
    public static void Write(ToolHost host, Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Options))
            write(writer);
        host.Out.WriteLine(System.Text.Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
    }

    /// <summary>Returns a text whose unpaired surrogates, which JSON in UTF-8 cannot contain, are written as escapes.</summary>
    public static string Fit(string text)
    {
        for (var index = 0; index < text.Length;)
        {
            if (!System.Text.Rune.TryGetRuneAt(text, index, out var rune))
                return Visible.Text(text);
            index += rune.Utf16SequenceLength;
        }

        return text;
    }
}
