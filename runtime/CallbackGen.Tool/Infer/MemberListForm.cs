using System.Text;
using System.Text.Json.Nodes;
using CallbackGen.Tool.Explain;
using CallbackGen.Verification;

namespace CallbackGen.Tool.Infer;

/// <summary>A part of a message with all members of an object.</summary>
/// <param name="Root">The object's pointer.</param>
/// <param name="Except">Names that are left out.</param>
/// <param name="Sort">A word of <c>sort</c>.</param>
/// <param name="Form">What is written of each, as <c>each</c> takes it; or a word of <c>format</c>.</param>
/// <param name="Nested">A word of <c>nested</c>.</param>
/// <param name="Repeated">A word of <c>repeated</c>.</param>
internal sealed record MemberListForm(string Root, string[] Except, string Sort, string Form, string Nested, string Repeated)
{
    /// <summary>The words of <c>format</c>.</summary>
    public const string BuildQuery = "http-build-query";
    public const string Serialize = "php-serialize";

    /// <summary>Whether all members have a form together, instead of each its own.</summary>
    public bool IsFormat => Form is BuildQuery or Serialize;

    /// <summary>The members that are written, in their order, with the texts that nested ones have.</summary>
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

    /// <summary>The JSON of a nested member as the form has it; no number is written otherwise by it.</summary>
    private string Rewritten(string json) =>
        JsonLayout.Rewrite(Encoding.UTF8.GetBytes(json), Nested == "sorted-json" ? JsonStyle.Sorted : JsonStyle.Compact) is { } written
            ? Encoding.UTF8.GetString(written)
            : json;

    /// <summary>The text of the part.</summary>
    public byte[] Join(IReadOnlyList<CapturedMember> members, string join) =>
        Encoding.UTF8.GetBytes(
            Form switch
            {
                BuildQuery => string.Join('&', members.Select(member => $"{Encoded(member.Name)}={Encoded(member.Text)}")),
                Serialize => $"a:{members.Count}:{{{string.Concat(members.Select(member => Sized(member.Name) + Sized(member.Text)))}}}",
                _ => string.Join(join, members.Select(Each)),
            }
        );

    /// <summary>The message as the schema writes it.</summary>
    /// <param name="join">What stands between two members.</param>
    /// <param name="omitted">What is left out.</param>
    /// <param name="before">A template before it.</param>
    /// <param name="after">A template behind it.</param>
    /// <param name="filters">Filters over all of it.</param>
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

    /// <summary>A part with templates around it, and filters over all.</summary>
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
