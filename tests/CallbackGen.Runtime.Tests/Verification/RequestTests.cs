using CallbackGen.Definitions;
using CallbackGen.Runtime.Tests.Support;
using CallbackGen.Verification;

namespace CallbackGen.Runtime.Tests.Verification;

/// <summary>The requests that a feed accepts, and the sources of their values.</summary>
public class RequestTests
{
    private static readonly CallbackTransport Json = new("POST", CallbackContent.Json);
    private static readonly CallbackTransport Form = new("POST", CallbackContent.Form);
    private static readonly CallbackTransport Query = new("GET", CallbackContent.Query);

    [Theory]
    [InlineData("application/json")]
    [InlineData("APPLICATION/JSON; charset=UTF-8")]
    [InlineData("application/json;charset=\"utf-8\"")]
    [InlineData("application/json; charset=utf8;")]
    [InlineData("application/problem+json ; profile=\"a;charset=utf-7\"")]
    public void JSON_is_accepted_in_UTF_8(string contentType) =>
        Assert.Null(Accept(new() { Method = "POST", ContentType = contentType }, Json));

    [Theory]
    [InlineData("text/json")]
    [InlineData("application/jsonp")]
    [InlineData("application/+json")]
    [InlineData("application/x y+json")]
    [InlineData("application/x\ty+json")]
    [InlineData("text/\"+json")]
    [InlineData("application/x+json, text/plain")]
    [InlineData("application/jso")]
    [InlineData("xapplication/json")]
    [InlineData("application/json/x")]
    [InlineData("+json")]
    [InlineData("text/plain")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/x-www-form-urlencoded")]
    public void Other_content_is_unsupported(string contentType) =>
        Assert.Equal(CallbackRejectionReason.UnsupportedContent, Accept(new() { Method = "POST", ContentType = contentType }, Json));

    [Theory]
    [InlineData("application/json; charset=utf-7")]
    [InlineData("application/json; charset=utf-8; charset=utf-16")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData("application/json; charset=")]
    public void A_charset_has_no_effect_on_JSON(string contentType) =>
        Assert.Null(Accept(new() { Method = "POST", ContentType = contentType }, Json));

    [Fact]
    public void A_form_among_others_must_say_that_it_is_one_and_be_in_UTF_8()
    {
        Assert.Null(Accept(new() { Method = "POST", ContentType = "application/x-www-form-urlencoded; charset=utf-8" }, Form, Json));
        Assert.Equal(
            CallbackRejectionReason.UnsupportedContent,
            Accept(new() { Method = "POST", ContentType = "application/x-www-form-urlencoded; charset=utf-7" }, Form, Json)
        );
        Assert.Null(Accept(new() { Method = "POST" }, Form));
        Assert.Equal(CallbackRejectionReason.UnsupportedContent, Accept(new() { Method = "POST" }, Form, Json));
    }

    [Fact]
    public void Without_a_content_type_only_one_content_alone_is_assumed()
    {
        Assert.Null(Accept(new() { Method = "POST" }, Json));
        Assert.Equal(CallbackRejectionReason.UnsupportedContent, Accept(new() { Method = "POST" }, Json, Form));
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("post")]
    [InlineData("")]
    public void A_method_by_which_the_feed_does_not_arrive_is_refused(string method) =>
        Assert.Equal(
            CallbackRejectionReason.MethodNotAllowed,
            Accept(new() { Method = method, ContentType = "application/json" }, Json, Query)
        );

    [Fact]
    public void A_query_needs_no_content_type_but_a_body_beside_it_may_not_be_of_another_kind()
    {
        Assert.Null(Accept(new() { Method = "GET" }, Query));
        Assert.Null(Accept(new() { Method = "GET", ContentType = "text/plain" }, Query));
        Assert.Equal(
            CallbackRejectionReason.UnsupportedContent,
            Accept(
                new()
                {
                    Method = "GET",
                    ContentType = "text/plain",
                    Body = new byte[1],
                },
                Query
            )
        );
    }

    [Fact]
    public void A_body_or_query_over_the_limit_is_too_large_and_one_at_it_is_not()
    {
        Assert.Null(
            Accept(
                new()
                {
                    Method = "POST",
                    ContentType = "application/json",
                    Body = new byte[1024],
                },
                Json
            )
        );
        Assert.Equal(
            CallbackRejectionReason.BodyTooLarge,
            Accept(
                new()
                {
                    Method = "POST",
                    ContentType = "application/json",
                    Body = new byte[1025],
                },
                Json
            )
        );
        Assert.Null(Accept(new() { Method = "GET", Query = new string('a', 1024) }, Query));
        Assert.Equal(CallbackRejectionReason.BodyTooLarge, Accept(new() { Method = "GET", Query = new string('a', 1025) }, Query));
        // Also next to a body, and for every source.
        Assert.Equal(
            CallbackRejectionReason.BodyTooLarge,
            Accept(
                new()
                {
                    Method = "POST",
                    ContentType = "application/json",
                    Query = new string('a', 1025),
                },
                Json
            )
        );
    }

    [Theory]
    [InlineData("/a", "text é")]
    [InlineData("/b/0", "1.50")]
    [InlineData("/b/1", "true")]
    [InlineData("/b/2/c~1d~0e", "x")]
    [InlineData("/e", "")]
    public void A_pointer_finds_a_scalar_by_its_text_on_the_wire(string pointer, string expected)
    {
        using var verification = Given.Verification(Given.Json("""{"a":"t\u0065xt é","b":[1.50,true,{"c\/d~e":"x"}],"n":null,"e":""}"""));
        var value = verification.Body(pointer);
        Assert.True(value.IsScalar);
        Assert.Equal(expected, System.Text.Encoding.UTF8.GetString(value.Utf8));
    }

    [Theory]
    [InlineData("/n", WireKind.Null)]
    [InlineData("/b", WireKind.Composite)]
    [InlineData("", WireKind.Composite)]
    [InlineData("/x", WireKind.Absent)]
    [InlineData("/b/3", WireKind.Absent)]
    [InlineData("/b/01", WireKind.Absent)]
    [InlineData("/b/-", WireKind.Absent)]
    [InlineData("/a/0", WireKind.Absent)]
    [InlineData("/A", WireKind.Absent)]
    public void A_pointer_tells_null_composite_and_absent_apart(string pointer, WireKind kind)
    {
        using var verification = Given.Verification(Given.Json("""{"a":"x","b":[1,2,3],"n":null}"""));
        Assert.Equal(kind, verification.Body(pointer).Kind);
        Assert.Null(verification.Rejection);
    }

    [Fact]
    public void The_fields_of_a_form_and_the_parameters_of_a_query_are_the_top_level()
    {
        using var form = Given.Verification(Given.Form("a%2Fb=1+2&c="));
        Assert.True(form.Body("/a~1b").Utf8.SequenceEqual("1 2"u8));
        Assert.True(form.Body("/c").IsScalar);
        Assert.Equal(WireKind.Absent, form.Body("/c/d").Kind);
        Assert.Equal(WireKind.Absent, form.Body("/x").Kind);

        using var query = Given.Verification(CallbackRequest.Get("?a=1"));
        Assert.True(query.Body("/a").Utf8.SequenceEqual("1"u8));
        Assert.True(query.Query("a").Utf8.SequenceEqual("1"u8));
    }

    [Fact]
    public void A_malformed_query_or_a_parameter_that_stands_twice_is_refused()
    {
        using var malformed = Given.Verification(CallbackRequest.Get("a=%4"));
        Assert.False(malformed.Query("a").IsScalar);
        Assert.Equal(CallbackRejectionReason.Malformed, malformed.Rejection?.Reason);
        using var repeated = Given.Verification(CallbackRequest.Get("a=1&a=2"));
        Assert.False(repeated.Query("a").IsScalar);
        Assert.Equal(CallbackRejectionReason.DuplicateMember, repeated.Rejection?.Reason);
        using var noText = Given.Verification(CallbackRequest.Get("a=\ud800"));
        Assert.False(noText.Query("a").IsScalar);
        Assert.NotNull(noText.Rejection);
    }

    [Fact]
    public void A_header_is_found_in_any_case_and_refused_when_it_is_repeated()
    {
        using var verification = Given.Verification(Given.Json("{}", ("X-Time", "é"), ("X-Id", "a, b")));
        Assert.True(verification.Header("x-TIME").Utf8.SequenceEqual("é"u8));
        Assert.True(verification.Header("X-Id").Utf8.SequenceEqual("a, b"u8));
        Assert.Equal(WireKind.Absent, verification.Header("X-Other").Kind);
        Assert.Null(verification.Rejection);

        using var repeated = Given.Verification(Given.Json("{}", ("X-Id", "a"), ("x-id", "a")));
        Assert.False(repeated.Header("X-Id").IsScalar);
        Assert.Equal((CallbackRejectionReason.SignatureMalformed, "header:X-Id"), (repeated.Rejection?.Reason, repeated.Rejection?.Where));
    }

    [Fact]
    public void Values_stay_valid_while_more_are_read()
    {
        var headers = Enumerable.Range(0, 20).Select(index => ($"X-{index}", $"value {index}")).ToArray();
        using var verification = Given.Verification(Given.Json("{}", headers));
        var first = verification.Header("X-0");
        for (var index = 1; index < 20; index++)
            Assert.True(verification.Header($"X-{index}").IsScalar);
        Assert.True(first.Utf8.SequenceEqual("value 0"u8));
        Assert.True(
            verification.Method.Utf8.SequenceEqual("POST"u8)
                && verification.Path.Utf8.SequenceEqual("/"u8)
                && verification.RawBody.Utf8.SequenceEqual("{}"u8)
        );
    }

    [Fact]
    public void Nothing_is_read_after_a_rejection()
    {
        using var verification = Given.Verification(Given.Json("""{"a":1}"""));
        verification.Reject(CallbackRejectionReason.ClaimInvalid, "first", "first");
        Assert.False(verification.Reject(CallbackRejectionReason.Expired, "second", "second"));
        Assert.False(verification.ReadBody());
        Assert.False(verification.Body("/a").IsScalar);
        Assert.Null(verification.ReadPayload<AnyPayload>());
        Assert.Equal("first", verification.Rejection?.Where);
    }

    private static CallbackRejectionReason? Accept(CallbackRequest request, params CallbackTransport[] receive)
    {
        using var verification = Given.Verification(request, definition: Given.Definition(receive, maxBodyBytes: 1024));
        return verification.Accept() ? null : verification.Rejection!.Reason;
    }
}
