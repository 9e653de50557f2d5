using System.Globalization;
using System.Text;
using CallbackGen.Reading;

namespace CallbackGen.Runtime.Tests.Reading;

/// <summary>Our parser returns the same result as .NET's.</summary>
public sealed class CustomDateTests
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd HH:mm:ss",
        "dd MMMM yy hh:mm:ss tt",
        "dd/MM/yyyy HH:mm",
        "yyyyMMddHHmmss",
        "dd-MM-yyyy",
        "MM/dd/yyyy hh:mm tt",
        "yyyy-MM-dd hh:mm:ss",
        "HH:mm:ss",
        "yyyy-MM-dd yyyy",
        "dd MMM yyyy",
        "yyyy-M-d",
        "HH:HH yyyy-MM-dd",
        "yyyy-MM-dd HH:mm:ss tt",
        "yyyy 'MM' dd",
    ];

    [Fact]
    public void Times_and_texts_close_to_them_are_read_as_dotnet_reads_them()
    {
        var random = new Random(20260112);
        foreach (var format in Formats)
        {
            for (var round = 0; round < 2000; round++)
            {
                var time = DateTime.UnixEpoch.AddSeconds(random.NextInt64(-60_000_000_000, 200_000_000_000));
                AssertSame(Disturb(time.ToString(format, CultureInfo.InvariantCulture), random), format);
            }
        }
    }

    [Theory]
    [InlineData("28 November 23 03:18:03 PM", "dd MMMM yy hh:mm:ss tt", "2023-11-28T15:18:03")]
    [InlineData("01 May 49 12:00:00 AM", "dd MMMM yy hh:mm:ss tt", "2049-05-01T00:00:00")]
    [InlineData("01 May 50 12:00:00 PM", "dd MMMM yy hh:mm:ss tt", "1950-05-01T12:00:00")]
    [InlineData("2024-02-29 23:59:59", "yyyy-MM-dd HH:mm:ss", "2024-02-29T23:59:59")]
    public void The_formats_of_providers_are_known(string text, string format, string expected)
    {
        Assert.True(CustomDate.TryParse(Encoding.UTF8.GetBytes(text), format, out var value));
        Assert.Equal(DateTime.Parse(expected, CultureInfo.InvariantCulture), value);
        AssertSame(text, format);
    }

    [Theory]
    [InlineData("2023-02-29 00:00:00", "yyyy-MM-dd HH:mm:ss")]
    [InlineData("2023-13-01 00:00:00", "yyyy-MM-dd HH:mm:ss")]
    [InlineData("0000-01-01 00:00:00", "yyyy-MM-dd HH:mm:ss")]
    [InlineData("2023-01-01 24:00:00", "yyyy-MM-dd HH:mm:ss")]
    [InlineData("2023-01-01 00:00:00 ", "yyyy-MM-dd HH:mm:ss")]
    [InlineData("01 May 23 13:00:00 PM", "dd MMMM yy hh:mm:ss tt")]
    public void What_is_no_time_is_refused(string text, string format) =>
        Assert.False(PayloadText.TryParseDate(Encoding.UTF8.GetBytes(text), format, TimeSpan.Zero, out _));

    private static void AssertSame(string text, string format)
    {
        if (!CustomDate.TryParse(Encoding.UTF8.GetBytes(text), format, out var value))
            return;
        Assert.True(
            DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var expected),
            $"{text} as {format}"
        );
        Assert.Equal((expected, expected.Kind), (value, value.Kind));
    }

    private static string Disturb(string text, Random random)
    {
        if (random.Next(2) == 0)
            return text;
        var at = random.Next(text.Length);
        var letter = "0123456789 -:/APMay"[random.Next(19)];
        return random.Next(3) switch
        {
            0 => text.Remove(at, 1),
            1 => text.Insert(at, letter.ToString()),
            _ => text[..at] + letter + text[(at + 1)..],
        };
    }
}
