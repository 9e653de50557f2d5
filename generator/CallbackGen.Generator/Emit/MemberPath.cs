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
        var nullable = false;
        MemberModel? member = null;
        string? type = typeName;
        foreach (var segment in JsonPointer.Segments(pointer))
        {
            var owner = feed.Objects.FirstOrDefault(candidate => candidate.TypeName == type);
            member = owner?.Members.FirstOrDefault(candidate => candidate.JsonName == segment);
            if (member is null)
                return null;
            expression += (nullable ? "?." : ".") + member.Name;
            nullable |= member.Nullable;
            type = (member.Element.Value as ObjectValue)?.TypeName;
        }

        var access = nullable ? "?." : ".";
        return member?.Element.Value switch
        {
            TextValue => expression,
            EnumValue { Closed: false } => $"{expression}{access}Text",
            EnumValue { Closed: true } closed when nullable => $"({expression} is {{ }} known ? {closed.TypeName}Texts.Write(known) : null)",
            EnumValue { Closed: true } closed => $"{closed.TypeName}Texts.Write({expression})",
            IntegerValue or NumberValue or DecimalTextValue => $"{expression}{access}ToString({Invariant})",
            BooleanValue => nullable ? $"({expression} is {{ }} flag ? (flag ? \"true\" : \"false\") : null)" : $"({expression} ? \"true\" : \"false\")",
            UuidValue => $"{expression}{access}ToString()",
            _ => $"{expression}{access}ToString(\"O\", {Invariant})",
        };
    }
}
