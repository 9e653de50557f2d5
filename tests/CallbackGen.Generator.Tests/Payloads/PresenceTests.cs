namespace CallbackGen.Generator.Tests.Payloads;

public sealed class PresenceTests : IDisposable
{
    private readonly CompiledProject _project = CompiledProject.Of(
        new FeedSchema
        {
            Properties = """
            "required": { "type": "string" },
            "required_or_null": { "type": ["string", "null"] },
            "optional": { "type": "integer" },
            "optional_or_null": { "type": ["integer", "null"] }
            """,
            Required = ["required", "required_or_null"],
        }
    );

    public void Dispose() => _project.Dispose();

    [Fact]
    public void Members_that_may_be_absent_or_null_are_nullable_and_the_others_are_not()
    {
        var nullability = new System.Reflection.NullabilityInfoContext();
        var members = _project
            .Feed.PayloadType.GetProperties()
            .ToDictionary(property => property.Name, property => nullability.Create(property).ReadState);

        Assert.Equal(System.Reflection.NullabilityState.NotNull, members["Required"]);
        Assert.All(
            new[] { "RequiredOrNull", "Optional", "OptionalOrNull" },
            name => Assert.Equal(System.Reflection.NullabilityState.Nullable, members[name])
        );
    }

    [Fact]
    public void A_required_member_that_is_absent_is_refused_by_its_pointer() =>
        _project.ReadJson("""{ "required_or_null": "a" }""").IsRefused(CallbackRejectionReason.MissingMember, "/required");

    [Fact]
    public void A_required_member_that_may_be_null_must_still_be_there() =>
        _project.ReadJson("""{ "required": "a" }""").IsRefused(CallbackRejectionReason.MissingMember, "/required_or_null");

    [Fact]
    public void Null_is_refused_where_the_schema_does_not_allow_it()
    {
        _project.ReadJson("""{ "required": null, "required_or_null": null }""").IsRefusedAt("/required");
        _project.ReadJson("""{ "required": "a", "required_or_null": null, "optional": null }""").IsRefusedAt("/optional");
    }

    [Fact]
    public void Null_and_absence_are_null_where_they_are_allowed()
    {
        var outcome = _project.ReadJson("""{ "required": "a", "required_or_null": null, "optional_or_null": null }""");

        Assert.Equal((null, null, null), (outcome["RequiredOrNull"], outcome["Optional"], outcome["OptionalOrNull"]));
    }

    [Theory]
    [InlineData("""{ "required": "a", "required_or_null": "b", "required": "c" }""", "/required")]
    [InlineData("""{ "required": "a", "required_or_null": "b", "r\u0065quired": "c" }""", "/required")]
    public void A_member_that_stands_twice_is_refused(string json, string where) =>
        _project.ReadJson(json).IsRefused(CallbackRejectionReason.DuplicateMember, where);

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    public void A_payload_that_is_no_object_is_refused(string json) => _project.ReadJson(json).IsRefusedAt("");

    [Fact]
    public void A_deprecated_member_is_obsolete_and_compiles_even_when_required()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "old": { "type": "string", "deprecated": true }, "older": { "$ref": "#/$defs/Older" } """,
                Required = ["old"],
                More = """ "$defs": { "Older": { "type": "string", "deprecated": true } } """,
            }
        );

        Assert.All(
            new[] { "Old", "Older" },
            name => Assert.NotEmpty(project.Feed.PayloadType.GetProperty(name)!.GetCustomAttributes(typeof(ObsoleteAttribute), false))
        );
    }
}
