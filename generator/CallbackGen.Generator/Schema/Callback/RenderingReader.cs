using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>Reads the layout of members in a message: one by one, or all together in a format.</summary>
internal sealed class RenderingReader(ProblemList problems)
{
    public RenderModel Read(Keywords keywords)
    {
        var join = keywords.Text("join") ?? "";
        var omissions = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in keywords["omit"]?.Items ?? [])
        {
            if (item.Kind != JsonKind.String || !Choices.Omissions.Contains(item.Text) || !omissions.Add(item.Text))
                problems.Add(
                    SchemaRules.NotAllowedValue,
                    Places.Head(item),
                    "omit",
                    "distinct ones of " + string.Join(", ", Choices.Omissions)
                );
        }

        var render = new RenderModel(false, "", "", "", join, omissions.Contains("null"), omissions.Contains("empty"));
        return keywords["each"] is { } each ? ReadEach(each, render) : render;
    }

    private RenderModel ReadEach(JsonNode each, RenderModel render)
    {
        var text = each.Text;
        var name = text.IndexOf("{name}", StringComparison.Ordinal);
        var value = text.IndexOf("{value}", StringComparison.Ordinal);
        if (value >= 0 && name < value)
        {
            var before = text.Substring(0, name < 0 ? value : name);
            var separator = name < 0 ? "" : text.Substring(name + "{name}".Length, value - name - "{name}".Length);
            var after = text.Substring(value + "{value}".Length);
            if ((before + separator + after).IndexOfAny(['{', '}']) < 0)
                return render with { WithNames = name >= 0, Before = before, Separator = separator, After = after };
        }

        problems.Add(
            SchemaRules.NotAllowedValue,
            each.Span,
            "each",
            "\"{value}\", or \"{name}\" and \"{value}\" with texts around them, such as \"{name}={value}\""
        );
        return render;
    }

    /// <summary>Reads a format of a provider's language for all members together. The format itself delimits the members.</summary>
    public MemberFormat? ReadFormat(Keywords keywords)
    {
        if (!keywords.Has("format"))
            return null;
        var format = Choices.Read(keywords, "format", Choices.MemberFormats, problems);
        Refuse(keywords, "members with \"format\", which defines how they are written", "each", "join");
        if (format == MemberFormat.PhpSerialize)
            Refuse(keywords, "the format php-serialize, which writes each member once and as a text", "repeated", "nested");
        return format;
    }

    /// <summary>Reads the style of re-serialised JSON: that of a platform's writer, with the overrides that are stated.</summary>
    public JsonStyleModel ReadJson(Keywords options)
    {
        var writer = options.Has("writer") ? Choices.Read(options, "writer", Choices.JsonWriters, problems) : null;
        var numbers = options.Has("numbers") ? Choices.Read(options, "numbers", Choices.JsonNumbers, problems) : null;
        return new JsonStyleModel(
            options.IsTrue("sort"),
            Flag("escapeSlash", writer is JsonWriter.Php),
            Flag("escapeUnicode", writer is JsonWriter.Php or JsonWriter.Python or JsonWriter.Dotnet),
            Flag("escapeHtml", writer is JsonWriter.Go or JsonWriter.Gson or JsonWriter.Dotnet),
            EscapeLineSeparators: writer is JsonWriter.Gson,
            Flag("spaces", writer is JsonWriter.Python),
            writer switch
            {
                JsonWriter.Python => JsonEscapes.Python,
                JsonWriter.Gson => JsonEscapes.Gson,
                JsonWriter.Dotnet => JsonEscapes.Dotnet,
                _ => JsonEscapes.Standard,
            },
            numbers
                ?? writer switch
                {
                    JsonWriter.Php => JsonNumbers.Php,
                    JsonWriter.Javascript or JsonWriter.Go => JsonNumbers.Javascript,
                    JsonWriter.Python => JsonNumbers.Python,
                    _ => JsonNumbers.AsReceived,
                }
        );

        bool Flag(string name, bool byDefault) => options.Has(name) ? options.IsTrue(name) : byDefault;
    }

    /// <summary>Reports keywords that do not apply to this layout of members.</summary>
    public void Refuse(Keywords keywords, string place, params string[] names)
    {
        foreach (var name in names)
        {
            if (keywords.Member(name) is { } member)
                problems.Add(SchemaRules.DoesNotApply, member.NameSpan, name, place);
        }
    }
}
