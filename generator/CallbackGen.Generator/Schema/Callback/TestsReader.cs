using System.Globalization;
using System.Text.RegularExpressions;
using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Security;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>The properties of a feed that its tests must match.</summary>
/// <param name="Receive">The transports of callbacks.</param>
/// <param name="Keys">The keys.</param>
/// <param name="Trust">The signed members and the trust level.</param>
/// <param name="Challenge">The handshake; null where there is none, or it could not be read.</param>
/// <param name="HasChallenge">Whether there is a handshake.</param>
internal sealed record TestedFeed(
    IReadOnlyList<TransportModel> Receive,
    IReadOnlyList<KeyModel> Keys,
    FeedTrust Trust,
    ChallengeModel? Challenge,
    bool HasChallenge
);

/// <summary>
/// Checks <c>tests</c>: requests with their expected outcomes. Test projects run them; they are not compiled into the program.
/// </summary>
internal sealed class TestsReader(ProblemList problems, TestedFeed feed)
{
    private const string Rejected = "rejected";
    private const string Answered = "answered";

    /// <summary>The last second of the year 9999, the end of .NET's range, in Unix time.</summary>
    private const long LastSecond = 253402300799;

    /// <summary>The format of a time (RFC 3339, section 5.6). The number of days in the month is checked separately.</summary>
    private static readonly Regex Rfc3339 = new(
        @"\A[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
            + @"(?:\.[0-9]{1,7})?(?:Z|[+-][0-9]{2}:[0-9]{2})\z",
        RegexOptions.CultureInvariant
    );

    /// <summary>Returns the outcomes that tests expect, as they are written.</summary>
    public static HashSet<string> Expectations(JsonNode? list) =>
        new(
            (list?.Items ?? [])
                .Select(item => item.Kind == JsonKind.Object ? item.Find("expect") : null)
                .OfType<JsonNode>()
                .Where(expect => expect.Kind == JsonKind.String)
                .Select(expect => expect.Text),
            StringComparer.Ordinal
        );

