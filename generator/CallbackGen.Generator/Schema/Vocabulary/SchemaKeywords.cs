using CallbackGen.Generator.Json;

namespace CallbackGen.Generator.Schema.Vocabulary;

/// <summary>Every keyword of the schema language, in one list.</summary>
internal static class SchemaKeywords
{
    private const JsonKind Text = JsonKind.String;
    private const JsonKind List = JsonKind.Array;
    private const JsonKind Map = JsonKind.Object;
    private const JsonKind Flag = JsonKind.Boolean;
    private const JsonKind Number = JsonKind.Number;
    private const JsonKind AnyKind = Text | List | Map | Flag | Number | JsonKind.Null;

    private const JsonKind Schema = Map | Flag;

    // Keywords of JSON Schema, which every schema may have.
    private static readonly Keyword[] JsonSchema =
    [
        new("$id", Text),
        new("$anchor", Text),
        new("$ref", Text),
        new("$defs", Map),
        new("$comment", Text),
        new("title", Text),
        new("description", Text),
        new("deprecated", Flag),
        new("examples", List),
        new("default", AnyKind),
        new("type", Text | List),
        new("enum", List),
        new("const", AnyKind),
        new("format", Text),
        new("pattern", Text),
        new("minLength", Number),
        new("maxLength", Number),
        new("minimum", Number),
        new("maximum", Number),
        new("exclusiveMinimum", Number),
        new("exclusiveMaximum", Number),
        new("multipleOf", Number),
        new("properties", Map),
        new("required", List),
        new("additionalProperties", Schema),
        new("patternProperties", Map),
        new("propertyNames", Schema),
        new("minProperties", Number),
        new("maxProperties", Number),
        new("dependentRequired", Map),
        new("dependentSchemas", Map),
        new("unevaluatedProperties", Schema),
        new("items", Schema),
        new("prefixItems", List),
        new("contains", Schema),
        new("minContains", Number),
        new("maxContains", Number),
        new("minItems", Number),
        new("maxItems", Number),
        new("uniqueItems", Flag),
        new("unevaluatedItems", Schema),
        new("allOf", List),
        new("anyOf", List),
        new("oneOf", List),
        new("not", Schema),
        new("if", Schema),
        new("then", Schema),
        new("else", Schema),
    ];

    public static KeywordSet Payload { get; } =
        new(
            "a payload schema",
            [
                .. JsonSchema,
                new("names", List),
                new("closed", Flag),
                new("coerce", Flag),
                new("sensitive", Flag),
                new("dateFormat", Text),
                new("timeZone", Text),
                new("csharpName", Text),
            ]
        );

    public static KeywordSet Root { get; } =
        new("a callback schema", [.. JsonSchema, new("$schema", Text), new("callback", Map, Required: true)]);

    public static KeywordSet Callback { get; } =
        new(
            "\"callback\"",
            new("provider", Text, Required: true),
            new("feed", Text, Required: true),
            new("source", Text),
            new("evidence", Text),
            new("receive", List, Required: true),
            new("keys", Map),
            new("verify", Map, Required: true),
            new("payload", Text),
            new("decrypt", Map),
            new("select", Map),
            new("discriminator", Map),
            new("challenge", Map),
            new("acknowledge", Map),
            new("retry", Map),
            new("unreadable", Text),
            new("event", Text),
            new("idempotencyKey", List | Map),
            new("confirmedKey", List),
            new("roles", Map),
            new("maxBodyBytes", Number),
            new("tests", List)
        );

    public static KeywordSet Discriminator { get; } =
        new("\"discriminator\"", new("from", Text, Required: true), new("mapping", Map, Required: true));

    public static KeywordSet Transport { get; } =
        new(
            "an entry of \"receive\"",
            new("method", Text, Required: true),
            new("content", Text, Required: true),
            new("types", List),
            new("charset", Text),
            new("description", Text)
        );

    public static KeywordSet Key { get; } =
        new(
            "a key",
            new("encoding", Text, Required: true),
            new("prefix", Text),
            new("derive", Text | Map | List),
            new("secret", Flag),
            new("optional", Flag),
            new("description", Text),
            new("fetch", Map),
            new("lookup", Text)
        );

    public static KeywordSet Derivation { get; } =
        new(
            "a step of \"derive\"",
            new("hmac", Text),
            new("key", Text),
            new("message", Text),
            new("cipher", Text),
            new("value", Text),
            new("padding", Text),
            new("before", Text),
            new("after", Text)
        );

