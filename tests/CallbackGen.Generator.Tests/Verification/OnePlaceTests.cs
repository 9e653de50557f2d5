using CallbackGen.Generator.Schema;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>
/// Where a feed's callbacks arrive as queries only, <c>query:name</c> and <c>body:/name</c> are the same source in
/// every rule and at run time.
/// </summary>
public sealed class OnePlaceTests
{
    private const string Properties = """
        "id": { "type": "string" },
        "t": { "type": "integer", "coerce": true },
        "sig": { "type": "string" },
        "type": { "type": ["string", "null"] }
        """;

    private static readonly long Now = FixedClock.AtNoon.GetUtcNow().ToUnixTimeSeconds();

    public static TheoryData<string, string, string> Places
    {
        get
        {
            string[] both = ["query:", "body:/"];
            var data = new TheoryData<string, string, string>();
            foreach (var signature in both)
            {
                foreach (var time in both)
                {
                    foreach (var signed in both)
                        data.Add(signature, time, signed);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Signature_time_message_and_selection_mean_one_place_by_either_name(string signature, string time, string signed)
    {
        string schema = new FeedSchema
        {
            Properties = Properties,
            Required = ["id", "t", "sig"],
            Receive = ["GET query"],
            Callback = $$"""
                "select": { "{{time}}type": "paid" },
                "acknowledge": { "status": 200, "content": "text/plain", "body": "OK {{{signature}}id}" }
                """,
            Verify = FeedSchema.Hmac(
                $"\"{{{signed}id}}|{{{signed}t}}|{{{signed}type}}\"",
                $$""" "timestamp": { "from": "{{time}}t", "unit": "seconds", "tolerance": "PT5M" } """,
                from: $"{signature}sig"
            ),
        };
        Assert.DoesNotContain(
            SchemaReader.Read(schema).Problems,
            problem => problem.Rule.DefaultSeverity != Microsoft.CodeAnalysis.DiagnosticSeverity.Info
        );
        using var project = CompiledProject.Of(schema);

        Assert.Equal(CallbackTrust.Verified, project.Feed.Trust);
        project.Accepts(CallbackRequest.Get($"id=7&t={Now}&type=paid&sig={Requests.Hex($"7|{Now}|paid")}"));
        project.Refuses(
            CallbackRequest.Get($"id=8&t={Now}&type=paid&sig={Requests.Hex($"7|{Now}|paid")}"),
            CallbackRejectionReason.SignatureMismatch
        );
        // Attack: the parameter occurs twice, and one of the two is signed and the other read.
        project.Refuses(
            CallbackRequest.Get($"id=7&id=8&t={Now}&type=paid&sig={Requests.Hex($"7|{Now}|paid")}"),
            CallbackRejectionReason.DuplicateMember
        );
    }

    [Theory]
    [InlineData("query:id", "body:/id")]
    [InlineData("body:/id", "query:id")]
    public void An_equality_ties_one_place_by_either_name(string signed, string tied)
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "id": { "type": "string" }, "reference": { "type": "string" } """,
                Required = ["id", "reference"],
                Receive = ["GET query"],
                Verify = FeedSchema.Hmac($"\"{{{signed}}}\"", $$""" "also": [{ "value": "{{{tied}}}", "equals": "{query:reference}" }] """),
            }
        );

        Assert.Equal(CallbackTrust.Verified, project.Feed.Trust);
    }

    [Theory]
    [InlineData("query:id")]
    [InlineData("body:/id")]
    public void A_key_is_found_by_one_place_by_either_name(string lookup) =>
        Assert.Contains(
            SchemaReader
                .Read(
                    new FeedSchema
                    {
                        Properties = """ "id": { "type": "string" }, "a": { "type": "string" } """,
                        Receive = ["GET query"],
                        Keys = $$""" "secret": { "encoding": "utf8", "lookup": "{{lookup}}" } """,
                        Verify = FeedSchema.Hmac("\"{query:a}\""),
                    }
                )
                .Problems,
            problem => problem.Rule.Id == "CBG0056"
        );

    /// <summary>Attack: where a body may arrive too, the query is a separate source, and does not sign a member of the body.</summary>
    [Fact]
    public void Where_a_body_arrives_too_the_query_is_no_part_of_it()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "id": { "type": "string" } """,
                Receive = ["GET query", "POST form"],
                Verify = FeedSchema.Hmac("\"{query:id}\""),
            }
        );

        Assert.Equal(CallbackTrust.Authenticated, project.Feed.Trust);
    }
}
