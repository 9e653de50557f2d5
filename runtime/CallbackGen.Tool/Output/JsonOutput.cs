using System.Text.Json;

namespace CallbackGen.Tool.Output;

/// <summary>JSON on standard output. The writer escapes whatever is no ASCII, so that no text reaches a terminal as it was.</summary>
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

    /// <summary>A text whose lone halves of surrogate pairs, which JSON in UTF-8 cannot hold, are shown as escapes.</summary>
    public static string Fit(string text)
    {
        for (var index = 0; index < text.Length; )
        {
            if (!System.Text.Rune.TryGetRuneAt(text, index, out var rune))
                return Visible.Text(text);
            index += rune.Utf16SequenceLength;
        }

        return text;
    }
}
