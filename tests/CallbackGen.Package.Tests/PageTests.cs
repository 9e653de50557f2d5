using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace CallbackGen.Package.Tests;

/// <summary>The commands of the documentation's pages, run unchanged and in order.</summary>
[Collection(SharedConsumers.Name)]
public sealed class PageTests(Consumers consumers)
{
    private const string ProvidersKey = "the provider's key";

    /// <summary>The log line that the page shows.</summary>
    private static readonly string WhyRefused = Regex
        .Match(File.ReadAllText(Path.Combine(Packages.Repository, Readings.FiveMinutes)), "Your log says why:\\s+`([^`]+)`")
        .Groups[1]
        .Value;

    /// <summary>The refund's endpoint is inserted before the line that runs the program.</summary>
    private const string ServeRefunds = """
        app.MapCallback<AcmeRefund>("/callbacks/acme/refund", (Verified<AcmeRefund> refund) => Task.CompletedTask);

        app.Run();
        """;

    [BashFact]
    public async Task Five_minutes_lead_to_a_new_program_that_takes_a_callback_and_refuses_a_forged_one()
    {
        var printed = await consumers.Readings.NewProgram;

        AssertTakenAndRefused(printed);
        Assert.Contains("\"o-1\" is paid: 12.50 \"EUR\"", printed, StringComparison.Ordinal);
    }

    [BashFact]
    public async Task Five_minutes_lead_to_the_same_in_a_program_that_was_there_before()
    {
        var shop = await consumers.Readings.Shop;

        AssertTakenAndRefused(shop.Printed);
        Assert.Contains("o-1 is paid", shop.Printed, StringComparison.Ordinal);
    }

    /// <summary>A payment that a restarted program handles once, and one that an operator replays.</summary>
    [BashFact]
    public async Task Five_minutes_of_the_inbox_lead_to_a_program_that_loses_nothing_and_does_nothing_twice()
    {
        var printed = await consumers.Readings.StoredFirst;

        Assert.Matches(@"HTTP/1\.1 200 OK[\s\S]*HTTP/1\.1 200 OK[\s\S]*HTTP/1\.1 401 Unauthorized[\s\S]*HTTP/1\.1 200 OK", printed);
        Assert.Contains(WhyRefused, printed, StringComparison.Ordinal);
        Assert.InRange(Regex.Count(printed, "\"o-1\" is paid"), 0, 1); // it may be killed between the commit and that line
        Assert.Single(Regex.Matches(printed, "\"o-2\" is paid"));
        Assert.Matches("failed at attempt 2, the last one", printed);
    }

    /// <summary>With a second feed of the same provider, which must not break the page's tests.</summary>
    [BashFact]
    public async Task The_page_about_tests_leads_to_tests_that_pass()
    {
        var shop = await consumers.Readings.Shop;
        var printed = shop.Reader.Type([
            Command(
                """
                dotnet new install CallbackGen.Templates
                dotnet new callback-schema --output Shop --provider Acme --feed Refund
                """
            ),
            new("", "csharp", shop.Program.Replace("app.Run();", ServeRefunds, StringComparison.Ordinal), "Shop/Program.cs"),
            .. Page.Read("runtime/docs/testing.md"),
        ]);

        // The template's own test, three of the page, and the schema's request with a tampered copy for each of its at least four members.
        Assert.Matches("Passed! +- Failed: +0, Passed: +(9|[1-9][0-9])", printed);
    }

    [BashFact]
    public async Task The_page_about_keys_leads_to_a_program_that_has_them()
    {
        var shop = await consumers.Readings.Shop;
        Packages.CopyFolder(
            Path.Combine(AppContext.BaseDirectory, "Consumers", "Tokens", "schemas"),
            shop.Reader.PathOf("Keys", "schemas")
        );
        File.Copy(
            shop.Reader.PathOf("Shop", "schemas", "acme.payment.callback.json"),
            shop.Reader.PathOf("Keys", "schemas", "acme.payment.callback.json")
        );
        File.WriteAllText(shop.Reader.PathOf("Keys", "Shop.csproj"), shop.Project);
        WriteKeyOfBank(shop.Reader.PathOf("Keys"));

        var printed = shop.Reader.Type(
            [
                new(
                    "",
                    "csharp",
                    """
                    using CallbackGen;
                    using Shop;

                    var builder = WebApplication.CreateBuilder(args);
                    builder.Services.AddCallbacks();
                    var app = builder.Build();
                    app.MapPost("/acme", (Verified<AcmePayment> payment) => payment.Payload.Id);
                    app.MapPost("/globex", (Verified<GlobexTransfer> transfer) => transfer.Payload.Id);
                    app.Run();
                    """,
                    "Program.cs"
                ),
                .. Page.Read("runtime/docs/keys.md"),
            ],
            folder: "Keys",
            after: $$"""
            dotnet user-secrets list
            dotnet run --urls http://localhost:5080
            body='{"id":"o-1","status":"paid","amount":"12.50","currency":"EUR"}'
            mac=$(printf %s "$body" | openssl dgst -sha256 -hmac "{{ProvidersKey}}" -hex | sed 's/.* //')
            curl -i http://localhost:5080/acme -H 'Content-Type: application/json' -H "X-Signature: $mac" -d "$body"
            curl -i http://localhost:5080/acme -H 'Content-Type: application/json' -H "X-Signature: $mac" -d "${body/12.50/99.50}"
            """
        );

        Assert.Contains($"Callbacks:Acme:paymentKey = {ProvidersKey}", printed, StringComparison.Ordinal);
        Assert.Contains("Callbacks:Globex:bank = -----BEGIN PUBLIC KEY-----", printed, StringComparison.Ordinal);
        AssertTakenAndRefused(printed);
    }

    [BashFact]
    public async Task The_first_page_leads_to_a_project_with_a_schema_that_is_compiled()
    {
        var reader = await consumers.Readings.FirstPage;

        Assert.True(File.Exists(reader.PathOf("Shop", "schemas", "acme.payment.callback.json")));
    }

    private static Block Command(string text) => new("", "console", text, null);

    private static void AssertTakenAndRefused(string printed)
    {
        Assert.NotEmpty(WhyRefused);
        Assert.Matches(@"HTTP/1\.1 200 OK[\s\S]*HTTP/1\.1 401 Unauthorized", printed);
        Assert.Contains(WhyRefused, printed, StringComparison.Ordinal);
    }

    private static void WriteKeyOfBank(string folder)
    {
        using var bank = RSA.Create(2048);
        var numbers = bank.ExportParameters(includePrivateParameters: false);
        File.WriteAllText(Path.Combine(folder, "bank.pem"), bank.ExportSubjectPublicKeyInfoPem());
        File.WriteAllText(
            Path.Combine(folder, "bank.jwks.json"),
            $$"""{"keys":[{"kty":"RSA","n":"{{Base64Url.EncodeToString(numbers.Modulus)}}","""
                + $"\"e\":\"{Base64Url.EncodeToString(numbers.Exponent)}\"}}]}}"
        );
    }
}
