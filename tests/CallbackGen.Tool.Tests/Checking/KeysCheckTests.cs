using System.Text;
using System.Text.Json;
using CallbackGen.Tool.Tests.Harness;

namespace CallbackGen.Tool.Tests.Checking;

public sealed class KeysCheckTests : IDisposable
{
    private const string Good = "kS9vQ2mT7xW4bN8cR1dF6gH3jL5pZ0yA";
    private const string Hex = "8f14e45fceea167a5a36dedd4bea25438f14e45fceea167a5a36dedd4bea2543";
    private const string Base64 = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=";
    private const string Base64Url = "q83vEjRWeJCrze8S-FZ4kKvN7xI0VniQq83vEj_WeJA";

    private readonly ToolFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_key_that_is_good_is_shown_by_its_shape_alone()
    {
        Project();
        Configure(Good);

        var run = await _folder.RunAsync("keys", "check");

        Assert.Equal((ExitCode.Good, ""), (run.ExitCode, run.Error));
        Assert.Equal("Callbacks:Acme:paymentKey  user secrets  32 characters, text", run.Lines[1]);
        Assert.Equal("Nothing is wrong with the keys. Looked at: user secrets, environment.", run.Lines[2]);
    }

    [Fact]
    public async Task A_key_that_is_missing_is_told_by_where_to_set_it()
    {
        Project();

        var run = await _folder.RunAsync("keys", "check");

        Assert.Equal(ExitCode.Found, run.ExitCode);
        Assert.Contains(
            "error CBG3101: No key is configured for acme.payment: set Callbacks:Acme:paymentKey",
            Assert.Single(run.Lines),
            StringComparison.Ordinal
        );
    }

