using CallbackGen.Generator.Analyzers;
using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Analyzer = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.BarePayloadAnalyzer>;
using Fix = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<
    CallbackGen.Generator.Analyzers.UnverifiedReadAnalyzer,
    CallbackGen.CodeFixes.ReadMessageFix
>;

namespace CallbackGen.Analyzers.Tests.Harness;

/// <summary>A test with a wrong expectation fails, whether its id, its place or its number is wrong.</summary>
public sealed class HarnessTests
{
    private const string Served = """app.MapPost("/x", ({|CBG1001:AcmeNotice|} notice) => notice.Status.Text);""";

    private const string Read = """
        using CallbackGen;

        var app = WebApplication.Create();
        app.MapPost("/a", async (HttpRequest request, Orders orders) =>
        {
            var payment = await {|CBG1002:request.ReadFromJsonAsync<AcmePayment>()|};
            await orders.ShipAsync(payment!.Id);
        });
        app.Run();
        """;

    private const string Fixed = """
        using CallbackGen;

        var app = WebApplication.Create();
        app.MapPost("/a", async (Verified<AcmePayment> callback, HttpRequest request, Orders orders) =>
        {
            var payment = callback.Payload;
            await orders.ShipAsync(payment!.Id);
        });
        app.Run();
        """;

    [Fact]
    public Task What_is_right_passes() => Analyzer.VerifyAnalyzerAsync(Program(Served));

    [Theory]
    [InlineData("what is not marked", "{|CBG1001:AcmeNotice|}", "AcmeNotice", "expected \"0\" actual \"1\"")]
    [InlineData("another rule", "CBG1001", "CBG1002", "CBG1002")]
    [InlineData("another start", "{|CBG1001:AcmeNotice|}", "Acme{|CBG1001:Notice|}", "start at column")]
    [InlineData("another end", "{|CBG1001:AcmeNotice|}", "{|CBG1001:Acme|}Notice", "end at column")]
    [InlineData("what is not reported", "notice.Status", "{|CBG1001:notice|}.Status", "expected \"2\" actual \"1\"")]
    [InlineData("a mark twice", "{|CBG1001:AcmeNotice|}", "{|CBG1001:{|CBG1001:AcmeNotice|}|}", "expected \"2\" actual \"1\"")]
    [InlineData("code that does not compile", "Status", "Stat", "CS1061")]
    public async Task A_wrong_mark_fails(string what, string right, string wrong, string told)
    {
        Assert.NotEmpty(what);
        var code = Served.Replace(right, wrong, StringComparison.Ordinal);
        Assert.NotEqual(Served, code);

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => Analyzer.VerifyAnalyzerAsync(Program(code)));

        Assert.Contains(told, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_mark_in_a_schema_fails()
    {
        var (path, text) = HandlerFeeds.Payment;
        var test = new HandlerTest<BarePayloadAnalyzer>
        {
            Sources = [Program("""app.MapPost("/x", ({|CBG1001:AcmePayment|} payment) => payment.Id);""")],
            Schemas = [(path, text.Replace("\"Payment\"", "{|CBG1001:\"Payment\"|}", StringComparison.Ordinal))],
        };

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(test.RunAsync);

        Assert.Contains("expected \"2\" actual \"1\"", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task A_right_fix_passes() => Fix.VerifyCodeFixAsync(Read, Fixed);

    [Theory]
    [InlineData("payment!.Id", "payment.Id")]
    [InlineData("HttpRequest request, ", "")]
    public async Task Another_text_after_the_fix_fails(string right, string wrong)
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Fix.VerifyCodeFixAsync(Read, Fixed.Replace(right, wrong, StringComparison.Ordinal))
        );

        Assert.Contains("content of '/shop/File0.cs' did not match", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fix_where_none_is_expected_fails()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => Fix.VerifyNoCodeFixAsync(Read));

        Assert.Contains("content of '/shop/File0.cs' did not match", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{|CBG0003:\"typo\"|}: 1", null)]
    [InlineData("\"typo\": 1", "expected \"0\" actual \"1\"")]
    [InlineData("\"{|CBG0003:typo|}\": 1", "start at column")]
    [InlineData("{|CBG0005:\"typo\"|}: 1", "CBG0005")]
    [InlineData("{|CBG0003:\"typo\"|}: {|CBG0003:1|}", "expected \"2\" actual \"1\"")]
    public async Task A_wrong_mark_of_a_schema_rule_fails(string member, string? told)
    {
        var text = new FeedText { Callback = $", {member}" }.ToString();
        if (told is null)
        {
            await SchemaVerifier.VerifyAsync(text);
            return;
        }

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => SchemaVerifier.VerifyAsync(text));

        Assert.Contains(told, failure.Message, StringComparison.Ordinal);
    }
}
