using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>Prints the C# expression that reaches a member by its JSON pointer.</summary>
internal static class MemberPath
{
    private const string Invariant = "global::System.Globalization.CultureInfo.InvariantCulture";
    private const string CanonicalText = "global::CallbackGen.Reading.CanonicalText.Of";

    /// <summary>The member's text: as on the wire for texts and enums, invariant for numbers and dates; null where it is absent.</summary>
    public static string Text(FeedModel feed, string root, string pointer) => OfEach(feed, root, pointer, Written, unlisted: null);

    /// <summary>The member's value in its one spelling; null where it is absent.</summary>
    public static string Canonical(FeedModel feed, string root, string pointer) =>
        OfEach(feed, root, pointer, CanonicalOf, unlisted: $"{CanonicalText}(it.Payload, {Literals.Text(pointer)})");

    /// <summary>The text that was signed, to the character: a decimal keeps its digits, and its sign where it is zero.</summary>
    public static string Signed(FeedModel feed, string root, string pointer) => OfEach(feed, root, pointer, SignedOf, unlisted: null);

    /// <summary>Whether the two differ for a member, so that it has several spellings.</summary>
    public static bool HasSpellings(FeedModel feed, string pointer) => Canonical(feed, "it", pointer) != Text(feed, "it", pointer);

    /// <summary>An expression for a payload of one record, or one for each event that has the member.</summary>
    private static string OfEach(FeedModel feed, string root, string pointer, Func<Place, string> write, string? unlisted)
    {
        if (feed.Events is null)
            return Find(feed, feed.TypeName, root, pointer) is { } only ? write(only) : "null";
        var arms = feed
            .Events.Cases.Select(alternative => (alternative.TypeName, Place: Find(feed, alternative.TypeName, "it", pointer)))
            .Where(arm => arm.Place is not null)
            .Select(arm => $"{arm.TypeName} it => {write(arm.Place!)}");
        if (unlisted is not null)
            arms = arms.Append($"{feed.Events.UnknownTypeName} it => {unlisted}");
        return $"({root} switch {{ {string.Join(", ", arms)}, _ => null }})";
    }

    private static Place? Find(FeedModel feed, string typeName, string root, string pointer)
    {
        var expression = root;
        var link = ".";
        var nullable = false;
        MemberModel? member = null;
        string? type = typeName;
        foreach (var segment in JsonPointer.Segments(pointer))
        {
            var owner = feed.Objects.FirstOrDefault(candidate => candidate.TypeName == type);
            member = owner?.Members.FirstOrDefault(candidate => candidate.JsonName == segment);
            if (member is null)
                return null;
            expression += link + member.Name;

            // What follows a member that may be null is skipped with it, so that only the member itself asks.
            link = member.Nullable ? "?." : ".";
            nullable |= member.Nullable;
            type = (member.Element.Value as ObjectValue)?.TypeName;
        }

        return member is null ? null : new Place(expression, link, nullable, member.Element.Value);
    }

    private static string Written(Place place) =>
        place.Value switch
        {
            TextValue => place.Expression,
            EnumValue { Closed: false } => $"{place.Expression}{place.Link}Text",
            EnumValue { Closed: true } closed => $"{closed.TypeName}Texts.Write({place.Expression})",
            IntegerValue or NumberValue or DecimalTextValue => $"{place.Expression}{place.Link}ToString({Invariant})",
            BooleanValue =>
                $"({place.Expression} switch {{ true => \"true\", false => \"false\"{(place.IsNullable ? ", _ => null" : "")} }})",
            UuidValue => $"{place.Expression}{place.Link}ToString()",
            _ => $"{place.Expression}{place.Link}ToString(\"O\", {Invariant})",
        };

    /// <summary>
    /// Whole numbers, truth values and identifiers have one spelling anyway. A local time of a zone with daylight saving counts as it is
    /// read on a clock there: as moments, two of them may be one.
    /// </summary>
    private static string CanonicalOf(Place place) =>
        place.Value is DateTextValue { Zone: not null } ? $"{CanonicalText}Local({place.Expression})"
        : place.Value is NumberValue or DecimalTextValue or DateTimeValue or DateTextValue or DateValue or TimeValue
            ? $"{CanonicalText}({place.Expression})"
        : Written(place);

    private static string SignedOf(Place place) =>
        place.Value is DecimalTextValue ? $"global::CallbackGen.Reading.CanonicalText.AsSigned({place.Expression})" : Written(place);

    /// <summary>A member of one record.</summary>
    /// <param name="Expression">The expression that reaches it.</param>
    /// <param name="Link">What links a member of its own to it.</param>
    /// <param name="IsNullable">Whether it, or an object around it, may be absent.</param>
    /// <param name="Value">What it is.</param>
    private sealed record Place(string Expression, string Link, bool IsNullable, ValueModel Value);
}
