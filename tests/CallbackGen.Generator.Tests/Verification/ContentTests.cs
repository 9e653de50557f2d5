using System.Text;
using CallbackGen.Generator.Schema;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>The Content-Type is not signed: it never decides how one signed body is read.</summary>
public sealed class ContentTests
{
    [Theory]
    [InlineData("""{"a":"1"}""")]
    [InlineData("\"a text\"")]
    [InlineData("12")]
    public void One_body_has_one_reading_whatever_it_is_called(string body)
    {
        using var project = CompiledProject.Of(Feed());

        var json = Verify(project, body, "application/json");
        foreach (var type in new[] { "text/plain", "text/plain; charset=utf-8", "text/html", null })
            Assert.Equal(Payload(json), Payload(Verify(project, body, type)));
    }

    [Fact]
    public void A_text_that_is_not_JSON_is_a_text()
    {
        using var project = CompiledProject.Of(Feed());

        Assert.True(Verify(project, "Hello, World!", "text/plain").IsSuccess);
        Assert.Equal(CallbackRejectionReason.Malformed, Verify(project, "Hello, World!", "application/json").Rejection?.Reason);
    }

    /// <summary>A form that was never decoded would pass for a verified text.</summary>
    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/xml")]
    [InlineData("application/octet-stream")]
    public void Beside_JSON_a_text_is_called_one(string type)
    {
        using var project = CompiledProject.Of(Feed());

        Assert.Equal(CallbackRejectionReason.UnsupportedContent, Verify(project, "payload=%7B%22a%22%3A1%7D", type).Rejection?.Reason);
    }

    [Theory]
    [InlineData("form")]
    [InlineData("xml")]
    public void A_text_beside_what_it_could_be_is_an_error(string content) =>
        Assert.Contains(
            SchemaReader.Read(Feed($"POST {content}")).Problems,
            problem => problem.Rule.Id == "CBG0045" && problem.Arguments[0].StartsWith("A text may be", StringComparison.Ordinal));

    private static FeedSchema Feed(string beside = "POST json") => new()
    {
        Receive = [beside, "POST text"],
        Root = "\"description\": \"Any value.\"",
        Verify = FeedSchema.Hmac("\"{rawBody}\""),
    };

    private static CallbackResult<CallbackMessage> Verify(CompiledProject project, string body, string? type)
    {
        var request = CallbackRequest.Post(Encoding.UTF8.GetBytes(body), type ?? "", [KeyValuePair.Create("X-Signature", Requests.Hex(body))]);
        return project.Feed.VerifyMessage(request, project.Keys(), FixedClock.AtNoon);
    }

    private static string? Payload(CallbackResult<CallbackMessage> result) => result.TryGetValue(out var message, out var rejection)
        ? Outcome.ValueOf(message, "Payload")?.ToString()
        : rejection.ToString();
}
