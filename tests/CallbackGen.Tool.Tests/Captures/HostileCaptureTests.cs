using System.Text;
using CallbackGen.Tool.Captures;
using CallbackGen.Tool.Output;
using CallbackGen.Tool.Tests.Harness;

namespace CallbackGen.Tool.Tests.Captures;

public sealed class HostileCaptureTests : IDisposable
{
    private readonly ToolFolder _folder = new();

    public static TheoryData<string> Beginnings =>
        [
            "POST / HTTP/1.1\r\nContent-Length: 20\r\nX-A: 1\r\n\r\n01234567890123456789",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n",
            "### one\nPOST https://a.example/x\nX-A: 1\n\n{}\n### two\nPOST /b\n",
            "curl 'https://a.example/x' -H \"X-A: 1\" --data-raw $'\\u00fc\\n' -d @x -u a:b",
            "{\"log\":{\"entries\":[{\"request\":{\"method\":\"POST\",\"url\":\"https://a.example/\","
                + "\"headers\":[{\"name\":\"a\",\"value\":\"b\"}],\"postData\":{\"text\":\"x\"}}}]}}",
            "# callbackgen capture 1\n# received: 2026-01-02T03:04:05Z\n# origin: https://a.example\n# body: 2 bytes\n"
                + "POST / HTTP/1.1\r\nX-A: 1\r\n\r\n{}",
            Schemas.SignedPayment,
        ];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Beginnings))]
    public void Bytes_changed_at_random_give_requests_or_a_refusal(string beginning)
    {
        var random = new Random(7);
        byte[] odd = [0, 0x0A, 0x0D, 0x1B, 0x20, 0x22, 0x23, 0x27, 0x2F, 0x3A, 0x5C, 0x7B, 0x80, 0xFF];
        var bytes = Encoding.UTF8.GetBytes(beginning);
        for (var round = 0; round < 1500; round++)
        {
            byte[] changed = [.. bytes];
            for (var count = random.Next(1, 5); count > 0; count--)
                changed[random.Next(changed.Length)] = odd[random.Next(odd.Length)];
            if (random.Next(4) == 0)
                changed = changed[..random.Next(changed.Length)];

            var result = Read(changed);

            Assert.True(result.Fault is null == result.Captures.Count > 0, Convert.ToHexString(changed));
        }
    }

    [Theory]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 10000000\r\n\r\n")]
    [InlineData("POST https://a.example/\n\n")]
    [InlineData("curl https://a.example -d '")]
    [InlineData("{\"log\":\"")]
    [InlineData("GET ")]
    public void Ten_megabytes_are_read_or_refused(string beginning)
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(beginning), .. Enumerable.Repeat((byte)'a', 10_000_000)];

        var result = Read(bytes);

        Assert.True(result.Fault is null == result.Captures.Count > 0);
        Assert.True((result.Fault?.ToString().Length ?? 0) < 1000);
    }

    [Fact]
    public void What_is_larger_than_the_limit_is_refused() =>
        Assert.Contains("32 MiB", Read(new byte[CaptureLimits.FileBytes + 1]).Fault!.Sentence, StringComparison.Ordinal);

    [Fact]
    public void Deep_JSON_is_refused() =>
        Assert.NotNull(Read(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"log\":", 100_000)))).Fault);

    [Fact]
    public void Too_many_header_fields_are_refused() =>
        Assert.Contains(
            "500",
            Read(
                Encoding.UTF8.GetBytes("POST / HTTP/1.1\r\n" + string.Concat(Enumerable.Repeat("A: 1\r\n", 501)) + "\r\n")
            ).Fault!.Sentence,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_refusal_sends_nothing_to_the_terminal_that_is_not_text()
    {
        var fault = Read("\u001b[2Jhello\u202e"u8.ToArray()).Fault!;

        Assert.DoesNotContain(Visible.Text(fault.ToString()), one => char.IsControl(one) || one == '\u202e');
    }

    private CaptureResult Read(byte[] bytes)
    {
        _folder.Input = bytes;
        return CaptureReader.Read(_folder.CreateHost(), "-");
    }
}
