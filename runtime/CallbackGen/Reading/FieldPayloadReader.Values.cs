using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CallbackGen.Reading;

internal ref partial struct FieldPayloadReader
{
    /// <inheritdoc />
    public readonly bool ReadNull(bool emptyIsNull) => !Failed && emptyIsNull && HasField && Value.IsEmpty;

    /// <inheritdoc />
    public readonly bool ReadCoercedNull(bool isDate) => !Failed && HasField && PayloadText.IsNullText(Value, isDate);

    /// <inheritdoc />
    public readonly PayloadMark Mark() => new(_state.Place) { Field = _current };

    /// <inheritdoc />
    public bool Unfit() => Unfit(Mark());

    /// <inheritdoc />
    public bool Unfit(PayloadMark mark)
    {
        if (!_state.TryGoBack(mark.Place))
            return false;
        _current = mark.Field;
        _item = -1;
        _state.KeepUnfit(_fields.FindNext(_current) < 0 ? Any() : TakeAll());
        return !Failed;
    }

    /// <inheritdoc />
    public void Insist() => _state.Insist();

    /// <inheritdoc />
    public void Form(JsonTypes types)
    {
        if (HasField && (types & JsonTypes.String) == 0)
            _state.Misfit(PayloadText.NotOfTypes);
    }

    /// <inheritdoc />
    public readonly void Exact() { }

    /// <inheritdoc />
    public string Text() => Failed ? "" : PayloadText.ToText(Value, _fields.IsAscii);

    /// <inheritdoc />
    public string Text(scoped ReadOnlySpan<string> listed)
    {
        foreach (var text in Failed ? [] : listed)
        {
            if (Ascii.Equals(Value, text))
                return text;
        }

        return Text();
    }

    /// <inheritdoc />
    public string TextOrNumber() => Text();

    /// <inheritdoc />
    public bool Boolean(bool coerce) => _state.Boolean(Value);

    /// <inheritdoc />
    public long Integer(bool coerce) => _state.Integer(Value);

    /// <inheritdoc />
    public decimal Number(bool coerce) => _state.Number(Value);

    /// <inheritdoc />
    public decimal DecimalText(bool coerce) => _state.DecimalText(Value);

    /// <inheritdoc />
    public DateTimeOffset DateTimeText() => _state.DateTimeText(Value);

    /// <inheritdoc />
    public DateTimeOffset DateText(string format, TimeSpan offset) => _state.DateText(Value, format, offset);

    /// <inheritdoc />
    public DateTimeOffset DateText(string format, LocalZone zone)
    {
        _state.Need(zone);
        return _state.DateText(Value, format, zone);
    }

    /// <inheritdoc />
    public DateOnly Date() => _state.Date(Value);

    /// <inheritdoc />
    public TimeOnly Time() => _state.Time(Value);

    /// <inheritdoc />
    public Guid Uuid() => _state.Uuid(Value);

    /// <inheritdoc />
    public JsonElement Any()
    {
        if (Failed)
            return default;
        if (!IsAtRoot)
            return PayloadText.ToElement(Value);
        _current = _fields.Count;
        return WrittenValue.Of(_fields, [], []);
    }

    /// <inheritdoc />
    public void Check(SchemaTest test, CheckedAs seenAs = CheckedAs.Written)
    {
        if (Failed)
            return;
        if (IsAtRoot)
            Check(test, [], []);
        else
            _state.Check(WrittenValue.Of(Value, seenAs), Value.Length, test);
    }

    /// <inheritdoc />
    public void Check(
        SchemaTest test,
        scoped ReadOnlySpan<string> names,
        scoped ReadOnlySpan<CheckedAs> seenAs,
        CheckedAs self = CheckedAs.Written
    )
    {
        if (Failed)
            return;
        if (IsAtRoot)
            _state.Check(WrittenValue.Of(_fields, names, seenAs), _fields.Size, test);
        else
            _state.Check(PayloadText.ToElement(Value), Value.Length, test);
    }

    /// <inheritdoc />
    public bool PeekText(scoped ReadOnlySpan<byte> name, out string text)
    {
        text = "";
        if (Failed)
            return false;
        var index = _current >= 0 ? -1 : _fields.Find(name);
        if (index < 0)
            _state.FailMember(CallbackRejectionReason.MissingMember, name, PayloadText.Required);
        else if (_fields.FindNext(index) >= 0)
            _state.FailMember(CallbackRejectionReason.DuplicateMember, name, PayloadText.Twice);
        else
            text = Encoding.UTF8.GetString(_fields.Value(index));
        return !Failed;
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
