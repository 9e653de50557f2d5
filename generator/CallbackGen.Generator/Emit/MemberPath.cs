using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>Prints the C# expression that reaches a member by its JSON pointer.</summary>
internal static class MemberPath
{
    private const string Invariant = "global::System.Globalization.CultureInfo.InvariantCulture";

    /// <summary>The member's text: as on the wire for texts and enums, invariant for numbers and dates; null where it is absent.</summary>
    public static string Text(FeedModel feed, string root, string pointer)
    {
        if (feed.Events is null)
            return Text(feed, feed.TypeName, root, pointer) ?? "null";
        var arms = feed.Events.Cases
            .Select(alternative => (alternative.TypeName, Text: Text(feed, alternative.TypeName, "it", pointer)))
            .Where(arm => arm.Text is not null)
            .Select(arm => $"{arm.TypeName} it => {arm.Text}");
        return $"({root} switch {{ {string.Join(", ", arms)}, _ => null }})";
    }

    private static string? Text(FeedModel feed, string typeName, string root, string pointer)
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

        return member?.Element.Value switch
        {
            TextValue => expression,
            EnumValue { Closed: false } => $"{expression}{link}Text",
            EnumValue { Closed: true } closed => $"{closed.TypeName}Texts.Write({expression})",
            IntegerValue or NumberValue or DecimalTextValue => $"{expression}{link}ToString({Invariant})",
            BooleanValue => $"({expression} switch {{ true => \"true\", false => \"false\"{(nullable ? ", _ => null" : "")} }})",
            UuidValue => $"{expression}{link}ToString()",
            _ => $"{expression}{link}ToString(\"O\", {Invariant})",
        };
    }
}
