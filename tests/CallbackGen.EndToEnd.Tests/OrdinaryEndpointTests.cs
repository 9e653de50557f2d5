using System.Net;
using CallbackGen.AspNetCore;
using CallbackGen.EndToEnd.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>A message as the parameter of an endpoint that CallbackGen did not map.</summary>
public sealed class OrdinaryEndpointTests
{
    private const string Order = """{"order_id":"A-1","amount":"10.00"}""";

    [Fact]
    public async Task A_minimal_endpoint_gets_the_verified_callback_and_answers_by_itself()
    {
        await using var app = await TestApp.StartAsync(app =>
            app.MapPost(
                "/shops/{shop}/order",
                (string shop, Verified<AcmeOrder> order, int? page) => $"{shop} {order.Payload.OrderId} {page}"
            )
        );

        using var genuine = await app.PostAsync("/shops/7/order?page=3", Order);
        using var forged = await app.PostAsync("/shops/7/order", Order, TestApp.Sign("forged"));

        Assert.Equal("7 A-1 3", await genuine.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
        Assert.Equal("application/problem+json", forged.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_callback_among_grouped_parameters_is_verified_too()
    {
        await using var app = await TestApp.StartAsync(app =>
            app.MapPost("/order", ([AsParameters] Arguments arguments) => arguments.Order.Payload.OrderId)
        );

        using var genuine = await app.PostAsync("/order", Order);
        using var forged = await app.PostAsync("/order", Order, TestApp.Sign("forged"));

        Assert.Equal("A-1", await genuine.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
    }

    [Fact]
    public async Task Every_level_can_be_a_parameter()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.MapPost("/notice", (Authenticated<AcmeNotice> notice) => notice.Payload.OrderId);
            app.MapPost("/ping", (Received<AcmePing> ping) => ping.Payload.OrderId);
            app.MapGet("/return", (Verified<AcmeReturn> order) => order.Payload.OrderId);
        });

        using var notice = await app.PostAsync("/notice", Tokens.Beside(Order));
        using var ping = await app.PostAsync("/ping", Order, "");
        using var query = await app.Client.GetAsync(
            new Uri(app.Address, $"/return?order_id=A-1&amount=10.00&checksum={TestApp.Sign("10.00|A-1|")}")
        );
        using var bare = await app.Client.GetAsync(new Uri(app.Address, "/return?order_id=A-1&amount=10.00"));

        Assert.Equal("A-1", await notice.Content.ReadAsStringAsync());
        Assert.Equal("A-1", await ping.Content.ReadAsStringAsync());
        Assert.Equal("A-1", await query.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, bare.StatusCode);
    }

    [Fact]
    public async Task Authorization_comes_before_verification()
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.UseAuthorization();
                app.MapPost("/order", (Verified<AcmeOrder> order) => "seen")
                    .RequireAuthorization(policy => policy.RequireAssertion(_ => false));
            },
            builder =>
                builder
                    .Services.AddCallbacks()
                    .AddAuthorization()
                    .AddAuthentication("None")
                    .AddScheme<Microsoft.AspNetCore.Authentication.AuthenticationSchemeOptions, NoAuthentication>("None", null)
        );

        using var response = await app.PostAsync("/order", Order);
        await app.StopAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Empty(app.Logs.Named("CallbackAccepted"));
    }

    [Theory]
    [InlineData("/mvc/order")]
    [InlineData("/api/order")]
    public async Task A_controller_action_gets_the_verified_callback(string path)
    {
        await using var app = await StartMvcAsync();

        using var genuine = await app.PostAsync(path, Order);
        using var forged = await app.PostAsync(path, Order, TestApp.Sign("forged"));
        using var unreadable = await app.PostAsync(path, "{}");

        Assert.Equal("A-1", await genuine.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, unreadable.StatusCode);
        Assert.Equal("application/problem+json", unreadable.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_controller_names_its_key_set_by_an_attribute()
    {
        const string OtherKey = "another-test-hash-key-0123456789abcdef";
        await using var app = await StartMvcAsync(("Callbacks:Acme:hashKey", TestApp.Key), ("Callbacks:Acme-ShopB:hashKey", OtherKey));

        using var own = await app.PostAsync("/shop-b/order", Order, TestApp.Sign(Order, OtherKey));
        using var others = await app.PostAsync("/shop-b/order", Order);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (own.StatusCode, others.StatusCode));
    }

    [Fact]
    public async Task A_model_that_holds_a_message_is_never_bound_from_the_request()
    {
        await using var app = await StartMvcAsync();

        using var response = await app.PostAsync("/mvc/model?Order.Payload.OrderId=A-1", Order);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
    }

    private static Task<TestApp> StartMvcAsync(params (string Key, string? Value)[] configuration) =>
        TestApp.StartAsync(
            app => app.MapControllers(),
            builder => builder.Services.AddCallbacks().AddControllers().AddApplicationPart(typeof(OrdinaryEndpointTests).Assembly),
            configuration.Length == 0
                ? [("Callbacks:Acme:hashKey", TestApp.Key), ("Callbacks:Acme-ShopB:hashKey", TestApp.Key)]
                : configuration
        );

    internal sealed record Arguments(Verified<AcmeOrder> Order);

    private sealed class NoAuthentication(
        Microsoft.Extensions.Options.IOptionsMonitor<Microsoft.AspNetCore.Authentication.AuthenticationSchemeOptions> options,
        Microsoft.Extensions.Logging.ILoggerFactory logger,
        System.Text.Encodings.Web.UrlEncoder encoder
    )
        : Microsoft.AspNetCore.Authentication.AuthenticationHandler<Microsoft.AspNetCore.Authentication.AuthenticationSchemeOptions>(
            options,
            logger,
            encoder
        )
    {
        protected override Task<Microsoft.AspNetCore.Authentication.AuthenticateResult> HandleAuthenticateAsync() =>
            Task.FromResult(Microsoft.AspNetCore.Authentication.AuthenticateResult.NoResult());
    }
}

public sealed class MvcOrderController : Controller
{
    [HttpPost("/mvc/order")]
    public IActionResult Post(Verified<AcmeOrder> order) => Content(ModelState.IsValid ? order.Payload.OrderId : "invalid");

    [HttpPost("/mvc/model")]
    public IActionResult PostModel(OrderModel model) => Content(model.Order?.Payload.OrderId ?? "none");

    [HttpPost("/shop-b/order")]
    [CallbackKeySet("Acme-ShopB")]
    public IActionResult PostToShopB(Verified<AcmeOrder> order) => Content(order.Payload.OrderId);
}

public sealed class OrderModel
{
    public Verified<AcmeOrder>? Order { get; set; }
}

[ApiController]
public sealed class ApiOrderController : ControllerBase
{
    [HttpPost("/api/order")]
    public ActionResult<string> Post(Verified<AcmeOrder> order) => Content(order.Payload.OrderId);
}
