using CallbackGen.Testing;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Sending;
using CallbackGen.Tool.Tests.Harness;
using Xunit.Abstractions;

namespace CallbackGen.Tool.Tests.Sending;

/// <summary>The feeds of the catalogue, each signed with its own keys.</summary>
public sealed class CatalogueSigningTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>
    /// Feeds for which no request is generated: a record that "select" identifies by its values, and base64 of JSON within a form.
    /// </summary>
    private static readonly string[] NotMadeUp =
    [
        "sample bayarcash.directdebit",
        "sample braintree.notification",
        "sample liqpay.payment",
        "sample zalopay.order",
    ];

    private readonly ToolFolder _folder = new();
    private readonly CompiledFeeds _compiled = Shared.Compiler.Compile(Catalogue.Read());

    public void Dispose()
    {
        _compiled.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Requests_of_tests_and_made_up_ones_are_signed_and_their_forged_twins_refused()
    {
        var to = TargetUrl.Parse("--to", "http://localhost:5000/callbacks");
        var failures = new List<string>();
        foreach (var feed in _compiled.Feeds)
        {
            var keys = CallbackTestKeys.Generate(feed.Feed);
            var signer = new RequestSigner(keys, TimeProvider.System);
            foreach (
                var (kind, make) in new (string, Func<FeedRequest>)[]
                {
                    ("test", () => FeedRequest.OfTest(_folder.CreateHost(), feed, test: null)),
                    ("sample", () => FeedRequest.OfSample(_folder.CreateHost(), feed)),
                }
            )
            {
                try
                {
                    var request = make().At(to, publicUrl: null);
                    var signed = signer.Sign(request.Request, request.Claims);
                    Assert.True(feed.Feed.VerifyMessages(signed, keys.Keys).TryGetValue(out _, out _), feed.Feed.Name);
                    if (feed.Feed.Definition.Scheme is not ("token" or "none"))
                        Assert.False(
                            feed.Feed.VerifyMessages(signer.Tamper(signed).Request, keys.Keys).TryGetValue(out _, out _),
                            feed.Feed.Name
                        );
                }
                catch (ToolException failure)
                {
                    failures.Add($"{kind} {feed.Feed.Name}: {failure.Message}");
                }
            }
        }

        failures.ForEach(output.WriteLine);
        Assert.Equal(NotMadeUp, failures.Select(failure => failure.Split(':')[0]));
    }
}
