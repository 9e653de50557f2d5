namespace CallbackGen.Verification;
#pragma warning disable CS1591, CA1822, IDE0060
public static class TextFilters
{
    public static WireValue Lower(WireValue value) => throw new NotImplementedException();
    public static WireValue Upper(WireValue value) => throw new NotImplementedException();
    public static WireValue Trim(WireValue value) => throw new NotImplementedException();
    public static WireValue Digits(WireValue value) => throw new NotImplementedException();
    public static WireValue Reverse(WireValue value) => throw new NotImplementedException();
    public static WireValue Slice(WireValue value, int start, int length) => throw new NotImplementedException();
    public static WireValue Fixed2(WireValue value) => throw new NotImplementedException();
    public static WireValue StripPrefix(WireValue value, string prefix) => throw new NotImplementedException();
    public static WireValue Base64(WireValue value) => throw new NotImplementedException();
    public static WireValue Base64Decode(WireValue value) => throw new NotImplementedException();
    public static WireValue UrlEncode(WireValue value) => throw new NotImplementedException();
    public static WireValue UrlEncodeDotnet(WireValue value) => throw new NotImplementedException();
    public static WireValue UrlDecode(WireValue value) => throw new NotImplementedException();
    public static WireValue Crc32(WireValue value) => throw new NotImplementedException();
    public static WireValue Md5(WireValue value) => throw new NotImplementedException();
    public static WireValue Sha1(WireValue value) => throw new NotImplementedException();
    public static WireValue Sha256(WireValue value) => throw new NotImplementedException();
    public static WireValue Sha384(WireValue value) => throw new NotImplementedException();
    public static WireValue Sha512(WireValue value) => throw new NotImplementedException();
    public static WireValue Escape(WireValue value, char delimiter) => throw new NotImplementedException();
}
