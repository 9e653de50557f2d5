using System.Text;
using CallbackGen.Reading;
using CallbackGen.Verification;

namespace CallbackGen.Runtime.Tests.Verification;

/// <summary>
/// Numbers as platforms write them. The expected texts are from Node.js 20, CPython 3 and the source of PHP (php_gcvt with mode 0).
/// </summary>
public sealed class RenderedNumberTests
{
    [Theory]
    [InlineData("1.0", "1", "1", "1.0")]
    [InlineData("10.50", "10.5", "10.5", "10.5")]
    [InlineData("1e3", "1000", "1000", "1000.0")]
    [InlineData("0.1", "0.1", "0.1", "0.1")]
    [InlineData("100", "100", "100", "100")]
    [InlineData("-4.350", "-4.35", "-4.35", "-4.35")]
    [InlineData("0.0", "0", "0", "0.0")]
    [InlineData("-0", "0", "0", "0")]
    [InlineData("-0.0", "0", "-0", "-0.0")]
    [InlineData("1e21", "1e+21", "1.0e+21", "1e+21")]
    [InlineData("1E+20", "100000000000000000000", "1.0e+20", "1e+20")]
    [InlineData("1e17", "100000000000000000", "1.0e+17", "1e+17")]
    [InlineData("1e16", "10000000000000000", "10000000000000000", "1e+16")]
    [InlineData("1e15", "1000000000000000", "1000000000000000", "1000000000000000.0")]
    [InlineData("0.0001", "0.0001", "0.0001", "0.0001")]
    [InlineData("0.00001", "0.00001", "1.0e-5", "1e-05")]
    [InlineData("0.000001", "0.000001", "1.0e-6", "1e-06")]
    [InlineData("1e-7", "1e-7", "1.0e-7", "1e-07")]
    [InlineData("1.5e-9", "1.5e-9", "1.5e-9", "1.5e-09")]
    [InlineData("123456.789", "123456.789", "123456.789", "123456.789")]
    [InlineData("9223372036854775807", null, "9223372036854775807", "9223372036854775807")]
    [InlineData("12345678901234567890", null, null, "12345678901234567890")]
    [InlineData("0.3000000000000000166", null, null, null)]
    [InlineData("1e400", null, null, null)]
    public void A_number_is_written_as_the_platform_writes_it(string number, string? javascript, string? php, string? python)
    {
        Assert.Equal(javascript, Write(number, JsonStyle.NumbersOfJavascript));
        Assert.Equal(php, Write(number, JsonStyle.NumbersOfPhp));
        Assert.Equal(python, Write(number, JsonStyle.NumbersOfPython));
    }

    /// <summary>Two numbers never have the same text: the written text has the value of the received number.</summary>
    [Fact]
    public void What_is_written_is_the_same_number()
    {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var number = (decimal)random.NextInt64(1, 1_000_000_000_000_000) / (decimal)Math.Pow(10, random.Next(0, 14));
            var text =
                number.ToString(System.Globalization.CultureInfo.InvariantCulture)
                + (random.Next(2) == 0 && number != decimal.Truncate(number) ? "00" : "");
            foreach (var style in new[] { JsonStyle.NumbersOfJavascript, JsonStyle.NumbersOfPhp, JsonStyle.NumbersOfPython })
            {
                // With fifteen digits a double is exact, so nothing is refused.
                var written = Write(text, style);
                Assert.NotNull(written);
                Assert.Equal(
                    number,
                    decimal.Parse(written, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture)
                );
            }
        }
    }

    private static string? Write(string number, JsonStyle style)
    {
        var output = default(PooledBytes);
        try
        {
            return RenderedNumber.TryWrite(Encoding.ASCII.GetBytes(number), style, ref output)
                ? Encoding.ASCII.GetString(output.Written)
                : null;
        }
        finally
        {
            output.Dispose();
        }
    }
}
