using System.Security.Cryptography;
using CallbackGen;

namespace Faulty;

internal static class Secrets
{
    public const string Old = "77aa77aa77aa77aa";
}

public sealed class Orders
{
    public Task PayAsync(string id, decimal amount, string currency) => Task.CompletedTask;

    public Task MarkPaidAsync(string id) => Task.CompletedTask;

    public Task MarkPaidAsync(string id, decimal amount, string currency) => Task.CompletedTask;

    public Task<GlobexNotice?> AskAsync(string id, CancellationToken ct) => Task.FromResult<GlobexNotice?>(null);

    // CBG1003, the second one the wrong way round
    public static string Unchecked(CallbackRequest request, CallbackKeys keys)
    {
        var result = GlobexInvoice.Verify(request, keys);
        return result.Value!.Payload.Id;
    }

    public static string Inverted(CallbackRequest request, CallbackKeys keys)
    {
        var result = GlobexInvoice.Verify(request, keys);
        if (result.IsSuccess)
            return "401";
        return result.Value!.Payload.Id;
    }

    // CBG1008
    public static bool IsGenuine(string signature, byte[] key, byte[] body) =>
        signature == Convert.ToHexString(HMACSHA256.HashData(key, body));

    public static bool IsForged(byte[] signature, byte[] key, byte[] body) => !signature.SequenceEqual(HMACSHA256.HashData(key, body));

    // CBG1013
    public static string IdOf(Verified<GlobexNotice> notice) => notice.Payload.Invoice;

    public static string KeyOf(Received<GlobexNotice> notice) => notice.Payload.Invoice;
}
