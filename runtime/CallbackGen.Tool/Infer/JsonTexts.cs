using System.Buffers;
using System.Text;
using CallbackGen.Reading;
using CallbackGen.Verification;

namespace CallbackGen.Tool.Infer;

/// <summary>Writes JSON in the style of a platform, with the runtime's own writer.</summary>
internal static class JsonTexts
{
    /// <summary>The styles, by their names in a <c>json</c> part.</summary>
    public static readonly (string Writer, JsonStyle Style)[] Writers =
    [
        ("{}", JsonStyle.Compact),
        ("""{ "escapeSlash": true }""", JsonStyle.EscapeSlash),
        ("""{ "writer": "php" }""", JsonStyle.EscapeSlash | JsonStyle.EscapeUnicode | JsonStyle.NumbersOfPhp),
        ("""{ "escapeUnicode": true }""", JsonStyle.EscapeUnicode),
        ("""{ "writer": "javascript" }""", JsonStyle.NumbersOfJavascript),
        ("""{ "writer": "python" }""", JsonStyle.EscapeUnicode | JsonStyle.EscapePython | JsonStyle.Spaces | JsonStyle.NumbersOfPython),
        ("""{ "writer": "go" }""", JsonStyle.EscapeHtml | JsonStyle.EscapeLineSeparators | JsonStyle.NumbersOfJavascript),
        ("""{ "spaces": true }""", JsonStyle.Spaces),
    ];

    /// <summary>Writes the members of an object without some of them, followed by additional ones.</summary>
    /// <param name="json">The body.</param>
    /// <param name="root">The object's pointer.</param>
    /// <param name="isKept">Returns whether a member is written.</param>
    /// <param name="added">Additional members.</param>
    /// <param name="style">The style.</param>
    /// <returns>The text; null when the platform would write a number with another value.</returns>
    public static string? Write(
        ReadOnlySpan<byte> json,
        string root,
        Func<string, bool> isKept,
        IReadOnlyList<(string Name, string Text)> added,
        JsonStyle style
    )
    {
        if (!JsonIndex.TryBuild(json, out var index, out _, out _))
            return null;
        using (index)
        {
            var node = index!.FindNode(json, root);
            if (node < 0)
                return null;
            var writer = new JsonRewriter(index, json, style);
            var output = default(PooledBytes);
            output.Append("{"u8);
            var isFirst = true;
            var isExact = true;
            var members = writer.OrderMembers(node, out var count);
            for (var position = 0; position < count; position++)
            {
                if (!isKept(Encoding.UTF8.GetString(index.NameOf(json, members[position]))))
                    continue;
                JsonRewriter.WriteComma(isFirst, style, ref output);
                isExact &= writer.WriteMember(members[position], ref output);
                isFirst = false;
            }

            ArrayPool<int>.Shared.Return(members);
            foreach (var (name, text) in added)
            {
                JsonRewriter.WriteComma(isFirst, style, ref output);
                JsonRewriter.WriteName(Encoding.UTF8.GetBytes(name), style, ref output);
                JsonRewriter.WriteText(Encoding.UTF8.GetBytes(text), style, ref output);
                isFirst = false;
            }

            output.Append("}"u8);
            var whole = isExact ? Encoding.UTF8.GetString(output.Written) : null;
            output.Dispose();
            return whole;
        }
    }
}
