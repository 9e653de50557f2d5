using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Schema.Security;

/// <summary>
/// Checks whether a code in a response could serve as the signature of a callback: an attacker who chooses the values in the code's
/// message would obtain a signature. Values in a code's message are tokens at run time (token68 of RFC 9110, section 11.2).
/// </summary>
internal static class OracleRule
{
    private static readonly ByteSet Token = ByteSet.Letters | ByteSet.Digits | ByteSet.Of("-._~+/=");
    private static readonly ByteSet Visible = ByteSet.Range('!', '~');

    /// <summary>
    /// The bytes that an attacker can append to a message with a known digest without knowing the secret in it (length extension): its
    /// padding, followed by any text (FIPS 180-4, section 5.1).
    /// </summary>
    private static readonly TextLanguage Extension = TextLanguage.Optional(
        TextLanguage.Sequence(TextLanguage.One(ByteSet.Range(0x80, 0x80)), TextLanguage.Any)
    );

    /// <summary>Returns the text of a callback that a code may sign; null when there is none.</summary>
    /// <param name="code">The code.</param>
    /// <param name="owner">The feed with the response.</param>
    /// <param name="texts">The signed texts of a feed that finds its keys in the same configuration as the owner.</param>
    public static string? FindSigned(CodeModel code, FeedModel owner, IEnumerable<SignedText> texts)
    {
        var keys = code.Keys.ToList();
        var signers = texts.Where(text => text.AcceptsCallbacks).ToList();
        var algorithm = $"{(code.IsDigest ? "digest" : "hmac")} {code.Algorithm.Word()}";
        var message = TextLanguage.Sequence([.. code.Message.Select(term => Of(term, owner)), .. Extensions(code)]);
        var whole = TextLanguage.Sequence([.. code.Message.Select(term => Of(term, owner))]);
        return signers
            .Where(text =>
                SignedText.Algorithms(text.Scheme).Contains(algorithm)
                && SignedText.KeysOf(text.Scheme).Any(name => keys.Any(key => SignedText.MayBeOneKey(owner, key, text.Feed, name)))
            )
            .Select(text => TextLanguage.FindCommon(message, text.Texts(TextSide.Accepted)))
            .Concat(signers.SelectMany(text => HiddenBy(code, owner, text)).Select(hidden => TextLanguage.FindCommon(whole, hidden)))
            .FirstOrDefault(example => example is not null);
    }

    /// <summary>
    /// Returns the texts whose hash or HMAC a callback's signature uses internally, and which the code would disclose: texts that
    /// are hashed within its message together with a secret, and texts that its key is derived from. An attacker with their hash or
    /// HMAC no longer needs the secret.
    /// </summary>
    private static IEnumerable<TextLanguage> HiddenBy(CodeModel code, FeedModel owner, SignedText text)
    {
        var hidden = SignedText
            .KeysOf(text.Scheme)
            .SelectMany(name =>
                code.Keys.Where(key => SignedText.AreConfiguredAlike(owner, key, text.Feed, name))
                    .SelectMany(key =>
                        DerivedOf(
                            code,
                            owner.Keys.First(declared => declared.Name == key),
                            text.Feed.Keys.First(declared => declared.Name == name)
                        )
                    )
            );
        return
            code.IsDigest
            && (text.Scheme as MessageVerify)?.MessageKeys.Any(name =>
                code.Keys.Any(key => SignedText.MayBeOneKey(owner, key, text.Feed, name))
            ) == true
            ? hidden.Concat(text.Hashed(code.Algorithm.Word()))
            : hidden;
    }

    /// <summary>Returns the texts from which a key is derived by the computation that the code discloses.</summary>
    private static IEnumerable<TextLanguage> DerivedOf(CodeModel code, KeyModel shown, KeyModel derived)
    {
        var own = shown.Made;
        var steps = derived.Made;
        if (steps.Count <= own.Count || !own.Zip(steps, (step, against) => step.MayGiveBytesOf(against)).All(same => same))
            yield break;
        var bytes = TextLanguage.Secret(SignedText.LetterOf(shown.Name));
        foreach (var step in steps.Skip(own.Count))
        {
            var constant = step.IsOfRequest ? TextLanguage.Any : TextLanguage.Text(step.Constant);
            if (step.Kind is DeriveStepKind.Before or DeriveStepKind.After)
            {
                bytes =
                    step.Kind == DeriveStepKind.Before ? TextLanguage.Sequence(constant, bytes) : TextLanguage.Sequence(bytes, constant);
                continue;
            }

            if (
                step.Kind == DeriveStepKind.HmacOfText
                && !code.IsDigest
                && step.Algorithm == code.Algorithm
                && ReferenceEquals(step, steps[own.Count])
            )
                yield return constant;
            if (step.Kind == DeriveStepKind.Hash && code.IsDigest && step.Hash!.Value.Word().Replace("-hex", "") == code.Algorithm.Word())
                yield return bytes;
            yield break;
        }
    }

    /// <summary>
    /// Returns the length extension of a code's message. SHA-384 is truncated and cannot be extended; an HMAC consists of two hashes.
    /// </summary>
    private static IEnumerable<TextLanguage> Extensions(CodeModel code) =>
        code.IsDigest && code.Algorithm != MessageAlgorithm.Sha384 ? [Extension] : [];

    private static TextLanguage Of(TermModel term, FeedModel owner) =>
        term.Source.Kind switch
        {
            SourceKind.Const when term.Filters.Count == 0 => TextLanguage.Text(term.Source.Name),
            SourceKind.Now when term.Filters.Count == 0 => TextLanguage.Some(ByteSet.Digits),
            SourceKind.Key => SourceTexts.OfKey(term, owner.Keys),
            SourceKind.Method or SourceKind.Path or SourceKind.Url or SourceKind.Endpoint => TextLanguage.Some(Visible),
            _ => TextLanguage.Some(Token),
        };
}
