namespace CallbackGen.Tool.Infer;

/// <summary>
/// The text before and after a list of members in a message: empty, or keys in one of the ways in which providers mix them in.
/// </summary>
/// <param name="Before">The template before the list.</param>
/// <param name="After">The template after the list.</param>
/// <param name="BytesBefore">The bytes of <paramref name="Before"/>.</param>
/// <param name="BytesAfter">The bytes of <paramref name="After"/>.</param>
/// <param name="IsSecret">Whether the text contains a secret.</param>
internal sealed record KeyWrap(string Before, string After, byte[] BytesBefore, byte[] BytesAfter, bool IsSecret)
{
    public static readonly KeyWrap None = new("", "", [], [], IsSecret: false);

    /// <summary>Returns the wraps for members that are joined by a text.</summary>
    public static IEnumerable<KeyWrap> Of(SearchedRequest request, string join)
    {
        yield return None;
        var keys = request.Keys().ToList();
        foreach (var key in keys)
        {
            yield return Around([], [Joined(join), key]);
            yield return Around([key, Joined(join)], []);
            if (join.Length > 0)
            {
                yield return Around([], [key]);
                yield return Around([key], []);
            }

            yield return Around([key, Joined(join)], [Joined(join), key]);
            yield return Around([], [MessageToken.Constant($"{join}key="), key]);
            yield return Around([], [MessageToken.Constant($"{join}secret="), key]);
        }

        foreach (var (first, last) in keys.SelectMany(first => keys.Where(last => last != first).Select(last => (first, last))))
        {
            yield return Around([first, Joined(join)], [Joined(join), last]);
            yield return Around(
                [MessageToken.Constant($"{Pascal(first)}="), first, Joined(join)],
                [MessageToken.Constant($"{join}{Pascal(last)}="), last]
            );
        }
    }

    /// <summary>Returns the name of a key with an initial capital, as providers that sign names write it.</summary>
    private static string Pascal(MessageToken key) =>
        key.Template["{key:".Length..^1] is { Length: > 0 } name ? char.ToUpperInvariant(name[0]) + name[1..] : "";

    private static MessageToken Joined(string join) => MessageToken.Constant(join);

    private static KeyWrap Around(MessageToken[] before, MessageToken[] after) =>
        new(
            string.Concat(before.Select(token => token.Template)),
            string.Concat(after.Select(token => token.Template)),
            [.. before.SelectMany(token => token.Bytes)],
            [.. after.SelectMany(token => token.Bytes)],
            before.Concat(after).Any(token => token.IsSecret)
        );
}
