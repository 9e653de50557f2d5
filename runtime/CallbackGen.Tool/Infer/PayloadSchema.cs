using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CallbackGen.Reading;

namespace CallbackGen.Tool.Infer;

/// <summary>
/// Writes the observed values as a schema of the payload. Every member has a comment on how often it was seen and why it has its
/// type.
/// </summary>
/// <param name="used">Pointers of members that the section <c>callback</c> names: they must be declared and required.</param>
internal sealed partial class PayloadSchema(IReadOnlySet<string> used)
{
    private static readonly string[] ListedNames =
    [
        "status",
        "state",
        "type",
        "event",
        "currency",
        "method",
        "channel",
        "brand",
        "mode",
        "environment",
    ];
    private static readonly string[] PersonalNames =
    [
        "email",
        "phone",
        "mobile",
        "iban",
        "cardnumber",
        "accountnumber",
        "birth",
        "password",
    ];

    /// <summary>Writes the keywords of a value into an object.</summary>
    /// <param name="schema">The object.</param>
    /// <param name="shape">The observed values.</param>
    /// <param name="name">The member's name.</param>
    /// <param name="pointer">The member's pointer.</param>
    public void Write(JsonObject schema, ValueShape shape, string name = "", string pointer = "")
    {
        var seen = shape.Count - shape.Nulls;
        if (shape.Objects == seen && seen > 0)
            WriteObject(schema, shape, pointer);
        else if (shape.Arrays == seen && seen > 0)
            WriteArray(schema, shape, name, pointer);
        else if (shape.Objects + shape.Arrays == seen && seen > 0 && shape.Items is null)
            WriteObject(schema, shape, pointer, isEmptyArray: true);
        else
            WriteScalar(schema, shape, name, pointer);
        if (shape.Nulls > 0 && schema["type"] is JsonValue type)
            schema["type"] = new JsonArray(type.GetValue<string>(), "null");
    }

    private void WriteObject(JsonObject schema, ValueShape shape, string pointer, bool isEmptyArray = false)
    {
        schema["type"] = "object";
        if (isEmptyArray)
            schema["coerce"] = true;
        if (shape.IsCut)
            schema["$comment"] = "Members beyond 500, or more than 16 levels deep, are left out here, and kept as unknown ones.";
        if (shape.Members.Count == 0)
            return;
        var required = new JsonArray();
        var properties = new JsonObject();
        foreach (var (name, member) in shape.Members)
        {
            var place = pointer + JsonPointer.Of(name);
            var property = new JsonObject();
            Write(property, member, name, place);
            var reason = property["$comment"]?.GetValue<string>();
            property["$comment"] =
                $"Seen in {member.Count} of "
                + $"{shape.Objects}{(member.Nulls > 0 ? $", null in {member.Nulls}" : "")}.{(reason is null ? "" : " " + reason)}";
            properties[name] = property;
            // One capture does not show that a member is always present; a member that is signed or named by its pointer must be.
            if (
                member.Count >= shape.Objects
                && (shape.Objects > 1 || used.Any(of => of == place || of.StartsWith(place + "/", StringComparison.Ordinal)))
            )
                required.Add(name);
        }

        if (required.Count > 0)
            schema["required"] = required;
        schema["properties"] = properties;
    }

    private void WriteArray(JsonObject schema, ValueShape shape, string name, string pointer)
    {
        schema["type"] = "array";
        if (shape.Items is not { } items)
            return;
        var item = new JsonObject();
        Write(item, items, name, $"{pointer}/*");
        schema["items"] = item;
    }

    private void WriteScalar(JsonObject schema, ValueShape shape, string name, string pointer)
    {
        var seen = shape.Count - shape.Nulls;
        if (seen == 0)
        {
            if (used.Contains(pointer))
                schema["type"] = "string";
            schema["$comment"] = "Only null was seen: the type is not known.";
        }
        else if (shape.Strings == seen)
        {
            WriteText(schema, shape, name);
        }
        else if (shape.Booleans == seen)
        {
            schema["type"] = "boolean";
        }
        else if (shape.Integers + shape.Numbers == seen)
        {
            schema["type"] = shape.Numbers > 0 || IsAmount(name) ? "number" : "integer";
        }
        else if (shape.Strings + shape.Integers + shape.Numbers == seen)
        {
            schema["type"] = "string";
            schema["coerce"] = true;
            schema["$comment"] = $"A number in {shape.Integers + shape.Numbers}, a text in {shape.Strings}.";
        }
        else
        {
            schema["$comment"] = "Values of several types were seen: it is kept as it is.";
        }
    }

    private static void WriteText(JsonObject schema, ValueShape shape, string name)
    {
        schema["type"] = "string";
        var plain = Plain(name);
        if (
            Array.Exists(PersonalNames, word => plain.Contains(word, StringComparison.Ordinal))
            || (shape.Texts.Count > 0 && shape.Texts.All(text => Email().IsMatch(text)))
        )
        {
            schema["sensitive"] = true;
            schema["$comment"] = "Looks like personal data.";
            return;
        }

        if (shape.Texts.Count == 0)
        {
            schema["$comment"] = "Only empty texts were seen.";
            return;
        }

        if (FormatOf(shape.Texts) is { } format)
        {
            schema["format"] = format;
            schema["$comment"] =
                $"All {shape.Strings - shape.EmptyTexts} texts have this format{(shape.EmptyTexts > 0 ? ", the others are empty" : "")}.";
            if (shape.EmptyTexts > 0)
            {
                schema["type"] = new JsonArray("string", "null");
                schema["coerce"] = true;
            }
        }
        else if (
            shape.EmptyTexts == 0
            && !shape.HasManyTexts
            && shape.Strings > 1
            && shape.Texts.Count * 2 <= shape.Strings
            && shape.Texts.All(text => Word().IsMatch(text))
            && Array.Exists(ListedNames, word => plain.Contains(word, StringComparison.Ordinal))
        )
        {
            schema["enum"] = MemberListForm.ArrayOf(shape.Texts.Order(StringComparer.Ordinal));
            schema["$comment"] =
                $"{shape.Strings} texts were of {shape.Texts.Count} values. The list is open: a value that is not in it "
                + "survives with its text.";
        }
    }

    private static string? FormatOf(IReadOnlyCollection<string> texts) =>
        texts.All(text => Decimal().IsMatch(text)) ? "decimal"
        : texts.All(text => Guid.TryParseExact(text, "D", out _)) ? "uuid"
        : texts.All(text => SignedTimes.Find(text) is { Unit: "iso8601" }) ? "date-time"
        : texts.All(text => Date().IsMatch(text) && DateOnly.TryParseExact(text, "yyyy-MM-dd", out _)) ? "date"
        : texts.All(text => text.StartsWith("https://", StringComparison.Ordinal)) ? "uri"
        : null;

    private static bool IsAmount(string name) => MemberRoles.AmountNames.Contains(Plain(name));

    private static string Plain(string name) => MemberRoles.Plain(name);

    [GeneratedRegex("^-?(0|[1-9][0-9]{0,17})\\.[0-9]{1,8}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Decimal();

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Date();

    [GeneratedRegex("^[^@\\s]{1,64}@[^@\\s]+\\.[^@\\s]+\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Email();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_.-]{0,39}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
