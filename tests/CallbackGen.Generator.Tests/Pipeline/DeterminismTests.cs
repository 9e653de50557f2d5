using System.Globalization;

namespace CallbackGen.Generator.Tests.Pipeline;

public sealed class DeterminismTests
{
    /// <summary>A schema with every kind of number and date that is written to the generated text.</summary>
    private static readonly string Schema = new FeedSchema
    {
        Receive = ["POST json"],
        Properties = """
            "invoice_id": { "type": "integer", "minimum": -1234567, "maximum": 7654321, "multipleOf": 0.5 },
            "amount": { "type": "number", "exclusiveMinimum": -0.25, "maximum": 1234567.125 },
            "status": { "type": "integer", "enum": [-1, 0, 1000000] },
            "paid_at": { "type": "string", "dateFormat": "dd MMMM yyyy HH:mm:ss", "timeZone": "-03:30" },
            "items": { "type": "array", "minItems": 1, "maxItems": 1000, "items": { "type": "string", "minLength": 1, "maxLength": 1000 } }
            """,
        Verify = FeedSchema.Hmac(
            "\"{header:X-Time}.{rawBody}\"",
            """ "timestamp": { "from": "header:X-Time", "unit": "seconds", "tolerance": "PT5M" } """
        ),
        Callback = """ "retry": { "attempts": 1000, "every": "P1DT2H" }, "maxBodyBytes": 1048576 """,
    };

    [Fact]
    public void Two_runs_give_the_same_text() => Assert.Equal(Generate(Schema), Generate(Schema));

    [Theory]
    [InlineData("Turkish", ",", ".", "-")]
    [InlineData("German", ",", ".", "-")]
    [InlineData("Arabic", "٫", "٬", "؜-")]
    [InlineData("Swedish", ",", " ", "−")]
    public void The_machines_culture_changes_nothing(string name, string decimalSeparator, string groupSeparator, string negativeSign)
    {
        var expected = Generate(Schema);
        var actual = InCulture(Culture(decimalSeparator, groupSeparator, negativeSign), () => Generate(Schema));

        Assert.Equal(expected, actual);
        Assert.NotEmpty(name);
    }

    [Fact]
    public void Every_schema_file_of_the_repository_is_generated_alike_in_every_culture()
    {
        var schemas = RepositoryFiles.Schemas().Select(File.ReadAllText).ToArray();

        var expected = Generate(schemas);
        var actual = InCulture(Culture(",", ".", "−"), () => Generate(schemas));

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void The_order_of_the_files_changes_nothing()
    {
        var state = TestState.Of([
            .. Enumerable
                .Range(0, 20)
                .Select(number => new FeedSchema { Feed = $"Payment{number % 15}", Properties = $$""" "m{{number}}": true """ }.ToString()),
        ]);
        var expected = GeneratorRun.Texts(GeneratorRun.Of(state).Result);

        foreach (var seed in Enumerable.Range(1, 5))
        {
            var shuffled = new TestState();
            var files = state.AdditionalFiles.ToArray();
            new Random(seed).Shuffle(files);
            shuffled.AdditionalFiles.AddRange(files);
            Assert.Equal(expected, GeneratorRun.Texts(GeneratorRun.Of(shuffled).Result));
        }
    }

    [Fact]
    public void Lines_end_in_a_line_feed_alone() =>
        Assert.All(Generate(Schema.Replace("\n", "\r\n", StringComparison.Ordinal)).Values, text => Assert.DoesNotContain('\r', text));

    private static SortedDictionary<string, string> Generate(params string[] schemas) =>
        GeneratorRun.Texts(GeneratorRun.Of(TestState.Of(schemas)).Result);

    /// <summary>
    /// Returns a culture with another format of numbers, dates and signs, which also exists on machines without culture data.
    /// </summary>
    private static CultureInfo Culture(string decimalSeparator, string groupSeparator, string negativeSign)
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = decimalSeparator;
        culture.NumberFormat.NumberGroupSeparator = groupSeparator;
        culture.NumberFormat.NegativeSign = negativeSign;
        culture.DateTimeFormat.DateSeparator = "·";
        culture.DateTimeFormat.TimeSeparator = "h";
        culture.DateTimeFormat.MonthNames = [.. Enumerable.Range(1, 12).Select(month => $"month{month}"), ""];
        return culture;
    }

    private static T InCulture<T>(CultureInfo culture, Func<T> run)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = culture;
        try
        {
            return run();
        }
        finally
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = before;
        }
    }
}
