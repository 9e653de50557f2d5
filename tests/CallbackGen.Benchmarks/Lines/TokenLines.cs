using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CallbackGen.Benchmarks.Feeds;
using CallbackGen.Benchmarks.Measure;
using CallbackGen.Benchmarks.Peers;
using CallbackGen.Receiver;

namespace CallbackGen.Benchmarks.Lines;

/// <summary>A signed token in a JSON envelope, from the request to <see cref="Verified{T}"/>.</summary>
internal static class TokenLines
{
    public static IEnumerable<Line> All()
    {
        var sample = Sample.Of(LeanXBill.Feed);
        var body = sample.Request.Body.ToArray();

        LeanXBill Ours() => LeanXBill.Feed.Verify(sample.Request, sample.Keys, sample.Clock).GetValueOrThrow().Payload;

        var primitives = Interleaved.Of(() => Ours(), Primitives(sample));
        yield return new(
            "bill, request to Verified<T> : HMAC and base64url of its token alone",
            primitives.Ratio,
            1.25,
            Note: primitives.Note
        );

        var jwt = new JwtPeer(sample.Key, JsonPeer.For<LeanXBill>(LeanXBillJsonContext.Default));
        if (!Json(jwt.Receive(body)).AsSpan().SequenceEqual(Json(Ours())))
            throw new InvalidOperationException("The peer read another bill.");
        var library = Interleaved.Of(() => Ours(), () => jwt.Receive(body));
        yield return new("bill, request to Verified<T> : ValidateToken and System.Text.Json", library.Ratio, 0.20, Note: library.Note);

        var allocated = ObjectSizes.AllocatedBy(() => Ours());
        var own = ObjectSizes.Own(Ours(), Ours());
        yield return new(
            "bill, bytes allocated : the payload's own objects",
            allocated / (double)own,
            1.15,
            Note: $"{allocated} B : {own} B"
        );

        var forged = Sample.Post(Forge(body));
        if (LeanXBill.Feed.Verify(forged, sample.Keys, sample.Clock).Rejection?.Reason != CallbackRejectionReason.SignatureMismatch)
            throw new InvalidOperationException("The forged bill was not refused.");
        var refusal = Interleaved.Of(() => LeanXBill.Feed.Verify(forged, sample.Keys, sample.Clock), () => Ours());
        yield return new("bill, refusing a forged one : accepting a good one", refusal.Ratio, 0.8, Note: refusal.Note);
    }

    /// <summary>
    /// The MAC of a token's signed part, and the decoding of its payload from base64url; for one thread at a time, and thread-safe.
    /// </summary>
    public static Action Primitives(Sample sample)
    {
        using var envelope = JsonDocument.Parse(sample.Request.Body);
        var token = envelope.RootElement.GetProperty("data").GetString()!;
        var key = Encoding.UTF8.GetBytes(sample.Key);
        var input = Encoding.UTF8.GetBytes(token[..token.LastIndexOf('.')]);
        var payload = Encoding.UTF8.GetBytes(token.Split('.')[1]);
        var (mac, claims) = (new byte[HMACSHA256.HashSizeInBytes], new byte[payload.Length]);
        return () =>
        {
            HMACSHA256.HashData(key, input, mac);
            Base64Url.DecodeFromUtf8(payload, claims, out _, out _);
        };
    }

    /// <summary>The body with another, well-formed signature.</summary>
    private static byte[] Forge(byte[] body)
    {
        var forged = (byte[])body.Clone();
        var end = forged.AsSpan().LastIndexOf((byte)'.') + 1;
        forged[end] = forged[end] == (byte)'A' ? (byte)'B' : (byte)'A';
        return forged;
    }

    private static byte[] Json(LeanXBill bill) => JsonSerializer.SerializeToUtf8Bytes(bill, LeanXBillJsonContext.Default.LeanXBill);
}
