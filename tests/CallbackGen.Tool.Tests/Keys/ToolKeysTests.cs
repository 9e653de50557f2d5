using CallbackGen.Tool.Keys;
using CallbackGen.Tool.Tests.Harness;

namespace CallbackGen.Tool.Tests.Keys;

public sealed class ToolKeysTests : IDisposable
{
    private readonly ToolFolder _folder = new();
    private readonly CallbackGen.Tool.Feeds.CompiledFeeds _compiled = Shared.Compiler.Compile([Schemas.Source()]);

    private CallbackFeed Feed => _compiled.Feeds[0].Feed;

    public void Dispose()
    {
        _compiled.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_key_comes_from_a_variable()
    {
        _folder.Variables["ACME"] = Schemas.Key;

        Assert.Equal([Schemas.Key], Values("paymentKey=env:ACME"));
    }

    [Fact]
    public void A_key_comes_from_a_file_without_its_last_line_end()
    {
        _folder.Write("key.txt", $"{Schemas.Key}\r\n");
        _folder.Write("two.txt", $"{Schemas.Key}\n\n");

        Assert.Equal([Schemas.Key, $"{Schemas.Key}\n"], Values("paymentKey=file:key.txt", "paymentKey=file:two.txt"));
    }

    [Fact]
    public void Keys_stand_in_the_environment_as_applications_read_them()
    {
        _folder.Variables["Callbacks__Acme__paymentKey__0"] = Schemas.Key;
        _folder.Variables["Callbacks__Acme__paymentKey__1"] = Schemas.Key + "2";
        _folder.Variables["Callbacks__PublicUrl"] = "https://shop.example";

        var keys = ToolKeys.Read(_folder.CreateHost(), []);

        Assert.Equal([Schemas.Key, Schemas.Key + "2"], keys.Of(Feed).Values.Select(value => value.Text));
        Assert.All(keys.Of(Feed).Values, value => Assert.Equal("Callbacks:Acme:paymentKey", value.ToString()));
        Assert.Equal("https://shop.example", keys.PublicUrl);
    }

    [Theory]
    [InlineData("shop-secrets")]
    [InlineData("project")]
    [InlineData("Shop")]
    [InlineData("Shop/Shop.csproj")]
    public void Keys_come_from_user_secrets(string argument)
    {
        const string Project = "<Project><PropertyGroup><UserSecretsId>shop-secrets</UserSecretsId></PropertyGroup></Project>";
        _folder.Variables["HOME"] = _folder.Path;
        _folder.Write("Shop.csproj", Project);
        _folder.Write("Shop/Shop.csproj", Project);
        _folder.Write(".microsoft/usersecrets/shop-secrets/secrets.json", $$"""{ "Callbacks:Acme:paymentKey": "{{Schemas.Key}}" }""");

        Assert.Equal([Schemas.Key], ToolKeys.Read(_folder.CreateHost(), [], argument).Of(Feed).Values.Select(value => value.Text));
    }

    [Fact]
    public void A_short_key_verifies_and_is_an_error_only_where_an_application_would_refuse_it()
    {
        _folder.Variables["ACME"] = "short";
        var keys = ToolKeys.Read(_folder.CreateHost(), ["paymentKey=env:ACME"]);

        Assert.True(keys.Of(Feed).AreUsable);
        Assert.NotEmpty(keys.Of(Feed, isStrict: true).Errors);
    }

    [Fact]
    public void A_missing_key_is_told_with_the_place_to_configure() =>
        Assert.Contains(
            "Callbacks:Acme:paymentKey",
            Assert.Single(ToolKeys.Read(_folder.CreateHost(), []).Of(Feed).Missing),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_name_that_no_schema_declares_is_told()
    {
        _folder.Variables["ACME"] = Schemas.Key;

        Assert.Contains(
            "paymentKey",
            Assert.Single(ToolKeys.Read(_folder.CreateHost(), ["payKey=env:ACME"]).FindUndeclared([Feed])),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("paymentKey=sk_live_secret", ExitCode.Usage)]
    [InlineData("sk_live_secret", ExitCode.Usage)]
    [InlineData("paymentKey=env:NONE", ExitCode.Unreadable)]
    [InlineData("paymentKey=file:none.txt", ExitCode.Unreadable)]
    public void A_key_as_an_argument_is_refused_and_not_repeated(string argument, int exitCode)
    {
        var failure = Assert.Throws<ToolException>(() => ToolKeys.Read(_folder.CreateHost(), [argument]));

        Assert.Equal(exitCode, failure.ExitCode);
        Assert.DoesNotContain("sk_live_secret", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("broken")]
    [InlineData("../up")]
    public void Secrets_that_cannot_be_read_are_refused_and_not_quoted(string id)
    {
        _folder.Variables["HOME"] = _folder.Path;
        _folder.Write(".microsoft/usersecrets/broken/secrets.json", "{ \"Callbacks:Acme:paymentKey\": sk_live_secret");

        var failure = Assert.Throws<ToolException>(() => ToolKeys.Read(_folder.CreateHost(), [], id));

        Assert.DoesNotContain("sk_live_secret", failure.Message, StringComparison.Ordinal);
    }

    private IEnumerable<string> Values(params string[] arguments) =>
        ToolKeys.Read(_folder.CreateHost(), arguments).Of(Feed).Values.Select(value => value.Text);
}
