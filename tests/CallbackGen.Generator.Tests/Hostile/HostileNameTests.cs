using CallbackGen.Generator.Schema;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Tests.Hostile;

/// <summary>Names in a schema may contain any text; the generated code compiles without a warning and finds every member.</summary>
public sealed class HostileNameTests
{
    [Theory]
    [InlineData("class")]
    [InlineData("amount\"; System.Environment.Exit(1); //")]
    [InlineData("a\nb\r\nc")]
    [InlineData("*/ public int Evil; /*")]
    [InlineData("/// <summary>")]
    [InlineData("{0} {amount} $\"{1}\"")]
    [InlineData("line\u2028separator\u2029paragraph\u0085next")]
    [InlineData("😀 paid")]
    [InlineData("zero\0byte")]
    [InlineData("back\\slash\\u0041")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("123")]
    [InlineData("١٢٣")]
    [InlineData("#if false")]
    [InlineData("@amount")]
    [InlineData("ǅungla")]
    [InlineData("e\u0301te\u0301")]
    [InlineData("$type")]
    [InlineData("$id")]
    [InlineData("a~b/c")]
    [InlineData("\u202Ertl\u202C")]
    [InlineData("\uFFFE\uFFFF")]
    public void A_member_of_any_name_is_read_and_written(string name)
    {
        var text = System.Text.Json.JsonSerializer.Serialize(name);
        using var project = CompiledProject.Of(
            new FeedSchema { Properties = $$""" {{text}}: { "type": "string", "description": {{text}}, "title": {{text}} } """ }
        );
        var property = Assert.Single(project.Feed.PayloadType.GetProperties(), property => property.PropertyType == typeof(string));

        var outcome = project.ReadJson($$"""{ {{text}}: "value" }""");

        Assert.Equal("value", outcome[property.Name]);
        Assert.Equal(outcome.Payload, project.FromJson(project.WriteJson(outcome.Payload!)));
    }

