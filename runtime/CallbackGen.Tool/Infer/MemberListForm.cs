using System.Text;
using System.Text.Json.Nodes;
using CallbackGen.Tool.Explain;
using CallbackGen.Verification;

namespace CallbackGen.Tool.Infer;

/// <summary>A part of a message with all members of an object.</summary>
/// <param name="Root">The object's pointer.</param>
/// <param name="Except">Names that are left out.</param>
/// <param name="Sort">A word of <c>sort</c>.</param>
/// <param name="Form">The text of each member, in the form of <c>each</c>; or a word of <c>format</c>.</param>
/// <param name="Nested">A word of <c>nested</c>.</param>
/// <param name="Repeated">A word of <c>repeated</c>.</param>
internal sealed record MemberListForm(string Root, string[] Except, string Sort, string Form, string Nested, string Repeated)
{
    /// <summary>The words of <c>format</c>.</summary>
    public const string BuildQuery = "http-build-query";
    public const string Serialize = "php-serialize";

    /// <summary>Whether the members are formatted together instead of one by one.</summary>
    public bool IsFormat => Form is BuildQuery or Serialize;

    /// <summary>Returns the written members, in their order, with the texts of nested ones.</summary>
    public IReadOnlyList<CapturedMember> Select(IReadOnlyList<CapturedMember> members)
    {
        var texts = members
            .Where(member => Nested != "skip" || member.Kind != MemberKind.Composite)
            .Select(member => member.Kind == MemberKind.Composite ? member with { Text = Rewritten(member.Text) } : member);
        texts = Repeated switch
        {
            "comma" => texts
                .GroupBy(member => member.Name, StringComparer.Ordinal)
                .Select(group => group.First() with { Text = string.Join(',', group.Select(member => member.Text)) }),
            "sorted-unique" => texts
                .GroupBy(member => member.Name, StringComparer.Ordinal)
                .SelectMany(group => group.DistinctBy(member => member.Text).OrderBy(member => member.Text, StringComparer.Ordinal)),
            _ => texts,
        };
        return
        [
            .. Sort switch
            {
                "name" => texts.OrderBy(member => member.Name, StringComparer.Ordinal),
                "name-ignore-case" => texts.OrderBy(member => member.Name.ToLowerInvariant(), StringComparer.Ordinal),
                "pair" => texts.OrderBy(Each, StringComparer.Ordinal),
                _ => texts,
            },
        ];
    }

    /// <summary>Rewrites the JSON of a nested member as the form requires; numbers stay unchanged.</summary>
    private string Rewritten(string json) =>
        JsonLayout.Rewrite(Encoding.UTF8.GetBytes(json), Nested == "sorted-json" ? JsonStyle.Sorted : JsonStyle.Compact) is { } written
            ? Encoding.UTF8.GetString(written)
            : json;

    /// <summary>Returns the bytes of the part.</summary>
    public byte[] Join(IReadOnlyList<CapturedMember> members, string join) =>
        Encoding.UTF8.GetBytes(
            Form switch
            {
                BuildQuery => string.Join('&', members.Select(member => $"{Encoded(member.Name)}={Encoded(member.Text)}")),
                Serialize => $"a:{members.Count}:{{{string.Concat(members.Select(member => Sized(member.Name) + Sized(member.Text)))}}}",
                _ => string.Join(join, members.Select(Each)),
            }
        );

    /// <summary>Returns the message in the form of a schema.</summary>
    /// <param name="join">The text between two members.</param>
    /// <param name="omitted">The values that are omitted.</param>
    /// <param name="before">The template before the list.</param>
    /// <param name="after">The template after the list.</param>
    /// <param name="filters">Filters over the whole message.</param>
    public JsonNode Write(string join, string[] omitted, string before, string after, string[] filters)
    {
        var part = new JsonObject { ["members"] = "*" };
        if (Root.Length > 0)
            part["root"] = Root;
        if (Except.Length > 0)
            part["except"] = ArrayOf(Except);
        if (Sort != "none")
            part["sort"] = Sort;
        if (IsFormat)
            part["format"] = Form;
        else if (Form != "{value}")
            part["each"] = Form;
        if (join.Length > 0 && !IsFormat)
            part["join"] = join;
        if (omitted.Length > 0)
            part["omit"] = ArrayOf(omitted);
        if (Repeated != "refuse")
            part["repeated"] = Repeated;
        if (Nested != "refuse")
            part["nested"] = Nested;
        return Around(part, before, after, filters);
    }

    /// <summary>Returns a part between templates, with filters over the whole.</summary>
    public static JsonNode Around(JsonNode part, string before, string after, string[] filters)
    {
        var parts = new JsonArray();
        if (before.Length > 0)
            parts.Add(before);
        parts.Add(part);
        if (after.Length > 0)
            parts.Add(after);
        if (filters.Length == 0)
            return parts;
        return new JsonArray(new JsonObject { ["parts"] = parts, ["filters"] = ArrayOf(filters) });
    }

    public static JsonArray ArrayOf(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)text)];

    private static string Encoded(string text) => Encoding.ASCII.GetString(TextFilters.UrlEncodePhp(Encoding.UTF8.GetBytes(text)));

    private static string Sized(string text) => $"s:{Encoding.UTF8.GetByteCount(text)}:\"{text}\";";

    private string Each(CapturedMember member) =>
        Form.Replace("{name}", member.Name, StringComparison.Ordinal).Replace("{value}", member.Text, StringComparison.Ordinal);
}
