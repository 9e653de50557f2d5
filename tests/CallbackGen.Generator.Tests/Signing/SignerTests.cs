using CallbackGen.Testing;

namespace CallbackGen.Generator.Tests.Signing;

/// <summary>The signer over the whole catalogue: a test can sign everything that a provider signs.</summary>
public sealed class SignerTests
{
    public static TheoryData<string> Feeds => [.. Catalogue.Names];

    [Theory]
    [MemberData(nameof(Feeds))]
    public void Every_accepted_request_is_signed_again_by_new_keys(string name)
    {
        var feed = Catalogue.Feed(name);
        var keys = CallbackTestKeys.Generate(feed);
        foreach (var test in Catalogue.Accepted(name))
        {
            for (var proof = 0; proof < Math.Max(1, feed.Definition.Proofs.Count); proof++)
            {
                var signed = new CallbackSigner(keys, test.Clock) { Proof = proof }.Sign(test.Request);

                var result = feed.VerifyMessages(signed, keys.Keys, test.Clock);
                Assert.True(result.IsSuccess, $"{test.Name}: {result.Rejection}");
            }
        }
    }
}
