using System.Text.RegularExpressions;
using CallbackGen.Reading;
using CallbackGen.Runtime.Tests.Support;

namespace CallbackGen.Runtime.Tests.Reading;

/// <summary>The assertions of a schema about a value.</summary>
public class SchemaCheckTests
{
    private delegate void Check(ref JsonPayloadReader reader);

    [Fact]
    public void Length_counts_code_points_and_both_bounds_are_allowed()
    {
        Passes((ref reader) => reader.Length("é😀x", 3, 3));
        Refuses((ref reader) => reader.Length("é😀x", 4, 9));
        Refuses((ref reader) => reader.Length("é😀x", 0, 2));
    }

    [Fact]
    public void Range_includes_its_bounds_unless_they_are_exclusive()
    {
        Passes((ref reader) => reader.Range(1, 1, 2, exclusiveMin: false, exclusiveMax: false));
        Passes((ref reader) => reader.Range(2, 1, 2, exclusiveMin: true, exclusiveMax: false));
        Passes(
            (ref reader) => reader.Range(decimal.MaxValue, decimal.MinValue, decimal.MaxValue, exclusiveMin: false, exclusiveMax: false)
        );
        Refuses((ref reader) => reader.Range(1, 1, 2, exclusiveMin: true, exclusiveMax: false));
        Refuses((ref reader) => reader.Range(2, 1, 2, exclusiveMin: false, exclusiveMax: true));
        Refuses((ref reader) => reader.Range(0.99m, 1, 2, exclusiveMin: false, exclusiveMax: false));
        Refuses((ref reader) => reader.Range(2.01m, 1, 2, exclusiveMin: false, exclusiveMax: false));
    }

    [Fact]
    public void Multiples_are_exact()
    {
        Passes((ref reader) => reader.MultipleOf(0.3m, 0.1m));
        Passes((ref reader) => reader.MultipleOf(decimal.MaxValue, 1m));
        Passes((ref reader) => reader.MultipleOf(decimal.MaxValue, 0.0000000000000000000000000001m));
        Refuses((ref reader) => reader.MultipleOf(0.35m, 0.1m));
    }

    [Fact]
    public void A_pattern_that_takes_too_long_is_a_rejection()
    {
        Passes((ref reader) => reader.Pattern("abc", new Regex("^[a-c]+$", RegexOptions.None, TimeSpan.FromSeconds(1))));
        Refuses((ref reader) => reader.Pattern("abd", new Regex("^[a-c]+$", RegexOptions.None, TimeSpan.FromSeconds(1))));
        Refuses(
            (ref reader) => reader.Pattern(new string('a', 40) + "!", new Regex("^(a+)+$", RegexOptions.None, TimeSpan.FromMilliseconds(5)))
        );
    }

    [Fact]
    public void Items_and_constants_are_checked()
    {
        Passes((ref reader) => reader.Items(2, 2, 2));
        Refuses((ref reader) => reader.Items(1, 2, 3));
        Refuses((ref reader) => reader.Items(4, 2, 3));
        Passes((ref reader) => reader.Const("paid", "paid"));
        Refuses((ref reader) => reader.Const("Paid", "paid"));
    }

    [Fact]
    public void An_undeclared_member_can_be_refused()
    {
        var reader = new JsonPayloadReader("""{"x":1}"""u8);
        reader.StartObject();
        reader.NextMember();
        reader.RefuseUnknown();
        Assert.Equal((CallbackRejectionReason.InvalidMember, "/*"), (reader.Rejection?.Reason, reader.Rejection?.Where));
    }

    [Fact]
    public void A_map_has_names_that_are_data_and_none_of_them_twice()
    {
        var reader = new JsonPayloadReader("""{"a":1,"\u0062":2}"""u8);
        Assert.True(reader.StartMap());
        List<(string, long)> entries = [];
        while (reader.NextEntry(out var key))
            entries.Add((key, reader.Integer(coerce: false)));
        Assert.True(reader.End());
        Assert.Equal([("a", 1), ("b", 2)], entries);

        var repeated = new JsonPayloadReader("""{"a":1,"\u0061":2}"""u8);
        Assert.False(repeated.StartMap());
        Assert.Equal(CallbackRejectionReason.DuplicateMember, repeated.Rejection?.Reason);
    }

    [Fact]
    public void Peeking_finds_a_text_of_the_object_itself_and_takes_nothing()
    {
        var reader = new JsonPayloadReader("""{"data":{"type":"inner"},"\u0074ype":"\u006futer","code":1.0,"flag":true}"""u8);
        Assert.True(reader.PeekText("type"u8, out var type));
        Assert.Equal("outer", type);
        Assert.True(reader.StartObject());
        Assert.True(reader.NextMember());
        Assert.True(reader.Name.SequenceEqual("data"u8));
    }

    [Theory]
    [InlineData("code", CallbackRejectionReason.InvalidMember)]
    [InlineData("flag", CallbackRejectionReason.InvalidMember)]
    [InlineData("absent", CallbackRejectionReason.MissingMember)]
    public void Peeking_for_what_is_no_text_or_not_there_says_where(string name, CallbackRejectionReason reason)
    {
        var reader = new JsonPayloadReader("""{"code":1.0,"flag":true}"""u8);
        Assert.False(reader.PeekText(Given.Utf8(name), out _));
        Assert.Equal((reason, "/" + name), (reader.Rejection!.Reason, reader.Rejection.Where));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"a":""")]
    [InlineData("""{"\ud800":1,"type":"x"}""")]
    [InlineData("""{"type":"\ud800"}""")]
    public void Peeking_into_what_is_no_object_or_no_JSON_finds_nothing_and_throws_nothing(string json)
    {
        var reader = new JsonPayloadReader(Given.Utf8(json));
        Assert.False(reader.PeekText("type"u8, out var text));
        Assert.Equal("", text);
    }

    [Fact]
    public void A_value_that_nobody_takes_is_passed_over_strictly()
    {
        var reader = new JsonPayloadReader("""{"a":{"b":[1]},"c":2}"""u8);
        reader.StartObject();
        Assert.True(reader.NextMember());
        Assert.True(reader.NextMember());
        Assert.True(reader.Name.SequenceEqual("c"u8));

        reader = new("""{"a":{"b":1,"b":2},"c":2}"""u8);
        reader.StartObject();
        Assert.True(reader.NextMember());
        Assert.False(reader.NextMember());
        Assert.Equal(CallbackRejectionReason.DuplicateMember, reader.Rejection?.Reason);
    }

    [Fact]
    public void A_payload_that_is_not_read_to_its_end_is_refused()
    {
        var untouched = new JsonPayloadReader("{}"u8);
        Assert.False(untouched.End());
        var open = new JsonPayloadReader("{}"u8);
        open.StartObject();
        Assert.False(open.End());
    }

    private static void Passes(Check check) => Assert.False(Run(check));

    private static void Refuses(Check check) => Assert.True(Run(check));

    private static bool Run(Check check)
    {
        var reader = new JsonPayloadReader("1"u8);
        check(ref reader);
        Assert.True(reader.Rejection is null or { Reason: CallbackRejectionReason.InvalidMember });
        return reader.Failed;
    }
}