    /// <summary>The rule and a word of the message for each fault of a key.</summary>
    [Theory]
    [InlineData("Zq81vX", "CBG3102", "shorter than 16 bytes")]
    [InlineData("twenty-two characters.", "CBG3103", "shorter than 32 bytes")]
    [InlineData(" " + Good, "CBG3104", "white space")]
    [InlineData(Good + "\n", "CBG3104", "line end")]
    [InlineData("\"" + Good + "\"", "CBG3104", "quotes")]
    [InlineData("\uFEFF" + Good, "CBG3104", "invisible")]
    [InlineData(Good + "\u200b", "CBG3104", "invisible")]
    [InlineData(Good + "\\n", "CBG3104", "backslash")]
    [InlineData(Good + "\n" + Good, "CBG3104", "middle")]
    [InlineData("paymentKey=" + Good, "CBG3104", "own name")]
    [InlineData("<your webhook secret goes here, please>", "CBG3105", "placeholder")]
    [InlineData("${ACME_PAYMENT_KEY_OF_PRODUCTION}", "CBG3105", "placeholder")]
    [InlineData("change-me-change-me-change-me-change-me", "CBG3105", "placeholder")]
    [InlineData("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "CBG3105", "placeholder")]
    [InlineData(Schemas.Key, "CBG3105", "published")]
    [InlineData(Hex, "CBG3106", "hexadecimal digits")]
    [InlineData(Base64, "CBG3106", "base64")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----", "CBG3106", "PEM")]
    public async Task What_is_wrong_with_a_key_is_told_without_it(string key, string rule, string why)
    {
        Project();
        Configure(key);

        var run = await _folder.RunAsync("keys", "check");

        Assert.Equal(ExitCode.Found, run.ExitCode);
        var finding = Assert.Single(run.Lines, line => line.Contains(rule, StringComparison.Ordinal));
        Assert.Contains(why, finding, StringComparison.Ordinal);
        AssertHidden(key, run);
    }

    [Theory]
    [InlineData("base64", Base64, null)]
    [InlineData("base64", Hex, "base64 too")]
    [InlineData("base64", Base64Url, "write + for -")]
    [InlineData("hex", Hex, null)]
    [InlineData("hex", Base64, "should be base64")]
    [InlineData("utf8", Base64Url, "looks like base64url")]
    public async Task A_key_in_another_notation_than_the_schema_takes_is_told(string encoding, string key, string? why)
    {
        Project(Schemas.SignedPayment.Replace("\"encoding\": \"utf8\"", $"\"encoding\": \"{encoding}\"", StringComparison.Ordinal));
        Configure(key);

        var run = await _folder.RunAsync("keys", "check", "--format", "json");

        using var json = JsonDocument.Parse(run.Output);
        var told = json
            .RootElement.EnumerateArray()
            .Where(finding => finding.GetProperty("rule").GetString() == "CBG3106")
            .Select(finding => finding.GetProperty("message").GetString()!)
            .ToList();
        Assert.Equal(why is null ? 0 : 1, told.Count);
        Assert.All(told, message => Assert.Contains(why!, message, StringComparison.Ordinal));
        AssertHidden(key, run);
    }

    /// <summary>The provider's own example shows that such a text is the key.</summary>
    [Fact]
    public async Task A_notation_that_the_schemas_tests_show_is_right()
    {
        Project(Schemas.SignedPayment.Replace(Schemas.Key, Hex.Replace('8', '9'), StringComparison.Ordinal));
        Configure(Hex);

        Assert.Equal(ExitCode.Good, (await _folder.RunAsync("keys", "check")).ExitCode);
    }

    [Fact]
    public async Task One_secret_at_two_providers_is_told_once()
    {
        Project();
        _folder.Write(
            "schemas/globex.order.callback.json",
            Schemas.SignedPayment.Replace("\"Acme\", \"feed\": \"Payment\"", "\"Globex\", \"feed\": \"Order\"", StringComparison.Ordinal)
        );
        _folder.Variables["Callbacks__Acme__paymentKey"] = Good;
        _folder.Variables["Callbacks__Globex__paymentKey"] = Good;

        var run = await _folder.RunAsync("keys", "check");

        Assert.Equal(ExitCode.Found, run.ExitCode);
        Assert.Contains(
            "Callbacks:Globex:paymentKey is the same as Callbacks:Acme:paymentKey",
            Assert.Single(run.Lines, line => line.Contains("CBG3107", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
        AssertHidden(Good, run);
    }

    [Fact]
    public async Task A_key_in_a_file_is_told_at_its_line_and_the_environment_goes_before_it()
    {
        Project();
        _folder.Write(
            "appsettings.json",
            $$"""
            {
              // comments are allowed here
              "Callbacks": { "acme": { "PaymentKey": "short" } },
            }
            """
        );
        _folder.Write("appsettings.Production.json", $$"""{ "Callbacks:Acme:paymentKey": "{{Good}}" }""");

        var development = await _folder.RunAsync("keys", "check");
        var production = await _folder.RunAsync("keys", "check", "--environment", "Production");
        _folder.Variables["Callbacks__Acme__paymentKey"] = Good + "!";
        var overridden = await _folder.RunAsync("keys", "check");

        Assert.Equal((ExitCode.Found, ExitCode.Good, ExitCode.Good), (development.ExitCode, production.ExitCode, overridden.ExitCode));
        Assert.StartsWith(
            "appsettings.json(3,42): error CBG3102: Callbacks:Acme:paymentKey is shorter",
            Assert.Single(development.Lines, line => line.Contains("CBG3102", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "appsettings.Production.json(1,32): note CBG3108",
            Assert.Single(production.Lines, line => line.Contains("note", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
        Assert.Contains("environment  33 characters", overridden.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_of_another_account_and_of_a_rotation_are_looked_at_too()
    {
        Project();
        _folder.Variables["Callbacks__Acme__paymentKey__0"] = Good;
        _folder.Variables["Callbacks__Acme__paymentKey__1"] = Good + " ";
        _folder.Variables["Callbacks__AcmeSandbox__paymentKey"] = "change-me-please-change-me-please";

        var run = await _folder.RunAsync("keys", "check");

        Assert.Contains(
            run.Lines,
            line =>
                line.Contains("CBG3104", StringComparison.Ordinal)
                && line.Contains("Callbacks:Acme:paymentKey:1 ", StringComparison.Ordinal)
        );
        Assert.Contains(
            run.Lines,
            line =>
                line.Contains("CBG3105", StringComparison.Ordinal)
                && line.Contains("Callbacks:AcmeSandbox:paymentKey ", StringComparison.Ordinal)
        );
    }

    /// <summary>The feeds of a project are those of its folder, those that it names and those of the projects that it references.</summary>
    [Fact]
    public async Task Feeds_of_the_catalogue_and_of_referenced_projects_are_the_projects()
    {
        _folder.Write(
            "Shop/Shop.csproj",
            """<Project><ItemGroup><CallbackFeed Include="Stripe.Event" /><ProjectReference """
                + """Include="..\Payments\Payments.csproj" /></ItemGroup></Project>"""
        );
        _folder.Write(
            "Payments/Payments.csproj",
            """<Project><ItemGroup><ProjectReference Include="../Shop/Shop.csproj" /></ItemGroup></Project>"""
        );
        _folder.Write("Payments/schemas/acme.payment.callback.json", Schemas.SignedPayment);

        var run = await _folder.RunAsync("keys", "check", "--project", "Shop");

        Assert.Contains(run.Lines, line => line.Contains("No key is configured for stripe.event", StringComparison.Ordinal));
        Assert.Contains(run.Lines, line => line.Contains("No key is configured for acme.payment", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Feeds_and_secrets_can_be_named_without_a_project()
    {
        _folder.Write("acme.payment.callback.json", Schemas.SignedPayment);
        WriteSecrets("other-id", Good);

        Assert.Equal(
            ExitCode.Good,
            (await _folder.RunAsync("keys", "check", "--feed", "acme.payment.callback.json", "--user-secrets", "other-id")).ExitCode
        );
    }

    [Theory]
    [InlineData("{ \"Callbacks\":\n  }", "line 2")]
    [InlineData("[]", "a JSON object")]
    [InlineData("{ \"a\": 1, \"A\": \"secret-of-the-file\" }", "same name")]
    public async Task A_file_that_is_none_is_refused_without_what_it_holds(string text, string why)
    {
        Project();
        _folder.Write("appsettings.json", text);

        var run = await _folder.RunAsync("keys", "check");

        Assert.Equal(ExitCode.Unreadable, run.ExitCode);
        Assert.Contains(why, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-of-the-file", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--project", "missing")]
    [InlineData("--project", "Broken/Broken.csproj")]
    [InlineData("--project", "Empty")]
    [InlineData("--user-secrets", "none-such")]
    public async Task A_place_that_is_not_there_is_told(params string[] args)
    {
        Project();
        _folder.Write("Broken/Broken.csproj", "<Project>");
        Directory.CreateDirectory(_folder.PathOf("Empty"));

        var run = await _folder.RunAsync(["keys", "check", .. args]);

        Assert.Equal(ExitCode.Unreadable, run.ExitCode);
        Assert.NotEmpty(run.Error);
    }

    [Fact]
    public async Task An_environment_is_no_path() =>
        Assert.Equal(ExitCode.Usage, (await _folder.RunAsync("keys", "check", "--environment", "../../etc/passwd")).ExitCode);

    private void Project(string? schema = null)
    {
        _folder.Variables["HOME"] = _folder.PathOf("home");
        _folder.Write("Shop.csproj", "<Project><PropertyGroup><UserSecretsId>shop-1</UserSecretsId></PropertyGroup></Project>");
        _folder.Write("schemas/acme.payment.callback.json", schema ?? Schemas.SignedPayment);
    }

    private void Configure(string key) => WriteSecrets("shop-1", key);

    private void WriteSecrets(string id, string key)
    {
        _folder.Variables["HOME"] = _folder.PathOf("home");
        _folder.Write(
            $"home/.microsoft/usersecrets/{id}/secrets.json",
            JsonSerializer.Serialize(new Dictionary<string, string> { ["Callbacks:Acme:paymentKey"] = key })
        );
    }

    /// <summary>Neither the key nor half of it.</summary>
    private static void AssertHidden(string key, ToolRun run)
    {
        var part = key.Trim('"', ' ', '\n')[..(key.Length / 2)];
        Assert.DoesNotContain(part, run.Output + run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(part)), run.Output + run.Error, StringComparison.Ordinal);
    }
}
