using System.Reflection;
using CallbackGen.Definitions;
using CallbackGen.Generator.Tests.Properties;
using CallbackGen.Testing;

namespace CallbackGen.Generator.Tests.Signing;

/// <summary>The test cases of every feed of the catalogue have the outcomes that their schema declares.</summary>
public sealed class TestCaseTests
{
    public static TheoryData<string> Feeds => [.. Catalogue.Names];

    [Theory]
    [MemberData(nameof(Feeds))]
    public void Every_case_has_its_outcome(string name)
    {
        var cases = CallbackTestCases.Of(Catalogue.Feed(name), Catalogue.Path(name));

        Assert.Equal(Catalogue.Accepted(name).Count, cases.Count(one => one is { IsGenuine: true, IsHandshake: false }));
        Assert.All(cases, one => AssertOutcome(one, one.Verify()));
        Assert.All(cases, one => Assert.Null(one.FindFault()));
    }

    [Theory]
    [MemberData(nameof(Feeds))]
    public void Every_case_for_a_program_has_its_outcome_now(string name)
    {
        var feed = Catalogue.Feed(name);
        var cases = CallbackTestCases.Signed(CallbackTestKeys.Generate(feed), schemaFile: Catalogue.Path(name));

        Assert.Equal(Catalogue.Accepted(name).Count, cases.Count(one => one is { IsGenuine: true, IsHandshake: false }));
        Assert.True(feed.Definition.SignsNothing || cases.Any(one => !one.IsGenuine), name);
        Assert.All(cases, one => AssertOutcome(one, one.Verify()));
    }

    /// <summary>There is one tampered twin for each covered member, and none for an uncovered member.</summary>
    [Fact]
    public void A_twin_is_made_of_each_covered_member_and_of_no_other()
    {
        var partly = CallbackTestCases.Signed(
            CallbackTestKeys.Generate(Catalogue.Feed("cryptocloud.postback")),
            schemaFile: Catalogue.Path("cryptocloud.postback")
        );
        var listed = CallbackTestCases.Signed(
            CallbackTestKeys.Generate(Catalogue.Feed("bayarcash.pretransaction")),
            schemaFile: Catalogue.Path("bayarcash.pretransaction")
        );

        Assert.Contains(partly, one => one.Name.EndsWith("; /invoice_id changed", StringComparison.Ordinal));
        Assert.DoesNotContain(partly, one => one.Name.EndsWith("; /amount_crypto changed", StringComparison.Ordinal));
        Assert.Contains(listed, one => one.Name.EndsWith("; /order_number changed", StringComparison.Ordinal));
        Assert.Contains(listed, one => one.Name.EndsWith("; /checksum changed", StringComparison.Ordinal));
    }

    /// <summary>A signature in a part of a multipart form: the form is signed again, and each covered part has a tampered twin.</summary>
    [Fact]
    public void A_multipart_form_is_signed_and_tampered_with_part_by_part()
    {
        var file = Path.GetTempFileName();
        var body =
            "--b\\r\\nContent-Disposition: form-data; name=\\\"order\\\"\\r\\n\\r\\na "
            + "b+c%\\r\\n--b\\r\\nContent-Disposition: form-data; "
            + $"name=\\\"sign\\\"\\r\\n\\r\\n{Requests.Hex("order=a b+c%")}\\r\\n--b--\\r\\n";
        var schema = new FeedSchema
        {
            Receive = ["POST multipart"],
            Properties = """ "order": { "type": "string" }, "sign": { "type": ["string", "null"] } """,
            Required = ["order"],
            Verify = FeedSchema.Hmac(
                """[{ "members": "*", "except": ["sign"], "sort": "name", "each": "{name}={value}", "join": "&" }]""",
                from: "body:/sign"
            ),
            Callback = $$"""
                "tests": [{
                  "name": "A form",
                  "request": { "method": "POST", "headers": { "Content-Type": "multipart/form-data; boundary=b" }, "body": "{{body}}" },
                  "keys": { "secret": "{{FeedSchema.Secret}}" },
                  "expect": "verified",
                  "tamper": [["a b", "a c"]]
                }]
                """,
        };
        File.WriteAllText(file, schema);
        using var project = CompiledProject.Of(schema);

        foreach (
            var cases in new[]
            {
                CallbackTestCases.Of(project.Feed, file),
                CallbackTestCases.Signed(CallbackTestKeys.Generate(project.Feed), schemaFile: file),
            }
        )
        {
            Assert.All(cases, one => Assert.Null(one.FindFault()));
            Assert.Equal(
                ["A form", "A form; 'a b' became 'a c'", "A form; /order changed", "A form; /sign changed"],
                cases.Select(one => one.Name)
            );
        }

        File.Delete(file);
    }

