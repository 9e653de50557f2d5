using System.Net;
using CallbackGen.EndToEnd.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>Other hosts: the generic host with a custom pipeline, and the test server.</summary>
public sealed class HostingTests
{
    private const string Order = """{"order_id":"A-1","amount":"10.00"}""";
    private static readonly string Query =
        $"order_id=A-1&amount=10.00&payer=canary7f3a91&checksum={TestApp.Sign("10.00|A-1|canary7f3a91")}";

    /// <summary>
    /// A signature inside base64-encoded JSON in a header: a middleware extracts it, and the result is verified like any other.
    /// </summary>
    [Fact]
    public async Task A_middleware_takes_a_signature_out_of_another_text()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.Use(
                (context, next) =>
                {
                    context.Request.Headers["X-Signature"] = SignatureIn(context.Request.Headers["X-Envelope"].ToString());
                    return next(context);
                }
            );
            app.MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => { });
        });

        async Task<HttpStatusCode> PostAsync(string envelope, string header = "")
        {
            using var request = app.Request(
                "/order",
                new StringContent(Order, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")),
                header
            );
            request.Headers.Add("X-Envelope", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(envelope)));
            using var response = await app.Client.SendAsync(request);
            return response.StatusCode;
        }

        Assert.Equal(HttpStatusCode.OK, await PostAsync($$"""{"kid":"1","signature":"{{TestApp.Sign(Order)}}"}"""));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync($$"""{"kid":"1","signature":"{{TestApp.Sign(Order + " ")}}"}"""));
        // The sender's own header of that name is overwritten.
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync("""{"kid":"1","signature":""}""", TestApp.Sign(Order)));

        static string SignatureIn(string envelope)
        {
            using var json = System.Text.Json.JsonDocument.Parse(Convert.FromBase64String(envelope));
            return json.RootElement.GetProperty("signature").GetString() ?? "";
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Callbacks_work_in_a_generic_host_whichever_is_registered_first(bool callbacksFirst)
    {
        using var logs = new CapturedLogs();
        var builder = new HostBuilder()
            .ConfigureAppConfiguration(configuration => configuration.AddInMemoryCollection([new("Callbacks:Acme:hashKey", TestApp.Key)]))
            .ConfigureLogging(logging => logging.AddProvider(logs).SetMinimumLevel(LogLevel.Trace));
        if (callbacksFirst)
            builder.ConfigureServices(services => services.AddCallbacks().AddHttpContextAccessor());
        builder.ConfigureWebHost(web => web.UseTestServer().Configure(Configure));
        if (!callbacksFirst)
            builder.ConfigureServices(services => services.AddCallbacks().AddHttpContextAccessor());
        using var host = await builder.StartAsync();
        using var client = host.GetTestClient();

        using var query = await client.GetAsync(new Uri($"/return?{Query}", UriKind.Relative));
        using var forged = await client.GetAsync(new Uri($"/return?{Query}0", UriKind.Relative));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/plain")
        {
            Content = new StringContent(Order, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")),
        };
        request.Headers.Add("X-Signature", TestApp.Sign(Order));
        using var plain = await client.SendAsync(request);
        await host.StopAsync();

        Assert.Equal("/return A-1", await query.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
        Assert.Equal("A-1", await plain.Content.ReadAsStringAsync());
        Assert.DoesNotContain(logs.Lines, line => line.Everything.Contains("canary7f3a91", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_context_factory_of_the_applications_own_stays_in_use()
    {
        await using var app = await TestApp.StartAsync(
            app => app.MapGet("/", (HttpContext context) => context.Items["made by"]!.ToString()),
            builder => builder.Services.AddSingleton<IHttpContextFactory, OwnFactory>().AddCallbacks()
        );

        Assert.Equal("own", await app.Client.GetStringAsync(app.Address));
    }

    private static void Configure(IApplicationBuilder app) =>
        app.UseRouting()
            .UseEndpoints(endpoints =>
            {
                endpoints.MapCallback<AcmeReturn>(
                    "/return",
                    (Verified<AcmeReturn> order, IHttpContextAccessor accessor) =>
                        Results.Text($"{accessor.HttpContext?.Request.Path} {order.Payload.OrderId}")
                );
                endpoints.MapPost("/plain", (Verified<AcmeOrder> order) => order.Payload.OrderId);
            });

    private sealed class OwnFactory(IServiceProvider services) : IHttpContextFactory
    {
        private readonly DefaultHttpContextFactory _inner = new(services);

        public HttpContext Create(Microsoft.AspNetCore.Http.Features.IFeatureCollection featureCollection)
        {
            var context = _inner.Create(featureCollection);
            context.Items["made by"] = "own";
            return context;
        }

        public void Dispose(HttpContext httpContext) => _inner.Dispose(httpContext);
    }
}
