using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CallbackGen.Reading;

/// <summary>
/// Reads a payload from the fields of a form or query, which are its top-level members and all of them texts. Numbers
/// and truth values are taken from their texts; objects and arrays cannot arrive this way.
/// </summary>
public ref struct FieldPayloadReader : IPayloadReader
{
    private const string NotInForm = "an object cannot arrive in a form";
    private const string NoArrayInForm = "an array cannot arrive in a form";

    private readonly FormFields _fields;
    private readonly bool _divertUnknown;
    private PayloadReadState _state;
    private UnknownMembers? _diverted;
    private int _current;

    internal FieldPayloadReader(FormFields fields, bool divertUnknown = false)
    {
        _fields = fields;
        _divertUnknown = divertUnknown;
        _current = -1;
    }

    /// <inheritdoc />
    public readonly bool Failed => _state.Failed;

    /// <summary>What is wrong, or <see langword="null"/> when nothing is so far.</summary>
    public readonly CallbackRejection? Rejection => _state.Rejection;

    /// <inheritdoc />
    public readonly ReadOnlySpan<byte> Name => HasField ? _fields.Name(_current) : default;

    internal readonly int UnknownMemberCount => _state.UnknownMemberCount;

    internal readonly UnknownMembers Diverted => _diverted ?? UnknownMembers.None;

    private readonly bool HasField => _current >= 0 && _current < _fields.Count;

    private readonly ReadOnlySpan<byte> Value => HasField ? _fields.Value(_current) : default;

    /// <summary>Checks that the payload was read whole.</summary>
    /// <returns><see langword="false"/> when something is wrong.</returns>
    public bool End()
    {
        if (!Failed && _current < _fields.Count)
            _state.Fail(CallbackRejectionReason.Malformed, "was not read to its end");
        return !Failed;
    }

    /// <inheritdoc />
    public bool StartObject()
    {
        if (Failed)
            return false;
        if (_state.Depth > 0 || _current >= 0)
        {
            _state.Refuse(NotInForm);
            return false;
        }

        _state.Push();
        return true;
    }

    /// <inheritdoc />
    public bool NextMember()
    {
        if (Failed || _state.Depth == 0)
            return false;
        if (++_current < _fields.Count)
        {
            _state.SetName(PayloadReadState.Undeclared);
            return true;
        }

        _state.Pop();
        return false;
    }

    /// <inheritdoc />
    public int Member(int index, scoped ReadOnlySpan<string> names, scoped Span<ulong> seen) => _state.Member(index, names, seen);

    /// <inheritdoc />
    public void Unknown(scoped ref UnknownMembers? members)
    {
        if (Failed)
            return;
        _state.UnknownMemberCount++;
        var kept = _divertUnknown ? _diverted ??= [] : members ??= [];
        if (!kept.TryAdd(Encoding.UTF8.GetString(Name), Any()))
            _state.Fail(CallbackRejectionReason.DuplicateMember, "stands twice");
    }

    /// <inheritdoc />
    public void RefuseUnknown() => _state.Refuse("is not declared by the schema");

    /// <inheritdoc />
    public bool Complete(scoped ReadOnlySpan<ulong> seen, scoped ReadOnlySpan<ulong> required, scoped ReadOnlySpan<string> names) =>
        _state.Complete(seen, required, names);

    /// <inheritdoc />
    public bool StartArray()
    {
        _state.Refuse(NoArrayInForm);
        return false;
    }

    /// <inheritdoc />
    public readonly bool NextItem() => false;

    /// <inheritdoc />
    public bool StartMap() => StartObject();

    /// <inheritdoc />
    public bool NextEntry(out string key)
    {
        var isEntry = NextMember();
        key = isEntry ? Encoding.UTF8.GetString(Name) : "";
        return isEntry;
    }

    /// <inheritdoc />
    public readonly bool ReadNull(bool emptyIsNull) => !Failed && emptyIsNull && HasField && Value.IsEmpty;

    /// <inheritdoc />
    public string Text() => Failed ? "" : Encoding.UTF8.GetString(Value);

    /// <inheritdoc />
    public string TextOrNumber() => Text();

    /// <inheritdoc />
    public bool Boolean(bool coerce)
    {
        if (!PayloadText.TryParseBoolean(Value, out var value))
            _state.Refuse(PayloadText.NotBoolean);
        return value;
    }

    /// <inheritdoc />
    public long Integer(bool coerce)
    {
        if (ExactNumber.TryParseInteger(Value, out var value))
            return value;
        _state.Refuse(PayloadText.NotInteger);
        return 0;
    }

    /// <inheritdoc />
    public decimal Number(bool coerce)
    {
        if (!ExactNumber.TryParse(Value, allowExponent: true, out var value))
            _state.Refuse(PayloadText.NotNumber);
        return value;
    }

    /// <inheritdoc />
    public decimal DecimalText(bool coerce)
    {
        if (!ExactNumber.TryParse(Value, allowExponent: false, out var value))
            _state.Refuse(PayloadText.NotDecimal);
        return value;
    }

    /// <inheritdoc />
    public DateTimeOffset DateTimeText()
    {
        if (!Rfc3339.TryParseDateTime(Value, out var value))
            _state.Refuse(PayloadText.NotDateTime);
        return value;
    }

    /// <inheritdoc />
    public DateTimeOffset DateText(string format, TimeSpan offset)
    {
        if (!PayloadText.TryParseDate(Value, format, offset, out var value))
            _state.Refuse(PayloadText.NotDateFormat);
        return value;
    }

    /// <inheritdoc />
    public DateOnly Date()
    {
        if (!Rfc3339.TryParseDate(Value, out var value))
            _state.Refuse(PayloadText.NotDate);
        return value;
    }

    /// <inheritdoc />
    public TimeOnly Time()
    {
        if (!Rfc3339.TryParseTime(Value, out var value))
            _state.Refuse(PayloadText.NotTime);
        return value;
    }

    /// <inheritdoc />
    public Guid Uuid()
    {
        if (!PayloadText.TryParseUuid(Value, out var value))
            _state.Refuse(PayloadText.NotUuid);
        return value;
    }

    /// <inheritdoc />
    public readonly JsonElement Any() => Failed ? default : PayloadText.ToElement(Value);

    /// <inheritdoc />
    public readonly bool PeekText(scoped ReadOnlySpan<byte> name, out string text)
    {
        text = "";
        var index = Failed || _current >= 0 ? -1 : _fields.Find(name);
        if (index < 0)
            return false;
        text = Encoding.UTF8.GetString(_fields.Value(index));
        return true;
    }

    /// <inheritdoc />
    public void Refuse(string detail) => _state.Refuse(detail);

    /// <inheritdoc />
    public void Length(string value, int min, int max) => _state.Length(value, min, max);

    /// <inheritdoc />
    public void Range(decimal value, decimal min, decimal max, bool exclusiveMin, bool exclusiveMax) =>
        _state.Range(value, min, max, exclusiveMin, exclusiveMax);

    /// <inheritdoc />
    public void MultipleOf(decimal value, decimal divisor) => _state.MultipleOf(value, divisor);

    /// <inheritdoc />
    public void Pattern(string value, Regex pattern) => _state.Pattern(value, pattern);

    /// <inheritdoc />
    public void Items(int count, int min, int max) => _state.Items(count, min, max);

    /// <inheritdoc />
    public void Const(string value, string expected) => _state.Const(value, expected);
}
