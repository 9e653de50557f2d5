using System.Globalization;
using System.Text.RegularExpressions;
using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>Checks <c>tests</c>: requests with their outcome. They are run by test projects, not compiled in.</summary>
internal sealed class TestsReader(ProblemList problems, IReadOnlyList<TransportModel> receive, IReadOnlyList<KeyModel> keys, TrustRung trust)
{
    /// <summary>The last second of the year 9999, where .NET's time ends.</summary>
    private const long LastSecond = 253402300799;

    /// <summary>The shape of a time (RFC 3339, section 5.6); which days a month has, the calendar says.</summary>
    private static readonly Regex Rfc3339 = new(
        @"\A[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,7})?(?:Z|[+-][0-9]{2}:[0-9]{2})\z",
        RegexOptions.CultureInvariant);

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
                problems.Add(SchemaRules.BadTest, name.Span, $"Two tests are named \"{name.Text}\"");
            var expect = Choices.Read(test, "expect", Choices.Expectations, problems);
            CheckExpectation(test, expect);
            CheckNow(test["now"]);
            CheckKeys(test["keys"]);
            CheckTamper(test["tamper"]);
            if (test["request"] is { } request)
                CheckRequest(SchemaKeywords.TestRequest.Check(request, problems), expect);
        }
    }

    private void CheckExpectation(Keywords test, string? expect)
    {
        _ = Choices.Read(test, "reason", Choices.RejectionReasons, problems);
        var reached = trust.ToString().ToLowerInvariant();
        if (expect is not (null or "rejected") && expect != reached)
            problems.Add(SchemaRules.BadTest, test["expect"]!.Span, $"A callback of this feed is never {expect}: its signature reaches \"{reached}\"");
        if (expect is not "rejected" && test.Member("reason") is { } reason)
            problems.Add(SchemaRules.DoesNotApply, reason.NameSpan, "reason", "a test that is not rejected");
    }

    private void CheckNow(JsonNode? now)
    {
        if (now is null)
            return;
        var good = now.Kind == JsonKind.Number
            ? Numbers.TryWhole(now.Text, out var seconds) && seconds is >= 0 and <= LastSecond
            : Rfc3339.IsMatch(now.Text);
        if (!good)
            problems.Add(SchemaRules.NotAllowedValue, now.Span, "now", "seconds since 1970-01-01, or a time such as \"2026-07-22T02:00:00Z\"");
        else if (now.Kind == JsonKind.String && !DateTimeOffset.TryParse(now.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _))
            problems.Add(SchemaRules.BadTest, now.Span, $"No clock shows \"{now.Text}\": correct the day or the zone");
    }

    private void CheckKeys(JsonNode? node)
    {
        foreach (var member in node?.Members ?? [])
        {
            if (!keys.Any(key => key.Name == member.Name))
                problems.Add(SchemaRules.UnknownKey, member.NameSpan, member.Name);
            if (member.Value.Kind != JsonKind.String && (member.Value.Kind != JsonKind.Array || member.Value.Items.Any(item => item.Kind != JsonKind.String)))
                problems.Add(SchemaRules.WrongKind, Places.Head(member.Value), member.Name, "a key's text, or an array of them");
        }
    }

    private void CheckTamper(JsonNode? list)
    {
        foreach (var pair in list?.Items ?? [])
        {
            if (pair.Kind != JsonKind.Array || pair.Items.Count != 2 || pair.Items.Any(item => item.Kind != JsonKind.String) || pair.Items[0].Text.Length == 0)
                problems.Add(SchemaRules.WrongKind, Places.Head(pair), "tamper", "an array of pairs: a text of the request and what to put in its place");
        }
    }

    private void CheckRequest(Keywords request, string? expect)
    {
        foreach (var header in request["headers"]?.Members ?? [])
        {
            if (header.Value.Kind != JsonKind.String)
                problems.Add(SchemaRules.WrongKind, Places.Head(header.Value), header.Name, "a header's text");
        }

        if (request["url"] is not null && request.Member("query") is { } query)
            problems.Add(SchemaRules.DoesNotApply, query.NameSpan, "query", "a request with a \"url\"");
        var method = request["method"];
        if (expect is null or "rejected" || method is null)
            return;
        if (!receive.Any(transport => transport.Method.Word() == method.Text))
            problems.Add(SchemaRules.BadTest, method.Span, $"This feed would refuse the request: it does not receive {method.Text}");
    }
}
