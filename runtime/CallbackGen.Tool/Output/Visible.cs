using System.Globalization;
using System.Text;

namespace CallbackGen.Tool.Output;

/// <summary>
/// Texts and bytes that somebody else wrote, made safe for a terminal: control characters, escape sequences, marks that turn the direction
/// of writing and all else that nobody sees are shown as <c>\u001b</c>, and bytes that are no UTF-8 as <c>\xff</c>.
/// </summary>
/// <remarks>A backslash stays one: what is shown is for reading, and not for being read back.</remarks>
internal static class Visible
{
    /// <summary>A text on one line.</summary>
    public static string Text(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var visible = new StringBuilder(text.Length);
        for (var index = 0; index < text.Length; )
        {
            var length = Rune.TryGetRuneAt(text, index, out var rune) ? rune.Utf16SequenceLength : 1;
            Append(visible, text.Substring(index, length));
            index += length;
        }

        return visible.ToString();
    }

    /// <summary>
    /// A text as a whole line of output: build services take a line that begins with two colons, or has <c>##[</c>, for a command
    /// of their own.
    /// </summary>
    public static string Line(string? text)
    {
        var visible = Text(text).Replace("##[", @"#\u0023[", StringComparison.Ordinal);
        var start = visible.Length - visible.TrimStart().Length;
        return visible.AsSpan(start).StartsWith("::") ? $@"{visible[..start]}\u003a{visible[(start + 1)..]}" : visible;
    }

    /// <summary>Bytes as text on one line.</summary>
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

    /// <summary>The beginning of a text, for a sentence that quotes it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxLength">How many UTF-16 units are shown.</param>
    public static string Quote(string? text, int maxLength = 60) => PrintableText.Quote(text, maxLength);

    private static void Append(StringBuilder visible, string character)
    {
        // A mark is never first here: what it would stand over was appended before it.
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
