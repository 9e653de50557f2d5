using System.Globalization;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.JsonSchema;

namespace CallbackGen.Generator.Schema.Security;

/// <summary>The side whose texts are described.</summary>
internal enum TextSide
{
    /// <summary>The texts that the provider signs, as far as the schema describes what it sends.</summary>
    Signed,

    /// <summary>The texts of requests that the feed accepts: only checks at run time restrict them.</summary>
    Accepted,
}

/// <summary>
/// Determines the texts that a member may have on the wire, by its declared form, or a superset; this is the only implementation. Null,
/// absent and empty are equal: the empty text. A superset may cost a member its coverage; a missing text would make the result unsafe.
/// </summary>
/// <param name="map">The payload.</param>
/// <param name="side">The side whose texts are described.</param>
/// <param name="isListed">Whether every record is declared by the schema: nothing is known about an event that it does not list.</param>
/// <param name="isCounted">Whether variable lengths are represented: each character of the longest text takes a few states.</param>
internal sealed class MemberTexts(PayloadMap map, TextSide side, bool isListed = true, bool isCounted = true)
{
    private const int MostCounted = 64;
    private const string Day = "[0-9]{4}-[0-9]{2}-[0-9]{2}";

    /// <summary>RFC 3339, section 5.6: partial-time, with an optional fraction, before the zone.</summary>
    private const string TimeOfDay = @"[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?";
    private const string Zone = @"(?:[zZ]|[+\-][0-9]{2}:[0-9]{2})";

    /// <summary>
    /// The parts of a format that write letters into a date: names of months and days, AM and PM, eras, literals, and Z,
    /// for which .NET also accepts GMT.
    /// </summary>
    private static readonly string[] NameMarks = ["MMM", "ddd", "t", "g", "'", "\"", "\\", "%", "Z"];

    private static readonly TextLanguage Minus = TextLanguage.Optional(TextLanguage.Text("-"));
    private static readonly TextLanguage Exponent = PatternLanguage.Of(@"^[eE][+\-]?[0-9]+$");
    private static readonly TextLanguage Number = PatternLanguage.Of(@"^-?[0-9]+(?:\.[0-9]+)?(?:[eE][+\-]?[0-9]+)?$");
    private static readonly TextLanguage Decimal = PatternLanguage.Of(@"^-?[0-9]+(?:\.[0-9]+)?$");
    private static readonly TextLanguage DateTime = PatternLanguage.Of($"^{Day}[tT]{TimeOfDay}{Zone}$");
    private static readonly TextLanguage Date = PatternLanguage.Of($"^{Day}$");
    private static readonly TextLanguage ZeroDate = TextLanguage.Some(ByteSet.Of("0-./:TtZz +"));
    private static readonly TextLanguage Time = PatternLanguage.Of($"^{TimeOfDay}$");

    /// <summary>RFC 9562, section 4: five groups of hexadecimal digits.</summary>
    private static readonly TextLanguage Uuid = PatternLanguage.Of(
        "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"
    );

    private readonly IReadOnlyList<ObjectModel> _roots = isListed ? map.Roots : [];

    /// <summary>Returns the texts of the member at a pointer into the payload.</summary>
    public TextLanguage Of(string pointer) =>
        _roots.Count == 0 ? TextLanguage.Any : TextLanguage.Either([.. _roots.Select(root => Of(root, pointer))]);

    /// <summary>Returns whether every record has the member with a value other than null.</summary>
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

    /// <summary>Adds a date of zero digits only, which is read as null where the other notation is accepted.</summary>
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
        // A text that an open enum does not list is accepted and stored.
        var texts = side == TextSide.Accepted && !listed.Closed ? [] : map.EnumTexts(listed.TypeName).ToList();
        return texts.Count == 0
            ? listed.Integer
                ? Number
                : TextLanguage.Any
            : TextLanguage.Either([.. texts.Select(text => listed.Integer ? Equal(text) : TextLanguage.Text(text))]);
    }

    /// <summary>Returns the texts of a date in a .NET format: digits and separators, with letters where the format has names.</summary>
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
    /// Returns the texts of a format that consists of digit fields of fixed lengths, as .NET parses it: no other text has its length.
    /// Returns null for any other format.
    /// </summary>
    private static TextLanguage? Fixed(string format)
    {
        var pieces = new List<TextLanguage>();
        for (var at = 0; at < format.Length;)
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

    /// <summary>
    /// Returns the texts of a number. A provider writes it in one way; JSON allows others, such as <c>5.0</c> and <c>50e-1</c>.
    /// </summary>
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