    /// <summary>
    /// A <c>tamper</c> pair whose text does not occur in the request changes nothing. The verifier accepts the request, although the case
    /// expects a rejection: the case reports this as a fault.
    /// </summary>
    [Fact]
    public void A_pair_that_changes_nothing_is_a_case_that_fails()
    {
        var file = Path.GetTempFileName();
        var feed = Catalogue.Feed("stripe.event");
        var schema = File.ReadAllText(Catalogue.Path("stripe.event"));
        var at = schema.IndexOf("\"tamper\": [[\"", StringComparison.Ordinal) + "\"tamper\": [".Length;
        Assert.True(at > 100);
        File.WriteAllText(file, $"{schema[..at]}[\"nowhere-in-it\", \"x\"], {schema[at..]}");

        foreach (
            var cases in new[]
            {
                CallbackTestCases.Of(feed, file),
                CallbackTestCases.Signed(CallbackTestKeys.Generate(feed), schemaFile: file),
            }
        )
        {
            var mistaken = Assert.Single(cases, one => one.Name.EndsWith("; 'nowhere-in-it' became 'x'", StringComparison.Ordinal));
            Assert.StartsWith(
                "changes nothing: 'nowhere-in-it' occurs neither in the request's body",
                mistaken.FindFault(),
                StringComparison.Ordinal
            );
            // A theory that only compares the expected outcome with the actual one also fails.
            Assert.NotEqual(mistaken.IsGenuine, mistaken.Verify().IsSuccess);
            Assert.All(cases.Where(one => one != mistaken), one => Assert.Null(one.FindFault()));
        }

        File.Delete(file);
    }

    [Fact]
    public void A_schema_that_is_not_there_is_named()
    {
        var missing = Assert.Throws<FileNotFoundException>(() => CallbackTestCases.Of(Catalogue.Feed("stripe.event")));

        Assert.Contains("The schema of stripe.event is not in ", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schema_without_a_request_that_is_taken_is_told()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, """{ "callback": { "tests": [] } }""");

        var missing = Assert.Throws<InvalidOperationException>(() => CallbackTestCases.Of(Catalogue.Feed("stripe.event"), file));

        File.Delete(file);
        Assert.Contains("The schema of stripe.event has no request that must be taken", missing.Message, StringComparison.Ordinal);
    }

    /// <summary>A payload that was read can be written and signed, for each transport of the feed.</summary>
    [Theory]
    [MemberData(nameof(Feeds))]
    public void A_payload_is_written_and_signed(string name)
    {
        var feed = Catalogue.Feed(name);
        var keys = CallbackTestKeys.Generate(feed);
        foreach (var test in Catalogue.Accepted(name).Take(2))
        {
            var signer = new CallbackSigner(keys, test.Clock) { PublicUrl = "https://shop.example" };
            var original = feed.VerifyMessages(signer.Sign(test.Request), keys.Keys, test.Clock).Value![0];
            foreach (
                var content in feed
                    .Definition.Receive.Select(transport => transport.Content)
                    .Where(content => !CannotBeWritten(name, content))
            )
            {
                var signed = Sign(signer, Outcome.ValueOf(original, "Payload")!, content);

                var again = Assert.Single(feed.VerifyMessages(signed, keys.Keys, test.Clock).Value!);
                Assert.Equal(SignedReading.Of(Catalogue.Project, feed, original), SignedReading.Of(Catalogue.Project, feed, again));
            }
        }
    }

    /// <summary>A value that is encoded within another value cannot be written.</summary>
    [Theory]
    [InlineData("liqpay.payment", CallbackRejectionReason.MissingMember)]
    public void What_cannot_be_written_is_said(string name, CallbackRejectionReason reason)
    {
        var feed = Catalogue.Feed(name);
        var signer = new CallbackSigner(CallbackTestKeys.Generate(feed));
        var payload = Outcome.ValueOf(
            CallbackTestCases.Of(feed, Catalogue.Path(name)).First(one => one.IsGenuine).Verify().Value![0],
            "Payload"
        )!;

        Assert.Equal(reason, Assert.Throws<CallbackSigningException>(() => Sign(signer, payload, CallbackContent.Form)).Rejection!.Reason);
        Assert.Contains(
            "does not arrive as Xml",
            Assert.Throws<ArgumentException>(() => Sign(signer, payload, CallbackContent.Xml)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Another_feeds_payload_is_not_signed()
    {
        var feed = Catalogue.Feed("stripe.event");
        var payload = Outcome.ValueOf(CallbackTestCases.Of(feed, Catalogue.Path("stripe.event"))[0].Verify().Value![0], "Payload")!;

        var refused = Assert.Throws<ArgumentException>(() =>
            Sign(new CallbackSigner(CallbackTestKeys.Generate(Catalogue.Feed("leanx.bill"))), payload, CallbackContent.Json)
        );

        Assert.Contains("leanx.bill", refused.Message, StringComparison.Ordinal);
    }

    private static bool CannotBeWritten(string name, CallbackContent content) =>
        (content == CallbackContent.Form && name is "cryptocloud.postback" or "liqpay.payment") || name is "zalopay.order";

    private static void AssertOutcome(CallbackTestCase one, CallbackResult<IReadOnlyList<CallbackMessage>> result) =>
        Assert.True(
            one.IsGenuine == result.IsSuccess && (one.Reason ?? result.Rejection?.Reason) == result.Rejection?.Reason,
            $"{one.Name}: {result.Rejection}"
        );

    private static CallbackRequest Sign(CallbackSigner signer, object payload, CallbackContent content)
    {
        var sign = typeof(CallbackSigner)
            .GetMethods()
            .Single(method => method is { Name: nameof(CallbackSigner.Sign), IsGenericMethod: true });
        return (CallbackRequest)
            sign.MakeGenericMethod(payload.GetType())
                .Invoke(signer, BindingFlags.DoNotWrapExceptions, null, [payload, "/callbacks", content], null)!;
    }
}
