using CallbackGen.Verification;

namespace CallbackGen;

/// <summary>The one way from a request to a payload that all feeds share.</summary>
internal static class FeedVerification
{
    public static T? Run<T>(
        CallbackFeed<T> feed, CallbackRequest request, CallbackKeys keys, TimeProvider? clock,
        out CallbackReceipt? receipt, out CallbackRejection? rejection)
        where T : class, ICallbackPayload<T>
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(keys);
        using var verification = new CallbackVerification(feed, request, keys, clock ?? TimeProvider.System);
        var payload = verification.Accept() ? T.Verify(verification) : null;
        // Both, so that a verifier which goes on after a rejected step still cannot let the callback pass.
        if (payload is null || verification.Rejection is not null)
        {
            receipt = null;
            rejection = verification.Rejection ?? CallbackRejection.NotVerified;
            return null;
        }

        var idempotencyKey = T.GetIdempotencyKey(payload);
        receipt = verification.CreateReceipt(idempotencyKey is null ? null : $"{feed.Name}:{idempotencyKey}");
        rejection = null;
        return payload;
    }
}
