using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>Emits the C# expression of a member by its JSON pointer.</summary>
internal static class MemberPath
{
    private const string Invariant = "global::System.Globalization.CultureInfo.InvariantCulture";
    private const string CanonicalText = "global::CallbackGen.Reading.CanonicalText.Of";

    /// <summary>
    /// Returns the expression of a member's text: as on the wire for texts and enums, invariant for numbers and dates;
    /// null where the member is absent.
    /// </summary>
    public static string Text(FeedModel feed, string root, string pointer) => OfEach(feed, root, pointer, Written, unlisted: null);

    /// <summary>Returns the expression of a member's value in its canonical spelling; null where the member is absent.</summary>
    public static string Canonical(FeedModel feed, string root, string pointer) =>
        OfEach(feed, root, pointer, CanonicalOf, unlisted: $"{CanonicalText}(it.Payload, {Literals.Text(pointer)})");

    /// <summary>Returns the expression of exactly the text that was signed: a decimal keeps its digits, and the sign of a zero.</summary>
    public static string Signed(FeedModel feed, string root, string pointer) => OfEach(feed, root, pointer, SignedOf, unlisted: null);

    /// <summary>Returns whether the text and the canonical spelling of a member differ, so that it has several spellings.</summary>
    public static bool HasSpellings(FeedModel feed, string pointer) => Canonical(feed, "it", pointer) != Text(feed, "it", pointer);

    /// <summary>Returns an expression for a payload of one record, or a switch over the events that have the member.</summary>
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

            // A null member skips the rest of the chain, so that only the next access needs a null check.
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
    /// Returns the canonical spelling. Integers, booleans and identifiers have only one spelling. A local time in a zone with daylight
    /// saving keeps its clock time: as instants, two clock times could be equal.
    /// </summary>
    private static string CanonicalOf(Place place) =>
        place.Value is DateTextValue { Zone: not null } ? $"{CanonicalText}Local({place.Expression})"
        : place.Value is NumberValue or DecimalTextValue or DateTimeValue or DateTextValue or DateValue or TimeValue
            ? $"{CanonicalText}({place.Expression})"
        : Written(place);

    private static string SignedOf(Place place) =>
        place.Value is DecimalTextValue ? $"global::CallbackGen.Reading.CanonicalText.AsSigned({place.Expression})" : Written(place);

    /// <summary>A member of one record.</summary>
    /// <param name="Expression">The expression of the member.</param>
    /// <param name="Link">The operator before a member of it.</param>
    /// <param name="IsNullable">Whether the member, or an object around it, may be absent.</param>
    /// <param name="Value">The model of its value.</param>
    private sealed record Place(string Expression, string Link, bool IsNullable, ValueModel Value);
}
