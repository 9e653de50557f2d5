using System.Text;
using CallbackGen.Definitions;
using CallbackGen.Runtime.Tests.Support;
using CallbackGen.Verification;

namespace CallbackGen.Runtime.Tests.Verification;

public class MemberSelectionTests
{
    private const string Body = """{"b":"2","a":1.50,"B":null,"e":"","o":{"y":[true,{"k":"/é"}],"x":null},"c":"3"}""";

    private static readonly string[] NoO = ["o"];

    public static TheoryData<MemberSelection, string> Selections =>
        new()
        {
            {
                new() { Except = NoO },
                "21.503"
            },
            {
                new() { Except = NoO, Join = "|" },
                "2|1.50|||3"
            },
            {
                new()
                {
                    Except = NoO,
                    Join = "&",
                    WithNames = true,
                },
                "b=2&a=1.50&B=&e=&c=3"
            },
            {
                new()
                {
                    Except = NoO,
                    Join = "&",
                    WithNames = true,
                    Sort = MemberSort.Name,
                },
                "B=&a=1.50&b=2&c=3&e="
            },
            {
                new()
                {
                    Except = NoO,
                    Join = "&",
                    WithNames = true,
                    Sort = MemberSort.NameIgnoreCase,
                },
                "a=1.50&b=2&B=&c=3&e="
            },
            {
                new()
                {
                    Except = NoO,
                    Join = "|",
                    Sort = MemberSort.Pair,
                },
                "||1.50|2|3"
            },
            {
                new()
                {
                    Except = NoO,
                    Join = "|",
                    WithNames = true,
                    NameValueSeparator = "",
                    Sort = MemberSort.Pair,
                },
                "B|a1.50|b2|c3|e"
            },
            {
                new()
                {
                    Except = NoO,
                    WithNames = true,
                    Before = "<",
                    NameValueSeparator = ":",
                    After = ">",
                    OmitNull = true,
                },
                "<b:2><a:1.50><e:><c:3>"
            },
            {
                new()
                {
                    Except = NoO,
                    Join = ",",
                    WithNames = true,
                    OmitEmpty = true,
                },
                "b=2,a=1.50,B=,c=3"
            },
            {
                new()
                {
                    Except = NoO,
                    Join = ",",
                    WithNames = true,
                    OmitEmpty = true,
                    OmitNull = true,
                },
                "b=2,a=1.50,c=3"
            },
            {
                new()
                {
                    Prefixes = ["b", "c"],
                    Join = ",",
                    WithNames = true,
                },
                "b=2,c=3"
            },
            {
                new()
                {
                    Prefixes = ["o"],
                    WithNames = true,
                    Nested = NestedMembers.Json,
                },
                """o={"y":[true,{"k":"/é"}],"x":null}"""
            },
            {
                new()
                {
                    Prefixes = ["o"],
                    WithNames = true,
                    Nested = NestedMembers.SortedJson,
                },
                """o={"x":null,"y":[true,{"k":"/é"}]}"""
            },
            {
                new()
                {
                    Prefixes = ["o"],
                    Join = "&",
                    WithNames = true,
                    Nested = NestedMembers.Flatten,
                },
                "o[y][0]=true&o[y][1][k]=/é&o[x]="
            },
            {
                new()
                {
                    Root = "/o",
                    Join = "&",
                    WithNames = true,
                    Nested = NestedMembers.Flatten,
                    OmitNull = true,
                },
                "y[0]=true&y[1][k]=/é"
            },
            {
                new()
                {
                    Except = NoO,
                    Sort = MemberSort.Name,
                    Format = MemberFormat.PhpSerialize,
                },
                """a:5:{s:1:"B";s:0:"";s:1:"a";s:4:"1.50";s:1:"b";s:1:"2";s:1:"c";s:1:"3";s:1:"e";s:0:"";}"""
            },
            {
                new()
                {
                    Sort = MemberSort.Name,
                    Format = MemberFormat.HttpBuildQuery,
                    Nested = NestedMembers.Json,
                    Except = ["B", "e"],
                },
                "a=1.50&b=2&c=3&o=%7B%22y%22%3A%5Btrue%2C%7B%22k%22%3A%22%2F%C3%A9%22%7D%5D%2C%22x%22%3Anull%7D"
            },
            {
                new()
                {
                    Prefixes = ["c"],
                    Join = "&",
                    WithNames = true,
                    Sort = MemberSort.Name,
                    Extra = [new("a", "hashKey")],
                },
                $"a={Given.KeyText}&c=3"
            },
        };

