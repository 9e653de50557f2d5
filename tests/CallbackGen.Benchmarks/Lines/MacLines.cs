using System.Security.Cryptography;
using System.Text;
using CallbackGen.Benchmarks.Feeds;
using CallbackGen.Benchmarks.Measure;
using CallbackGen.Definitions;
using CallbackGen.Receiver;
using CallbackGen.Verification;
using Comparison = CallbackGen.Benchmarks.Measure.Comparison;

namespace CallbackGen.Benchmarks.Lines;

/// <summary>An HMAC in a header over the time and the raw body.</summary>
internal static class MacLines
{
    private const string Secret = "a-benchmark-key-of-at-least-32-bytes";
    private const long Now = 1_533_204_620;
    private static readonly CallbackKeys Keys = CallbackKeys.Create(StripeEvent.Feed, "secret", Secret);
    private static readonly FixedClock Clock = new(DateTimeOffset.FromUnixTimeSeconds(Now));

    public static IEnumerable<Line> All()
    {
        var (request, body) = Signed(4);
        var (key, mac) = (Encoding.UTF8.GetBytes(Secret), new byte[HMACSHA256.HashSizeInBytes]);
        if (!Proves(request) || !StripeEvent.Feed.Verify(request, Keys, Clock).IsSuccess)
            throw new InvalidOperationException("The event was refused.");
        var result = Interleaved.Of(() => Proves(request), () => HMACSHA256.HashData(key, body, mac));
        yield return new("header HMAC over 4 KiB, up to the payload : HMAC of the body alone", result.Ratio, 1.2, Note: result.Note);
    }

    public static IEnumerable<string> Scale()
    {
        foreach (var kibibytes in (int[])[1, 16, 64])
        {
            var (request, _) = Signed(kibibytes);
            var time = Interleaved.TimeOf(() => StripeEvent.Feed.Verify(request, Keys, Clock).GetValueOrThrow());
            yield return $"scale: a callback of {kibibytes,3} KiB, request to Verified<T>: {Comparison.Text(time),10}, "
                + $"{Comparison.Text(time / kibibytes)} per KiB";
        }
    }

    /// <summary>The steps of the feed's generated verifier, except for the last one, which parses the payload.</summary>
    private static bool Proves(CallbackRequest request)
    {
        using var verification = new CallbackVerification(StripeEvent.Feed.Definition, request, Keys, Clock);
        if (
            verification.FindSignatures(
                verification.Header("Stripe-Signature"),
                SignatureEncoding.Hex,
                SignatureFormat.Pairs,
                separator: ',',
                pick: "v1"
            )
            is not { } signatures
        )
            return false;
        var message = verification.BeginMessage();
        message.Append(signatures.Part("t"), mustNotContain: "."u8);
        message.Append("."u8);
        message.Append(verification.RawBody);
        return signatures.MacMatches(message, MacAlgorithm.HmacSha256, key: "secret")
            && verification.CheckTimestamp(signatures.Part("t"), TimestampUnit.Seconds, TimeSpan.FromMinutes(5));
    }

    private static (CallbackRequest Request, byte[] Body) Signed(int kibibytes)
    {
        var lines = new StringBuilder();
        for (var number = 0; lines.Length < (kibibytes * 1024) - 260; number++)
            lines
                .Append(lines.Length == 0 ? "" : ",")
                .Append(
                    $$"""{"id":"li_{{number:D8}}","amount":"""
                        + $$"""{{number * 7}},"currency":"eur","description":"Order line {{number}}","quantity":1}"""
                );
        var body = Encoding.UTF8.GetBytes(
            $$"""{"id":"evt_1","object":"event","type":"invoice.paid","created":"""
                + $$"""{{Now}},"livemode":true,"data":{"object":{"lines":[{{lines}}] } } }"""
        );
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), (byte[])[.. Encoding.UTF8.GetBytes($"{Now}."), .. body]);
        return (Sample.Post(body, "Stripe-Signature", $"t={Now},v1={Convert.ToHexStringLower(mac)}"), body);
    }
}
