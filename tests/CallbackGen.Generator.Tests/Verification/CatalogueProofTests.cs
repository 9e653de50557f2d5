using System.Text.Json;
using System.Text.Json.Nodes;
using CallbackGen.Definitions;
using CallbackGen.Generator.Tests.Properties;
using CallbackGen.Generator.Tests.Signing;
using CallbackGen.Testing;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>
/// Over the whole catalogue: a payload that a provider signed and the schema does not accept is proven, and its tampered twin is not.
/// </summary>
public sealed class CatalogueProofTests
{
    // The results of a provider's change of format: an amount with a thousands separator, and other types.
    private static readonly string[] JsonValues = ["\"1,000.00\"", "12", "true", "{\"value\":1}", "[1]", "null", "\"\""];
    private static readonly string[] FieldValues = ["1%2C000.00", "x", ""];

    /// <summary>Gets the feeds whose proof covers content: a token, or a signature of a checksum, proves the sender alone.</summary>
    public static TheoryData<string> Feeds =>
        [.. Catalogue.Names.Where(name => Catalogue.Feed(name).Definition is { SignsNothing: false, SignsNoContent: false })];

    public static TheoryData<string> Timed =>
        [
            .. Catalogue.Names.Where(name =>
                Catalogue.Feed(name).Definition.Proofs.Any(proof => proof.Time is not null || proof.Scheme == "jwt")
            ),
        ];

    [Theory]
    [MemberData(nameof(Feeds))]
    public void A_payload_that_does_not_fit_is_proven_and_its_forged_twin_is_not(string name)
    {
        var feed = Catalogue.Feed(name);
        var keys = CallbackTestKeys.Generate(feed);
        for (var proof = 0; proof < feed.Definition.Proofs.Count; proof++)
        {
            var unfit = 0;
            foreach (var test in Catalogue.Accepted(name).Take(2))
            {
                var signer = new CallbackSigner(keys, test.Clock) { Proof = proof };
                var genuine = Subject.Of(feed, test).WithRequest(signer.Sign(test.Request));
                foreach (var leaf in genuine.Leaves)
                    unfit += Changed(genuine, leaf).Count(changed => IsRefusedAsUnfit(signer, keys, changed, IsUnsigned(feed, leaf)));
                unfit += genuine.WithNone().Count(changed => IsRefusedAsUnfit(signer, keys, changed, isUnsigned: false));
            }

            Assert.True(unfit > 0 || TakesAnything(name), $"{name} refuses nothing that is signed by {proof}.");
        }
    }

    [Theory]
    [MemberData(nameof(Feeds))]
    public void Another_content_type_is_proven_where_the_message_needs_none_and_its_forged_twin_is_not(string name)
    {
        var feed = Catalogue.Feed(name);
        var keys = CallbackTestKeys.Generate(feed);
        var test = Catalogue.Accepted(name)[0];
        var signed = new CallbackSigner(keys, test.Clock).Sign(test.Request);
        CallbackRejection? Refused(string type, byte[]? body = null) =>
            feed.VerifyMessages(WithType(signed, type, body), keys.Keys, test.Clock).Rejection;

        var genuine = Refused("image/png");
        if (genuine is null)
        {
            // A text is accepted with any type.
            Assert.Contains(feed.Definition.Receive, way => way.Content is CallbackContent.Text or CallbackContent.Query);
            return;
        }

        Assert.Equal(CallbackRejectionReason.UnsupportedContent, genuine.Reason);
        Assert.Equal(NeedsNoParse(feed.Definition), genuine.IsProven);
        Assert.Equal(genuine.IsProven, genuine.KeysTried.Count > 0);
        var forged = Refused("image/png", [.. signed.Body.Span, (byte)' '])!;
        Assert.Equal((CallbackRejectionReason.UnsupportedContent, false), (forged.Reason, forged.IsProven));
        var otherMethod = feed.VerifyMessages(WithMethod(signed, "PATCH"), keys.Keys, test.Clock).Rejection!;
        Assert.Equal((CallbackRejectionReason.MethodNotAllowed, false), (otherMethod.Reason, otherMethod.IsProven));
    }