    public static TheoryData<string, MemberSelection, CallbackRejectionReason> Refused =>
        new()
        {
            {
                """{"a":"1&b=2"}""",
                new() { Join = "&", WithNames = true },
                CallbackRejectionReason.AmbiguousMessage
            },
            {
                """{"a&b":"1"}""",
                new() { Join = "&", WithNames = true },
                CallbackRejectionReason.AmbiguousMessage
            },
            {
                """{"a=1":"1"}""",
                new() { Join = "&", WithNames = true },
                CallbackRejectionReason.AmbiguousMessage
            },
            {
                """{"a=":"1"}""",
                new()
                {
                    Join = "&",
                    WithNames = true,
                    NameValueSeparator = "==",
                },
                CallbackRejectionReason.AmbiguousMessage
            },
            {
                """{"a=1":"1"}""",
                new() { WithNames = true },
                CallbackRejectionReason.AmbiguousMessage
            },
            {
                """{"a&":"1"}""",
                new()
                {
                    Join = "&&",
                    WithNames = true,
                    NameValueSeparator = "",
                },
                CallbackRejectionReason.AmbiguousMessage
            },
            {
                """{"a":"1||b=2"}""",
                new() { Join = "||", WithNames = true },
                CallbackRejectionReason.AmbiguousMessage
            },
            {
                """{"a":"1|","b":"2"}""",
                new() { Join = "||", WithNames = true },
                CallbackRejectionReason.AmbiguousMessage
            },
            {
                """{"a":"1&b="}""",
                new() { After = "&", WithNames = true },
                CallbackRejectionReason.AmbiguousMessage
            },
            {
                """{"a":"1][b=2"}""",
                new()
                {
                    Before = "[",
                    After = "]",
                    WithNames = true,
                },
                CallbackRejectionReason.AmbiguousMessage
            },
            {
                """{"a":"1&b"}""",
                new()
                {
                    Join = "&",
                    WithNames = true,
                    NameValueSeparator = "",
                },
                CallbackRejectionReason.AmbiguousMessage
            },
            {
                """{"a[b]":"1"}""",
                new() { Nested = NestedMembers.Flatten },
                CallbackRejectionReason.AmbiguousMessage
            },
            {
                """{"a":{"b][c":"1"}}""",
                new() { Nested = NestedMembers.Flatten },
                CallbackRejectionReason.AmbiguousMessage
            },
            { """{"a":{}}""", new(), CallbackRejectionReason.InvalidMember },
            {
                """{"a":[1]}""",
                new() { Join = "," },
                CallbackRejectionReason.InvalidMember
            },
            {
                """{"a":1}""",
                new() { Root = "/b" },
                CallbackRejectionReason.InvalidMember
            },
            {
                """{"a":1}""",
                new() { Root = "/a" },
                CallbackRejectionReason.InvalidMember
            },
            { "[1]", new(), CallbackRejectionReason.InvalidMember },
            { "{", new(), CallbackRejectionReason.Malformed },
            { """{"a":1,"a":2}""", new(), CallbackRejectionReason.DuplicateMember },
        };

    public static TheoryData<RepeatedMembers, string> Repetitions =>
        new()
        {
            { RepeatedMembers.Comma, "d=9,8,8&s=1" },
            { RepeatedMembers.SortedUnique, "d=8&d=9&s=1" },
            { RepeatedMembers.Each, "d=9&d=8&d=8&s=1" },
        };

