using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.BarePayloadAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1001: a payload that nobody verified stands where a message should.</summary>
public sealed class BarePayloadTests
{
    [Theory]
    [InlineData("a lambda", """app.MapPost("/x", ({|CBG1001:AcmePayment|} payment) => payment.Id);""")]
    [InlineData("an attribute", """app.MapPost("/x", async ([Microsoft.AspNetCore.Mvc.FromBody] {|CBG1001:AcmePayment|} payment, CancellationToken ct) => await Task.Yield());""")]
    public Task A_route_that_takes_the_payload_is_reported(string what, string code)
    {
        Assert.NotEmpty(what);
        return Verify.VerifyAnalyzerAsync($"using Shop; var app = WebApplication.Create(); {code} app.Run();");
    }

    [Fact]
    public async Task The_message_names_the_rung_and_the_place_in_the_schema()
    {
        var reported = await Verify.VerifyAnalyzerAsync("""using Shop; var app = WebApplication.Create(); app.MapPost("/x", ({|CBG1001:AcmeNotice|} notice) => notice.Status.Text);""");
        Assert.Equal(
            "\"notice\" takes AcmeNotice as anybody may send it: nothing is verified; take Authenticated<AcmeNotice> instead (acme.notice.callback.json, line 3)",
            reported[0].GetMessage(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal("/shop/schemas/acme.notice.callback.json", reported[0].AdditionalLocations[0].GetLineSpan().Path);
    }
}
