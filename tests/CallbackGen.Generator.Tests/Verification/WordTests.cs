using CallbackGen.Definitions;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema;
using CallbackGen.Generator.Schema.Callback;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>Every word of the schema language has a counterpart in the runtime: a schema that the compiler accepts compiles.</summary>
public sealed class WordTests
{
    private const string Members = """ "a": { "type": "string" }, "b": { "type": "string" } """;

    public static TheoryData<string> FilterTexts =>
        [
            .. Filters.All.Values.Select(filter =>
                filter.Name switch
                {
                    "slice" => "slice:0:4",
                    "escape" => "escape:.",
                    _ => filter.Arguments == 0 ? filter.Name : filter.Name + ":x",
                }
            ),
        ];

    public static TheoryData<string> Contents => [.. Choices.Contents];

    public static TheoryData<string> Charsets => [.. Choices.Charsets];

    public static TheoryData<string> Encodings => [.. Choices.SignatureEncodings];

    public static TheoryData<string> Formats => [.. Choices.SignatureFormats];

    public static TheoryData<string> Units => [.. Choices.TimestampUnits];

    public static TheoryData<string> HmacAlgorithms => [.. Choices.HmacAlgorithms];

    public static TheoryData<string> SignatureAlgorithms => [.. Choices.SignatureAlgorithms];

    public static TheoryData<string> KeyEncodings => [.. new WordList<KeyEncoding>(encoding => !encoding.IsPublic())];

    public static TheoryData<string> PublicKeyEncodings => [.. new WordList<KeyEncoding>(encoding => encoding.IsPublic())];

    public static TheoryData<string> Derivations => [.. Choices.KeyDerivations];

    public static TheoryData<string> Sorts => [.. Choices.Sorts];

    public static TheoryData<string> Repetitions => [.. Choices.RepeatedMembers];

    public static TheoryData<string> Nestings => [.. Choices.NestedMembers];

    public static TheoryData<string> JsonWriters => [.. Choices.JsonWriters];

    public static TheoryData<string> JsonNumbers => [.. Choices.JsonNumbers];

    public static TheoryData<string> MemberFormats => [.. Choices.MemberFormats];

    public static TheoryData<string> TokenAlgorithms => [.. Choices.JwsAlgorithms];

    [Theory]
    [MemberData(nameof(FilterTexts))]
    public void Every_filter_compiles(string filter) => Compiles(FeedSchema.Hmac($"\"{{body:/a|{filter}}}|{{body:/b}}\""));

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Every_signature_encoding_compiles(string encoding) => Compiles(FeedSchema.Hmac("\"{rawBody}\"", encoding: encoding));

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_signature_format_compiles(string format) =>
        Compiles(
            FeedSchema.Hmac("\"{rawBody}\"", signature: $"\"format\": \"{format}\"" + (format == "pairs" ? ", \"pick\": \"v1\"" : ""))
        );

    [Theory]
    [MemberData(nameof(Units))]
    public void Every_time_unit_compiles(string unit) =>
        Compiles(
            FeedSchema.Hmac(
                "\"{header:X-Time}.{rawBody}\"",
                $$""" "timestamp": { "from": "header:X-Time", "unit": "{{unit}}", "tolerance": "PT5M" } """
            )
        );

    [Theory]
    [MemberData(nameof(HmacAlgorithms))]
    public void Every_mac_compiles(string algorithm) => Compiles(WithAlgorithm(FeedSchema.Hmac("\"{rawBody}\""), algorithm));

    [Theory]
    [MemberData(nameof(HmacAlgorithms))]
    public void Every_digest_compiles(string algorithm) =>
        Compiles(
            WithAlgorithm(
                FeedSchema
                    .Hmac(
                        "\"{body:/a}|{key:secret}\"",
                        algorithm is "md5" or "sha1" ? "\"weak\": \"The provider offers nothing better.\"" : null
                    )
                    .Replace("\"scheme\": \"hmac\"", "\"scheme\": \"digest\"", StringComparison.Ordinal)
                    .Replace(", \"key\": \"secret\"", "", StringComparison.Ordinal),
                algorithm
            ),
            keys: """ "secret": { "encoding": "utf8" } """
        );

    [Theory]
    [MemberData(nameof(SignatureAlgorithms))]
    public void Every_public_key_algorithm_compiles(string algorithm) =>
        Compiles(
            WithAlgorithm(
                FeedSchema.Hmac("\"{rawBody}\"", encoding: "base64").Replace("\"hmac\"", "\"signature\"", StringComparison.Ordinal),
                algorithm
            ),
            keys: """ "secret": { "encoding": "pem" } """
        );

    [Theory]
    [MemberData(nameof(KeyEncodings))]
    public void Every_key_encoding_compiles(string encoding) =>
        Compiles(FeedSchema.Hmac("\"{rawBody}\""), $$""" "secret": { "encoding": "{{encoding}}" } """);

