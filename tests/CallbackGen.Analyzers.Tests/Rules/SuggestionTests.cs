using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>A suggestion must be similar to the written word, or it misleads.</summary>
public sealed class SuggestionTests
{
    [Theory]
    [InlineData("descripton", "description")]
    [InlineData("proprties", "properties")]
    [InlineData("reqired", "required")]
    [InlineData("tpye", "type")]
    [InlineData("Type", "type")]
    [InlineData("additonalProperties", "additionalProperties")]
    [InlineData("minlength", "minLength")]
    [InlineData("x", null)]
    [InlineData("nullable", null)]
    [InlineData("webhookAddress", null)]
    public void A_keyword_is_guessed_from_a_slip_and_from_nothing_else(string written, string? meant) =>
        Assert.Equal(meant, Spelling.Nearest(written, SchemaKeywords.Payload.Keywords.Select(keyword => keyword.Name)));

    [Fact]
    public void Every_keyword_is_guessed_when_two_letters_are_swapped_or_one_is_lost()
    {
        foreach (
            var set in new[]
            {
                SchemaKeywords.Payload,
                SchemaKeywords.Callback,
                SchemaKeywords.Hmac,
                SchemaKeywords.Jwt,
                SchemaKeywords.Test,
            }
        )
        {
            var names = set.Keywords.Select(keyword => keyword.Name).ToList();
            foreach (var name in names.Where(name => name.Length > 3))
            {
                Assert.Equal(name, Spelling.Nearest(name[..1] + name[2] + name[1] + name[3..], names));
                Assert.Equal(name, Spelling.Nearest(name[..2] + name[3..], names));
            }
        }
    }

    [Fact]
    public async Task A_word_that_is_far_too_long_is_reported_without_a_guess()
    {
        var reported = await SchemaVerifier.AnalyzeAsync($$"""{ "{{new string('k', 100_000)}}": 1, "callback": {} }""");
        Assert.EndsWith(
            "; remove it",
            SchemaVerifier.MessageOf(reported.First(diagnostic => diagnostic.Id == "CBG0003")),
            StringComparison.Ordinal
        );
    }
}
