using System.Globalization;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.JsonSchema;

namespace CallbackGen.Generator.Schema.Security;

/// <summary>Whose texts are meant.</summary>
internal enum TextSide
{
    /// <summary>Those that the provider signs, as far as the schema says what it sends.</summary>
    Signed,

    /// <summary>Those that a request has which the feed accepts: only what is checked at run time narrows them.</summary>
    Accepted,
}

/// <summary>
/// The one place that says which texts a member has on the wire, by its declared form, or more. Null, absent and empty are
/// one: the empty text. A text too many costs a member its cover, a text too few would give it away.
/// </summary>
/// <param name="map">The payload.</param>
/// <param name="side">Whose texts.</param>
/// <param name="isListed">Whether every record is one that the schema declares: of an event that it does not list nothing is known.</param>
/// <param name="isCounted">Whether lengths are told that are not fixed: each character of the longest is a few states.</param>
internal sealed class MemberTexts(PayloadMap map, TextSide side, bool isListed = true, bool isCounted = true)
{
    private const int MostCounted = 64;
    private const string Day = "[0-9]{4}-[0-9]{2}-[0-9]{2}";

    /// <summary>RFC 3339, section 5.6: partial-time, with a fraction or without, and the zone behind it.</summary>
    private const string TimeOfDay = @"[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?";
    private const string Zone = @"(?:[zZ]|[+\-][0-9]{2}:[0-9]{2})";

    /// <summary>What brings letters into a date: names of months and days, AM and PM, eras, literals, and Z, for which .NET takes GMT too.</summary>
    private static readonly string[] NameMarks = ["MMM", "ddd", "t", "g", "'", "\"", "\\", "%", "Z"];

    private static readonly TextLanguage Minus = TextLanguage.Optional(TextLanguage.Text("-"));
    private static readonly TextLanguage Exponent = PatternLanguage.Of(@"^[eE][+\-]?[0-9]+$");
    private static readonly TextLanguage Number = PatternLanguage.Of(@"^-?[0-9]+(?:\.[0-9]+)?(?:[eE][+\-]?[0-9]+)?$");
    private static readonly TextLanguage Decimal = PatternLanguage.Of(@"^-?[0-9]+(?:\.[0-9]+)?$");
    private static readonly TextLanguage DateTime = PatternLanguage.Of($"^{Day}[tT]{TimeOfDay}{Zone}$");
    private static readonly TextLanguage Date = PatternLanguage.Of($"^{Day}$");
    private static readonly TextLanguage ZeroDate = TextLanguage.Some(ByteSet.Of("0-./:TtZz +"));
    private static readonly TextLanguage Time = PatternLanguage.Of($"^{TimeOfDay}$");

    /// <summary>RFC 9562, section 4: five groups of digits.</summary>
    private static readonly TextLanguage Uuid = PatternLanguage.Of(
        "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"
    );

    private readonly IReadOnlyList<ObjectModel> _roots = isListed ? map.Roots : [];

    /// <summary>The texts of the member that a pointer into the payload leads to.</summary>
    public TextLanguage Of(string pointer) =>
        _roots.Count == 0 ? TextLanguage.Any : TextLanguage.Either([.. _roots.Select(root => Of(root, pointer))]);

    /// <summary>Whether every record has the member, and no null in its place.</summary>
    public bool IsAlways(string pointer) => _roots.Count > 0 && _roots.All(root => !root.IsValue && map.IsSure(root, pointer));

    private TextLanguage Of(ObjectModel root, string pointer)
    {
        if (root.IsValue || map.Find(root, pointer) is not { } member)
            return TextLanguage.Any;
        var texts = Of(member.Element);
        return map.IsSure(root, pointer) ? texts : TextLanguage.Optional(texts);
    }

    private TextLanguage Of(ElementModel element) =>
        element.Value switch
        {
            TextValue text => Of(text),
            BooleanValue boolean => Of(boolean, element.Coerce),
            IntegerValue { Const: { } only } => Equal(only.ToString(CultureInfo.InvariantCulture)),
            IntegerValue or NumberValue => Number,
            DecimalTextValue => element.Coerce ? Number : Decimal,
            DateTimeValue => OrZero(DateTime, element),
            DateValue => OrZero(Date, element),
            TimeValue => Time,
            DateTextValue date => OrZero(Of(date), element),
            UuidValue => Uuid,
            EnumValue listed => Of(listed),
            _ => TextLanguage.Any,
        };

