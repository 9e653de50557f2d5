using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace CallbackGen.Generator.Tests.Properties;

/// <summary>Schema files with messages of every shape that the schema language can express, over the same few members.</summary>
internal static class MessageShapes
{
    /// <summary>The members of the payload. Some names contain the texts that separate values.</summary>
    public static readonly string[] Names = ["a", "b", "ab", "B", "n", "t", "a|b", "x=y"];

    /// <summary>A form whose bytes outside ASCII decode differently than in UTF-8.</summary>
    public const string Recoded = """{ "method": "POST", "content": "form", "charset": "windows-1252" }""";

    private static readonly string[] Constants = ["", "", "|", ".", "&", "||", "|a", "=", "a", "\n", "a=", "%7C", "\\"];

    private static readonly string[] Joins = ["", "|", "|", "&", "||", ",", "|=", "\\"];

    private static readonly string[] Writings =
    [
        "{value}",
        "{value}",
        "{name}={value}",
        "{name}{value}",
        "{name}={value}&",
        "[{name}:{value}]",
        "{name}|{value}",
        "<{value}>",
        "{value};",
    ];

    private static readonly string[] Filters =
    [
        "lower",
        "trim",
        "digits",
        "reverse",
        "base64",
        "urlencode",
        "sha256",
        "escape:|",
        "escape:&",
        "strip-prefix:a",
        "slice:0:2",
        "fixed2",
        "urldecode",
        "base64decode",
        "urlencode-dotnet",
        "upper",
        "crc32",
        "crc32-decimal",
    ];

    private static readonly Gen<string> Filtered = Gen.Frequency(
        (5, Gen.Constant("")),
        (2, Gen.Elements(Filters).Select(filter => "|" + filter)),
        (1, Gen.Two(Gen.Elements(Filters)).Select(two => $"|{two.Item1}|{two.Item2}"))
    );

    private static readonly Gen<string> Sources = Gen.Frequency(
        (8, Gen.Elements(Names).Select(name => "body:" + Pointer(name))),
        (2, Gen.Elements("body:/o/x", "body:/o/y", "payload:/a", "payload:/o/x")),
        (1, Gen.Elements("header:X-T", "query:q", "method", "path"))
    );

    private static readonly Gen<string> Templates =
        from count in Gen.Choose(1, 4)
        from sources in Gen.ListOf(Sources, count)
        from filters in Gen.ListOf(Filtered, count)
        from constants in Gen.ListOf(Gen.Elements(Constants), count + 1)
        select Text(
            string.Concat(sources.Zip(filters, constants).Select(part => $"{part.Third}{{{part.First}{part.Second}}}")) + constants[count]
        );

    private static readonly Gen<string> Rules =
        from sort in Gen.Elements("none", "name", "name-ignore-case")
        from each in Gen.Elements(Writings)
        from between in Gen.Elements(Joins)
        from omit in Gen.Elements("", "", "\"null\"", "\"null\", \"empty\"", "\"empty\"")
        from filters in Gen.Frequency((5, Gen.Constant("")), (1, Gen.Elements("base64", "lower", "reverse", "urlencode", "sha256")))
        select $$"""
            "sort": "{{sort}}", "each": {{Text(each)}}, "join": {{Text(between)}}{{(omit.Length > 0 ? $", \"omit\": [{omit}]" : "")}}{{(
                filters.Length > 0 ? $", \"filters\": [\"{filters}\"]" : ""
            )}}
            """;

    private static readonly Gen<string> Entries = Gen.Frequency(
        (6, Gen.Elements(Names).Select(Text)),
        (1, Gen.Elements("/o/x", "/o/y").Select(Text)),
        (
            1,
            from name in Gen.Elements("z", "a=b", "c")
            from source in Sources
            from filter in Filtered
            select $$"""{ "name": {{Text(name)}}, "from": {{Text(source + filter)}} }"""
        )
    );

    private static readonly Gen<string> Lists =
        from count in Gen.Choose(1, 5)
        from entries in Gen.ListOf(Entries, count)
        from rules in Rules
        from unbounded in Gen.Choose(0, 5)
        select $$"""
            {
              "members": [{{string.Join(", ", entries.Distinct())}}],
              {{rules}}{{(unbounded == 0 && entries[0][0] == '"' && entries[0][1] != '/' ? $", \"unbounded\": {entries[0]}" : "")}}
            }
            """;