    [Theory]
    [MemberData(nameof(Selections))]
    public void Members_make_the_message_that_the_schema_says(MemberSelection selection, string expected)
    {
        using var verification = Given.Verification(Given.Json(Body));
        var message = Given.MessageWithKeys(verification, "hashKey");

        Assert.True(message.AppendSelection(selection));
        Assert.Equal(expected, Text(message));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Members_that_would_make_two_callbacks_one_message_are_refused(
        string body,
        MemberSelection selection,
        CallbackRejectionReason reason
    )
    {
        using var verification = Given.Verification(Given.Json(body));

        Assert.False(verification.BeginMessage().AppendSelection(selection));
        Assert.Equal(reason, verification.Rejection!.Reason);
        Assert.Contains(verification.Rejection.Where, new[] { "body", "body:", "body:/*", "body:/a", "body:/b" }); // not in the request
    }

    [Theory]
    [MemberData(nameof(Repetitions))]
    public void Repeated_fields_make_the_message_that_the_schema_says(RepeatedMembers repeated, string expected)
    {
        using var verification = Repeated("s=1&d=9&d=8&d=8");

        var message = verification.BeginMessage();
        Assert.True(
            message.AppendSelection(
                new()
                {
                    Join = "&",
                    WithNames = true,
                    Sort = MemberSort.Name,
                    Repeated = repeated,
                }
            )
        );
        Assert.Equal(expected, Text(message));
    }

    [Fact]
    public void Repeated_fields_are_refused_unless_the_schema_says_what_becomes_of_them()
    {
        using var verification = Repeated("s=1&d=9&d=8");

        Assert.False(verification.BeginMessage().AppendSelection(new() { Join = "&" }));
        Assert.Equal(CallbackRejectionReason.DuplicateMember, verification.Rejection!.Reason);
    }

    [Theory]
    [InlineData("d=9%2C8")]
    [InlineData("d=9&d=8%2C7")]
    public void A_comma_in_a_value_is_refused_where_commas_join_values(string form)
    {
        using var verification = Repeated(form);

        Assert.False(verification.BeginMessage().AppendSelection(new() { WithNames = true, Repeated = RepeatedMembers.Comma }));
        Assert.Equal(CallbackRejectionReason.AmbiguousMessage, verification.Rejection!.Reason);
    }

    [Fact]
    public void A_repeated_field_has_no_value_of_its_own()
    {
        using var verification = Repeated("d=9&d=8");

        Assert.False(verification.Body("/d").IsScalar);
        Assert.Equal(CallbackRejectionReason.DuplicateMember, verification.Rejection!.Reason);
    }

    [Fact]
    public void A_configured_value_may_hold_the_joining_text()
    {
        using var verification = Given.Verification(Given.Json("""{"a":"1"}"""), Given.Keys("a-key-of-more-than-32-bytes-with-&-in-it"));
        var message = Given.MessageWithKeys(verification, "hashKey");

        Assert.True(
            message.AppendSelection(
                new()
                {
                    Join = "&",
                    WithNames = true,
                    Extra = [new("key", "hashKey")],
                }
            )
        );
    }

    [Fact]
    public void A_key_that_is_not_under_trial_is_in_no_message()
    {
        using var verification = Given.Verification(Given.Json("""{"a":"1"}"""));

        Assert.False(verification.BeginMessage().AppendSelection(new() { Extra = [new("key", "hashKey")] }));
        Assert.Equal(CallbackRejectionReason.KeyNotConfigured, verification.Rejection!.Reason);
    }

    [Fact]
    public void Ten_thousand_members_are_sorted_in_time()
    {
        var body = "{" + string.Join(',', Enumerable.Range(0, 10_000).Reverse().Select(number => $"\"m{number:D5}\":1")) + "}";
        using var verification = Given.Verification(Given.Json(body), definition: Given.Definition(maxBodyBytes: 1 << 20));

        var message = verification.BeginMessage();
        Assert.True(
            message.AppendSelection(
                new()
                {
                    WithNames = true,
                    Join = "&",
                    Sort = MemberSort.NameIgnoreCase,
                }
            )
        );
        Assert.StartsWith("m00000=1&m00001=1&", Text(message), StringComparison.Ordinal);
    }

    private static CallbackVerification Repeated(string form)
    {
        var definition = new CallbackFeedDefinition
        {
            Name = "acme.invoice",
            Provider = "Acme",
            Feed = "Invoice",
            Scheme = "hmac",
            Receive = [new("POST", CallbackContent.Form)],
            AllowRepeatedFields = true,
        };
        return Given.Verification(Given.Form(form), CallbackKeys.Empty, definition: definition);
    }

    private static string Text(MessageBuilder message) => Encoding.UTF8.GetString(message.From(0).Utf8);
}
