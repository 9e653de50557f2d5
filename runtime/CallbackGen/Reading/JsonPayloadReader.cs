using System.Text.Json;
using System.Text.RegularExpressions;

namespace CallbackGen.Reading;
#pragma warning disable CS1591, CA1822, IDE0060
public ref struct JsonPayloadReader : IPayloadReader
{
    public bool Failed => throw new NotImplementedException();
    public bool StartObject() => throw new NotImplementedException();
    public bool NextMember() => throw new NotImplementedException();
    public ReadOnlySpan<byte> Name => throw new NotImplementedException();
    public int Member(int index, scoped ReadOnlySpan<string> names, scoped Span<ulong> seen) => throw new NotImplementedException();
    public void Unknown(scoped ref UnknownMembers? members) => throw new NotImplementedException();
    public void RefuseUnknown() => throw new NotImplementedException();
    public bool Complete(scoped ReadOnlySpan<ulong> seen, scoped ReadOnlySpan<ulong> required, scoped ReadOnlySpan<string> names) => throw new NotImplementedException();
    public bool StartArray() => throw new NotImplementedException();
    public bool NextItem() => throw new NotImplementedException();
    public bool StartMap() => throw new NotImplementedException();
    public bool NextEntry(out string key) => throw new NotImplementedException();
    public bool ReadNull(bool emptyIsNull) => throw new NotImplementedException();
    public string Text() => throw new NotImplementedException();
    public string TextOrNumber() => throw new NotImplementedException();
    public bool Boolean(bool coerce) => throw new NotImplementedException();
    public long Integer(bool coerce) => throw new NotImplementedException();
    public decimal Number(bool coerce) => throw new NotImplementedException();
    public decimal DecimalText(bool coerce) => throw new NotImplementedException();
    public DateTimeOffset DateTimeText() => throw new NotImplementedException();
    public DateTimeOffset DateText(string format, TimeSpan offset) => throw new NotImplementedException();
    public DateOnly Date() => throw new NotImplementedException();
    public TimeOnly Time() => throw new NotImplementedException();
    public Guid Uuid() => throw new NotImplementedException();
    public JsonElement Any() => throw new NotImplementedException();
    public bool PeekText(scoped ReadOnlySpan<byte> name, out string text) => throw new NotImplementedException();
    public void Refuse(string detail) => throw new NotImplementedException();
    public void Length(string value, int min, int max) => throw new NotImplementedException();
    public void Range(decimal value, decimal min, decimal max, bool exclusiveMin, bool exclusiveMax) => throw new NotImplementedException();
    public void MultipleOf(decimal value, decimal divisor) => throw new NotImplementedException();
    public void Pattern(string value, Regex pattern) => throw new NotImplementedException();
    public void Items(int count, int min, int max) => throw new NotImplementedException();
    public void Const(string value, string expected) => throw new NotImplementedException();
    public JsonPayloadReader(ReadOnlySpan<byte> utf8) { }
    public CallbackRejection? Rejection => null;
}
