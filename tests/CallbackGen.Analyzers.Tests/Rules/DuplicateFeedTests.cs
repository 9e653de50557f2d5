using CallbackGen.Analyzers.Tests.Harness;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>CBG0043, a rule about more than one file.</summary>
public sealed class DuplicateFeedTests
{
    // The feeds are alike on purpose and declare that they share the key.
    private static string Feed(string provider, string feed) =>
        new FeedText()
            .ToString()
            .Replace("\"scheme\":", "\"sharedKey\": \"A test\", \"scheme\":", StringComparison.Ordinal)
            .Replace("\"Acme\"", $"\"{provider}\"", StringComparison.Ordinal)
            .Replace("\"Paid\"", feed, StringComparison.Ordinal);

    [Fact]
    public async Task Two_files_of_one_feed_are_both_told_where_the_other_is()
    {
        var reported = await SchemaVerifier.VerifyAsync(
            ("a/acme.paid.callback.json", Feed("Acme", "{|CBG0043:\"Paid\"|}")),
            ("b/old.callback.json", Feed("Acme", "{|CBG0043:\"Paid\"|}"))
        );
        Assert.Equal(
            [
                "The feed acme.paid is also declared in old.callback.json; give one of them another \"provider\" or \"feed\"",
                "The feed acme.paid is also declared in acme.paid.callback.json; give one of them another \"provider\" or \"feed\"",
            ],
            reported.Select(SchemaVerifier.MessageOf)
        );
    }

    [Fact]
    public Task Of_three_files_each_is_told() =>
        SchemaVerifier.VerifyAsync(
            ("a.callback.json", Feed("Acme", "{|CBG0043:\"Paid\"|}")),
            ("b.callback.json", Feed("Acme", "{|CBG0043:\"Paid\"|}")),
            ("c.callback.json", Feed("Acme", "{|CBG0043:\"Paid\"|}")),
            ("d.callback.json", Feed("Acme", "\"Refunded\""))
        );

    [Fact]
    public Task Case_makes_no_other_feed_because_files_and_addresses_do_not_tell_it() =>
        SchemaVerifier.VerifyAsync(
            ("a.callback.json", Feed("Acme", "{|CBG0043:\"Paid\"|}")),
            ("b.callback.json", Feed("acme", "{|CBG0043:\"PAID\"|}"))
        );

    [Fact]
    public Task One_provider_may_have_many_feeds_and_one_feed_name_many_providers() =>
        SchemaVerifier.VerifyAsync(
            ("a.callback.json", Feed("Acme", "\"Paid\"")),
            ("b.callback.json", Feed("Acme", "\"Refunded\"")),
            ("c.callback.json", Feed("Other", "\"Paid\""))
        );

    [Fact]
    public Task A_file_that_is_not_JSON_has_no_feed_to_collide() =>
        SchemaVerifier.VerifyAsync(("a.callback.json", Feed("Acme", "\"Paid\"")), ("b.callback.json", "{|CBG0001:|}"));

    [Fact]
    public Task Other_mistakes_do_not_hide_the_collision() =>
        SchemaVerifier.VerifyAsync(
            ("a.callback.json", Feed("Acme", "{|CBG0043:\"Paid\"|}")),
            ("b.callback.json", Feed("Acme", "{|CBG0043:\"Paid\"|}, {|CBG0003:\"typo\"|}: 1"))
        );
}
