using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Analyzers;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG0061 for feeds that are mapped to one address, where one accepts the requests of another.</summary>
public sealed class SharedAddressTests
{
    private static string Program(string feeds) =>
        $$"""
            using CallbackGen;
            using Shop;
            var app = WebApplication.CreateBuilder().Build();
            app.MapCallbacks("/x", on => {{feeds}});
            app.Run();
            """;

    [Theory]
    [InlineData(
        "on.{|CBG0061:Feed<AcmePayment>|}((Verified<AcmePayment> paid) => { }).Feed<AcmeNotice>((Authenticated<AcmeNotice> notice) => { })"
    )]
    [InlineData(
        """
            on.{|CBG0061:Feed|}(AcmePayment.Feed, (message, context) => Task.CompletedTask)
                .Feed(AcmeNotice.Feed, (message, context) => Task.CompletedTask)
            """
    )]
    [InlineData(
        """
            {
                on.{|CBG0061:Feed<AcmePayment>|}((Verified<AcmePayment> paid) => { });
                on.Feed<AcmeNotice>((Authenticated<AcmeNotice> notice) => { });
            }
            """
    )]
    public Task Feeds_of_one_address_that_select_nothing_are_reported(string feeds) => RunAsync(feeds, HandlerFeeds.Payment.Text);

    [Theory]
    [InlineData("on.Feed<AcmePayment>((Verified<AcmePayment> paid) => { })", false)]
    [InlineData(
        "on.Feed<AcmePayment>((Verified<AcmePayment> paid) => { }).Feed<AcmeNotice>((Authenticated<AcmeNotice> notice) => { })",
        true
    )]
    [InlineData(
        """
            {
                if (args.Length > 0)
                    on.Feed<AcmePayment>((Verified<AcmePayment> paid) => { });
                else
                    on.Feed<AcmeNotice>((Authenticated<AcmeNotice> notice) => { });
            }
            """,
        false
    )]
    public Task One_that_selects_and_one_that_is_last_are_not(string feeds, bool selects) =>
        RunAsync(
            feeds,
            selects
                ? HandlerFeeds.Payment.Text.Replace(
                    "\"idempotencyKey\"",
                    "\"select\": { \"body:/status\": \"paid\" }, \"idempotencyKey\"",
                    StringComparison.Ordinal
                )
                : HandlerFeeds.Payment.Text
        );

    private static Task RunAsync(string feeds, string payment) =>
        new HandlerTest<SharedAddressAnalyzer>
        {
            Sources = [Program(feeds)],
            Schemas = [(HandlerFeeds.Payment.Path, payment), HandlerFeeds.Notice],
        }.RunAsync();
}
