using System.Net;
using System.Text;
using CallbackGen.AspNetCore;
using CallbackGen.EndToEnd.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>A feed of the catalogue is used unmodified, and the application sets the size limit of its callbacks.</summary>
public sealed class MaxBodyBytesTests
{
    private const int OfSchema = 2048;

    [Theory]
    [InlineData(457_522, 457_522, HttpStatusCode.OK)]
    [InlineData(457_522, 457_523, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(1000, 1000, HttpStatusCode.OK)]
    [InlineData(1000, 1001, HttpStatusCode.RequestEntityTooLarge)]
    public async Task An_endpoint_says_the_largest_body(int most, int size, HttpStatusCode expected)
    {
        await using var app = await TestApp.StartAsync(app => Map(app).WithMaxBodyBytes(most));

        using var response = await app.PostAsync("/order", Body(size));

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("Callbacks:Acme:MaxBodyBytes", "100000", null, HttpStatusCode.OK)]
    [InlineData("Callbacks:acme:maxbodybytes", "100000", null, HttpStatusCode.OK)]
    [InlineData("Callbacks:Second:MaxBodyBytes", "100000", "Second", HttpStatusCode.OK)]
    [InlineData("Callbacks:Second:MaxBodyBytes", "100000", null, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("Callbacks:Acme:MaxBodyBytes", "1000", null, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_key_set_says_it(string path, string value, string? keySet, HttpStatusCode expected)
    {
        await using var app = await TestApp.StartAsync(
            app => _ = keySet is null ? Map(app) : Map(app).WithKeySet(keySet),
            null,
            ("Callbacks:Acme:hashKey", TestApp.Key),
            ("Callbacks:Second:hashKey", TestApp.Key),
            (path, value)
        );

        using var response = await app.PostAsync("/order", Body(100_000));

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task The_endpoints_own_goes_before_that_of_its_key_set()
    {
        await using var app = await TestApp.StartAsync(
            app => Map(app).WithMaxBodyBytes(5000),
            null,
            ("Callbacks:Acme:hashKey", TestApp.Key),
            ("Callbacks:Acme:MaxBodyBytes", "1000")
        );

        using var taken = await app.PostAsync("/order", Body(5000));
        using var refused = await app.PostAsync("/order", Body(5001));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.RequestEntityTooLarge), (taken.StatusCode, refused.StatusCode));
    }

    /// <summary>Kestrel's own limit is 30,000,000 bytes, which is less than 32 MiB.</summary>
    [Fact]
    public async Task The_servers_own_limit_gives_way()
    {
        await using var app = await TestApp.StartAsync(app => Map(app).WithMaxBodyBytes(32 * 1024 * 1024));

        using var taken = await app.PostAsync("/order", Body(32 * 1024 * 1024));
        using var changed = await app.PostAsync("/order", Body(31_000_000), TestApp.Sign(Body(31_000_001)));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (taken.StatusCode, changed.StatusCode));
    }

    /// <summary>The application's limit for the server applies to a feed whose limit only its schema sets.</summary>
    [Theory]
    [InlineData(null, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(1_000_000, HttpStatusCode.OK)]
    public async Task A_limit_that_the_application_gave_its_server_gives_way_to_what_it_says_of_the_endpoint(
        int? most,
        HttpStatusCode expected
    )
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                var endpoint = app.MapCallback<AcmeBulk>("/order", (Verified<AcmeBulk> order) => { });
                _ = most is { } bytes ? endpoint.WithMaxBodyBytes(bytes) : endpoint;
            },
            builder =>
            {
                builder.Services.AddCallbacks();
                builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 500_000);
            }
        );

        using var response = await app.PostAsync("/order", Body(900_000));

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("33554433")]
    [InlineData("1MB")]
    [InlineData("")]
    public async Task A_setting_that_is_no_number_of_bytes_stops_the_start(string value)
    {
        var mistake = await TestApp.FailToStartAsync<Exception>(
            app => Map(app),
            null,
            ("Callbacks:Acme:hashKey", TestApp.Key),
            ("Callbacks:Acme:MaxBodyBytes", value)
        );

        Assert.Contains(
            "Callbacks:Acme:MaxBodyBytes must be a whole number of bytes from 1 to 33554432.",
            mistake.ToString(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData((32 * 1024 * 1024) + 1)]
    public void Code_that_asks_for_more_or_nothing_is_refused(int bytes)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RouteGroupLike().WithMaxBodyBytes(bytes));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CallbackKeySet { MaxBodyBytes = bytes });
    }

    /// <summary>The limit of one account's key set does not apply to other feeds at the address.</summary>
    [Theory]
    [InlineData("Acme", 100_000, null, HttpStatusCode.OK)]
    [InlineData("Acme", 100_001, null, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("Globex", 2048, null, HttpStatusCode.OK)]
    [InlineData("Globex", 2049, null, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("Globex", 100_000, null, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("Globex", 500, 500, HttpStatusCode.OK)]
    [InlineData("Globex", 501, 500, HttpStatusCode.RequestEntityTooLarge)]
    public async Task Each_of_several_feeds_has_its_own_largest_body(string provider, int size, int? own, HttpStatusCode expected)
    {
        await using var app = await TestApp.StartAsync(
            app =>
                app.MapCallbacks(
                    "/all",
                    on => on.Feed<AcmeSale>((Verified<AcmeSale> sale) => { }).Feed<GlobexSale>((Verified<GlobexSale> sale) => { })
                ),
            null,
            [
                ("Callbacks:Acme:hashKey", TestApp.Key),
                ("Callbacks:Globex:hashKey", TestApp.Key),
                ("Callbacks:Acme:MaxBodyBytes", "100000"),
                .. own is { } most ? [("Callbacks:Globex:MaxBodyBytes", $"{most}")] : Array.Empty<(string, string)>(),
            ]
        );
        var body = $$"""{"order_id":"A-1","amount":"10.00","payer":"{{(provider == "Acme" ? "sale" : "globex")}}","padding":""}""";
        var padded = body.Insert(body.Length - 2, new string('x', size - body.Length));

        using var taken = await app.PostAsync("/all", padded, TestApp.Sign(padded));

        Assert.Equal(expected, taken.StatusCode);
        Assert.Equal(
            expected == HttpStatusCode.OK,
            app.Logs.Lines.Any(line =>
                line.Message.Contains($"{provider.ToLowerInvariant()}.sale callback accepted", StringComparison.Ordinal)
            )
        );
    }

    private static IEndpointConventionBuilder Map(WebApplication app) =>
        app.MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => { });

    private static byte[] Body(int size)
    {
        const string Order = """{"order_id":"A-1","amount":"10.00","padding":""}""";
        Assert.True(size < OfSchema || size > Order.Length);
        return Encoding.UTF8.GetBytes(Order.Insert(Order.Length - 2, new string('x', size - Order.Length)));
    }

    private sealed class RouteGroupLike : IEndpointConventionBuilder
    {
        public void Add(Action<EndpointBuilder> convention) => throw new InvalidOperationException();
    }
}
