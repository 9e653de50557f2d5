using System.Globalization;
using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Analyzers;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1011 and CBG1025: a feed has no endpoint, or is mapped twice to one address.</summary>
public sealed class EndpointTests
{
    private const string Before = """
        using CallbackGen;
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.Extensions.Hosting;
        using Shop;
        var builder = WebApplication.CreateBuilder();
        builder.Services.AddCallbacks();
        var app = builder.Build();

        """;

    private const string Others = "_ = (AcmeNotice.Feed, AcmePing.Feed, AcmeEvent.Feed);\n";

    private const string After = "\napp.Run();\n";

    // The diagnostic's span is the feed's name in the schema file.
    private static readonly (string Path, string Text) Missing = (
        HandlerFeeds.Payment.Path,
        HandlerFeeds.Payment.Text.Replace("\"feed\": \"Payment\"", "\"feed\": {|CBG1011:\"Payment\"|}", StringComparison.Ordinal)
    );

    [Theory]
    [InlineData("nothing is mapped", "")]
    [InlineData("another feed is mapped", """app.MapCallback<AcmeEvent>("/event", (Verified<AcmeEvent> message) => { });""")]
    [InlineData(
        "it is only deserialized",
        """app.MapPost("/x", (string body) => System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(body)!.Id);"""
    )]
    [InlineData("it is only stored", """app.MapGet("/x", () => new List<AcmePayment>());""")]
    [InlineData("it is only handed on", """void Store(AcmePayment payment) { } Store(null!);""")]
    [InlineData("it is only made", """app.MapGet("/x", () => (AcmePayment?)null);""")]
    [InlineData("feeds are registered, not mapped", """builder.Services.AddCallbacks(CallbackFeeds.All);""")]
    [InlineData("its name is another's", """app.MapGet("/AcmePayment", () => nameof(AcmePayment));""")]
    public Task A_feed_that_nothing_serves_is_reported_in_its_schema(string what, string code)
    {
        Assert.NotEmpty(what);
        return RunAsync(Before + code + After, Missing);
    }

    [Theory]
    [InlineData("a lambda", """app.MapCallback<AcmePayment>("/x", (Verified<AcmePayment> paid) => { });""")]
    [InlineData("a handler's class", """app.MapCallback<AcmePayment>("/x");""")]
    [InlineData("a feed", """app.MapCallback(AcmePayment.Feed, "/x", (message, context) => Task.CompletedTask);""")]
    [InlineData(
        "every feed",
        """foreach (var feed in CallbackFeeds.All) app.MapCallback(feed, "/" + feed.Name, (message, context) => Task.CompletedTask);"""
    )]
    [InlineData(
        "the registry",
        """
            foreach (var feed in CallbackFeedRegistry.Feeds)
                app.MapCallback(feed, "/" + feed.Name, (message, context) => Task.CompletedTask);
            """
    )]
    [InlineData("a group", """var group = new CallbackFeedGroup([AcmePayment.Feed]);""")]
    [InlineData("one address of several", """app.MapCallbacks("/x", on => on.Feed<AcmePayment>((Verified<AcmePayment> paid) => { }));""")]
    [InlineData("an ordinary endpoint", """app.MapPost("/x", (Verified<AcmePayment> paid) => Results.Ok());""")]
    [InlineData(
        "verification by hand",
        """app.MapPost("/x", () => AcmePayment.Verify(CallbackRequest.Get("a=1"), CallbackKeys.Empty).IsSuccess);"""
    )]
    [InlineData(
        "a method of the project",
        """Serve<AcmePayment>(); void Serve<T>() where T : class, ICallbackPayload<T> => app.MapCallback<T>("/x");"""
    )]
    [InlineData("its type", """Console.WriteLine(typeof(AcmePayment));""")]
    [InlineData("a name with an escape", """app.MapCallback<\u0041cmePayment>("/x");""")]
    [InlineData("a verbatim name", """app.MapCallback<@AcmePayment>("/x");""")]
    public Task A_feed_that_something_serves_is_not(string what, string code)
    {
        Assert.NotEmpty(what);
        return RunAsync(Before + code + After, HandlerFeeds.Payment);
    }

    [Theory]
    [InlineData(
        "a handler",
        """
            class Paid : ICallbackHandler<AcmePayment>
            {
                public Task HandleAsync(Verified<AcmePayment> paid, CancellationToken ct) => Task.CompletedTask;
            }
            """
    )]
    [InlineData(
        "an action",
        """
            public class HookController : ControllerBase
            {
                [HttpPost]
                public IActionResult Paid(Verified<Shop.AcmePayment> paid) => Ok();
            }
            """
    )]
    public Task Nor_is_one_with(string what, string code)
    {
        Assert.NotEmpty(what);
        return RunAsync(Before + After + code, HandlerFeeds.Payment);
    }

    /// <summary>
    /// The errors of the file are reported and its types exist, so that handlers compile; the missing endpoint is not a second error.
    /// </summary>
    [Fact]
    public Task A_feed_whose_file_has_errors_is_served_by_nobody_yet() =>
        RunAsync(
            Before + After,
            (
                HandlerFeeds.Payment.Path,
                HandlerFeeds.Payment.Text.Replace("\"encoding\": \"utf8\"", "\"encoding\": \"utf9\"", StringComparison.Ordinal)
            )
        );

    [Fact]
    public Task A_library_s_feeds_are_served_elsewhere() => RunAsync("class Nothing;", HandlerFeeds.Payment);

    [Fact]
    public Task A_test_serves_none() =>
        RunAsync(Before + After + "namespace Xunit { class FactAttribute : Attribute; }", HandlerFeeds.Payment);