    [Theory]
    [MemberData(nameof(Timed))]
    public void A_late_callback_is_proven_and_verifies_as_of_its_own_time(string name)
    {
        var feed = Catalogue.Feed(name);
        var keys = CallbackTestKeys.Generate(feed);
        foreach (var test in Catalogue.Accepted(name))
        {
            var signer = new CallbackSigner(keys, test.Clock);
            var signed = signer.Sign(test.Request, Expiring(feed, Subject.Of(feed, test), test.Clock.GetUtcNow()));
            var onTime = feed.VerifyMessages(signed, keys.Keys, test.Clock).Value!;
            var hoursLater = new FakeTimeProvider(test.Clock.GetUtcNow() + TimeSpan.FromDays(400));

            var late = feed.VerifyMessages(signed, keys.Keys, hoursLater).Rejection!;

            Assert.True(
                late.Reason is CallbackRejectionReason.TimestampOutsideTolerance or CallbackRejectionReason.Expired,
                $"{test.Name}: {late}"
            );
            Assert.True(late.IsProven && late.KeysTried.Count == 1, $"{test.Name}: {late}");
            Assert.True(late.VerifiesAt < hoursLater.GetUtcNow());
            var asOf = feed.VerifyMessages(signed, keys.Keys, new FakeTimeProvider(late.VerifiesAt.Value)).Value!;
            Assert.Equal(
                onTime.Select(message => SignedReading.Of(Catalogue.Project, feed, message)),
                asOf.Select(message => SignedReading.Of(Catalogue.Project, feed, message))
            );
            foreach (var forged in CallbackTestCases.Signed(keys, test.Clock, Catalogue.Path(name)).Where(twin => !twin.IsGenuine))
            {
                var refused = feed.VerifyMessages(forged.Request, keys.Keys, hoursLater).Rejection!;
                Assert.True(refused is { IsProven: false, VerifiesAt: null }, $"{forged.Name}: {refused}");
            }
        }
    }

    private static bool IsUnsigned(CallbackFeed feed, Leaf leaf) =>
        feed.Definition.UnsignedMembers.Any(pointer =>
            leaf.Pointer == pointer || leaf.Pointer.StartsWith(pointer + "/", StringComparison.Ordinal)
        );

    /// <summary>
    /// Returns whether a changed payload is signed again and rejected only because it does not fit; then its twin with the
    /// old signature must not be proven, unless the change is outside the signature.
    /// </summary>
    private static bool IsRefusedAsUnfit(CallbackSigner signer, CallbackTestKeys keys, Subject changed, bool isUnsigned)
    {
        CallbackRequest signed;
        try
        {
            signed = signer.SignUnfit(changed.Request, changed.Claims);
        }
        catch (CallbackSigningException)
        {
            // The changed payload is accepted, or it has no message.
            return false;
        }

        var feed = changed.Feed;
        var refused = feed.VerifyMessages(signed, keys.Keys, changed.Test.Clock).Rejection;
        if (refused is null)
            return false;
        Assert.True(
            refused
                is
            {
                IsProven: true,
                VerifiesAt: null,
                Reason: CallbackRejectionReason.InvalidMember
                        or CallbackRejectionReason.MissingMember
                        or CallbackRejectionReason.Malformed
                        or CallbackRejectionReason.NotSelected
            },
            $"{changed.Test.Name}: {refused}"
        );
        var forged = changed.Claims is null ? changed.Request : changed.ForgedToken();
        if (isUnsigned || IsSame(forged, signed))
            return true;
        var refusedTwin = feed.VerifyMessages(forged, keys.Keys, changed.Test.Clock).Rejection!;
        Assert.False(refusedTwin.IsProven, $"{changed.Test.Name}: {refusedTwin}");
        return refused.Reason != CallbackRejectionReason.NotSelected;
    }

    /// <summary>
    /// Returns whether any text is accepted, or each member may be any text or be left out; content that is not a form has
    /// no message that could be signed.
    /// </summary>
    private static bool TakesAnything(string name) => name is "github.event" or "payu.notification" or "twilio.voice";

    private static IEnumerable<Subject> Changed(Subject genuine, Leaf leaf) =>
        (leaf.Type == JsonTokenType.None ? FieldValues : JsonValues)
            .Select(raw => genuine.WithRaw(leaf, raw))
            .Append(genuine.Without(leaf));

    private static bool IsSame(CallbackRequest left, CallbackRequest right) =>
        left.Body.Span.SequenceEqual(right.Body.Span) && left.Query == right.Query && left.Headers.Equals(right.Headers);

    /// <summary>Returns whether the message and all other values are in headers and in the body as received.</summary>
    private static bool NeedsNoParse(CallbackFeedDefinition feed) =>
        feed.SignsContent
        && feed.Proofs.All(proof =>
            proof.From.StartsWith("header:", StringComparison.Ordinal)
            && proof.Time?.From.StartsWith("body:", StringComparison.Ordinal) != true
        );

    /// <summary>Returns the claims in the request of a token feed, with an expiry; null for other feeds.</summary>
    private static string? Expiring(CallbackFeed feed, Subject subject, DateTimeOffset now)
    {
        if (feed.Definition.Proofs[0].Scheme != "jwt")
            return null;
        var claims = JsonNode.Parse(subject.Claims ?? "{}")!.AsObject();
        claims["exp"] = now.ToUnixTimeSeconds() + 120;
        return claims.ToJsonString();
    }

    private static CallbackRequest WithType(CallbackRequest request, string type, byte[]? body) =>
        new()
        {
            Method = request.Method,
            Path = request.Path,
            Query = request.Query,
            Url = request.Url,
            Headers = request.Headers,
            ContentType = type,
            Body = body ?? request.Body,
        };

    private static CallbackRequest WithMethod(CallbackRequest request, string method) =>
        new()
        {
            Method = method,
            Path = request.Path,
            Query = request.Query,
            Url = request.Url,
            Headers = request.Headers,
            ContentType = request.ContentType,
            Body = request.Body,
        };
}
