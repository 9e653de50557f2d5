namespace CallbackGen.Generator.Tests.JsonSchema;

/// <summary>Checks see a form as an object of texts, and a coerced member as the type that it is read into.</summary>
public sealed class FormCheckTests
{
    [Theory]
    [InlineData("status=paid&amount=5&paid_at=x", true)]
    [InlineData("status=paid&amount=5", false)]
    [InlineData("status=open&amount=5", true)]
    [InlineData("status=open&amount=0", false)]
    [InlineData("status=open&amount=5&extra=1", false)]
    public void A_form_is_checked_as_a_whole(string form, bool isAccepted)
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Receive = ["POST form", "POST json"],
                Properties = """
                "status": { "type": "string" },
                "amount": { "type": ["integer", "null"], "coerce": true },
                "paid_at": { "type": "string" }
                """,
                More = """
                "if": { "properties": { "status": { "const": "paid" } } }, "then": { "required": ["paid_at"] },
                "anyOf": [{ "properties": { "amount": { "type": "integer", "minimum": 1 } } }],
                "maxProperties": 3, "unevaluatedProperties": false
                """,
            }
        );

        Assert.Equal(isAccepted, project.ReadForm(form).Rejection is null);
        var json =
            "{" + string.Join(",", form.Split('&').Select(field => field.Split('=')).Select(pair => $"\"{pair[0]}\": \"{pair[1]}\"")) + "}";
        Assert.Equal(isAccepted, project.ReadJson(json).Rejection is null);
    }

    [Theory]
    [InlineData("""{ "type": "string", "not": { "const": "no" } }""", "yes", "no")]
    [InlineData("""{ "type": "integer", "coerce": true, "not": { "const": 3 } }""", "4", "3")]
    [InlineData("""{ "type": "number", "coerce": true, "enum": [1.5, 2] }""", "1.50", "1.6")]
    [InlineData("""{ "type": "boolean", "coerce": true, "enum": [true] }""", "1", "0")]
    [InlineData("""{ "type": "string", "format": "decimal", "pattern": "\\.\\d\\d$" }""", "1.00", "1.0")]
    [InlineData("""{ "enum": ["1", 2] }""", "1", "2")]
    [InlineData("""{ "type": ["string", "integer"], "maxLength": 2 }""", "12", "123")]
    public void A_field_is_seen_as_its_text_or_as_what_it_coerces_to(string schema, string accepted, string refused)
    {
        using var project = CompiledProject.Of(new FeedSchema { Receive = ["POST form"], Properties = $"\"a\": {schema}" });

        Assert.Null(project.ReadForm("a=" + accepted).Rejection);
        project.ReadForm("a=" + refused).IsRefusedAt("/a");
    }

    [Fact]
    public void An_empty_field_of_a_nullable_type_is_seen_as_null()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Receive = ["POST form"],
                Properties = """ "n": { "type": ["integer", "null"], "coerce": true, "anyOf": [{ "type": "null" }, { "minimum": 5 }] } """,
            }
        );

        Assert.Null(project.ReadForm("n=").Rejection);
        Assert.Null(project.ReadForm("n=5").Rejection);
        project.ReadForm("n=4").IsRefusedAt("/n");
    }

    [Fact]
    public void A_payload_of_any_type_keeps_the_fields_of_a_form()
    {
        using var project = CompiledProject.Of(new FeedSchema { Receive = ["POST form"], Root = "\"minProperties\": 2" });

        var read = project.ReadForm("a=1&b=%22");
        Assert.Equal("""{"a":"1","b":"\u0022"}""", project.WriteJson(read.Payload!));
        project.ReadForm("a=1").IsRefusedAt("");
    }
}
