using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Schema.Security;

/// <summary>
/// Whether an answer's code could serve as the signature of a callback: whoever may choose what is in the one would sign
/// the other. Values in a code's message are tokens at run time (token68 of RFC 9110, section 11.2).
/// </summary>
internal static class OracleRule
{
    private static readonly ByteSet Token = ByteSet.Letters | ByteSet.Digits | ByteSet.Of("-._~+/=");
    private static readonly ByteSet Visible = ByteSet.Range('!', '~');

    /// <summary>What anybody can append to a message of which he has the digest, without what is secret in it: its padding first (FIPS 180-4, section 5.1).</summary>
    private static readonly TextLanguage Extension = TextLanguage.Optional(TextLanguage.Sequence(TextLanguage.One(ByteSet.Range(0x80, 0x80)), TextLanguage.Any));

    /// <summary>A callback that a code may sign, as the text that it would have; null when there is none.</summary>
    /// <param name="code">The code.</param>
    /// <param name="owner">The feed whose answer it stands in.</param>
    /// <param name="texts">What a feed's callbacks sign that finds its keys where the owner does.</param>
    public static string? FindSigned(CodeModel code, FeedModel owner, IEnumerable<SignedText> texts)
    {
        var keys = code.Keys.ToList();
        var algorithm = $"{(code.IsDigest ? "digest" : "hmac")} {code.Algorithm.Word()}";
        var message = TextLanguage.Sequence([.. code.Message.Select(term => Of(term, owner)), .. Extensions(code)]);
        return texts
            .Where(text => text.AcceptsCallbacks && SignedText.Algorithms(text.Scheme).Contains(algorithm)
                && SignedText.KeysOf(text.Scheme).Any(name => keys.Any(key => SignedText.MayBeOneKey(owner, key, text.Feed, name))))
            .Select(text => TextLanguage.FindCommon(message, text.Texts(TextSide.Accepted)))
            .FirstOrDefault(example => example is not null);
    }

    /// <summary>SHA-384 is cut off, so that nobody can go on from it; an HMAC is made of two hashes.</summary>
    private static IEnumerable<TextLanguage> Extensions(CodeModel code) =>
        code.IsDigest && code.Algorithm != MessageAlgorithm.Sha384 ? [Extension] : [];

    private static TextLanguage Of(TermModel term, FeedModel owner) => term.Source.Kind switch
    {
        SourceKind.Const when term.Filters.Count == 0 => TextLanguage.Text(term.Source.Name),
        SourceKind.Now when term.Filters.Count == 0 => TextLanguage.Some(ByteSet.Digits),
        SourceKind.Key => SourceTexts.OfKey(term, owner.Keys),
        SourceKind.Method or SourceKind.Path or SourceKind.Url or SourceKind.Endpoint => TextLanguage.Some(Visible),
        _ => TextLanguage.Some(Token),
    };
}
