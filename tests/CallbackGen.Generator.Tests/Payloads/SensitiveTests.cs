namespace CallbackGen.Generator.Tests.Payloads;

public sealed class SensitiveTests
{
    private const string Canary = "canary-4111111111111111";

    [Theory]
    [InlineData("""{ "type": "string", "sensitive": true }""", "\"" + Canary + "\"")]
    [InlineData("""{ "type": ["string", "null"], "sensitive": true }""", "\"" + Canary + "\"")]
    [InlineData("""{ "$ref": "#/$defs/Card" }""", "\"" + Canary + "\"")]
    [InlineData("""{ "$ref": "#/$defs/Text", "sensitive": true }""", "\"" + Canary + "\"")]
    [InlineData("""{ "type": "string", "enum": ["a"], "sensitive": true }""", "\"" + Canary + "\"")]
    [InlineData("""{ "type": "array", "items": { "type": "string" } }""", "[\"" + Canary + "\"]")]
    [InlineData("""{ "type": "object" }""", "{ \"" + Canary + "\": \"" + Canary + "\" }")]
    [InlineData("true", "\"" + Canary + "\"")]
    [InlineData(
        """{ "type": "object", "properties": { "card": { "type": "string", "sensitive": true } } }""",
        "{ \"card\": \"" + Canary + "\", \"new\": \"" + Canary + "\" }"
    )]
    public void A_value_that_may_be_sensitive_never_shows_in_a_text(string schema, string value)
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = $$""" "value": {{schema}}, "plain": { "type": "string" } """,
                More = """ "$defs": { "Card": { "type": "string", "sensitive": true }, "Text": { "type": "string" } } """,
            }
        );
        var body = $$"""{ "value": {{value}}, "plain": "shown", "undeclared": "{{Canary}}" }""";

        var message = project.Feed.VerifyMessage(Requests.Json(body), CallbackKeys.Empty).Value!;

        foreach (var text in new[] { message.ToString(), Outcome.ValueOf(message, "Payload")!.ToString()!, message.Receipt.ToString() })
            Assert.DoesNotContain(Canary, text, StringComparison.Ordinal);
        Assert.Contains("Plain = \"shown\"", Outcome.ValueOf(message, "Payload")!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_value_does_not_show_in_the_rejection()
    {
        using var project = CompiledProject.Of(
            new FeedSchema { Properties = """ "card": { "type": "string", "maxLength": 4, "sensitive": true } """ }
        );

        Assert.DoesNotContain(Canary, project.ReadJson($$"""{ "card": "{{Canary}}" }""").Rejection!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "type": "string" }""")]
    [InlineData("""{ "type": ["string", "null"] }""")]
    [InlineData("""{ "type": "string", "enum": ["paid"] }""")]
    public void A_text_that_is_shown_is_shown_in_one_line_and_in_quotes(string schema)
    {
        using var project = CompiledProject.Of(new FeedSchema { Properties = $$""" "value": {{schema}}, "other": {{schema}} """ });

        string Shown(string value) => project.ReadJson($$"""{ "value": "{{value}}" }""").Payload!.ToString()!;

        Assert.Contains(
            """Value = "a b\u2028\u202e\u001b\u000a\u200bc",""",
            Shown("""a b\u2028\u202e\u001b\n\u200bc"""),
            StringComparison.Ordinal
        );
        // No text in it looks like the end of the member, the next member or the end of the record.
        Assert.Contains("""Value = "x, Other = \"paid\" }",""", Shown("""x, Other = \"paid\" }"""), StringComparison.Ordinal);
    }

    /// <summary>Two members identify the same person, and one of them is sensitive: the name of the other member is shown.</summary>
    [Theory]
    [InlineData(""" "reference": "/id", "currency": "/shop/name" """)]
    [InlineData(""" "currency": "/payer/name", "reference": "/id" """, CallbackRole.Currency)]
    [InlineData(""" "amount": "/card", "reference": "/payer/name", "status": "/id" """, CallbackRole.Reference, CallbackRole.Amount)]
    [InlineData(null)]
    public void The_definition_has_the_roles_that_sensitive_members_play(string? roles, params CallbackRole[] sensitive)
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """
                "id": { "type": "string" }, "card": { "type": "string", "sensitive": true },
                "payer": { "$ref": "#/$defs/Person", "sensitive": true }, "shop": { "$ref": "#/$defs/Person" }
                """,
                More = """ "$defs": { "Person": { "type": "object", "properties": { "name": { "type": "string" } } } } """,
                Callback = roles is null ? null : $$""" "roles": { {{roles}} } """,
            }
        );

        Assert.Equal(sensitive, project.Feed.Definition.SensitiveRoles);
    }

    [Fact]
    public void A_role_is_sensitive_where_one_of_several_events_says_so()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Root = """
                "oneOf": [
                  {
                    "title": "Paid",
                    "type": "object",
                    "required": ["kind"],
                    "properties": {
                      "kind": { "const": "paid" },
                      "by": { "type": "string" },
                      "to": { "type": "string" }
                    }
                  },
                  {
                    "title": "Refund",
                    "type": "object",
                    "required": ["kind"],
                    "properties": {
                      "kind": { "const": "refunded" },
                      "by": { "type": "string", "sensitive": true },
                      "to": { "type": "string" }
                    }
                  }
                ]
                """,
                Callback = """ "roles": { "status": "/kind", "reference": "/by", "currency": "/to" } """,
            }
        );

        Assert.Equal([CallbackRole.Reference], project.Feed.Definition.SensitiveRoles);
    }

    [Fact]
    public void A_sensitive_member_is_marked()
    {
        using var project = CompiledProject.Of(new FeedSchema { Properties = """ "card": { "type": "string", "sensitive": true } """ });

        Assert.NotEmpty(project.Feed.PayloadType.GetProperty("Card")!.GetCustomAttributes(typeof(SensitiveAttribute), false));
    }
}