    public static KeywordSet KeyFetch { get; } =
        new("\"fetch\"", new("url", Text), new("from", Text), new("hosts", List), new("path", Text));

    public static KeywordSet Decrypt { get; } =
        new(
            "\"decrypt\"",
            new("algorithm", Text, Required: true),
            new("key", Text, Required: true),
            new("ciphertext", Text, Required: true),
            new("nonce", Text, Required: true),
            new("tag", Text),
            new("associatedData", Text)
        );

    private static readonly Keyword[] SchemeKeywords = [new("scheme", Text, Required: true), new("payload", Text)];

    private static readonly Keyword[] MessageKeywords =
    [
        .. SchemeKeywords,
        new("algorithm", Text, Required: true),
        new("signature", Map, Required: true),
        new("message", Text | List, Required: true),
        new("timestamp", Map),
        new("also", List),
        new("undelimited", Text),
        new("weak", Text),
        new("sharedKey", Text),
    ];

    public static KeywordSet Hmac { get; } =
        new("\"verify\" with the scheme hmac", [.. MessageKeywords, new("key", Text | Map, Required: true)]);

    public static KeywordSet Digest { get; } = new("\"verify\" with the scheme digest", MessageKeywords);

    public static KeywordSet PublicKeySignature { get; } =
        new("\"verify\" with the scheme signature", [.. MessageKeywords, new("key", Text | Map, Required: true)]);

    public static KeywordSet Jwt { get; } =
        new(
            "\"verify\" with the scheme jwt",
            [
                .. SchemeKeywords,
                new("from", Text, Required: true),
                new("prefix", Text),
                new("algorithms", List, Required: true),
                new("key", Text | Map, Required: true),
                new("claims", Map),
                new("joseHeader", Map),
                new("message", Text | List),
                new("unencoded", Flag),
                new("undelimited", Text),
                new("sharedKey", Text),
                new("weak", Text),
            ]
        );

    public static KeywordSet Token { get; } =
        new(
            "\"verify\" with the scheme token",
            [.. SchemeKeywords, new("from", Text, Required: true), new("prefix", Text), new("key", Text | Map, Required: true)]
        );

    public static KeywordSet AnyOf { get; } =
        new("\"verify\" with the scheme anyOf", new("scheme", Text, Required: true), new("schemes", List, Required: true));

    public static KeywordSet None { get; } =
        new("\"verify\" with the scheme none", new("scheme", Text, Required: true), new("reason", Text, Required: true));

    public static KeywordSet KeySelection { get; } =
        new("a key that is selected", new("select", Text, Required: true), new("from", Map, Required: true));

    public static KeywordSet Equality { get; } =
        new("an entry of \"also\"", new("value", Text, Required: true), new("equals", Text, Required: true));

    public static KeywordSet Signature { get; } =
        new(
            "\"signature\"",
            new("from", Text, Required: true),
            new("encoding", Text, Required: true),
            new("format", Text),
            new("separator", Text),
            new("pick", Text),
            new("prefix", Text)
        );

    public static KeywordSet Timestamp { get; } =
        new(
            "\"timestamp\"",
            new("from", Text, Required: true),
            new("unit", Text),
            new("dateFormat", Text),
            new("timeZone", Text),
            new("tolerance", Text, Required: true)
        );

    public static KeywordSet Members { get; } =
        new(
            "a message part with \"members\"",
            new("members", List | Text, Required: true),
            new("root", Text),
            new("except", List),
            new("prefixes", List),
            new("sort", Text),
            new("each", Text),
            new("join", Text),
            new("omit", List),
            new("repeated", Text),
            new("nested", Text),
            new("format", Text),
            new("add", List),
            new("unbounded", Text),
            new("filters", List)
        );

    public static KeywordSet JsonMessage { get; } =
        new(
            "a message part with \"json\"",
            new("json", Map, Required: true),
            new("root", Text),
            new("members", List),
            new("except", List),
            new("add", List),
            new("filters", List)
        );

    public static KeywordSet JsonOptions { get; } =
        new(
            "\"json\"",
            new("writer", Text),
            new("sort", Flag),
            new("escapeSlash", Flag),
            new("escapeUnicode", Flag),
            new("escapeHtml", Flag),
            new("spaces", Flag),
            new("numbers", Text)
        );

    public static KeywordSet Group { get; } =
        new("a message part with \"parts\"", new("parts", List, Required: true), new("filters", List, Required: true));

