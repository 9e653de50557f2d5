using System.Text.Json;

namespace CallbackGen.Reading;

/// <summary>
/// Checks the requirements on JSON beyond its grammar: no duplicate names in any object (RFC 8259, section 4, allows them), and no unpaired
/// surrogates.
/// </summary>
internal static class StrictJson
{
    /// <summary>Advances from a value's first token to its last, and checks all tokens between.</summary>
    /// <param name="json">The scanner, positioned on the value.</param>
    /// <param name="reason">The kind of rejection.</param>
    /// <param name="detail">A constant description of the problem; empty when there is none.</param>
    public static bool Pass(scoped ref JsonScanner json, out CallbackRejectionReason reason, out string detail)
    {
        reason = CallbackRejectionReason.Malformed;
        detail = "";
        if (json.Token is not (JsonTokenType.StartObject or JsonTokenType.StartArray) && !json.IsEscaped)
            return true;
        var names = default(NameTable);
        var unescaped = default(PooledBytes);
        try
        {
            return json.Token == JsonTokenType.String
                ? TryUnescape(json.Value, ref unescaped, out _, out detail)
                : PassMembers(ref json, ref names, ref unescaped, ref reason, out detail);
        }
        finally
        {
            names.Dispose();
            unescaped.Dispose();
        }
    }

    private static bool PassMembers(
        scoped ref JsonScanner json,
        scoped ref NameTable names,
        scoped ref PooledBytes unescaped,
        ref CallbackRejectionReason reason,
        out string detail
    )
    {
        // The number of the open object or array at each level.
        Span<int> open = stackalloc int[JsonSyntax.MaxDepth + 1];
        var (outer, count) = (json.Depth, 1);
        open[outer] = 0;
        detail = "";
        while (json.Depth >= outer)
        {
            if (!json.Read())
            {
                detail = JsonSyntax.NotJson;
                return false;
            }

            if (json.Token is JsonTokenType.EndObject or JsonTokenType.EndArray)
                continue;
            var isOpened = json.Token is JsonTokenType.StartObject or JsonTokenType.StartArray;
            if (json.IsMember)
            {
                var name = json.Name;
                if (json.IsNameEscaped && !TryUnescape(name, ref unescaped, out name, out detail))
                    return false;
                if (!names.TryAdd(name, open[isOpened ? json.Depth - 1 : json.Depth]))
                {
                    reason = CallbackRejectionReason.DuplicateMember;
                    detail = JsonSyntax.Repeats;
                    return false;
                }
            }

            if (isOpened)
                open[json.Depth] = count++;
            else if (json.IsEscaped && !TryUnescape(json.Value, ref unescaped, out _, out detail))
                return false;
        }

        return true;
    }

    private static bool TryUnescape(
        ReadOnlySpan<byte> escaped,
        scoped ref PooledBytes unescaped,
        out ReadOnlySpan<byte> text,
        out string detail
    )
    {
        unescaped.Clear();
        var isText = JsonSyntax.TryUnescape(escaped, unescaped.Reserve(escaped.Length), out var written);
        unescaped.Advance(written);
        text = unescaped.Written;
        detail = isText ? "" : JsonSyntax.LoneSurrogate;
        return isText;
    }
}
