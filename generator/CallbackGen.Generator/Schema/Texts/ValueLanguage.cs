using System.Globalization;
using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Schema.Texts;

/// <summary>Whose texts are meant.</summary>
internal enum TextSide
{
    /// <summary>Those that the provider signs, as far as the schema says what it sends.</summary>
    Signed,

    /// <summary>Those that a request has which the feed accepts: only what is checked at run time narrows them.</summary>
    Accepted,
}

/// <summary>What the text of a member on the wire may be, by its schema. Null, absent and empty are one: the empty text.</summary>
internal sealed class ValueLanguage(FeedModel feed, TextSide side)
{
    private const int MostCounted = 64;

    /// <summary>What brings letters into a date: names of months and days, AM and PM, eras and literals.</summary>
    private static readonly string[] NameMarks = ["MMM", "ddd", "t", "g", "'", "\"", "\\", "%"];

    private static readonly TextLanguage Digits = TextLanguage.Some(ByteSet.Digits);
    private static readonly TextLanguage Minus = TextLanguage.Optional(TextLanguage.Text("-"));
    private static readonly TextLanguage Number = TextLanguage.Sequence(Minus, TextLanguage.One(ByteSet.Digits), TextLanguage.Loop(ByteSet.Digits | ByteSet.Of(".eE+-")));
    private static readonly TextLanguage Exponent = TextLanguage.Sequence(TextLanguage.One(ByteSet.Of("eE")), TextLanguage.Optional(TextLanguage.One(ByteSet.Of("+-"))), Digits);
    private static readonly TextLanguage Decimal = TextLanguage.Sequence(Minus, Digits, TextLanguage.Optional(TextLanguage.Sequence(TextLanguage.Text("."), Digits)));
    private static readonly TextLanguage Time = TextLanguage.Some(ByteSet.Digits | ByteSet.Of("-:.+TtZz "));

    /// <summary>RFC 9562, section 4: five groups of digits.</summary>
    private static readonly TextLanguage Uuid = PatternLanguage.Of(@"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\z")!;

    // An event that the schema does not list is taken too, and nothing is known of it.
    private readonly List<ObjectModel> _roots = feed.Events is not null && side == TextSide.Accepted ? [] : [.. SelectionOverlap.RootsOf(feed)];

    /// <summary>The texts of the member that a pointer into the payload leads to.</summary>
    public TextLanguage Of(string pointer) =>
        _roots.Count == 0 ? TextLanguage.Any : TextLanguage.Either([.. _roots.Select(root => Of(root, pointer))]);

    /// <summary>Whether every record has the member, and no null in its place.</summary>
    public bool IsAlways(string pointer) => _roots.Count > 0 && _roots.All(root => Find(root, pointer) is (not null, true));

    private TextLanguage Of(ObjectModel root, string pointer) => Find(root, pointer) switch
    {
        (null, _) => TextLanguage.Any,
        ({ } member, true) => Of(member.Element),
        ({ } member, false) => TextLanguage.Optional(Of(member.Element)),
    };

    private (MemberModel? Member, bool IsAlways) Find(ObjectModel root, string pointer)
    {
        MemberModel? member = null;
        ObjectModel? owner = root;
        var isAlways = true;
        foreach (var segment in JsonPointer.Segments(pointer))
        {
            member = owner is { IsValue: false } ? owner.Members.FirstOrDefault(candidate => candidate.JsonName == segment) : null;
            if (member is null)
                break;
            isAlways &= !member.Nullable;
            owner = member.Element.Value is ObjectValue value ? feed.Objects.FirstOrDefault(model => model.TypeName == value.TypeName) : null;
        }

        return (member, isAlways);
    }

    private TextLanguage Of(ElementModel element) => element.Value switch
    {
        TextValue text => Of(text),
        BooleanValue boolean => Of(boolean, element.Coerce),
        IntegerValue { Const: { } only } => Equal(only.ToString(CultureInfo.InvariantCulture)),
        IntegerValue or NumberValue => Number,
        DecimalTextValue => element.Coerce ? Number : Decimal,
        DateTimeValue or DateValue or TimeValue => Time,
        DateTextValue date => Of(date),
        UuidValue => Uuid,
        EnumValue listed => Of(listed),
        _ => TextLanguage.Any,
    };

    private static TextLanguage Of(TextValue text)
    {
        if (text.Const is { } only)
            return TextLanguage.Text(only);
        var language = text.Pattern is { } pattern && PatternLanguage.Of(pattern) is { } matched ? matched : TextLanguage.Any;
        return text is { MinLength: 0, MaxLength: null or > MostCounted }
            ? language
            : TextLanguage.Both(language, TextLanguage.Repeat(PatternLanguage.Character, Math.Min(text.MinLength, MostCounted), text.MaxLength > MostCounted ? null : text.MaxLength));
    }

    private static TextLanguage Of(BooleanValue boolean, bool coerce)
    {
        string[] texts = [.. boolean.Const is false ? [] : coerce ? ["true", "1"] : new[] { "true" }, .. boolean.Const is true ? [] : coerce ? ["false", "0"] : new[] { "false" }];
        return TextLanguage.Either([.. texts.Select(TextLanguage.Text)]);
    }

    private TextLanguage Of(EnumValue listed)
    {
        var model = feed.Enums.FirstOrDefault(candidate => candidate.TypeName == listed.TypeName);
        // A text that an open enum does not list is taken, and kept.
        if (model is null || model.Cases.Count == 0 || (side == TextSide.Accepted && !listed.Closed))
            return listed.Integer ? Number : TextLanguage.Any;
        return TextLanguage.Either([.. model.Cases.Select(known => listed.Integer ? Equal(known.Text) : TextLanguage.Text(known.Text))]);
    }

    /// <summary>A date in a form of .NET: digits and what stands between them, with letters where the form has names.</summary>
    private static TextLanguage Of(DateTextValue date)
    {
        var letters = NameMarks.Any(mark => date.Format.IndexOf(mark, StringComparison.Ordinal) >= 0);
        var between = ByteSet.Of(string.Concat(date.Format.Where(character => character < 128 && "dfFghHmMsty".IndexOf(character) < 0)));
        var zone = date.Format.IndexOfAny(['z', 'K']) < 0 ? default : ByteSet.Of("+-:Z");
        return TextLanguage.Some(ByteSet.Digits | between | zone | (letters ? ByteSet.Letters | ByteSet.BeyondAscii | ByteSet.Of(" .") : default));
    }

    /// <summary>The texts of a number. A provider writes it in one way, JSON allows more: <c>5.0</c>, <c>50e-1</c>.</summary>
    private TextLanguage Equal(string number)
    {
        if (side == TextSide.Signed)
            return TextLanguage.Text(number);
        var digits = number.Trim('-', '0');
        var zeros = TextLanguage.Loop(ByteSet.Of("0."));
        var point = TextLanguage.Optional(TextLanguage.Text("."));
        var scaled = digits.SelectMany(digit => new[] { TextLanguage.Text(digit.ToString()), point });
        return TextLanguage.Sequence(
            Minus,
            TextLanguage.Either(
                TextLanguage.Sequence(TextLanguage.Text(number.TrimStart('-')), TextLanguage.Optional(TextLanguage.Sequence(TextLanguage.Text("."), TextLanguage.Loop(ByteSet.Of("0"))))),
                TextLanguage.Sequence([zeros, .. scaled, zeros, Exponent])));
    }
}