    /// <summary>A date whose digits are all zero is null where the other notation is read.</summary>
    private static TextLanguage OrZero(TextLanguage date, ElementModel element) =>
        element is { Coerce: true, Nullable: true } ? TextLanguage.Either(date, ZeroDate) : date;

    private TextLanguage Of(TextValue text)
    {
        if (text.Const is { } only)
            return TextLanguage.Text(only);
        var language = text.WrittenPattern is { } pattern ? PatternLanguage.Of(pattern) : TextLanguage.Any;
        if (text is { MinLength: 0, MaxLength: null or > MostCounted } || (!isCounted && text.MinLength != text.MaxLength))
            return language;
        var counted = TextLanguage.Repeat(
            PointTexts.All,
            Math.Min(text.MinLength, MostCounted),
            text.MaxLength > MostCounted ? null : text.MaxLength
        );
        return text.WrittenPattern is null ? counted : TextLanguage.Both(language, counted);
    }

    private static TextLanguage Of(BooleanValue boolean, bool coerce)
    {
        string[] texts =
        [
            .. boolean.Const is false ? []
            : coerce ? ["true", "1"]
            : new[] { "true" },
            .. boolean.Const is true ? []
            : coerce ? ["false", "0"]
            : new[] { "false" },
        ];
        return TextLanguage.Either([.. texts.Select(TextLanguage.Text)]);
    }

    private TextLanguage Of(EnumValue listed)
    {
        // A text that an open enum does not list is taken, and kept.
        var texts = side == TextSide.Accepted && !listed.Closed ? [] : map.EnumTexts(listed.TypeName).ToList();
        return texts.Count == 0
            ? listed.Integer
                ? Number
                : TextLanguage.Any
            : TextLanguage.Either([.. texts.Select(text => listed.Integer ? Equal(text) : TextLanguage.Text(text))]);
    }

    /// <summary>A date in a form of .NET: digits and what stands between them, with letters where the form has names.</summary>
    private static TextLanguage Of(DateTextValue date)
    {
        if (Fixed(date.Format) is { } exact)
            return exact;
        var letters =
            NameMarks.Any(mark => date.Format.IndexOf(mark, StringComparison.Ordinal) >= 0)
            || date.Format.Any(character => character > 127);
        var between = ByteSet.Of(string.Concat(date.Format.Where(character => character < 128 && "dfFghHmMsty".IndexOf(character) < 0)));
        var zone = date.Format.IndexOfAny(['z', 'K']) < 0 ? default : ByteSet.Of("+-:Z");
        return TextLanguage.Some(
            ByteSet.Digits | between | zone | (letters ? ByteSet.Letters | ByteSet.BeyondAscii | ByteSet.Of(" .") : default)
        );
    }

    /// <summary>
    /// The texts of a form of digits alone, each field of a fixed number of them, as .NET reads it: then nothing else has its length.
    /// Null of any other form.
    /// </summary>
    private static TextLanguage? Fixed(string format)
    {
        var pieces = new List<TextLanguage>();
        for (var at = 0; at < format.Length; )
        {
            var letter = format[at];
            var count = format.Skip(at).TakeWhile(other => other == letter).Count();
            if ((letter, count) is ('y', 4) or ('M' or 'd' or 'H' or 'm' or 's', 2))
                pieces.Add(TextLanguage.Repeat(TextLanguage.One(ByteSet.Digits), count, count));
            else if (letter is '-' or ':' or '/' or ' ' or '.')
                pieces.Add(TextLanguage.Text(format.Substring(at, count)));
            else
                return null;
            at += count;
        }

        return TextLanguage.Sequence([.. pieces]);
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
                TextLanguage.Sequence(
                    TextLanguage.Text(number.TrimStart('-')),
                    TextLanguage.Optional(TextLanguage.Sequence(TextLanguage.Text("."), TextLanguage.Loop(ByteSet.Of("0"))))
                ),
                TextLanguage.Sequence([zeros, .. scaled, zeros, Exponent])
            )
        );
    }
}
