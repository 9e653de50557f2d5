namespace CallbackGen.Reading;
#pragma warning disable CS1591, IDE0060
public static class CallbackPayload
{
    public static CallbackResult<T> ReadJson<T>(ReadOnlySpan<byte> utf8) where T : class, ICallbackPayload<T> => throw new NotImplementedException();
    public static CallbackResult<T> ReadForm<T>(ReadOnlySpan<byte> form) where T : class, ICallbackPayload<T> => throw new NotImplementedException();
}
