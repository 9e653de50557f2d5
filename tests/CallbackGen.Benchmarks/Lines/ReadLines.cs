using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CallbackGen.Benchmarks.Feeds;
using CallbackGen.Benchmarks.Measure;
using CallbackGen.Benchmarks.Peers;
using CallbackGen.Reading;
using CallbackGen.Receiver;

namespace CallbackGen.Benchmarks.Lines;

/// <summary>JSON to a typed payload: our reader and System.Text.Json's source generation, for the same types and bytes.</summary>
internal static class ReadLines
{
    public static IEnumerable<Line> All()
    {
        yield return Of<LeanXBill>(LeanXBillJsonContext.Default);
        yield return Of<LeanXPayout>(LeanXPayoutJsonContext.Default);
        yield return Of<PayrightPayout>(PayrightPayoutJsonContext.Default);
        yield return Of<BayarcashTransaction>(BayarcashTransactionJsonContext.Default);
        yield return Of<BayarcashReceipt>(BayarcashReceiptJsonContext.Default);
        yield return Of<BayarcashPreTransaction>(BayarcashPreTransactionJsonContext.Default);
        yield return Of<BayarcashBankApproval>(BayarcashBankApprovalJsonContext.Default);
        yield return Of<BayarcashAuthorization>(BayarcashAuthorizationJsonContext.Default);
        yield return Of<BayarcashDirectDebit>(BayarcashDirectDebitJsonContext.Default);
        yield return Of<CryptoCloudPostback>(CryptoCloudPostbackJsonContext.Default);
    }

    private static Line Of<T>(JsonSerializerContext context)
        where T : class, ICallbackPayload<T>
    {
        var sample = Sample.Of(T.Feed);
        var message = T.Feed.VerifyMessage(sample.Request, sample.Keys, sample.Clock).GetValueOrThrow();
        var payload = (T)message.GetType().GetProperty("Payload")!.GetValue(message)!;
        var json = JsonSerializer.SerializeToUtf8Bytes(payload, context.GetTypeInfo(typeof(T))!);
        var info = JsonPeer.For<T>(context);

        var theirs = JsonSerializer.Deserialize(json, info)!;
        if (
            !JsonNode.DeepEquals(
                WithoutNulls(JsonSerializer.SerializeToNode(theirs, context.GetTypeInfo(typeof(T))!)),
                WithoutNulls(JsonNode.Parse(json))
            )
        )
            throw new InvalidOperationException($"The peer read another {typeof(T).Name}.");

        var result = Interleaved.Of(() => CallbackPayload.ReadJson<T>(json), () => JsonSerializer.Deserialize(json, info));
        return new(
            $"{typeof(T).Name}, {json.Length} bytes, typed read : System.Text.Json source generation",
            result.Ratio,
            0.65,
            Note: result.Note
        );
    }

    /// <summary>The two represent null and absent members of some types differently.</summary>
    private static JsonNode? WithoutNulls(JsonNode? node)
    {
        if (node is not JsonObject members)
            return node;
        foreach (var (name, value) in members.ToArray())
        {
            if (value is null)
                members.Remove(name);
            else
                WithoutNulls(value);
        }

        return node;
    }
}
