using CallbackGen.AspNetCore;
using CallbackGen.EndToEnd.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>The requests whose queries are hidden before routing, and the parts of a request line that decide this.</summary>
public sealed class QueryProtectionTests
{
    [Theory]
    [InlineData("/order", "/order", true)]
    [InlineData("/order", "/order/", true)]
    [InlineData("/order", "/a/b/c/order", true)]
    [InlineData("/order", "/a/b/c/order/", true)]
    [InlineData("/order", "/order/a", true)]
    [InlineData("/order", "/api/order/a", false)]
    [InlineData("/order", "/orders", false)]
    [InlineData("/order", "/order-list", false)]
    [InlineData("/order", "/reorder", false)]
    [InlineData("/order", "/order.php", true)]
    [InlineData("/order", "/order;v=1/a", true)]
    [InlineData("/order", "/Order ", true)]
    [InlineData("/cb/return", "/cb/return/extra", true)]
    [InlineData("/cb/return", "/base/cb/return/extra/more", true)]
    [InlineData("/cb/return", "/cb%2Freturn", true)]
    [InlineData("/cb/return", "/cb%2freturn/extra", true)]
    [InlineData("/cb/return", "/cb%252Freturn", true)]
    [InlineData("/cb/return", "/cb%255c%72eturn", true)]
    [InlineData("/cb/return", "/cb\\return", true)]
    [InlineData("/cb/return", "/CB//Return/", true)]
    [InlineData("/cb/return", "//cb/return", true)]
    [InlineData("/cb/return", "/x/..%2fcb/return", true)]
    [InlineData("/cb/return", "/cb/x/../return", true)]
    [InlineData("/cb/return", "/cb", false)]
    [InlineData("/cb/return", "/cb/other", false)]
    [InlineData("/cb/return", "/cb/returned", false)]
    [InlineData("/cb/return", "/return/cb", false)]
    [InlineData("/cb/return", "/%", false)]
    [InlineData("/cb/return/{shop}", "/cb/return", true)]
    [InlineData("/shop/{id}/return", "/shop/7/return/a", true)]
    [InlineData("/shop/{id}/return", "/shop//return", true)]
    [InlineData("/shop/{id}/return", "/shop/7/cart", false)]
    [InlineData("/{shop}/cb/return", "/north/cb/return/a", true)]
    [InlineData("/{shop}/cb/return", "/north/cb/basket", false)]
    [InlineData("/order/{shop?}", "/a/b/order", true)]
    [InlineData("/order/{shop?}", "/a/b/order/7", true)]
    [InlineData("/order/{shop?}", "/a/b/order/7/8", false)]
    [InlineData("/order/{shop=7}/{page=1}", "/a/b/order", true)]
    [InlineData("/order/{**rest}", "/a/order/b/c/d", true)]
    [InlineData("/order/{**rest}", "/a/b/c", false)]
    [InlineData("/{provider}/{feed}", "/a/b", true)]
    [InlineData("/{provider}/{feed}", "/a/b/c", false)]
    public void A_path_its_tails_and_what_begins_like_it_are_matched(string pattern, string path, bool expected) =>
        Assert.Equal(expected, Table(pattern).IsMatch(path));

    [Theory]
    [InlineData("/order")]
    [InlineData("/order/{**rest}")]
    [InlineData("/{provider}/{feed}")]
    public void A_path_of_more_segments_than_any_route_has_is_hidden_unmatched(string pattern)
    {
        Assert.False(Table(pattern).IsMatch(string.Concat(Enumerable.Repeat("/a", 64))));
        Assert.True(Table(pattern).IsMatch(new string('/', 8000)));
        Assert.False(new CallbackRouteTable([]).IsMatch(new string('/', 8000)));
    }

    [Fact]
    public void An_endpoint_that_is_added_while_the_table_is_made_is_in_the_next_one()
    {
        var endpoints = new ChangingEndpoints("/first", "/second");
        using var keys = new ServiceCollection().AddCallbacks().BuildServiceProvider();
        using var catalog = new CallbackEndpointCatalog(endpoints, keys.GetRequiredService<CallbackKeyRing>());

        Assert.True(catalog.Routes.IsMatch("/first"));
        Assert.True(catalog.Routes.IsMatch("/second"));
        Assert.Same(catalog.Routes, catalog.Routes);
    }

    [Fact]
    public void One_question_mark_begins_the_query_and_every_other_is_part_of_it()
    {
        var context = new DefaultHttpContext();
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = "/order??a=1?";

        var request = CallbackRequestReader.Create(context, query: null, default, publicUrl: null, isKept: false, limit: default);

        Assert.Equal(("/order", "?a=1?"), (request.Path, request.Query));
    }

    private static CallbackRouteTable Table(string pattern) => new([RoutePatternFactory.Parse(pattern)]);

    /// <summary>Endpoints to which another is added while the first are enumerated.</summary>
    private sealed class ChangingEndpoints(string first, string second) : EndpointDataSource
    {
        private ChangeSource _change = new();
        private bool _isChanged;

        public override IReadOnlyList<Endpoint> Endpoints
        {
            get
            {
                Endpoint[] now = _isChanged ? [Callback(first), Callback(second)] : [Callback(first)];
                if (!_isChanged)
                {
                    _isChanged = true;
                    var change = _change;
                    _change = new();
                    change.Signal();
                }

                return now;
            }
        }

        public override IChangeToken GetChangeToken() => _change.Token;

        private static RouteEndpoint Callback(string pattern) =>
            new(
                _ => Task.CompletedTask,
                RoutePatternFactory.Parse(pattern),
                0,
                new(new CallbackEndpointMetadata(new ServedFeeds(AcmeReturn.Feed))),
                pattern
            );
    }
}
