using System.Globalization;

namespace CallbackGen.Generator.Tests.Payloads;

/// <summary>Numbers, money and dates are exact, or they are rejected.</summary>
public sealed class ScalarTests : IClassFixture<ScalarTests.Project>
{
    private readonly CompiledProject _project;

    public ScalarTests(Project project) => _project = project.Compiled;

    [Theory]
    [InlineData("456.20", "456.20")]
    [InlineData("0", "0")]
    [InlineData("-0.10", "-0.10")]
    [InlineData("1.0000000000000000000000000000", "1.0000000000000000000000000000")]
    [InlineData("79228162514264337593543950335", "79228162514264337593543950335")]
    public void Money_as_text_keeps_its_scale(string text, string expected) =>
        Assert.Equal(
            expected,
            ((decimal)_project.ReadJson($$"""{ "money": "{{text}}" }""")["Money"]!).ToString(CultureInfo.InvariantCulture)
        );

    [Theory]
    [InlineData("10,00")]
    [InlineData("1.00000000000000000000000000001")]
    [InlineData("79228162514264337593543950336")]
    [InlineData("1e2")]
    [InlineData("+1")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("05")]
    [InlineData(" 5")]
    [InlineData("")]
    [InlineData("١٢")]
    [InlineData("NaN")]
    [InlineData("$5")]
    public void Money_of_another_grammar_or_more_digits_than_are_exact_is_refused(string text) =>
        _project.ReadJson($$"""{ "money": "{{text}}" }""").IsRefusedAt("/money");

    [Fact]
    public void Money_as_text_does_not_take_a_number() => _project.ReadJson("""{ "money": 456.20 }""").IsRefusedAt("/money");

    [Theory]
    [InlineData("0.10", "0.10")]
    [InlineData("1e2", "100")]
    [InlineData("1.5E-3", "0.0015")]
    [InlineData("-12.50", "-12.50")]
    [InlineData("0.0000000000000000000000000001", "0.0000000000000000000000000001")]
    public void A_number_is_a_decimal_of_its_text(string text, string expected) =>
        Assert.Equal(
            expected,
            ((decimal)_project.ReadJson($$"""{ "number": {{text}} }""")["Number"]!).ToString(CultureInfo.InvariantCulture)
        );

    [Theory]
    [InlineData("1e400")]
    [InlineData("1e-400")]
    [InlineData("0.00000000000000000000000000001")]
    [InlineData("123456789012345678901234567890")]
    [InlineData("\"1\"")]
    [InlineData("true")]
    public void A_number_that_a_decimal_cannot_hold_is_refused(string text) =>
        _project.ReadJson($$"""{ "number": {{text}} }""").IsRefusedAt("/number");

    [Theory]
    [InlineData("9223372036854775807", 9223372036854775807)]
    [InlineData("-9223372036854775808", -9223372036854775808)]
    [InlineData("1.0", 1)]
    [InlineData("1e3", 1000)]
    [InlineData("-0", 0)]
    public void An_integer_is_exact(string text, long expected) =>
        Assert.Equal(expected, _project.ReadJson($$"""{ "integer": {{text}} }""")["Integer"]);

    [Theory]
    [InlineData("9223372036854775808")]
    [InlineData("1.5")]
    [InlineData("1e30")]
    [InlineData("\"1\"")]
    public void A_number_that_is_no_integer_is_refused(string text) =>
        _project.ReadJson($$"""{ "integer": {{text}} }""").IsRefusedAt("/integer");

    [Theory]
    [InlineData("28 November 23 03:18:03 PM", "2023-11-28T15:18:03.0000000+08:00")]
    public void A_date_text_is_read_by_its_format_in_its_zone(string text, string expected) =>
        Assert.Equal(
            expected,
            ((DateTimeOffset)_project.ReadJson($$"""{ "paid_at": "{{text}}" }""")["PaidAt"]!).ToString("O", CultureInfo.InvariantCulture)
        );

    [Theory]
    [InlineData("2023-11-28T15:18:03Z")]
    [InlineData("28 November 23 03:18:03 PM ")]
    [InlineData("31 November 23 03:18:03 PM")]
    [InlineData("28 novembre 23 03:18:03 PM")]
    public void A_date_text_of_another_form_is_refused(string text) =>
        _project.ReadJson($$"""{ "paid_at": "{{text}}" }""").IsRefusedAt("/paid_at");

    [Theory]
    [InlineData("moment", "2023-03-16T04:42:03.123456Z", "2023-03-16T04:42:03.1234560+00:00")]
    [InlineData("moment", "2023-03-16t04:42:03-02:30", "2023-03-16T04:42:03.0000000-02:30")]
    [InlineData("day", "2024-02-29", "2024-02-29")]
    [InlineData("time", "23:59:59.5", "23:59:59.5000000")]
    [InlineData("id", "0B8C6C1E-3F5A-4B7C-9D2E-1A2B3C4D5E6F", "0b8c6c1e-3f5a-4b7c-9d2e-1a2b3c4d5e6f")]
    public void Dates_times_and_uuids_are_typed(string member, string text, string expected)
    {
        var value = (IFormattable)_project.ReadJson($$"""{ "{{member}}": "{{text}}" }""")[char.ToUpperInvariant(member[0]) + member[1..]]!;

        Assert.Equal(expected, value is Guid ? value.ToString() : value.ToString("O", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("moment", "2023-03-16T04:42:03")]
    [InlineData("moment", "2023-03-16")]
    [InlineData("moment", "2023-02-29T04:42:03Z")]
    [InlineData("day", "2023-02-29")]
    [InlineData("day", "2023-2-9")]
    [InlineData("time", "24:00:00")]
    [InlineData("id", "{0b8c6c1e-3f5a-4b7c-9d2e-1a2b3c4d5e6f}")]
    [InlineData("id", "0b8c6c1e3f5a4b7c9d2e1a2b3c4d5e6f")]
    public void Dates_times_and_uuids_of_another_form_are_refused(string member, string text) =>
        _project.ReadJson($$"""{ "{{member}}": "{{text}}" }""").IsRefusedAt("/" + member);

    [Theory]
    [InlineData("""{ "money": "456.20" }""")]
    [InlineData("""{ "number": 0.10 }""")]
    [InlineData("""{ "paid_at": "28 November 23 03:18:03 PM" }""")]
    [InlineData("""{ "day": "2024-02-29", "time": "23:59:59", "id": "0b8c6c1e-3f5a-4b7c-9d2e-1a2b3c4d5e6f" }""")]
    public void The_context_writes_what_was_read(string json)
    {
        var outcome = _project.ReadJson(json);

        var written = _project.WriteJson(outcome.Payload!);

        Assert.Equal(json.Replace(" ", "", StringComparison.Ordinal), written.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(outcome.Payload, _project.FromJson(written));
    }

    public sealed class Project : IDisposable
    {
        internal CompiledProject Compiled { get; } =
            CompiledProject.Of(
                new FeedSchema
                {
                    Properties = """
                    "money": { "type": "string", "format": "decimal" },
                    "number": { "type": "number" },
                    "integer": { "type": "integer" },
                    "paid_at": { "type": "string", "dateFormat": "dd MMMM yy hh:mm:ss tt", "timeZone": "+08:00" },
                    "moment": { "type": "string", "format": "date-time" },
                    "day": { "type": "string", "format": "date" },
                    "time": { "type": "string", "format": "time" },
                    "id": { "type": "string", "format": "uuid" }
                    """,
                }
            );

        public void Dispose() => Compiled.Dispose();
    }
}
