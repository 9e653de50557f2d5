namespace CallbackGen.Tool.Infer;

/// <summary>
/// What stands before and behind a list of members in a message: nothing, or keys in one of the ways in which providers mix them
/// in.
/// </summary>
/// <param name="Before">The template before.</param>
/// <param name="After">The template behind.</param>
/// <param name="BytesBefore">What the first is.</param>
/// <param name="BytesAfter">What the last is.</param>
/// <param name="IsSecret">Whether a secret is in it.</param>
internal sealed record KeyWrap(string Before, string After, byte[] BytesBefore, byte[] BytesAfter, bool IsSecret)
{
    public static readonly KeyWrap None = new("", "", [], [], IsSecret: false);

    /// <summary>The wraps for members that are joined by a text.</summary>
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

    /// <summary>The name of a key with a capital, as providers that sign names write it.</summary>
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