    public void Read(JsonNode? list)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in list?.Items ?? [])
        {
            if (item.Kind != JsonKind.Object)
            {
                problems.Add(SchemaRules.WrongKind, Places.Head(item), "tests", "an array of objects");
                continue;
            }

            var test = SchemaKeywords.Test.Check(item, problems);
            if (test["name"] is { } name && !names.Add(name.Text))
                problems.Add(SchemaRules.BadTest, name.Span, $"two tests are named \"{name.Text}\"");
            var expect = Choices.Read(test, "expect", Choices.Expectations, problems);
            CheckExpectation(test, expect);
            CheckNow(test["now"]);
            CheckKeys(test["keys"], expect);
            CheckTamper(test["tamper"], test["request"]);
            if (test["request"] is { } request)
                CheckRequest(SchemaKeywords.TestRequest.Check(request, problems), expect);
        }
    }

    private void CheckExpectation(Keywords test, string? expect)
    {
        _ = Choices.Read(test, "reason", Choices.RejectionReasons, problems);
        var reached = feed.Trust.Level.ToString().ToLowerInvariant();
        if (expect == Answered && !feed.HasChallenge)
            problems.Add(SchemaRules.BadTest, test["expect"]!.Span, "this feed answers no handshake: it has no \"challenge\"");
        else if (expect is not (null or Rejected or Answered) && expect != reached)
            ReportLevel(test["expect"]!, reached);
        if (expect is not Rejected && test.Member("reason") is { } reason)
            problems.Add(SchemaRules.DoesNotApply, reason.NameSpan, "reason", "a test that is not rejected");
        if (expect is Rejected && test.Member("answer") is { } refused)
            problems.Add(SchemaRules.DoesNotApply, refused.NameSpan, "answer", "a test that is rejected");
        if (test["answer"] is { } answer)
            CheckAnswer(SchemaKeywords.TestAnswer.Check(answer, problems));
    }

    /// <summary>Reports a test that expects another trust level. The generator reports it, because handlers may not compile.</summary>
    private void ReportLevel(JsonNode expect, string reached)
    {
        var advice =
            feed.Trust.Level != TrustLevel.Authenticated ? ";"
            : feed.Trust.SignsNothing ? ", as it proves who sends and covers no member;"
            : $", as it does not cover {feed.Trust.Uncovered}: sign the missing members, or";
        problems.Add(
            new Problem(
                SchemaRules.BadTest,
                expect.Span,
                new[]
                {
                    $"a callback of this feed is never {expect.Text}: its signature reaches \"{reached}\"{advice} expect \"{reached}\"",
                }.ToEquatableArray()
            )
            {
                IsDecisive = true,
            }
        );
    }

    private void CheckAnswer(Keywords answer)
    {
        _ = Choices.ReadWhole(answer, "status", 200, 299, "the status of an answer, from 200 to 299", problems);
        CheckHeaders(answer["headers"]);
    }

    private void CheckHeaders(JsonNode? headers)
    {
        foreach (var header in headers?.Members ?? [])
        {
            if (header.Value.Kind != JsonKind.String)
                problems.Add(SchemaRules.WrongKind, Places.Head(header.Value), header.Name, "a header's text");
        }
    }

    private void CheckNow(JsonNode? now)
    {
        if (now is null)
            return;
        var good =
            now.Kind == JsonKind.Number
                ? Numbers.TryWhole(now.Text, out var seconds) && seconds is >= 0 and <= LastSecond
                : Rfc3339.IsMatch(now.Text);
        if (!good)
            problems.Add(
                SchemaRules.NotAllowedValue,
                now.Span,
                "now",
                "seconds since 1970-01-01, or a time such as \"2026-07-22T02:00:00Z\""
            );
        else if (
            now.Kind == JsonKind.String
            && !DateTimeOffset.TryParse(now.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _)
        )
            problems.Add(SchemaRules.BadTest, now.Span, $"no clock shows \"{now.Text}\": correct the day or the zone");
    }

    private void CheckKeys(JsonNode? node, string? expect)
    {
        // Excludes keys that are fetched or looked up at run time: a test may state them, or the values that they are derived from.
        var needed = feed.Keys.Where(key => key is { Optional: false, Fetch: null, Lookup: null }).Select(key => key.Name).ToList();
        if (
            node is not null
            && expect is not (null or Rejected)
            && needed.Count > 0
            && needed.Count == feed.Keys.Count
            && !node.Members.Any(member => needed.Contains(member.Name))
        )
            problems.Add(
                SchemaRules.BadTest,
                Places.Head(node),
                $"the test gives none of the keys that the feed verifies with ({string.Join(", ", needed)}), "
                    + "so that it can only be rejected; give it the key that the request is signed with"
            );
        foreach (var member in node?.Members ?? [])
        {
            if (!feed.Keys.Any(key => key.Name == member.Name))
                problems.Add(
                    SchemaRules.UnknownKey,
                    member.NameSpan,
                    member.Name,
                    Spelling.Guess(Spelling.Nearest(member.Name, feed.Keys.Select(key => key.Name)))
                );
            if (
                member.Value.Kind != JsonKind.String
                && (member.Value.Kind != JsonKind.Array || member.Value.Items.Any(item => item.Kind != JsonKind.String))
            )
                problems.Add(SchemaRules.WrongKind, Places.Head(member.Value), member.Name, "a key's text, or an array of them");
        }
    }

    private void CheckTamper(JsonNode? list, JsonNode? request)
    {
        foreach (var pair in list?.Items ?? [])
        {
            if (
                pair.Kind != JsonKind.Array
                || pair.Items.Count != 2
                || pair.Items.Any(item => item.Kind != JsonKind.String)
                || pair.Items[0].Text.Length == 0
            )
                problems.Add(
                    SchemaRules.WrongKind,
                    Places.Head(pair),
                    "tamper",
                    "an array of pairs: a text of the request and its replacement"
                );
            else if (pair.Items[0].Text == pair.Items[1].Text)
                problems.Add(
                    SchemaRules.BadTest,
                    pair.Items[1].Span,
                    "the replacement is the same text, which changes nothing; write another one"
                );
            else if (request is not null && !TextsOf(request).Any(text => text.Contains(pair.Items[0].Text)))
                problems.Add(
                    SchemaRules.BadTest,
                    pair.Items[0].Span,
                    $"nothing is changed: \"{pair.Items[0].Text}\" occurs neither in the request's body nor in its query nor in a "
                        + "header; write a text that occurs there"
                );
        }
    }

    /// <summary>Returns the texts of a request that are searched: the body, the headers and, of the URL, the query.</summary>
    private static IEnumerable<string> TextsOf(JsonNode request)
    {
        foreach (var member in request.Members)
        {
            if (member.Name is "body" or "query")
                yield return member.Value.Text;
            else if (member.Name == "url" && member.Value.Text.IndexOf('?') is >= 0 and var query)
                yield return member.Value.Text.Substring(query + 1);
            foreach (var header in member.Name == "headers" ? member.Value.Members : [])
                yield return header.Value.Text;
        }
    }

    private void CheckRequest(Keywords request, string? expect)
    {
        CheckHeaders(request["headers"]);
        if (request["url"] is not null && request.Member("query") is { } query)
            problems.Add(SchemaRules.DoesNotApply, query.NameSpan, "query", "a request with a \"url\"");
        var method = request["method"];
        // The transports of a handshake that could not be read are unknown.
        if (expect is null or Rejected || method is null || (expect is Answered && feed.Challenge is null))
            return;
        if (!(expect is Answered ? feed.Challenge!.Receive : feed.Receive).Any(transport => transport.Method.Word() == method.Text))
            problems.Add(SchemaRules.BadTest, method.Span, $"this feed would refuse the request: it does not receive {method.Text}");
    }
}
