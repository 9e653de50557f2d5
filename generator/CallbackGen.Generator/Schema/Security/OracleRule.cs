using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Schema.Security;

/// <summary>
/// Whether an answer's code could serve as the signature of a callback: whoever may choose what is in the one would sign
/// the other. Values in a code's message are tokens at run time (token68 of RFC 9110, section 11.2).
/// </summary>
internal static class OracleRule
{
    private static readonly ByteSet Token = ByteSet.Letters | ByteSet.Digits | ByteSet.Of("-._~+/=");

    /// <summary>A callback that a code may sign, as the text that it would have; null when there is none.</summary>
    /// <param name="mac">The code.</param>
    /// <param name="owner">The feed whose answer it stands in.</param>
    /// <param name="texts">What a feed's callbacks sign that finds its keys where the owner does.</param>
    public static string? FindSigned(MacModel mac, FeedModel owner, IEnumerable<SignedText> texts)
    {
        var key = SignedText.Identity(owner, mac.Key);
        var code = TextLanguage.Sequence([.. mac.Message.Select(Of)]);
        return texts
            .Where(text => text.AcceptsCallbacks && SignedText.Algorithms(text.Scheme).Contains("hmac " + mac.Algorithm.Word())
                && SignedText.KeysOf(text.Scheme).Any(name => SignedText.Identity(text.Feed, name) == key))
            .Select(text => TextLanguage.FindCommon(code, text.Texts(TextSide.Accepted)))
            .FirstOrDefault(example => example is not null);
    }

    private static TextLanguage Of(TermModel term) => term switch
    {
        { Source.Kind: SourceKind.Const, Filters.Count: 0 } => TextLanguage.Text(term.Source.Name),
        { Source.Kind: SourceKind.Now, Filters.Count: 0 } => TextLanguage.Some(ByteSet.Digits),
        _ => TextLanguage.Some(Token),
    };
}
