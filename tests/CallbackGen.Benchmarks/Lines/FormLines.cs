using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using CallbackGen.Benchmarks.Feeds;
using CallbackGen.Benchmarks.Measure;
using CallbackGen.Receiver;
using Microsoft.AspNetCore.WebUtilities;

namespace CallbackGen.Benchmarks.Lines;

/// <summary>A form whose members are signed, from the request to <see cref="Verified{T}"/>.</summary>
internal static class FormLines
{
    private static readonly string[] Signed =
    [
        "amount",
        "currency",
        "datetime",
        "exchange_reference_number",
        "exchange_transaction_id",
        "order_number",
        "payer_bank_name",
        "payer_email",
        "payer_name",
        "record_type",
        "status",
        "status_description",
        "transaction_id",
    ];

    public static IEnumerable<Line> All()
    {
        var sample = Sample.Of(BayarcashTransaction.Feed, "urlencoded");
        var body = sample.Request.Body.ToArray();
        var key = Encoding.UTF8.GetBytes(sample.Key);
        var fields = Read(body);
        var message = Encoding.UTF8.GetBytes(string.Join('|', Signed.Select(name => fields.GetValueOrDefault(name).ToString())));
        var mac = new byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, message, mac);
        if (!Convert.ToHexStringLower(mac).Equals(fields["checksum"], StringComparison.Ordinal))
            throw new InvalidOperationException("The message is another.");

        var result = Interleaved.Of(
            () => BayarcashTransaction.Feed.Verify(sample.Request, sample.Keys, sample.Clock).GetValueOrThrow(),
            () =>
            {
                HMACSHA256.HashData(key, message, mac);
                Read(body);
            }
        );
        yield return new(
            "form, request to Verified<T> : HMAC of its message and the framework's reader",
            result.Ratio,
            0.8,
            Note: result.Note
        );
    }

    /// <summary>The work of <c>HttpRequest.ReadFormAsync</c> with a buffered body.</summary>
    private static Dictionary<string, Microsoft.Extensions.Primitives.StringValues> Read(byte[] body)
    {
        var reader = new FormPipeReader(PipeReader.Create(new ReadOnlySequence<byte>(body)), Encoding.UTF8);
        var read = reader.ReadFormAsync();
        return read.IsCompletedSuccessfully ? read.Result : throw new InvalidOperationException("The body was there.");
    }
}
