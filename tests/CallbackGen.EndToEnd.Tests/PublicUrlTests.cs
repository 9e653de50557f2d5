using System.Net;
using System.Text;
using CallbackGen.AspNetCore;
using CallbackGen.EndToEnd.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>Signatures over the URL that the provider calls; a server behind a proxy sees a different one.</summary>
public sealed class PublicUrlTests
{
    private const string Order = """{"order_id":"A-1","amount":"10.00"}""";
    private const string Setting = "Callbacks:PublicUrl";
    private const string Public = "https://Shop.example/pay%2fments";

    // Escapes of either case, a dot segment, a plus and an empty value: a host must not normalise any of them.
    private const string Target = "/hook/%c3%A9/./x?b=%2f+&a=&b=1";

    private static readonly (string, string?) Key = ("Callbacks:Acme:hashKey", TestApp.Key);

    private static readonly Action<WebApplication> Map = app =>
        app.MapCallback<AcmeHook>("/hook/{**rest}", (Verified<AcmeHook> order) => { });

    [Theory]
    [InlineData(Public)]
    [InlineData(Public + "/")]
    public async Task Behind_a_proxy_the_signature_over_the_public_url_verifies(string configured)
    {
        await using var app = await TestApp.StartAsync(Map, null, Key, (Setting, configured));

        Assert.Equal(HttpStatusCode.OK, await SendThroughProxyAsync(app, Public + Target));
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await SendThroughProxyAsync(app, Public + Target, body: Order.Replace("10.00", "99.00", StringComparison.Ordinal))
        );
    }

    [Theory]
    [InlineData("http://backend.internal:8080/hook/%c3%A9/./x?b=%2f+&a=&b=1")]
    [InlineData("https://shop.example/pay%2fments/hook/%c3%A9/./x?b=%2f+&a=&b=1")]
    [InlineData("https://Shop.example/pay%2fments/hook/%C3%A9/./x?b=%2f+&a=&b=1")]
    [InlineData("https://Shop.example/pay%2fments/hook/%c3%A9/x?b=%2f+&a=&b=1")]
    [InlineData("https://Shop.example/pay%2fments/hook/%c3%A9/./x?b=/+&a=&b=1")]
    [InlineData("https://Shop.example/pay%2fments/hook/%c3%A9/./x")]
    [InlineData("https://evil.example/pay%2fments/hook/%c3%A9/./x?b=%2f+&a=&b=1")]
    public async Task A_signature_over_any_other_writing_of_the_url_is_refused(string signed)
    {
        await using var app = await TestApp.StartAsync(Map, null, Key, (Setting, Public));

        Assert.Equal(HttpStatusCode.Unauthorized, await SendThroughProxyAsync(app, signed));
    }

    [Fact]
    public async Task With_the_wrong_address_configured_nothing_verifies()
    {
        await using var app = await TestApp.StartAsync(Map, null, Key, (Setting, "https://staging.shop.example/pay%2fments"));

        Assert.Equal(HttpStatusCode.Unauthorized, await SendThroughProxyAsync(app, Public + Target));
    }

    [Fact]
    public async Task Forwarded_headers_and_a_path_base_change_nothing_even_where_the_application_believes_them()
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All });
                app.UsePathBase("/behind");
                app.UseRouting();
                Map(app);
            },
            null,
            Key,
            (Setting, Public)
        );

        Assert.Equal(HttpStatusCode.OK, await SendThroughProxyAsync(app, Public + "/behind" + Target, received: "/behind" + Target));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendThroughProxyAsync(app, Public + Target, received: "/behind" + Target));
    }

    [Theory]
    [InlineData("/hook/x?", "/hook/x?", 200)]
    [InlineData("/hook/x?", "/hook/x", 401)]
    [InlineData("/hook/x??a=1", "/hook/x??a=1", 200)]
    [InlineData("http://evil.example/hook/x?a=1", "/hook/x?a=1", 200)]
    [InlineData("http://evil.example/hook/x?a=1", "/hook/x?a=2", 401)]
    public async Task The_target_counts_as_it_stands_in_the_request_line(string received, string signed, int status)
    {
        await using var app = await TestApp.StartAsync(Map, null, Key, (Setting, "https://shop.example"));
        using var connection = await RawConnection.OpenAsync(app.Address);
        var host = received.StartsWith('/') ? "localhost" : "evil.example";

        await connection.SendAsync(
            $"POST {received} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {Order.Length}\r\n"
                + $"X-Signature: {TestApp.Sign("https://shop.example" + signed + Order)}\r\n\r\n{Order}"
        );

        Assert.StartsWith($"HTTP/1.1 {status} ", await connection.ReadStatusLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_setting_the_start_fails_and_names_it()
    {
        var failure = await TestApp.FailToStartAsync<OptionsValidationException>(Map, null, Key);

        Assert.Contains("acme.hook", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"set {Setting}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Feeds_that_sign_no_url_need_no_setting()
    {
        await using var app = await TestApp.StartAsync(
            app => app.MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => { }),
            null,
            Key
        );

        using var response = await app.PostAsync("/order", Order);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Where_keys_are_not_required_the_feed_is_served_and_refuses_and_the_log_names_the_setting()
    {
        await using var app = await TestApp.StartAsync(
            Map,
            builder => builder.Services.AddCallbacks(options => options.RequireKeys = false),
            Key
        );

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await SendThroughProxyAsync(app, Target));
        await app.StopAsync();

        Assert.Contains(Setting, Assert.Single(app.Logs.Named("CallbackKeyMissing")).Message, StringComparison.Ordinal);
        Assert.Contains("UrlNotConfigured", Assert.Single(app.Logs.Named("CallbackRejected")).Message, StringComparison.Ordinal);
        var keys = app.Services.GetRequiredService<CallbackKeyRing>();
        Assert.Contains(Setting, Assert.Single(keys.GetProblems(AcmeHook.Feed)), StringComparison.Ordinal);
        Assert.Equal(["Callbacks:Acme:hashKey", Setting], keys.GetConfigurationPaths(AcmeHook.Feed));
    }

    [Theory]
    [InlineData("")]
    [InlineData("shop.example")]
    [InlineData("/pay")]
    [InlineData("ftp://shop.example")]
    [InlineData("https://shop.example?x=1")]
    [InlineData("https://shop.example/pay#top")]
    [InlineData(" https://shop.example")]
    [InlineData("https:\\\\shop.example")]
    [InlineData("https://user:secret@shop.example/?")]
    public async Task An_address_that_cannot_be_used_stops_the_start_and_is_not_quoted(string configured)
    {
        // Regardless of whether a feed uses it and whether keys are required: an invalid value is an error.
        var failure = await TestApp.FailToStartAsync<OptionsValidationException>(
            app => { },
            builder => builder.Services.AddCallbacks(options => options.RequireKeys = false),
            Key,
            (Setting, configured)
        );

        Assert.Contains($"{Setting} must be an absolute http or https address", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new WebApplicationStub().WithPublicUrl(configured));
    }

    [Fact]
    public async Task A_key_set_cannot_stand_in_the_settings_place()
    {
        var failure = await TestApp.FailToStartAsync<OptionsValidationException>(Map, null, Key, ($"{Setting}:hashKey", TestApp.Key));

        Assert.Contains($"{Setting}:hashKey is not allowed below it", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(TestApp.Key, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_setting_is_no_key_set()
    {
        await using var app = await TestApp.StartAsync(Map, null, Key, (Setting, Public));

        Assert.Equal(["Acme"], app.Services.GetRequiredService<IOptions<CallbackOptions>>().Value.KeySets.Keys);
        Assert.Empty(app.Logs.Named("CallbackKeyWarning"));
    }

    [Fact]
    public async Task An_endpoint_may_have_an_address_of_its_own_and_then_needs_no_setting()
    {
        await using var app = await TestApp.StartAsync(
            app =>
                app.MapGroup("/b")
                    .WithPublicUrl("https://a.example")
                    .MapCallback<AcmeHook>("/hook", (Verified<AcmeHook> order) => { })
                    .WithPublicUrl("https://b.example/x"),
            null,
            Key
        );

        Assert.Equal(HttpStatusCode.OK, await SendThroughProxyAsync(app, "https://b.example/x/b/hook?n=1", received: "/b/hook?n=1"));
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await SendThroughProxyAsync(app, "https://a.example/b/hook?n=1", received: "/b/hook?n=1")
        );
    }

    [Fact]
    public async Task A_reload_changes_the_address()
    {
        await using var app = await TestApp.StartAsync(Map, null, Key, (Setting, "https://old.example"));

        app.Configuration.Reload(Key, (Setting, Public));

        Assert.Equal(HttpStatusCode.OK, await SendThroughProxyAsync(app, Public + Target));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendThroughProxyAsync(app, "https://old.example" + Target));
        Assert.Single(app.Logs.Named("CallbackPublicUrlReloaded"));
    }

    [Theory]
    [InlineData("Unrelated", "x")]
    [InlineData(Setting, "")]
    [InlineData(Setting, "shop.example")]
    public async Task A_reload_without_a_usable_address_keeps_the_last_good_one_and_is_an_error_in_the_log(string key, string value)
    {
        await using var app = await TestApp.StartAsync(Map, null, Key, (Setting, Public));

        app.Configuration.Reload(Key, (key, value));

        Assert.Equal(HttpStatusCode.OK, await SendThroughProxyAsync(app, Public + Target));
        Assert.Equal(LogLevel.Error, Assert.Single(app.Logs.Named("CallbackPublicUrlReloadRefused")).Level);
    }

    /// <summary>
    /// A request as a proxy forwards it: with its own host name, without the prefix of the path, with the rest unchanged, and with
    /// forwarded headers.
    /// </summary>
    private static async Task<HttpStatusCode> SendThroughProxyAsync(
        TestApp app,
        string signedUrl,
        string received = Target,
        string body = Order
    )
    {
        var address = new Uri(
            app.Address.GetLeftPart(UriPartial.Authority) + received,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
        );
        using var request = app.Request("/", new ByteArrayContent(Encoding.UTF8.GetBytes(body)), TestApp.Sign(signedUrl + Order));
        request.RequestUri = address;
        request.Headers.Host = "backend.internal:8080";
        request.Headers.Add("X-Forwarded-Host", "evil.example");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Prefix", "/evil");
        using var response = await app.Client.SendAsync(request);
        return response.StatusCode;
    }

    private sealed class WebApplicationStub : IEndpointConventionBuilder
    {
        public void Add(Action<EndpointBuilder> convention) { }
    }
}
