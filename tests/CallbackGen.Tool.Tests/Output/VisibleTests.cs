using CallbackGen.Tool.Output;

namespace CallbackGen.Tool.Tests.Output;

public sealed class VisibleTests
{
    [Theory]
    [InlineData("INV-1 ü 支付 😀", "INV-1 ü 支付 😀")]
    [InlineData(@"C:\schemas", @"C:\schemas")]
    [InlineData("a\u001b[31mb\r\n\t\0", @"a\u001b[31mb\u000d\u000a\u0009\u0000")]
    [InlineData("\u202eevil\u2066\u200b\uFEFF", @"\u202eevil\u2066\u200b\ufeff")]
    [InlineData("\u0301first", @"\u0301first")]
    [InlineData("e\u0301", "e\u0301")]
    [InlineData("\u009b31m", @"\u009b31m")]
    [InlineData(null, "")]
    public void A_text_shows_what_nobody_sees(string? text, string shown) => Assert.Equal(shown, Visible.Text(text));

    [Theory]
    [InlineData("::stop-commands::x", @"\u003a:stop-commands::x")]
    [InlineData("  ::error::x", @"  \u003a:error::x")]
    [InlineData("a ##[add-mask]x", @"a #\u0023[add-mask]x")]
    [InlineData("a::b: [1]", "a::b: [1]")]
    public void A_line_is_no_command_of_a_build_service(string text, string shown) => Assert.Equal(shown, Visible.Line(text));

    [Fact]
    public void Half_of_a_surrogate_pair_is_shown_by_its_number() => Assert.Equal(@"\ud800x", Visible.Text("\ud800x"));

    [Fact]
    public void Bytes_that_are_no_text_are_shown_by_their_numbers() =>
        Assert.Equal(@"a\xff\xc3(ü\u001b\xe2\x82", Visible.Text([(byte)'a', 0xFF, 0xC3, (byte)'(', 0xC3, 0xBC, 0x1B, 0xE2, 0x82]));

    [Fact]
    public void A_secret_is_shown_on_request_only()
    {
        Assert.Equal("***", new Secrets(false).Text("secret"));
        Assert.Equal(@"secret\u001b", new Secrets(true).Text("secret\u001b"));
    }
}