    [Theory]
    [MemberData(nameof(PublicKeyEncodings))]
    public void Every_public_key_encoding_compiles(string encoding) =>
        Compiles(
            WithAlgorithm(
                FeedSchema.Hmac("\"{rawBody}\"", encoding: "base64").Replace("\"hmac\"", "\"signature\"", StringComparison.Ordinal),
                encoding.StartsWith("raw", StringComparison.Ordinal) ? "ed25519" : "rsa-sha256"
            ),
            keys: $$""" "secret": { "encoding": "{{encoding}}" } """
        );

    [Theory]
    [MemberData(nameof(Derivations))]
    public void Every_key_derivation_compiles(string derivation) =>
        Compiles(FeedSchema.Hmac("\"{rawBody}\""), $$""" "secret": { "encoding": "utf8", "derive": "{{derivation}}" } """);

    [Theory]
    [MemberData(nameof(Sorts))]
    public void Every_order_of_members_compiles(string sort) =>
        Compiles(FeedSchema.Hmac($$"""[{ "members": "*", "sort": "{{sort}}", "each": "{name}={value}", "join": "&" }]"""));

    [Theory]
    [MemberData(nameof(Repetitions))]
    public void Every_way_with_repeated_members_compiles(string repeated) =>
        Compiles(
            FeedSchema.Hmac(
                $$"""[{ "members": "*", "sort": "name", "repeated": "{{repeated}}", "each": "{name}={value}", "join": "&" }]"""
            ),
            receive: "POST form"
        );

    [Theory]
    [MemberData(nameof(Nestings))]
    public void Every_way_with_nested_members_compiles(string nested) =>
        Compiles(
            FeedSchema.Hmac($$"""[{ "members": "*", "sort": "name", "nested": "{{nested}}", "each": "{name}={value}", "join": "&" }]""")
        );

    [Theory]
    [MemberData(nameof(MemberFormats))]
    public void Every_format_of_members_compiles(string format) =>
        Compiles(FeedSchema.Hmac($$"""[{ "members": "*", "sort": "name", "format": "{{format}}" }]"""));

    [Theory]
    [MemberData(nameof(JsonWriters))]
    public void Every_writer_of_json_compiles(string writer) => Compiles(FeedSchema.Hmac($$"""[{ "json": { "writer": "{{writer}}" } }]"""));

    [Theory]
    [MemberData(nameof(JsonNumbers))]
    public void Every_way_to_write_numbers_compiles(string numbers) =>
        Compiles(FeedSchema.Hmac($$"""[{ "json": { "numbers": "{{numbers}}" } }]"""));

    [Theory]
    [MemberData(nameof(Contents))]
    public void Every_body_compiles(string content) =>
        Compiles(
            FeedSchema.Hmac("\"{header:X-Id}\""),
            receive: content == "query" ? "GET query" : $"POST {content}",
            root: content == "text" ? "\"type\": \"string\"" : null
        );

    [Theory]
    [MemberData(nameof(Charsets))]
    public void Every_charset_is_one_of_the_runtime(string charset) => Assert.True(Reading.FieldCharset.TryFind(charset, out _));

    /// <summary>The media types that the compiler calls ambiguous are those between which the runtime would have to choose.</summary>
    [Theory]
    [InlineData("application/json")]
    [InlineData("application/vnd.acme+json")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/mixed")]
    [InlineData("application/xml")]
    [InlineData("text/xml")]
    [InlineData("text/plain")]
    [InlineData("text/json")]
    [InlineData("image/png")]
    public void A_media_type_brings_the_same_content_at_compile_time_and_at_run_time(string type)
    {
        foreach (var content in Enum.GetValues<ContentKind>())
            Assert.Equal(
                TransportsReader.Brings(type, content),
                new Reading.MediaType(type).Brings(Enum.Parse<CallbackContent>(content.ToString()))
            );
    }

    [Theory]
    [MemberData(nameof(TokenAlgorithms))]
    public void Every_token_algorithm_compiles(string algorithm) =>
        Compiles(
            FeedSchema
                .Jwt("header:Authorization", "\"claims\": { \"sub\": { \"equals\": \"{body:/a}\" } }")
                .Replace("HS256", algorithm, StringComparison.Ordinal),
            algorithm[0] == 'H' ? null : """ "secret": { "encoding": "pem" } """
        );

    private static string WithAlgorithm(string verify, string algorithm) =>
        verify.Replace("\"sha256\"", $"\"{algorithm}\"", StringComparison.Ordinal);

    private static void Compiles(string verify, string? keys = null, string receive = "POST json", string? root = null)
    {
        string schema = new FeedSchema
        {
            Properties = Members,
            Verify = verify,
            Keys = keys,
            Receive = [receive],
            Root = root,
        };
        Assert.DoesNotContain(
            SchemaReader.Read(schema).Problems,
            problem => problem.Rule.DefaultSeverity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error
        );

        using var project = CompiledProject.Of(schema);

        Assert.False(project.Feed.VerifyMessage(Requests.Json("{}"), CallbackKeys.Empty).IsSuccess);
    }
}
