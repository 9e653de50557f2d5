namespace CallbackGen.Generator.Tests.Payloads;

/// <summary>One payload with two transports: typed values in JSON are texts in a form.</summary>
public sealed class FormTests : IClassFixture<FormTests.Project>
{
    private readonly CompiledProject _project;

    public FormTests(Project project) => _project = project.Compiled;

    [Fact]
    public void A_form_reads_into_the_types_of_the_schema()
    {
        var outcome = _project.ReadForm("text=a+b%26c&count=3&amount=1.50&number=2.5&paid=true&status=3&day=2024-02-29");

        Assert.Equal(
            ("a b&c", 3L, 1.50m, 2.5m, true, "Success"),
            (outcome["Text"], outcome["Count"], outcome["Amount"], outcome["Number"], outcome["Paid"], outcome.Text("Status.Known"))
        );
    }

    [Fact]
    public void Json_reads_into_the_same_types()
    {
        var outcome = _project.ReadJson("""{ "text": "a b&c", "count": 3, "amount": 1.50, "number": 2.5, "paid": true, "status": 3 }""");

        Assert.Equal(_project.ReadForm("text=a+b%26c&count=3&amount=1.50&number=2.5&paid=true&status=3").Payload, outcome.Payload);
    }

    [Fact]
    public void Json_that_writes_everything_as_text_reads_alike()
    {
        var outcome = _project.ReadJson("""{ "text": "a", "count": "3", "amount": "1.50", "number": "2.5", "paid": "1", "status": "3" }""");

        Assert.Equal(
            (3L, 1.50m, 2.5m, true, "3"),
            (outcome["Count"], outcome["Amount"], outcome["Number"], outcome["Paid"], outcome["Status.Text"])
        );
    }

    [Fact]
    public void A_text_that_coerces_takes_a_number_by_its_text() => Assert.Equal("1.50", _project.ReadJson("""{ "text": 1.50 }""")["Text"]);

    [Theory]
    [InlineData("count=03", "/count")]
    [InlineData("count=3.0", "/count")]
    [InlineData("count=%2B3", "/count")]
    [InlineData("count=", "/count")]
    [InlineData("amount=1,50", "/amount")]
    [InlineData("amount=+1", "/amount")]
    [InlineData("number=1e400", "/number")]
    [InlineData("paid=yes", "/paid")]
    [InlineData("day=29-02-2024", "/day")]
    [InlineData("order=x", "/order")]
    public void Text_of_another_form_is_refused(string form, string where) => _project.ReadForm("text=a&" + form).IsRefusedAt(where);

    [Fact]
    public void An_empty_field_is_an_empty_text_and_a_null_of_other_types_that_allow_it()
    {
        var outcome = _project.ReadForm("text=&note=&maybe=");

        Assert.Equal(("", "", null), (outcome["Text"], outcome["Note"], outcome["Maybe"]));
    }

    [Theory]
    [InlineData("text=a&text=b", CallbackRejectionReason.DuplicateMember)]
    [InlineData("text=a&t%65xt=b", CallbackRejectionReason.DuplicateMember)]
    [InlineData("text=a&new=1&new=2", CallbackRejectionReason.DuplicateMember)]
    [InlineData("text=%zz", CallbackRejectionReason.Malformed)]
    [InlineData("text=%FF", CallbackRejectionReason.Malformed)]
    [InlineData("count=1", CallbackRejectionReason.MissingMember)]
    public void A_form_is_read_strictly(string form, CallbackRejectionReason reason) =>
        Assert.Equal(reason, _project.ReadForm(form).Rejection!.Reason);

    [Fact]
    public void Fields_that_nobody_declared_are_kept() =>
        Assert.Equal("1", ((UnknownMembers)_project.ReadForm("text=a&new=1")["UnknownMembers"]!)["new"].GetString());

    [Theory]
    [InlineData("POST form")]
    [InlineData("GET query")]
    public void A_typed_member_that_does_not_coerce_is_reported_where_text_arrives(string transport) =>
        Assert.Contains(
            Schema
                .SchemaReader.Read(new FeedSchema { Receive = [transport], Properties = """ "count": { "type": "integer" } """ })
                .Problems,
            problem => problem.Rule.Id == "CBG0019"
        );

    public sealed class Project : IDisposable
    {
        internal CompiledProject Compiled { get; } =
            CompiledProject.Of(
                new FeedSchema
                {
                    Receive = ["POST json", "POST form"],
                    Properties = """
                    "text": { "type": "string", "coerce": true },
                    "note": { "type": ["string", "null"] },
                    "maybe": { "type": ["integer", "null"], "coerce": true },
                    "count": { "type": "integer", "coerce": true },
                    "amount": { "type": "string", "format": "decimal", "coerce": true },
                    "number": { "type": "number", "coerce": true },
                    "paid": { "type": "boolean", "coerce": true },
                    "status": { "type": "integer", "coerce": true, "enum": [1, 3], "names": ["New", "Success"] },
                    "day": { "type": "string", "format": "date" },
                    "order": { "type": "object", "properties": { "id": { "type": "string" } } }
                    """,
                    Required = ["text"],
                }
            );

        public void Dispose() => Compiled.Dispose();
    }
}
