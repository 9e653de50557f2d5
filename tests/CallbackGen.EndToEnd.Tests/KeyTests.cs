using System.Net;
using CallbackGen.AspNetCore;
using CallbackGen.EndToEnd.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace CallbackGen.EndToEnd.Tests;

public sealed class KeyTests
{
    private const string Order = """{"order_id":"A-1","amount":"10.00"}""";
    private const string Path = "Callbacks:Acme:hashKey";
    private const string OtherKey = "another-test-hash-key-0123456789abcdef";

    private static readonly Action<WebApplication> Map = app => app.MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => { });

    [Fact]
    public async Task Two_keys_configured_at_once_both_verify_and_the_log_says_which_did()
    {
        await using var app = await TestApp.StartAsync(Map, null, ($"{Path}:0", OtherKey), ($"{Path}:1", TestApp.Key));

        using var old = await app.PostAsync("/order", Order, TestApp.Sign(Order, OtherKey));
        using var current = await app.PostAsync("/order", Order, TestApp.Sign(Order));
        await app.StopAsync();

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (old.StatusCode, current.StatusCode));
        Assert.Collection(
            app.Logs.Named("CallbackAccepted"),
            line => Assert.Contains("hashKey[0]", line.Message, StringComparison.Ordinal),
            line => Assert.Contains("hashKey[1]", line.Message, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_refused_callback_is_logged_with_its_reason_and_the_keys_tried()
    {
        await using var app = await TestApp.StartAsync(Map, null, ($"{Path}:0", OtherKey), ($"{Path}:1", TestApp.Key));

        using var response = await app.PostAsync("/order", Order, TestApp.Sign("forged"));
        await app.StopAsync();

        var line = Assert.Single(app.Logs.Named("CallbackRejected"));
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.Contains("SignatureMismatch at 'header:X-Signature'", line.Message, StringComparison.Ordinal);
        Assert.Contains("hashKey[0], hashKey[1]", line.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData(null, "empty")]
    [InlineData("   ", "empty")]
    [InlineData("short", "shorter than 16 bytes")]
    public async Task A_key_that_cannot_be_used_stops_the_start_and_names_its_place(string? key, string problem)
    {
        var failure = await TestApp.FailToStartAsync<OptionsValidationException>(Map, null, (Path, key));

        Assert.Contains(Path, failure.Message, StringComparison.Ordinal);
        Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_key_that_cannot_be_used_has_a_line_of_its_own()
    {
        var failure = await TestApp.FailToStartAsync<OptionsValidationException>(Map, null, ($"{Path}:0", "short"), ($"{Path}:1", ""));

        var lines = failure.Message.Split(Environment.NewLine);
        Assert.Equal("The application's callbacks cannot be verified:", lines[0]);
        Assert.StartsWith($"  {Path}:0 is shorter than 16 bytes", lines[1], StringComparison.Ordinal);
        Assert.StartsWith($"  {Path}:1 is empty", lines[2], StringComparison.Ordinal);
        Assert.Equal(3, lines.Length);
    }

    [Fact]
    public async Task One_empty_key_among_good_ones_stops_the_start_and_is_told_by_its_position()
    {
        var failure = await TestApp.FailToStartAsync<OptionsValidationException>(Map, null, ($"{Path}:0", TestApp.Key), ($"{Path}:1", ""));

        Assert.Contains($"{Path}:1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unusable_key_stops_the_start_even_where_keys_are_not_required()
    {
        await TestApp.FailToStartAsync<OptionsValidationException>(
            Map,
            builder => builder.Services.AddCallbacks(options => options.RequireKeys = false),
            (Path, "")
        );
    }

    [Fact]
    public async Task A_missing_key_stops_the_start_and_says_what_to_configure()
    {
        var failure = await TestApp.FailToStartAsync<OptionsValidationException>(Map, null, ("Unrelated", "x"));

        Assert.Contains($"set {Path} (Console > Hash key)", failure.Message, StringComparison.Ordinal);
        // A program without exception handling prints this, without a stack trace.
        Assert.Equal(failure.Message, failure.ToString());
    }

    [Fact]
    public async Task Where_keys_are_not_required_a_feed_without_one_is_served_and_refuses_and_the_log_says_how_to_configure_it()
    {
        await using var app = await TestApp.StartAsync(
            Map,
            builder => builder.Services.AddCallbacks(options => options.RequireKeys = false),
            ("Unrelated", "x")
        );

        using var response = await app.PostAsync("/order", Order);
        await app.StopAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains(Path, Assert.Single(app.Logs.Named("CallbackKeyNotConfigured")).Message, StringComparison.Ordinal);
        Assert.Contains(Path, Assert.Single(app.Logs.Named("CallbackKeyMissing")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_made_with_an_empty_key_never_passes_where_none_is_configured()
    {
        await using var app = await TestApp.StartAsync(
            Map,
            builder => builder.Services.AddCallbacks(options => options.RequireKeys = false),
            ("Unrelated", "x")
        );

        using var response = await app.PostAsync("/order", Order, TestApp.Sign(Order, ""));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact]
    public async Task A_weak_key_is_accepted_for_a_reason()
    {
        await using var app = await TestApp.StartAsync(
            Map,
            null,
            (Path, "short"),
            ("Callbacks:Acme:AllowWeakKey", "the console issues no longer ones")
        );

        using var response = await app.PostAsync("/order", Order, TestApp.Sign(Order, "short"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_key_that_is_weak_but_bearable_is_warned_of()
    {
        await using var app = await TestApp.StartAsync(Map, null, (Path, "only-twenty-bytes-00"));

        Assert.Contains(Path, Assert.Single(app.Logs.Named("CallbackKeyWarning")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistyped_key_name_is_warned_of()
    {
        await using var app = await TestApp.StartAsync(Map, null, (Path, TestApp.Key), ("Callbacks:Acme:hashKye", TestApp.Key));

        Assert.Contains("Callbacks:Acme:hashKye", Assert.Single(app.Logs.Named("CallbackKeyWarning")).Message, StringComparison.Ordinal);
    }

    /// <summary>The compiler compares the feeds of one provider; equal keys of different providers are known only here.</summary>
    [Theory]
    [InlineData("Acme", TestApp.Key)]
    [InlineData("Remote", TestApp.Key)]
    [InlineData("Remote", OtherKey)]
    public async Task Feeds_of_two_providers_with_one_key_are_warned_of(string keySet, string value)
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                Map(app);
                app.MapCallback<AcmeNotice>("/notice", (Authenticated<AcmeNotice> notice) => { });
                app.MapCallback<AcmeAccount>("/account", (Verified<AcmeAccount> account) => { }).WithKeySet(keySet);
            },
            null,
            (Path, TestApp.Key),
            ("Callbacks:Remote:hashKey", value)
        );

        var said = app.Logs.Named("CallbackKeyWarning").Select(line => line.Message).ToList();

        Assert.Equal(value == OtherKey ? 0 : 2, said.Count);
        Assert.All(said, line => Assert.DoesNotContain(TestApp.Key, line, StringComparison.Ordinal));
        Assert.All(said, line => Assert.Contains("hashKey has the same value as hashKey of acme.", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_value_and_a_list_for_one_key_stop_the_start_because_the_older_would_stay_alive()
    {
        var failure = await TestApp.FailToStartAsync<OptionsValidationException>(Map, null, (Path, TestApp.Key), ($"{Path}:0", OtherKey));

        Assert.Contains("keep one", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reload_rotates_the_keys()
    {
        await using var app = await TestApp.StartAsync(Map);

        // An endpoint caches the location of its keys at the first request.
        using var before = await app.PostAsync("/order", Order, TestApp.Sign(Order));
        app.Configuration.Reload((Path, OtherKey));
        using var old = await app.PostAsync("/order", Order, TestApp.Sign(Order));
        using var current = await app.PostAsync("/order", Order, TestApp.Sign(Order, OtherKey));

        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.OK),
            (before.StatusCode, old.StatusCode, current.StatusCode)
        );
        Assert.Single(app.Logs.Named("CallbackKeysReloaded"));
    }

    [Fact]
    public async Task A_key_that_comes_with_a_reload_serves_an_endpoint_that_had_none()
    {
        await using var app = await TestApp.StartAsync(
            app => app.MapGroup("/shop-b").WithKeySet("Acme-ShopB").MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => { }),
            builder => builder.Services.AddCallbacks(options => options.RequireKeys = false),
            (Path, TestApp.Key)
        );

        using var before = await app.PostAsync("/shop-b/order", Order, TestApp.Sign(Order));
        app.Configuration.Reload((Path, TestApp.Key), ("Callbacks:acme-shopb:hashKey", OtherKey));
        using var others = await app.PostAsync("/shop-b/order", Order, TestApp.Sign(Order));
        using var own = await app.PostAsync("/shop-b/order", Order, TestApp.Sign(Order, OtherKey));

        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, HttpStatusCode.Unauthorized, HttpStatusCode.OK),
            (before.StatusCode, others.StatusCode, own.StatusCode)
        );
    }

    [Theory]
    [InlineData("Unrelated", "x")]
    [InlineData(Path, "")]
    [InlineData(Path, "short")]
    public async Task A_reload_without_a_usable_key_keeps_the_last_good_one_and_is_an_error_in_the_log(string key, string value)
    {
        await using var app = await TestApp.StartAsync(Map);

        app.Configuration.Reload((key, value));
        using var response = await app.PostAsync("/order", Order);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(LogLevel.Error, Assert.Single(app.Logs.Named("CallbackKeyReloadRefused")).Level);
    }

    [Fact]
    public async Task A_reload_of_something_else_leaves_the_keys_alone()
    {
        await using var app = await TestApp.StartAsync(Map);

        app.Configuration.Reload((Path, TestApp.Key), ("Logging:LogLevel:Default", "Warning"));

        Assert.Empty(app.Logs.Named("CallbackKeysReloaded"));
    }

    [Fact]
    public async Task A_configure_delegate_that_fails_on_reload_keeps_the_last_good_keys()
    {
        var calls = 0;
        await using var app = await TestApp.StartAsync(
            Map,
            builder =>
                builder.Services.AddCallbacks(
                    (_, options) =>
                    {
                        if (calls++ > 0)
                            throw new TimeoutException($"the vault did not answer with {TestApp.Key}");
                    }
                )
        );

        app.Configuration.Reload((Path, OtherKey));
        using var response = await app.PostAsync("/order", Order);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain(TestApp.Key, Assert.Single(app.Logs.Named("CallbackKeyReloadFailed")).Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_verifies_with_the_key_set_that_it_names()
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapCallback<AcmeOrder>("/a", (Verified<AcmeOrder> order) => { });
                app.MapGroup("/shop-b").WithKeySet("Acme-ShopB").MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => { });
            },
            null,
            (Path, TestApp.Key),
            ("Callbacks:Acme-ShopB:hashKey", OtherKey)
        );

        using var own = await app.PostAsync("/shop-b/order", Order, TestApp.Sign(Order, OtherKey));
        using var others = await app.PostAsync("/shop-b/order", Order, TestApp.Sign(Order));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (own.StatusCode, others.StatusCode));
    }

    [Fact]
    public async Task A_key_set_that_is_not_configured_stops_the_start()
    {
        var failure = await TestApp.FailToStartAsync<OptionsValidationException>(app =>
            app.MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => { }).WithKeySet("Acme-ShopB")
        );

        Assert.Contains("Callbacks:Acme-ShopB:hashKey", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Overloads))]
    public async Task Keys_come_the_way_that_the_overload_says(string overload)
    {
        await using var app = await TestApp.StartAsync(
            Map,
            Registrations[overload],
            ("Elsewhere:Acme:hashKey", TestApp.Key),
            (Path, TestApp.Key)
        );

        using var response = await app.PostAsync("/order", Order);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    public static TheoryData<string> Overloads => [.. Registrations.Keys];

    private static Dictionary<string, Action<WebApplicationBuilder>> Registrations =>
        new()
        {
            ["none"] = builder => builder.Services.AddCallbacks(),
            ["twice"] = builder => builder.Services.AddCallbacks().AddCallbacks(),
            ["configuration root"] = builder => builder.Services.AddCallbacks(builder.Configuration),
            ["configuration section"] = builder => builder.Services.AddCallbacks(builder.Configuration.GetSection("Elsewhere")),
            ["options"] = builder => builder.Services.AddCallbacks(options => options.KeySets["Acme"].AllowWeakKey = "test"),
            ["services and options"] = builder =>
                builder.Services.AddCallbacks(
                    (services, options) =>
                    {
                        options.KeySets.Clear();
                        options.AddKey("acme", "HASHKEY", services.GetRequiredService<IConfiguration>()["Elsewhere:Acme:hashKey"]!);
                    }
                ),
            ["feeds"] = builder => builder.Services.AddCallbacks(TestFeeds.All),
        };

    [Fact]
    public async Task The_key_ring_serves_callbacks_that_came_another_way()
    {
        await using var app = await TestApp.StartAsync(Map);

        var keys = app.Services.GetRequiredService<CallbackKeyRing>().GetKeys(AcmeOrder.Feed);
        var request = CallbackRequest.Post(
            System.Text.Encoding.UTF8.GetBytes(Order),
            "application/json",
            [new("X-Signature", TestApp.Sign(Order))]
        );

        Assert.True(AcmeOrder.Feed.VerifyMessage(request, keys).IsSuccess);
    }

    [Fact]
    public void A_reload_while_the_first_options_are_made_is_not_lost()
    {
        var options = new ReloadingOptions();
        using var keys = new CallbackKeyRing(options, [options], NullLogger<CallbackKeyRing>.Instance);

        Assert.Equal("https://new.example", keys.PublicUrl);
    }

    /// <summary>Options that change right after they were first read.</summary>
    private sealed class ReloadingOptions : IOptionsFactory<CallbackOptions>, IOptionsChangeTokenSource<CallbackOptions>
    {
        private ChangeSource _change = new();
        private bool _isChanged;

        public string Name => Options.DefaultName;

        public CallbackOptions Create(string name)
        {
            var now = new CallbackOptions { PublicUrl = _isChanged ? "https://new.example" : "https://old.example" };
            if (!_isChanged)
            {
                _isChanged = true;
                var change = _change;
                _change = new();
                change.Signal();
            }

            return now;
        }

        public IChangeToken GetChangeToken() => _change.Token;
    }
}
