using System.Globalization;
using System.Text;
using CallbackGen.Generator.Json;

namespace CallbackGen.Generator.Schema.Vocabulary;

/// <summary>Writes the values of a schema as JSON text.</summary>
internal static class JsonFormatter
{
    /// <summary>Returns the value as JSON in ASCII.</summary>
    public static string Write(JsonNode node) => Append(new StringBuilder(), node, isCanonical: false).ToString();

    /// <summary>Returns a text that two values share if and only if they are equal: numbers by value, members without order.</summary>
    public static string Canonical(JsonNode node) => Append(new StringBuilder(), node, isCanonical: true).ToString();

    /// <summary>Returns a text as a JSON string in ASCII.</summary>
    public static string Quote(string value) => AppendString(new StringBuilder(), value).ToString();

    /// <summary>Returns the JSON string without its quotes, for a text that is part of a string.</summary>
    public static string Escape(string value) => Quote(value).Substring(1, Quote(value).Length - 2);

    private static StringBuilder Append(StringBuilder text, JsonNode node, bool isCanonical)
    {
        switch (node.Kind)
        {
            case JsonKind.Object:
                text.Append('{');
                var members = isCanonical
                    ? node.Members.OrderBy(member => member.Name, StringComparer.Ordinal)
                    : node.Members.AsEnumerable();
                var separator = "";
                foreach (var member in members)
                {
                    AppendString(text.Append(separator), member.Name).Append(':');
                    Append(text, member.Value, isCanonical);
                    separator = ",";
                }

                return text.Append('}');
            case JsonKind.Array:
                text.Append('[');
                for (var index = 0; index < node.Items.Count; index++)
                    Append(index > 0 ? text.Append(',') : text, node.Items[index], isCanonical);
                return text.Append(']');
            case JsonKind.String:
                return AppendString(text, node.Text);
            case JsonKind.Number
                when isCanonical && decimal.TryParse(node.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value):
                // The division removes trailing zeros.
                return text.Append((value / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture));
            default:
                return text.Append(node.Text);
        }
    }

    private static StringBuilder AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var unit in value)
        {
            if (unit is '"' or '\\')
                text.Append('\\').Append(unit);
            else if (unit is < ' ' or > '~')
                text.Append("\\u").Append(((int)unit).ToString("x4", CultureInfo.InvariantCulture));
            else
                text.Append(unit);
        }

        return text.Append('"');
    }
}
