using CallbackGen.EndToEnd.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CallbackGen.EndToEnd.Tests;

public sealed class RoutingTests
{
    private const string Order = """{"order_id":"A-1","amount":"10.00"}""";

    [Fact]
    public async Task Callbacks_in_a_group_have_its_prefix_and_conventions()
    {
        var filtered = 0;
        await using var app = await TestApp.StartAsync(app =>
        {
            var group = app.MapGroup("/callbacks/{shop}")
                .AddEndpointFilter(
                    async (context, next) =>
                    {
                        filtered++;
                        return await next(context);
                    }
                );
            group.MapCallback<AcmeOrder>(
                "/order",
                (Verified<AcmeOrder> order, string shop, HttpContext context) => context.Response.WriteAsync(shop)
            );
        });

        using var response = await app.PostAsync("/callbacks/7/order", Order);

        Assert.Equal("7", await response.Content.ReadAsStringAsync());
        Assert.Equal(1, filtered);
    }

    [Fact]
    public async Task Two_feeds_that_arrive_by_other_methods_share_an_address()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.MapCallback<AcmeOrder>("/pay", (Verified<AcmeOrder> order, HttpContext context) => context.Response.WriteAsync("order"));
            app.MapGet("/pay", () => "a page");
        });

        using var callback = await app.PostAsync("/pay", Order);

        Assert.Equal("order", await callback.Content.ReadAsStringAsync());
        Assert.Equal("a page", await app.Client.GetStringAsync(new Uri(app.Address, "/pay")));
    }

    [Fact]
    public async Task The_query_of_every_other_route_stays_where_it_was()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.MapCallback<AcmeReturn>("/{provider}/{feed}", (Verified<AcmeReturn> order) => { });
            app.MapGet("/orders/list", (int page, HttpContext context) => $"{page} {context.Request.QueryString}");
            app.MapGet("/other", (int page) => page);
        });

        Assert.Equal("3 ?page=3", await app.Client.GetStringAsync(new Uri(app.Address, "/orders/list?page=3")));
        Assert.Equal("4", await app.Client.GetStringAsync(new Uri(app.Address, "/other?page=4")));
        await app.StopAsync();
        Assert.Contains(
            app.Logs.Lines,
            line =>
                line.Category.StartsWith("Microsoft.AspNetCore.Hosting", StringComparison.Ordinal)
                && line.Message.Contains("page=4", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_kept_connection_shows_the_next_requests_query()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.MapCallback<AcmeReturn>("/return", (Verified<AcmeReturn> order) => { });
            app.MapGet("/other", (HttpContext context) => context.Request.QueryString.Value);
        });
        using var connection = await RawConnection.OpenAsync(app.Address);

        await connection.SendAsync("GET /return?x=1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
        Assert.Equal("HTTP/1.1 401 Unauthorized", await connection.ReadStatusLineAsync());
        using var next = await app.Client.GetAsync(new Uri(app.Address, "/other?x=2"));

        Assert.Equal("?x=2", await next.Content.ReadAsStringAsync());
    }
}
