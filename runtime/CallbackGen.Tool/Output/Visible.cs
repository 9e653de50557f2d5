using System.Globalization;
using System.Text;

namespace CallbackGen.Tool.Output;

/// <summary>
/// Makes untrusted texts and bytes safe for a terminal: control characters, escape sequences, bidirectional marks and other
/// invisible characters are printed as <c>\u001b</c>, and bytes that are not UTF-8 as <c>\xff</c>.
/// </summary>
/// <remarks>Backslashes are not escaped: the output is for reading, and cannot be parsed back.</remarks>
internal static class Visible
{
    /// <summary>Returns a text on one line.</summary>
    public static string Text(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var visible = new StringBuilder(text.Length);
        for (var index = 0; index < text.Length;)
        {
            var length = Rune.TryGetRuneAt(text, index, out var rune) ? rune.Utf16SequenceLength : 1;
            Append(visible, text.Substring(index, length));
            index += length;
        }

        return visible.ToString();
    }

    /// <summary>
    /// Returns a text as a whole line of output: build services interpret a line that begins with two colons, or contains
    /// <c>##[</c>, as a command.
    /// </summary>
    public static string Line(string? text)
    {
        var visible = Text(text).Replace("##[", @"#\u0023[", StringComparison.Ordinal);
        var start = visible.Length - visible.TrimStart().Length;
        return visible.AsSpan(start).StartsWith("::") ? $@"{visible[..start]}\u003a{visible[(start + 1)..]}" : visible;
    }

    /// <summary>Returns bytes as text on one line.</summary>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        var visible = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            var isText = Rune.DecodeFromUtf8(bytes, out var rune, out var length) == System.Buffers.OperationStatus.Done;
            if (isText)
                Append(visible, rune.ToString());
            else
                AppendBytes(visible, bytes[..length]);
            bytes = bytes[length..];
        }

        return visible.ToString();
    }

    /// <summary>Returns the beginning of a text, for a sentence that quotes it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxLength">The largest number of UTF-16 units.</param>
    public static string Quote(string? text, int maxLength = 60) => PrintableText.Quote(text, maxLength);

    private static void Append(StringBuilder visible, string character)
    {
        // A combining mark is never first here: its base character was appended before it.
        if (character is "\\")
            visible.Append('\\');
        else
            visible.Append(visible.Length == 0 ? PrintableText.Escape(character, 12) : PrintableText.Escape("x" + character, 12).AsSpan(1));
    }

    private static void AppendBytes(StringBuilder visible, ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes)
            visible.Append(CultureInfo.InvariantCulture, $"\\x{one:x2}");
    }
}
