using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Schema.Security;

/// <summary>
/// The ways in which callbacks of one feed may be accepted by another with the same key, from the least to the most severe.
/// </summary>
internal enum Confusion
{
    None,

    /// <summary>By a callback that its own feed rejects, because a value contains the text that joins values.</summary>
    ByDelimiter,

    /// <summary>By an equal record that is signed as a whole, and that does not distinguish the feeds.</summary>
    OfRecords,

    /// <summary>By a text that both messages may have.</summary>
    OfTexts,
}

/// <summary>
/// Determines whether a callback that is signed for one feed would be accepted by another with the same key. It is not when no request
/// that the other accepts has the signed text. The location of the signature is irrelevant, because an attacker can move the signature.
/// </summary>
internal static class SharedKeyRule
{
    /// <summary>Returns how two feeds may be confused, with a text that both messages may have, if there is one.</summary>
    public static (Confusion Kind, string Example) Compare(SignedText one, SignedText other)
    {
        if (!SignedText.ShareKey(one, other))
            return (Confusion.None, "");
        var there = Pass(one, other);
        var back = Pass(other, one);
        return there.Kind >= back.Kind ? there : back;
    }

    /// <summary>Returns how a callback that is signed for one feed may be accepted as the other's.</summary>
    private static (Confusion Kind, string Example) Pass(SignedText signed, SignedText accepted)
    {
        if (!accepted.AcceptsCallbacks)
            return (Confusion.None, "");
        if (signed.Scheme is not JwtVerify one || accepted.Scheme is not JwtVerify other)
            return Pass(signed, accepted, (text, side, delimited) => text.Texts(side, delimited));
        // The header states whether the payload is encoded, and is the same text in both.
        return one.Unencoded != other.Unencoded || DemandOtherHeaders(one, other)
            ? (Confusion.None, "")
            : Pass(signed, accepted, (text, side, delimited) => text.Message(side, delimited));
    }

    private static (Confusion Kind, string Example) Pass(
        SignedText signed,
        SignedText accepted,
        Func<SignedText, TextSide, bool, TextLanguage> texts
    )
    {
        var target = texts(accepted, TextSide.Accepted, true);
        var example = TextLanguage.FindCommon(texts(signed, TextSide.Signed, true), target);
        if (example is not null && !IsSameRecord(signed, accepted))
            return (Confusion.OfTexts, example);
        if (example is not null && MayBeOneRecord(signed, accepted))
            return (Confusion.OfRecords, "");
        return
            (example is null || IsDelimited(signed))
            && TextLanguage.FindCommon(texts(signed, TextSide.Signed, false), target) is { } undelimited
            ? (Confusion.ByDelimiter, undelimited)
            : (Confusion.None, "");
    }

    private static bool DemandOtherHeaders(JwtVerify one, JwtVerify other) =>
        one.Header.Any(member =>
            other.Header.Any(against =>
                member.Name == against.Name && Constant(member) is { } text && Constant(against) is { } demanded && text != demanded
            )
        );

    private static string? Constant(ClaimModel member) =>
        member.Filters.Count == 0 && member.EqualTo is { Source.Kind: SourceKind.Const, Filters.Count: 0 } term ? term.Source.Name : null;

    private static bool MayBeOneRecord(SignedText signed, SignedText accepted)
    {
        var records = RecordShape.Of(accepted, TextSide.Accepted);
        return RecordShape
            .Of(signed, TextSide.Signed)
            .Any(one => records.Any(other => one.All(left => other.All(right => RecordShape.MayMeet(left, right)))));
    }

    /// <summary>
    /// Returns whether an equal text implies an equal record for both, because both sign the record as a whole and at the same position
    /// in the text: the body, an object as JSON, or all members with their names.
    /// </summary>
    private static bool IsSameRecord(SignedText one, SignedText other)
    {
        if (one.Claims is not null || other.Claims is not null)
            return one.Claims is not null && other.Claims is not null;
        var (left, right) = (Pieces(one), Pieces(other));
        return left.Count == right.Count
            && left.Count(piece => IsRecord(piece, one)) == 1
            && left.Zip(right, (piece, against) => IsAligned(piece, one, against, other)).All(aligned => aligned);
    }

    /// <summary>Returns whether only the joining text separates the members, so that a value could contain it.</summary>
    private static bool IsDelimited(SignedText text) => text.Parts.Any(part => part is AllMembersPart { Format: null });

    /// <summary>Returns the terms of templates, and other parts unchanged.</summary>
    private static List<object> Pieces(SignedText text) =>
        [
            .. text.Parts.SelectMany(part =>
                part is TemplatePart { Filters.Count: 0 } template ? template.Items : Enumerable.Repeat<object>(part, 1)
            ),
        ];

    private static bool IsRecord(object piece, SignedText text) =>
        piece switch
        {
            TermModel term => term.Source.Kind == SourceKind.RawBody
                && term.Filters.Count == 0
                && text.Feed.Receive.Select(transport => transport.Content).Distinct().Count() == 1
                && text.Feed.Receive[0].Content is ContentKind.Json or ContentKind.Form,
            MessagePart { Filters.Count: 0 } part => part.WritesRecordLike(part)
                && part.Taken is { } taken
                && (taken.Root.Length == 0 || taken.Root == text.Payload.Pointer),
            _ => false,
        };

    private static bool IsAligned(object piece, SignedText one, object against, SignedText other) =>
        (piece, against) switch
        {
            _ when IsRecord(piece, one) != IsRecord(against, other) => false,
            (MessagePart left, MessagePart right) => IsRecord(piece, one) && left.WritesRecordLike(right),
            (TermModel left, TermModel right) when IsRecord(piece, one) => one.Feed.Receive[0].Content == other.Feed.Receive[0].Content
                && one.Feed.Receive[0].Charset == other.Feed.Receive[0].Charset
                && one.Feed.Receive[0].CharsetFrom == other.Feed.Receive[0].CharsetFrom,
            (TermModel left, TermModel right) when IsFixed(left) || IsFixed(right) => left.Source == right.Source
                && left.Filters.Equals(right.Filters),
            // The constant after a value ends it, and is the same in both.
            (TermModel left, TermModel right) => left.Before.Length > 0 && left.Before == right.Before,
            _ => false,
        };

    private static bool IsFixed(TermModel term) => term.Source.Kind is SourceKind.Key or SourceKind.Const;
}