    [Fact]
    public async Task The_message_says_what_becomes_of_its_callbacks()
    {
        var (_, reported) = await new HandlerTest<EndpointAnalyzer> { Sources = [Before + After], Schemas = [Missing] }.RunAsync();
        Assert.Equal(
            "No endpoint serves AcmePayment, so its callbacks are answered 404; map it with MapCallback<AcmePayment>, or remove its "
                + "schema file from the project",
            Assert.Single(reported).GetMessage(CultureInfo.InvariantCulture)
        );
    }

    [Theory]
    [InlineData("twice", """app.MapCallback<AcmePayment>("/x"); app.MapCallback<AcmePayment>({|CBG1025:"/x"|});""")]
    [InlineData(
        "with and without a slash",
        """app.MapCallback<AcmePayment>("/hooks/acme"); app.MapCallback<AcmePayment>({|CBG1025:"hooks/ACME/"|});"""
    )]
    [InlineData(
        "with another key set",
        """app.MapCallback<AcmePayment>("/x"); app.MapCallback<AcmePayment>({|CBG1025:"/x"|}).WithKeySet("Sandbox");"""
    )]
    [InlineData(
        "with a lambda",
        """app.MapCallback<AcmePayment>("/x"); app.MapCallback<AcmePayment>({|CBG1025:"/x"|}, (Verified<AcmePayment> paid) => { });"""
    )]
    [InlineData(
        "as a feed",
        """
            app.MapCallback<AcmePayment>("/x");
            app.MapCallback(AcmePayment.Feed, {|CBG1025:"/x"|}, (message, context) => Task.CompletedTask);
            """
    )]
    [InlineData(
        "by a constant",
        """const string Path = "/x"; app.MapCallback<AcmePayment>(Path); app.MapCallback<AcmePayment>({|CBG1025:Path|});"""
    )]
    [InlineData(
        "on one group",
        """var group = app.MapGroup("/hooks"); group.MapCallback<AcmePayment>("/x"); group.MapCallback<AcmePayment>({|CBG1025:"/x"|});"""
    )]
    [InlineData(
        "in another function",
        """
            app.MapCallback<AcmePayment>("/x");
            More(app);
            static void More(WebApplication app) => app.MapCallback<AcmePayment>({|CBG1025:"/x"|});
            """
    )]
    [InlineData(
        "three times",
        """
            app.MapCallback<AcmePayment>("/x");
            app.MapCallback<AcmePayment>({|CBG1025:"/x"|});
            app.MapCallback<AcmePayment>({|CBG1025:"/x"|});
            """
    )]
    public Task An_address_that_is_taken_is_reported(string what, string code)
    {
        Assert.NotEmpty(what);
        return RunAsync(Before + code + After, HandlerFeeds.Payment);
    }

    [Theory]
    [InlineData("two addresses", """app.MapCallback<AcmePayment>("/x"); app.MapCallback<AcmePayment>("/sandbox").WithKeySet("Sandbox");""")]
    [InlineData("two feeds", """app.MapCallback<AcmePayment>("/x"); app.MapCallback<AcmeEvent>("/y");""")]
    [InlineData(
        "two groups",
        """
            var one = app.MapGroup("/one");
            var two = app.MapGroup("/two");
            one.MapCallback<AcmePayment>("/x");
            two.MapCallback<AcmePayment>("/x");
            """
    )]
    [InlineData(
        "groups in passing",
        """app.MapGroup("/one").MapCallback<AcmePayment>("/x"); app.MapGroup("/two").MapCallback<AcmePayment>("/x");"""
    )]
    [InlineData(
        "one or the other",
        """
            if (app.Environment.IsProduction())
                app.MapCallback<AcmePayment>("/x");
            else
                app.MapCallback<AcmePayment>("/x").WithKeySet("Sandbox");
            """
    )]
    [InlineData(
        "two hosts",
        """app.MapCallback<AcmePayment>("/x").RequireHost("a.example"); app.MapCallback<AcmePayment>("/x").RequireHost("b.example");"""
    )]
    [InlineData(
        "two builders",
        """
            Map(app.MapGroup("/a"));
            Map2(app.MapGroup("/b"));
            static void Map(IEndpointRouteBuilder routes) => routes.MapCallback<AcmePayment>("/x");
            static void Map2(IEndpointRouteBuilder routes) => routes.MapCallback<AcmePayment>("/x");
            """
    )]
    [InlineData("what is not constant", """foreach (var shop in new[] { "a", "b" }) app.MapCallback<AcmePayment>("/" + shop);""")]
    public Task Addresses_of_their_own_are_not(string what, string code)
    {
        Assert.NotEmpty(what);
        return RunAsync(Before + code + After, HandlerFeeds.Payment);
    }

    [Fact]
    public Task The_fix_removes_a_mapping_that_stands_twice_word_for_word() =>
        Harness.HandlerVerifier<EndpointAnalyzer, CallbackGen.CodeFixes.RepeatedMappingFix>.VerifyCodeFixAsync(
            Before
                + Others
                + """
                app.MapCallback<AcmePayment>("/x");
                app.MapCallback<AcmePayment>({|CBG1025:"/x"|});
                app.MapCallback<AcmePayment>({|CBG1025:"/x"|}).WithKeySet("Sandbox");
                """
                + After,
            Before
                + Others
                + """
                app.MapCallback<AcmePayment>("/x");
                app.MapCallback<AcmePayment>({|CBG1025:"/x"|}).WithKeySet("Sandbox");
                """
                + After
        );

    private static Task RunAsync(string source, (string Path, string Text) schema) =>
        new HandlerTest<EndpointAnalyzer>
        {
            Sources = [source],
            Schemas = source.Contains("AcmeEvent", StringComparison.Ordinal) ? [schema, HandlerFeeds.Event] : [schema],
        }.RunAsync();
}
