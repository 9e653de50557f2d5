using System.Text;
using CallbackGen.Testing;

namespace CallbackGen.Runtime.Tests.Feeds;

/// <summary>The request that a test sends is the signed one.</summary>
public sealed class HttpRequestTests
{
    [Fact]
    public async Task Bytes_and_headers_are_those_of_the_callback()
    {
        var request = CallbackRequest.Post(
            Encoding.UTF8.GetBytes("{ \"id\":\"ä\" }"),
            "application/json; charset=utf-8",
            [
                new("X-Signature", "t=1,v1=ab"),
                new("X-Signature", "v1=cd"),
                new("Content-Type", "text/plain"),
                new("Content-Length", "1"),
                new("Content-Language", "en"),
            ]
        );

        using var message = request.ToHttpRequestMessage("/callbacks/acme");

        Assert.Equal((HttpMethod.Post, "/callbacks/acme"), (message.Method, message.RequestUri!.OriginalString));
        Assert.Equal(["t=1,v1=ab", "v1=cd"], message.Headers.GetValues("x-signature"));
        Assert.Equal(["application/json; charset=utf-8"], message.Content!.Headers.NonValidated["Content-Type"]);
        Assert.Equal(["en"], message.Content.Headers.ContentLanguage);
        Assert.Equal(request.Body.ToArray(), await message.Content.ReadAsByteArrayAsync());
        Assert.Equal(request.Body.Length, message.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData("https://shop.example/callbacks", "a=%7e%20+b&c", "https://shop.example/callbacks?a=%7e%20+b&c")]
    [InlineData("https://shop.example/callbacks?old=1", "a=b", "https://shop.example/callbacks?a=b")]
    [InlineData("/callbacks?kept=1", "", "/callbacks?kept=1")]
    public void A_query_arrives_as_it_is_written(string address, string query, string expected)
    {
        using var message = CallbackRequest.Get(query).ToHttpRequestMessage(address);

        Assert.Equal(HttpMethod.Get, message.Method);
        Assert.Equal(expected, message.RequestUri!.OriginalString);
        Assert.Equal(
            expected[expected.IndexOf("/c", StringComparison.Ordinal)..],
            message.RequestUri.IsAbsoluteUri ? message.RequestUri.PathAndQuery : expected
        );
        Assert.Null(message.Content);
    }
}
