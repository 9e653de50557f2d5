using CallbackGen.Generator.Tests.Signing;
using CallbackGen.Testing;
using CallbackGen.Verification;
using Xunit.Abstractions;

namespace CallbackGen.Generator.Tests.Properties;

/// <summary>
/// For every feed of the catalogue: characters are moved from each value of its requests to each other value, and values are left out.
/// Where the message, and therefore the signature, stays the same, no signed member and no idempotency key may have changed.
/// </summary>
public sealed class CatalogueReadingsTests(ITestOutputHelper output)
{
    private const int MostMoved = 4;
    private const int MostLeaves = 24;

    /// <summary>Gets the feeds whose proof covers content: a token proves the sender alone.</summary>
    public static TheoryData<string> Feeds => [.. Catalogue.Names.Where(name => !Catalogue.Feed(name).Definition.SignsNothing)];

    [Theory]
    [MemberData(nameof(Feeds))]
    public void Nothing_signed_moves_from_one_value_to_another(string name)
    {
        var feed = Catalogue.Feed(name);
        var (tried, same) = (0, 0);
        foreach (var test in Catalogue.Accepted(name))
        {
            var keys = CallbackTestKeys.Generate(feed);
            var signed = Subject.Of(feed, test).WithRequest(new CallbackSigner(keys, test.Clock).Sign(test.Request));
            if (signed.Claims is not null)
                continue; // A token is signed as a whole.
            var (message, reading) = Read(feed, signed.Request, keys, test.Clock);
            foreach (
                var moved in Moved(signed)
                    .Where(subject =>
                        subject.Request.Query != signed.Request.Query || !subject.Request.Body.Span.SequenceEqual(signed.Request.Body.Span)
                    )
            )
            {
                tried++;
                var (otherMessage, otherReading) = Read(feed, moved.Request, keys, test.Clock);
                if (otherReading is null || otherMessage != message)
                    continue;
                same++;
                Assert.True(reading == otherReading, $"{name}: one signature,\n{reading}\nand\n{otherReading}");
            }
        }

        output.WriteLine($"{name}: {tried} pairs tried, {same} with one message, 0 read otherwise");
        Assert.True(
            tried > 0
                || feed.Definition.Proofs.Any(proof => proof.CarriesPayload)
                || Catalogue.Accepted(name).All(test => Subject.Of(feed, test).Leaves.Count < 2)
        );
    }

    /// <summary>The search finds adjacent members in the message of a feed of the catalogue; otherwise it would prove nothing.</summary>
    [Fact]
    public void Members_that_the_catalogue_calls_unsigned_are_found()
    {
        var feed = Catalogue.Feed("midtrans.notification");
        var test = Catalogue.Accepted(feed.Name)[0];
        var keys = CallbackTestKeys.Generate(feed);
        var signed = Subject.Of(feed, test).WithRequest(new CallbackSigner(keys, test.Clock).Sign(test.Request));
        var (message, _) = Read(feed, signed.Request, keys, test.Clock);

        Assert.Contains(Moved(signed), moved => Read(feed, moved.Request, keys, test.Clock) is ({ } other, not null) && other == message);
    }

    private static IEnumerable<Subject> Moved(Subject subject)
    {
        var leaves = subject.Leaves.Take(MostLeaves).ToList();
        for (var from = 0; from < leaves.Count; from++)
        {
            for (var to = 0; to < leaves.Count; to++)
            {
                if (from == to)
                    continue;
                var (source, target) = (subject.TextOf(leaves[from]), subject.TextOf(leaves[to]));
                for (var count = 1; count <= Math.Min(MostMoved, source.Length); count++)
                {
                    yield return Both(leaves[from], source[..^count], leaves[to], source[^count..] + target);
                    yield return Both(leaves[from], source[count..], leaves[to], target + source[..count]);
                }

                yield return Both(leaves[from], "", leaves[to], source + target);
                yield return Both(leaves[from], "", leaves[to], target + source);
                yield return Both(leaves[from], target, leaves[to], source);
            }
        }

        // The later value first, so that the positions before it do not change.
        Subject Both(Leaf one, string oneText, Leaf other, string otherText) =>
            one.Start > other.Start
                ? subject.WithText(one, oneText).WithText(other, otherText)
                : subject.WithText(other, otherText).WithText(one, oneText);
    }

    private static (string? Message, string? Reading) Read(
        CallbackFeed feed,
        CallbackRequest request,
        CallbackTestKeys keys,
        TimeProvider clock
    )
    {
        var observer = new MessageObserver();
        feed.VerifyMessages(request, keys.Keys.ObservedBy(observer), clock);
        return feed.VerifyMessages(request, keys.Keys, clock).TryGetValue(out var messages, out _)
            ? (
                observer.Message,
                string.Join(
                    '\n',
                    messages.Select(message => $"{SignedReading.Of(Catalogue.Project, feed, message)} {message.Receipt.IdempotencyKey}")
                )
            )
            : (observer.Message, null);
    }

    private sealed class MessageObserver : VerificationObserver
    {
        public string? Message { get; private set; }

        public override void OnProof(VerifiedPlace place, string? keyId, ReadOnlySpan<byte> message, ReadOnlySpan<byte> proof) =>
            Message += Convert.ToHexString(message) + "/";
    }
}