    public static KeywordSet MemberEntry { get; } =
        new("an entry of \"members\"", new("name", Text, Required: true), new("from", Text, Required: true));

    public static KeywordSet Added { get; } =
        new("an entry of \"add\"", new("name", Text, Required: true), new("from", Text, Required: true));

    public static KeywordSet Claim { get; } =
        new("a claim", new("required", Flag), new("maxAge", Text), new("equals", Text), new("filters", List));

    public static KeywordSet HeaderMember { get; } =
        new("an entry of \"joseHeader\"", new("required", Flag), new("equals", Text), new("filters", List));

    public static KeywordSet Acknowledge { get; } =
        new(
            "\"acknowledge\"",
            new("status", Number),
            new("headers", Map),
            new("content", Text),
            new("body", Text | Map),
            new("macs", Map),
            new("digests", Map)
        );

    public static KeywordSet Respond { get; } =
        new(
            "\"respond\"",
            new("status", Number),
            new("headers", Map),
            new("content", Text),
            new("body", Text | Map),
            new("macs", Map),
            new("digests", Map)
        );

    public static KeywordSet Mac { get; } =
        new(
            "an entry of \"macs\"",
            new("algorithm", Text, Required: true),
            new("key", Text, Required: true),
            new("message", Text, Required: true),
            new("encoding", Text, Required: true),
            new("oracle", Text)
        );

    public static KeywordSet AnswerDigest { get; } =
        new(
            "an entry of \"digests\"",
            new("algorithm", Text, Required: true),
            new("message", Text, Required: true),
            new("encoding", Text, Required: true),
            new("oracle", Text)
        );

    public static KeywordSet Challenge { get; } =
        new(
            "\"challenge\"",
            new("when", Map),
            new("receive", List),
            new("verify", Map | Text, Required: true),
            new("respond", Map, Required: true)
        );

    /// <summary>No keywords: conditions only.</summary>
    public static KeywordSet When { get; } = new("\"when\"", Array.Empty<Keyword>());

    /// <summary>Keywords next to the conditions, whose names are sources.</summary>
    public static KeywordSet Select { get; } = new("\"select\"", new Keyword("unsigned", Text));

    public static KeywordSet Retry { get; } = new("\"retry\"", new("attempts", Number), new("every", Text), new("total", Text));

    public static KeywordSet IdempotencyKey { get; } =
        new("\"idempotencyKey\"", new("eventId", Text), new("members", List), new("none", Text), new("source", Text));

    public static KeywordSet Roles { get; } =
        new("\"roles\"", new("reference", Text), new("status", Text), new("amount", Text), new("currency", Text));

    public static KeywordSet Test { get; } =
        new(
            "a test",
            new("name", Text, Required: true),
            new("source", Text),
            new("request", Map, Required: true),
            new("keys", Map),
            new("now", Text | Number),
            new("expect", Text, Required: true),
            new("reason", Text),
            new("answer", Map),
            new("tamper", List)
        );

    public static KeywordSet TestRequest { get; } =
        new(
            "a test's request",
            new("method", Text, Required: true),
            new("url", Text),
            new("query", Text),
            new("headers", Map),
            new("body", Text)
        );

    public static KeywordSet TestAnswer { get; } =
        new("a test's answer", new("status", Number), new("headers", Map), new("content", Text), new("body", Text | Map));

    /// <summary>Keywords of other languages without a meaning here, each with advice.</summary>
    public static IReadOnlyDictionary<string, string> Unsupported { get; } = BuildUnsupported();

    private static Dictionary<string, string> BuildUnsupported()
    {
        const string JsonSchema = "this compiler does not enforce it, so remove it rather than rely on it";
        var keywords = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["$schema"] = "it belongs at the root of the file only",
            ["definitions"] = "definitions belong under \"$defs\"",
            ["dependencies"] = "write \"dependentRequired\" or \"dependentSchemas\"",
            ["decrypt"] = "it belongs next to \"verify\"",
            ["additionalItems"] = "write \"prefixItems\" and \"items\"",
        };
        foreach (
            var name in new[]
            {
                "$dynamicAnchor",
                "$dynamicRef",
                "$vocabulary",
                "readOnly",
                "writeOnly",
                "contentEncoding",
                "contentMediaType",
                "contentSchema",
            }
        )
            keywords.Add(name, JsonSchema);
        return keywords;
    }
}