    [Theory]
    [InlineData("Equals")]
    [InlineData("ToString")]
    [InlineData("GetHashCode")]
    [InlineData("GetType")]
    [InlineData("MemberwiseClone")]
    [InlineData("Finalize")]
    [InlineData("ReferenceEquals")]
    [InlineData("EqualityContract")]
    [InlineData("PrintMembers")]
    [InlineData("Clone")]
    [InlineData("Deconstruct")]
    [InlineData("Feed")]
    [InlineData("Verify")]
    [InlineData("Receive")]
    [InlineData("Read")]
    [InlineData("GetRole")]
    [InlineData("GetIdempotencyKey")]
    [InlineData("SameSignedMembers")]
    [InlineData("UnknownMembers")]
    [InlineData("AcmePayment")]
    [InlineData("AcmePaymentVerifier")]
    [InlineData("CallbackVerifiers")]
    [InlineData("AcmePaymentReader")]
    [InlineData("AcmePaymentJsonContext")]
    [InlineData("AcmePaymentStatus")]
    [InlineData("AcmePaymentStatusTexts")]
    [InlineData("AcmePaymentOrder")]
    [InlineData("System")]
    [InlineData("CallbackGen")]
    [InlineData("Builder")]
    [InlineData("Known")]
    [InlineData("Reader")]
    [InlineData("Seen")]
    [InlineData("Unknown")]
    [InlineData("Value")]
    [InlineData("Item")]
    [InlineData("names")]
    [InlineData("required")]
    [InlineData("properties")]
    [InlineData("parameters")]
    public void A_member_may_be_named_like_anything_that_generated_code_needs(string name)
    {
        var schema = new FeedSchema
        {
            Properties = $$"""
                "{{name}}": { "type": "string" },
                "status": { "type": "string", "enum": ["paid"], "closed": true },
                "state": { "type": "string", "enum": ["paid"], "closed": true },
                "order": {
                  "type": "object",
                  "properties": {
                    "{{name}}": { "type": "object", "properties": { "{{name}}": { "type": "string" } } }
                  }
                }
                """,
            Callback = """ "roles": { "status": "/status" } """,
        };
        using var project = CompiledProject.Of(schema);

        var outcome = project.ReadJson($$"""{ "{{name}}": "outer", "status": "paid", "order": { "{{name}}": { "{{name}}": "inner" } } }""");

        Assert.Null(outcome.Rejection);
        Assert.Contains("outer", outcome.Payload!.ToString(), StringComparison.Ordinal);
        Assert.Contains("inner", outcome.Payload!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("class")]
    [InlineData("builder")]
    [InlineData("this")]
    [InlineData("int")]
    public void A_chosen_name_that_is_no_member_name_is_reported(string name)
    {
        string schema = new FeedSchema { Properties = $$""" "amount": { "type": "string", "csharpName": "{{name}}" } """ };

        Fuzzing.CompilesOrIsReported(schema);

        Assert.Contains(SchemaReader.Read(schema).Problems, problem => problem.Rule.Id == "CBG0021");
    }

    [Fact]
    public void A_chosen_name_is_the_members_name()
    {
        using var project = CompiledProject.Of(
            new FeedSchema { Properties = """ "amt": { "type": "string", "csharpName": "AmountDue" } """ }
        );

        Assert.Equal("12", project.ReadJson("""{ "amt": "12" }""")["AmountDue"]);
    }

    [Theory]
    [InlineData("amount", "amount_", "Amount", "Amount2")]
    [InlineData("order-id", "order_id", "OrderId", "OrderId2")]
    [InlineData("orderId", "OrderId", "OrderId", "OrderId2")]
    [InlineData("a2", "a", "A2", "A")]
    [InlineData("toString", "to_string", "ToStringValue", "ToStringValue2")]
    public void Names_that_become_equal_are_told_apart_in_the_order_of_the_file(
        string first,
        string second,
        string firstName,
        string secondName
    )
    {
        using var project = CompiledProject.Of(
            new FeedSchema { Properties = $$""" "{{first}}": { "type": "string" }, "{{second}}": { "type": "string" } """ }
        );

        var outcome = project.ReadJson($$"""{ "{{second}}": "two", "{{first}}": "one" }""");

        Assert.Equal(("one", "two"), (outcome[firstName], outcome[secondName]));
    }

    [Fact]
    public void Lists_maps_and_patterns_of_paths_that_read_alike_stay_apart()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """
                "orderItems": { "type": "array", "items": { "type": "string", "pattern": "^outer$" } },
                "orderTags": { "type": "object", "additionalProperties": { "type": "string", "pattern": "^outer$" } },
                "order": { "type": "object", "properties": {
                  "items": { "type": "array", "items": { "type": "string", "pattern": "^inner$" } },
                  "tags": { "type": "object", "additionalProperties": { "type": "string", "pattern": "^inner$" } } } },
                "lines": { "type": "array", "items": { "type": "array", "items": { "type": "integer" } } },
                "linesItem": { "type": "array", "items": { "type": "boolean" } }
                """,
            }
        );

        var outcome = project.ReadJson(
            """
            { "orderItems": ["outer"], "orderTags": { "a": "outer" }, "order": { "items": ["inner"], "tags": { "a": "inner" } },
              "lines": [[1]], "linesItem": [true] }
            """
        );

        Assert.Null(outcome.Rejection);
        Assert.Equal("inner", outcome["Order.Items.0"]);
    }

    [Theory]
    [InlineData("Fe", "Ed")]
    [InlineData("Ver", "Ify")]
    [InlineData("Rece", "Ive")]
    [InlineData("Unknown", "Members")]
    [InlineData("To", "String")]
    [InlineData("Equ", "Als")]
    [InlineData("Print", "Members")]
    [InlineData("Cl", "One")]
    [InlineData("Def", "Ault")]
    [InlineData("Opt", "Ions")]
    [InlineData("Default", "Options")]
    [InlineData("Cre", "Ate")]
    [InlineData("Create", "Property")]
    [InlineData("Meta", "Data")]
    [InlineData("Get", "TypeInfo")]
    [InlineData("Set", "UnknownMembers")]
    [InlineData("Callback", "Feeds")]
    [InlineData("He", "X")]
    [InlineData("Hmac", "Sha256")]
    [InlineData("Sec", "Onds")]
    [InlineData("Low", "Er")]
    [InlineData("Sys", "Tem")]
    [InlineData("Callback", "Gen")]
    [InlineData("St", "Ring")]
    [InlineData("class", "record")]
    [InlineData("Ünïcode", "支払")]
    public void A_feed_of_any_name_compiles_or_its_name_is_reported(string provider, string feed)
    {
        string schema = new FeedSchema
        {
            Provider = provider,
            Feed = feed,
            Properties = """ "string": { "type": "object", "properties": { "a": { "type": "string" } } }, "b": { "type": "string" } """,
            Verify = FeedSchema.Hmac(
                "\"{header:X-Time}.{body:/b|lower}\"",
                """ "timestamp": { "from": "header:X-Time", "unit": "seconds", "tolerance": "PT5M" } """
            ),
        };

        Fuzzing.CompilesOrIsReported(schema);
    }

    [Fact]
    public void No_feed_takes_a_name_that_verifiers_use_without_qualification() =>
        Assert.All(
            typeof(CallbackGen.Verification.CallbackVerification)
                .Assembly.GetExportedTypes()
                .Where(type => type.Namespace == typeof(CallbackGen.Verification.CallbackVerification).Namespace),
            type => Assert.NotEqual(type.Name, Names.Root(type.Name))
        );

    [Fact]
    public void A_user_may_have_types_named_like_the_words_of_the_language()
    {
        string schema = new FeedSchema
        {
            Properties = """ "b": { "type": "string" } """,
            Verify = FeedSchema.Hmac(
                "\"{header:X-Time}.{body:/b|lower}\"",
                """ "timestamp": { "from": "header:X-Time", "unit": "seconds", "tolerance": "PT5M" } """
            ),
        };

        using var project = CompiledProject.Of(
            schema,
            """
            global using Json = System.Linq;
            global using Metadata = System.IO;

            namespace Shop;

            class Converters;

            class Hex;

            class Seconds;

            class Lower;

            class SignatureEncoding;

            class MacAlgorithm;

            class TextFilters;

            class CallbackVerification;
            """
        );

        Assert.Equal("acme.payment", project.Feed.Name);
    }

    [Fact]
    public void A_user_may_have_types_named_like_what_generated_files_abbreviate()
    {
        using var project = CompiledProject.Of(new FeedSchema(), "namespace Callbacks { class Json; class Metadata; class Converters; }");

        Assert.Equal("acme.payment", project.Feed.Name);
    }

    [Fact]
    public void A_type_of_one_feed_may_not_take_another_feeds_name_unseen()
    {
        string payment = new FeedSchema { Properties = """ "status": { "type": "string", "enum": ["paid"] } """ };
        string status = new FeedSchema { Feed = "PaymentStatus", Properties = """ "b": { "type": "string" } """ };

        var problems = Fuzzing.CompilesOrIsReported(payment, status);

        Assert.Equal(2, problems.Count(problem => problem.Id == "CBG0043"));
    }

    [Theory]
    [InlineData("a\"b")]
    [InlineData("*/")]
    [InlineData("line\nbreak")]
    [InlineData("class")]
    [InlineData("")]
    [InlineData("😀")]
    [InlineData("{0}")]
    [InlineData("\u2028")]
    [InlineData("value__")]
    [InlineData("1")]
    [InlineData("</summary>")]
    public void A_value_of_any_text_can_be_listed(string value)
    {
        var text = System.Text.Json.JsonSerializer.Serialize(value);
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = $$"""
                "open": { "type": "string", "enum": [{{text}}, "other"] },
                "closed": { "type": "string", "enum": [{{text}}, "other"], "closed": true }
                """,
            }
        );

        var outcome = project.ReadJson($$"""{ "open": {{text}}, "closed": {{text}} }""");

        Assert.Equal((value, true), (outcome["Open.Text"], outcome["Open.IsListed"]));
        Assert.Equal(outcome.Text("Open.Known"), outcome.Text("Closed"));
        Assert.Equal(outcome.Payload, project.FromJson(project.WriteJson(outcome.Payload!)));
    }

    [Theory]
    [InlineData("-0")]
    [InlineData("9223372036854775807")]
    [InlineData("-9223372036854775808")]
    [InlineData("2147483648")]
    public void An_integer_of_any_size_can_be_listed(string value) =>
        Fuzzing.CompilesOrIsReported(
            new FeedSchema
            {
                Properties = $$"""
                "open": { "type": "integer", "enum": [0, {{value}}] },
                "closed": { "type": "integer", "enum": [{{value}}, 0], "closed": true },
                "const": { "type": "integer", "const": {{value}} }
                """,
            }
        );

    [Fact]
    public void Types_that_read_alike_stay_apart()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """
                "status": { "type": "string", "enum": ["paid"] },
                "status_texts": { "type": "object", "properties": { "a": { "type": "string" } } },
                "status-": { "type": "string", "enum": ["open"] },
                "order_line": { "type": "object", "properties": { "a": { "type": "string" } } },
                "order": { "type": "object", "properties": { "line": { "type": "object", "properties": { "b": { "type": "string" } } } } }
                """,
            }
        );

        var outcome = project.ReadJson(
            """{ "status": "paid", "status_texts": { "a": "1" }, "order_line": { "a": "2" }, "order": { "line": { "b": "3" } } }"""
        );

        Assert.Equal(("1", "2", "3"), (outcome["StatusTexts.A"], outcome["OrderLine.A"], outcome["Order.Line.B"]));
    }
}
