namespace CallbackGen.Verification;
#pragma warning disable CS1591, CA1822, IDE0060, IDE0052
public sealed class CallbackVerification : IDisposable
{
    public CallbackVerification(CallbackFeed feed, CallbackRequest request, CallbackKeys keys, TimeProvider clock) { }
    public CallbackRejection? Rejection { get; }
    internal bool Accept() => throw new NotImplementedException();
    public bool Reject(CallbackRejectionReason reason, string where, string detail) => throw new NotImplementedException();
    public bool ReadBody() => throw new NotImplementedException();
    public WireValue Header(string name) => throw new NotImplementedException();
    public WireValue Query(string name) => throw new NotImplementedException();
    public WireValue Body(string pointer) => throw new NotImplementedException();
    public WireValue RawBody => throw new NotImplementedException();
    public WireValue Method => throw new NotImplementedException();
    public WireValue Path => throw new NotImplementedException();
    public WireValue SignaturePart(string name) => throw new NotImplementedException();
    public WireValue Claim(string name) => throw new NotImplementedException();
    public bool FindSignature(WireValue value, string where, SignatureEncoding encoding, SignatureFormat format = SignatureFormat.Plain, char separator = ',', string? pick = null, string prefix = "") => throw new NotImplementedException();
    public void Append(ReadOnlySpan<byte> constant) => throw new NotImplementedException();
    public bool Append(WireValue value, string where, ReadOnlySpan<byte> before = default) => throw new NotImplementedException();
    public bool AppendMember(WireValue value, string where, ReadOnlySpan<byte> join, bool first) => throw new NotImplementedException();
    public bool MacMatches(MacAlgorithm algorithm, string key) => throw new NotImplementedException();
    public bool CheckTimestamp(WireValue value, string where, TimestampUnit unit, TimeSpan tolerance) => throw new NotImplementedException();
    public bool VerifyJws(WireValue token, string where, ReadOnlySpan<MacAlgorithm> allowed, string key, string prefix = "") => throw new NotImplementedException();
    public bool CheckLifetime(string claim, bool required, TimeSpan? maxAge) => throw new NotImplementedException();
    public bool RequireClaim(string claim) => throw new NotImplementedException();
    public bool ClaimEquals(string claim, WireValue actual, WireValue expected, string expectedFrom) => throw new NotImplementedException();
    public T? ReadPayload<T>(string pointer = "") where T : class, ICallbackPayload<T> => throw new NotImplementedException();
    public T? ReadClaims<T>() where T : class, ICallbackPayload<T> => throw new NotImplementedException();
    internal CallbackReceipt CreateReceipt(string? idempotencyKey) => throw new NotImplementedException();
    public void Dispose() { }
}
