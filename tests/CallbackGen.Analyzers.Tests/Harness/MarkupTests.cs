using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Analyzers.Tests.Harness;

public sealed class MarkupTests
{
    [Fact]
    public void Marks_are_taken_out_and_tell_their_places()
    {
        var (text, expected) = Markup.Parse("""{ {|CBG0003:"a"|}: [{|CBG0005,CBG0007:1|}, {}] }{|CBG0001:|}""");
        Assert.Equal("""{ "a": [1, {}] }""", text);
        Assert.Equal(
            [
                new Expected("CBG0003", new TextSpan(2, 3)),
                new Expected("CBG0005", new TextSpan(8, 1)),
                new Expected("CBG0007", new TextSpan(8, 1)),
                new Expected("CBG0001", new TextSpan(16, 0)),
            ],
            expected
        );
    }

    [Theory]
    [InlineData("""{ "message": "{body:/a|lower}|{body:/b}|}" }""")]
    [InlineData("""{ "join": "{|", "each": "|}" }""")]
    [InlineData("""[{|CBG:1|}]""")]
    public void What_only_looks_like_a_mark_stays(string text) => Assert.Equal(text, Markup.Parse(text).Text);

    [Fact]
    public void A_mark_that_is_not_closed_is_an_error_of_the_test() =>
        Assert.Throws<FormatException>(() => Markup.Parse("""{|CBG0001: 1"""));
}