    private static readonly Gen<string> All =
        from rules in Rules
        from sort in Gen.Elements("", "pair")
        from except in Gen.SubListOf("a", "b", "zz", "o", "l[0]", "m")
        from prefixes in Gen.Frequency((4, Gen.Constant("")), (1, Gen.Constant("\"a\"")))
        from nested in Gen.Elements("refuse", "json", "sorted-json", "flatten", "skip")
        from repeated in Gen.Elements("refuse", "refuse", "comma", "sorted-unique", "each")
        from root in Gen.Frequency((5, Gen.Constant("")), (1, Gen.Constant(", \"root\": \"/o\"")))
        select $$"""
            { "members": "*", {{(
                sort.Length > 0
                    ? System.Text.RegularExpressions.Regex.Replace(rules, "\"sort\": \"[^\"]*\"", $"\"sort\": \"{sort}\"")
                    : rules
            )}}, "except": {{JsonSerializer.Serialize(except)}},
              "prefixes": [{{prefixes}}], "nested": "{{nested}}", "repeated": "{{repeated}}"{{root}} }
            """;

    private static readonly Gen<string> Json =
        from sort in Gen.Elements("true", "false")
        from spaces in Gen.Elements("true", "false")
        from slash in Gen.Elements("true", "false")
        from writer in Gen.Frequency(
            (2, Gen.Constant("")),
            (1, Gen.Elements("php", "javascript", "python", "go", "gson", "dotnet").Select(name => $", \"writer\": \"{name}\""))
        )
        from rest in Gen.Elements(
            "",
            ", \"root\": \"/o\"",
            ", \"except\": [\"a\"]",
            ", \"members\": [\"a\", \"n\", \"o\"]",
            ", \"members\": [\"b\", \"ab\"]"
        )
        select $$"""{ "json": { "sort": {{sort}}, "spaces": {{spaces}}, "escapeSlash": {{slash}}{{writer}} }{{rest}} }""";

    private static readonly Gen<string> Parts = Gen.Frequency((4, Templates), (5, Lists), (3, All), (1, Json));

    private static readonly Gen<string> Groups =
        from parts in Gen.Two(Parts)
        from filter in Gen.Elements("base64", "lower", "urlencode", "reverse", "sha256")
        select $$"""{ "parts": [{{parts.Item1}}, {{parts.Item2}}], "filters": ["{{filter}}"] }""";

    private static readonly Gen<string> Messages =
        from count in Gen.Choose(1, 3)
        from parts in Gen.ListOf(Gen.Frequency((6, Parts), (1, Groups)), count)
        select $"[{string.Join(", ", parts)}]";

    /// <summary>
    /// Combinations of transports of one feed: values with the same interpretation in two of them must be signed in the same way.
    /// </summary>
    public static readonly string[][] Mixed =
    [
        ["POST json", "POST form"],
        ["POST form", "POST multipart"],
        ["GET query", "POST form"],
        ["POST json", "GET query"],
        ["POST json", "POST multipart"],
        ["GET query", "POST multipart"],
        ["POST json", "POST form", "POST multipart", "GET query"],
        [Recoded, Recoded.Replace("form", "multipart", StringComparison.Ordinal)],
    ];

    /// <summary>Gets transports and messages of feeds.</summary>
    public static Gen<(string[] Transports, string Message)> Feeds { get; } =
        from transports in Gen.Frequency(
            (4, Gen.Constant<string[]>(["POST json"])),
            (2, Gen.Constant<string[]>(["POST form"])),
            (1, Gen.Constant<string[]>(["GET query"])),
            (1, Gen.Constant<string[]>(["POST multipart"])),
            (1, Gen.Constant<string[]>([Recoded])),
            (6, Gen.Elements(Mixed))
        )
        from message in Messages
        select (transports, message);

