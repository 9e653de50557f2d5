using System.Text;
using CallbackGen.Runtime.Tests.Support;
using CallbackGen.Verification;

namespace CallbackGen.Runtime.Tests.Verification;

public class JsonRenderingTests
{
    private const string Body =
        """ { "b" : 1.50e+1 , "a" : "\u00e9/<\u2028\ud83d\ude00\u0001\u007f\t\"\\" , "s":"x","o":{"d":[ ],"c":{ }} """
        + """, "n":null,"t":true } """;

    private const string Plain = "\"\u00e9/<\u2028\U0001F600\\u0001\u007f\\t\\\"\\\\\"";

    public static TheoryData<JsonRendering, string> Renderings =>
        new()
        {
            { new(), $$$"""{"b":1.50e+1,"a":{{{Plain}}},"s":"x","o":{"d":[],"c":{}},"n":null,"t":true}""" },
            {
                new() { Except = ["a", "o"] },
                """{"b":1.50e+1,"s":"x","n":null,"t":true}"""
            },
            {
                new() { Except = ["a"], Sort = true },
                """{"b":1.50e+1,"n":null,"o":{"c":{},"d":[]},"s":"x","t":true}"""
            },
            {
                new() { Except = ["a"], SpaceAfterSeparators = true },
                """{"b": 1.50e+1, "s": "x", "o": {"d": [], "c": {}}, "n": null, "t": true}"""
            },
            {
                new() { Members = ["t", "missing", "b"] },
                """{"t":true,"b":1.50e+1}"""
            },
            {
                new() { Members = ["t"], Extra = [new("key", "hashKey"), new("again", "hashKey")] },
                $$"""{"t":true,"key":"{{Given.KeyText}}","again":"{{Given.KeyText}}"}"""
            },
            {
                new() { Members = [], Extra = [new("key", "hashKey")] },
                $$"""{"key":"{{Given.KeyText}}"}"""
            },
            {
                new() { Root = "/o" },
                """{"d":[],"c":{}}"""
            },
            {
                new() { Root = "/s" },
                "\"x\""
            },
            {
                new() { Root = "/a", EscapeSlash = true },
                Plain.Replace("/", "\\/", StringComparison.Ordinal)
            },
            {
                new() { Root = "/a", EscapeUnicode = true },
                "\"\\u00e9/<\\u2028\\ud83d\\ude00\\u0001\u007f\\t\\\"\\\\\""
            },
            {
                new() { Root = "/a", EscapeHtml = true },
                Plain.Replace("<", "\\u003c", StringComparison.Ordinal).Replace("\u2028", "\\u2028", StringComparison.Ordinal)
            },
            {
                new() { Root = "/a", EscapeLineSeparators = true },
                Plain.Replace("\u2028", "\\u2028", StringComparison.Ordinal)
            },
        };

    [Theory]
    [MemberData(nameof(Renderings))]
    public void A_body_is_written_again_as_the_schema_says(JsonRendering rendering, string expected)
    {
        using var verification = Given.Verification(Given.Json(Body));
        var message = Given.MessageWithKeys(verification, "hashKey");

        Assert.True(message.AppendJson(rendering));
        Assert.Equal(expected, Text(message));
    }

    [Fact]
    public void A_form_is_an_object_of_texts()
    {
        using var verification = Given.Verification(Given.Form("b=1&a=%2F&c="));
        var message = Given.MessageWithKeys(verification, "hashKey");

        Assert.True(
            message.AppendJson(
                new()
                {
                    Sort = true,
                    Except = ["c"],
                    EscapeSlash = true,
                    Extra = [new("key", "hashKey")],
                }
            )
        );
        Assert.Equal($$"""{"a":"\/","b":"1","key":"{{Given.KeyText}}"}""", Text(message));
    }

    [Fact]
    public void A_form_is_an_object_of_listed_texts()
    {
        using var verification = Given.Verification(Given.Form("b=1&a=2&c=3"));
        var message = verification.BeginMessage();

        Assert.True(message.AppendJson(new() { Members = ["c", "x", "a"], SpaceAfterSeparators = true }));
        Assert.Equal("""{"c": "3", "a": "2"}""", Text(message));
    }

    [Theory]
    [InlineData("""{"a":1}""", "/b", CallbackRejectionReason.InvalidMember)]
    [InlineData("""{"a":1}""", "/a", CallbackRejectionReason.InvalidMember)]
    [InlineData("[1]", "", CallbackRejectionReason.InvalidMember)]
    [InlineData("""{"a":1,"\u0061":1}""", "", CallbackRejectionReason.DuplicateMember)]
    [InlineData("""{"a":"\ud800"}""", "", CallbackRejectionReason.Malformed)]
    public void What_is_not_there_or_no_object_is_refused(string body, string root, CallbackRejectionReason reason)
    {
        using var verification = Given.Verification(Given.Json(body));

        Assert.False(verification.BeginMessage().AppendJson(new() { Root = root, Except = ["sign"] }));
        Assert.Equal(reason, verification.Rejection!.Reason);
    }

    [Fact]
    public void A_part_of_the_message_is_replaced_by_what_a_filter_makes_of_it()
    {
        using var verification = Given.Verification(Given.Json("{}"));
        var message = verification.BeginMessage();
        message.Append("head"u8);
        var mark = message.Mark();
        message.Append("  tail  "u8);

        message.ReplaceFrom(mark, TextFilters.Trim(message.From(mark)));
        Assert.Equal("headtail", Text(message));
        message.ReplaceFrom(mark, TextFilters.Sha256(message.From(mark)));
        Assert.Equal(4 + 64, message.Mark());
        message.ReplaceFrom(0, TextFilters.Slice(message.From(0), 0, 4));
        Assert.Equal("head", Text(message));
        message.ReplaceFrom(4, message.From(0));
        Assert.Equal("headhead", Text(message));
        while (message.Mark() < 4096)
            message.Append(message.From(0));
        Assert.Equal(string.Concat(Enumerable.Repeat("head", 1024)), Text(message));
    }

    [Fact]
    public void A_part_that_a_filter_cannot_take_refuses_the_callback()
    {
        using var verification = Given.Verification(Given.Json("{}"));
        var message = verification.BeginMessage();
        message.Append("no base64"u8);

        message.ReplaceFrom(0, TextFilters.Base64Decode(message.From(0)));

        Assert.Equal(CallbackRejectionReason.SignatureMalformed, verification.Rejection!.Reason);
        Assert.Equal(0, message.Mark());
    }

    private static string Text(MessageBuilder message) => Encoding.UTF8.GetString(message.From(0).Utf8);
}
