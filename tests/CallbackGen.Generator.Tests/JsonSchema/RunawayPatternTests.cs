using System.Text.Json;
using CallbackGen.Generator.Schema;

namespace CallbackGen.Generator.Tests.JsonSchema;

/// <summary>
/// A pattern that can be matched in one pass is matched so. Any other pattern is stopped by a time limit, which all
/// patterns of one request share.
/// </summary>
public sealed class RunawayPatternTests
{
    private const string NoMatch = "does not match the schema's pattern";
    private const string TooLong = "takes too long to match against the schema's pattern, or those before it did";

    [Theory]
    [InlineData("^(?:(?:a|aa)+b|a+c)$", "aaab", "aaad")]
    [InlineData("^(a+)+$", "aaa", "aaa!")]
    [InlineData("^(?:a*)*b$", "aab", "aaa")]
    [InlineData("^(?:a|a)+$", "aaa", "aab")]
    [InlineData("^(?:\\w+\\s?)*$", "aa aa", "aa  !")]
    [InlineData("^\\d+\\d+\\d+$", "123", "12x")]
    [InlineData("a+b", "xaab", "aaaa")]
    [InlineData("^(?:a?){30}a{30}$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "aaa")]
    [InlineData("^(?:a{1,10}){1,10}$", "aaaaaaaaaaa", "aaab")]
    [InlineData("^(?:[\\s\\S]*x)*$", "axbx", "axb")]
    [InlineData("^(?:.+,)*\uD83D\uDE00$", "a,b,\uD83D\uDE00", "a,b,\uD83D")]
    public void A_pattern_without_look_around_is_decided_whatever_the_text(string pattern, string good, string bad)
    {
        using var project = CompiledProject.Of(Feed(pattern));

        Assert.Null(project.ReadJson($$"""{ "a": {{JsonSerializer.Serialize(good)}} }""").Rejection);
        Assert.NotNull(project.ReadJson($$"""{ "a": {{JsonSerializer.Serialize(bad)}} }""").Rejection);
        foreach (
            var hostile in new[]
            {
                new string('a', 20_000) + "!",
                new string('1', 20_000) + "x",
                string.Concat(Enumerable.Repeat("aa ", 5_000)) + "!",
                string.Concat(Enumerable.Repeat("ax", 5_000)) + "!",
            }
        )
        {
            var rejection = project.ReadJson($$"""{ "a": {{JsonSerializer.Serialize(hostile)}} }""").Rejection;
            Assert.True(rejection is null or { Detail: NoMatch }, rejection?.Detail);
        }
    }

    [Theory]
    [InlineData("^(?=x|a)(a+)+$")]
    [InlineData("^(?!b)(?:a|aa)+b$")]
    [InlineData("^(?=(?:a|aa)+$)")]
    [InlineData("^(?:\\p{L}|\\p{L}\\p{L})+$")]
    public void A_pattern_that_needs_backtracking_is_stopped(string pattern)
    {
        using var project = CompiledProject.Of(Feed(pattern));

        var rejection = project.ReadJson($$"""{ "a": "{{new string('a', 60)}}!" }""").Rejection;

        Assert.Equal((CallbackRejectionReason.InvalidMember, "/a", TooLong), (rejection!.Reason, rejection.Where, rejection.Detail));
    }

    [Theory]
    [InlineData(""" "type": "array", "items": { "type": "string", "pattern": "^a" } """, 9, "/a/10")]
    [InlineData(""" "type": "array", "items": { "type": "string", "pattern": "^(?=a)" } """, 9, "/a/10")]
    [InlineData(""" "prefixItems": [true], "items": { "pattern": "^a" } """, 10, "/a")]
    [InlineData(""" "type": "array", "items": { "type": "string", "allOf": [{ "pattern": "^a" }], "pattern": "." } """, 4, "/a/5")]
    public void The_patterns_of_one_request_have_one_time_together(string schema, int enough, string where)
    {
        using var project = CompiledProject.Of(new FeedSchema { Properties = $"\"a\": {{ {schema} }}" });

        CallbackResult<CallbackMessage> Send(int values) =>
            project.Feed.VerifyMessage(
                Requests.Json($$"""{ "a": [{{string.Join(",", Enumerable.Repeat("\"aa\"", values))}}] }"""),
                CallbackKeys.Empty,
                SlowClock()
            );

        Assert.Null(Send(enough).Rejection);
        var rejection = Send(30).Rejection!;
        Assert.Equal((CallbackRejectionReason.InvalidMember, where), (rejection.Reason, rejection.Where));
        Assert.Contains("takes too long", rejection.Detail, StringComparison.Ordinal);
        Assert.Null(Send(enough).Rejection); // the next request has its own limit
    }

    [Fact]
    public void So_have_those_of_all_items_and_all_alternatives_of_a_request()
    {
        using var items = CompiledProject.Of(Feed("^a") with { Callback = """ "payload": "body:/all/*" """ });
        using var alternatives = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "a": { "type": "array", "items": { "type": "string", "pattern": "^a" } } """,
                Keys = """ "secret": { "encoding": "utf8" } """,
                Verify = $$"""
                {
                  "scheme": "anyOf",
                  "schemes": [
                    {{FeedSchema.Hmac("\"{rawBody}\"", from: "header:X-1")}},
                    {{FeedSchema.Hmac("\"{rawBody}\"", from: "header:X-2")}}
                  ]
                }
                """,
            }
        );

        var batch = Requests.Json($$"""{ "all": [{{string.Join(",", Enumerable.Repeat("""{"a":"aa"}""", 20))}}] }""");
        Assert.Contains(
            "takes too long",
            items.Feed.VerifyMessages(batch, CallbackKeys.Empty, SlowClock()).Rejection!.Detail,
            StringComparison.Ordinal
        );
        Assert.Null(items.Feed.VerifyMessages(batch, CallbackKeys.Empty).Rejection);

        // The first alternative verifies and rejects the payload at its end; the other must not start with a new limit.
        var values = string.Join(",", Enumerable.Repeat("\"aa\"", 7).Append("\"b\""));
        var body = $$"""{"a":[{{values}}]}""";
        var twice = Requests.Json(body, ("X-1", Requests.Hex(body)), ("X-2", Requests.Hex(body)));
        Assert.False(alternatives.Feed.VerifyMessage(twice, alternatives.Keys(), SlowClock()).IsSuccess);
        Assert.NotNull(
            alternatives.Accepts(Requests.Json("""{"a":["aa"]}""", ("X-1", ""), ("X-2", Requests.Hex("""{"a":["aa"]}"""))), SlowClock())
        );
    }

    [Theory]
    [InlineData("^(?=.*[A-Z])(?=.*\\d).{8,64}$")]
    [InlineData("^(?!-)(?:[a-z0-9-]+\\.)+[a-z]{2,}$")]
    [InlineData("^(?!0+$)\\d{1,10}$")]
    [InlineData("^\\p{L}+(?: \\p{L}+)*$")]
    [InlineData("^(?:a+)+$")]
    [InlineData("^\\bfoo\\b$")]
    [InlineData("^(?=[a-f0-9]{64}$)[a-f0-9]+$")]
    [InlineData("^a+(?:a-)+(?!x)$")]
    public void A_pattern_that_cannot_run_away_is_not_warned_of(string pattern) => Assert.Empty(Problems(pattern));

    [Theory]
    [InlineData("^(?=x|a)(a+)+$")]
    [InlineData("^(?!b)(?:a|aa)+b$")]
    [InlineData("^(?=(?:a+)+$)")]
    [InlineData("^(?:\\p{L}+)+$")]
    [InlineData("^(?!x)\\d+\\d+$")]
    [InlineData("\\b\\w+\\b!")]
    [InlineData("^(?:(?=a*b)a)+$")]
    [InlineData("^(?!x)(?:a?){30}a{30}$")]
    [InlineData("(?<=a)b*c")]
    public void A_pattern_that_can_is(string pattern) => Assert.Equal(["CBG0084"], Problems(pattern));

    [Fact]
    public void A_text_of_bounded_length_may_be_divided_at_many_places()
    {
        const string Pattern = "^(?!x)\\d+\\d+$";

        Assert.Empty(Problems(Pattern, """, "maxLength": 100"""));
        Assert.Equal(["CBG0084"], Problems(Pattern, """, "maxLength": 100000"""));
        Assert.Equal(["CBG0084"], Problems("^(?!b)(?:a|aa)+b$", """, "maxLength": 100"""));
    }

    [Theory]
    [InlineData("^(?:a|aa)+$", "/a/1")]
    [InlineData("^a+$", "/a/2")]
    public void What_is_matched_without_backtracking_counts_for_as_long_as_it_takes(string pattern, string where)
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties =
                    $$""" "a": { "type": "array", "items": { "type": "string", "pattern": {{JsonSerializer.Serialize(pattern)}} } } """,
            }
        );

        var rejection = project
            .Feed.VerifyMessage(Requests.Json("""{ "a": ["aa", "aa", "aa"] }"""), CallbackKeys.Empty, SlowClock(900))
            .Rejection!;

        Assert.Equal((where, TooLong), (rejection.Where, rejection.Detail));
    }

    private static IEnumerable<string> Problems(string pattern, string more = "") =>
        SchemaReader.Read(Feed(pattern, more)).Problems.Select(problem => problem.Rule.Id);

    private static FeedSchema Feed(string pattern, string more = "") =>
        new() { Properties = $$""" "a": { "type": "string", "pattern": {{JsonSerializer.Serialize(pattern)}}{{more}} } """ };

    /// <summary>A clock on which all that is measured takes ten milliseconds, or the given number.</summary>
    private static FakeTimeProvider SlowClock(int milliseconds = 10) =>
        new() { AutoAdvanceAmount = TimeSpan.FromMilliseconds(milliseconds) };
}