    /// <summary>The declared forms of a text member, other than any text. Some determine where the value ends.</summary>
    private static readonly string[] DeclaredForms =
    [
        "",
        "",
        "",
        "\"pattern\": \"^[0-9]{2}$\"",
        "\"pattern\": \"^[0-9]+$\"",
        "\"pattern\": \"[0-9]{2}\"",
        "\"pattern\": \"^[0-9]+[.][0-9]{2}$\"",
        "\"pattern\": \"^(?:a|b|ab)$\"",
        "\"pattern\": \"^[ab]?[|=]$\"",
        "\"enum\": [\"a\", \"b\"], \"closed\": true",
        "\"enum\": [\"a\", \"ab\", \"1\"], \"closed\": true",
        "\"enum\": [\"a\", \"b\"]",
        "\"const\": \"a\"",
        "\"minLength\": 2, \"maxLength\": 2",
        "\"minLength\": 1",
        "\"format\": \"decimal\"",
        "\"pattern\": \"^[^a]*$\"",
        "\"pattern\": \"^.b$\"",
        "\"pattern\": \"^é$\"",
        "\"pattern\": \"^.$\"",
        "\"pattern\": \"^[0-9][|&][0-9]$\"",
        "\"pattern\": \"^a[|&=]*$\"",
        "\"dateFormat\": \"yyyy-MM-dd HH:mm:ss\", \"timeZone\": \"Z\"",
    ];

    /// <summary>Gets the declared forms of the text members, and the required ones.</summary>
    public static Gen<(string[] Forms, string[] Required)> Declarations { get; } =
        from forms in Gen.ArrayOf(Gen.Frequency((6, Gen.Constant("")), (1, Gen.Elements(DeclaredForms))), Names.Length)
        from required in Gen.Frequency(
            (3, Gen.Constant<IList<string>>([])),
            (1, Gen.SubListOf("a", "b").Select(list => (IList<string>)[.. list]))
        )
        select (forms, required.ToArray());

    /// <summary>Returns the schema file of a feed.</summary>
    private const string OfJson = """
        "o": {
          "type": ["object", "null"],
          "properties": { "x": { "type": ["string", "null"] }, "y": { "type": ["string", "null"] } }
        }
        """;

    private const string OfForms = """
        "l": { "type": ["array", "null"], "items": { "type": "string" } },
        "m": { "type": ["object", "null"], "properties": { "x": { "type": ["string", "null"] } } }
        """;

    public static string Schema(string feed, string[] transports, string message, (string[] Forms, string[] Required)? declared = null)
    {
        var isJson = Array.TrueForAll(transports, transport => transport.EndsWith("json", StringComparison.Ordinal));
        var hasJson = Array.Exists(transports, transport => transport.EndsWith("json", StringComparison.Ordinal));
        var required = declared?.Required ?? [];
        var texts = Names
            .Select((name, at) => (name, at))
            .Where(member => member.name is not ("n" or "t"))
            .Select(member => TextMember(member.name, declared?.Forms[member.at] ?? "", required.Contains(member.name)));
        return new FeedSchema
        {
            Feed = feed,
            Required = required,
            Properties = $$"""
                {{string.Join(", ", texts)}},
                "n": { "type": ["integer", "null"]{{(isJson ? "" : ", \"coerce\": true")}} },
                "t": { "type": ["boolean", "null"]{{(isJson ? "" : ", \"coerce\": true")}} },
                {{(hasJson ? OfJson : OfForms)}}
                """,
            Receive = transports,
            Verify = FeedSchema.Hmac(message),
            // In one feed of ten, a member derives the key, which covers nothing of it.
            Keys = feed.EndsWith('7')
                ? """ "secret": { "encoding": "utf8", "derive": { "hmac": "sha256", "message": "{body:/a}" } } """
                : null,
        };
    }

    private static string TextMember(string name, string form, bool isRequired) =>
        $$"""{{Text(name)}}: { "type": {{TypeOf(form, isRequired)}}{{(form.Length > 0 ? ", " + form : "")}} }""";

    private static string TypeOf(string form, bool isRequired) =>
        isRequired
        || form.StartsWith("\"const\"", StringComparison.Ordinal)
        || form.StartsWith("\"enum\"", StringComparison.Ordinal)
        || form.StartsWith("\"format\"", StringComparison.Ordinal)
            ? "\"string\""
            : "[\"string\", \"null\"]";

    private static string Pointer(string name) => "/" + name;

    private static string Text(string text) => JsonSerializer.Serialize(text, Relaxed);

    private static readonly JsonSerializerOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
