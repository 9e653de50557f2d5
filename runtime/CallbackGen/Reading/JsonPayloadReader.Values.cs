using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CallbackGen.Reading;

internal ref partial struct JsonPayloadReader
{
    /// <inheritdoc />
    public bool ReadNull(bool emptyIsNull)
    {
        if (Failed || !_isPending || !(_json.Token == JsonTokenType.Null || (emptyIsNull && _isFields && IsNullText(isDate: false))))
            return false;
        _isPending = false;
        return true;
    }

    /// <inheritdoc />
    public bool ReadCoercedNull(bool isDate)
    {
        if (Failed || !_isPending || !(_json.Token == JsonTokenType.Null || IsNullText(isDate)))
            return false;
        _isPending = false;
        return true;
    }

    /// <inheritdoc />
    public readonly PayloadMark Mark() => new(_state.Place) { Json = _json };

    /// <inheritdoc />
    public bool Unfit() => TakeUnfit(new(_state.Place) { Json = _json });

    /// <inheritdoc />
    public bool Unfit(PayloadMark mark) => TakeUnfit(mark);

    /// <inheritdoc />
    public void Insist() => _state.Insist();

    /// <inheritdoc />
    public void Form(JsonTypes types)
    {
        var type = _json.Token switch
        {
            JsonTokenType.Null => JsonTypes.Null,
            JsonTokenType.True or JsonTokenType.False => JsonTypes.Boolean,
            JsonTokenType.StartObject => JsonTypes.Object,
            JsonTokenType.StartArray => JsonTypes.Array,
            JsonTokenType.Number => JsonTypes.Integer, // whether it has a fraction is checked later
            _ => JsonTypes.String,
        };
        if ((types & type) == 0)
            _state.Misfit(PayloadText.NotOfTypes);
    }

    /// <inheritdoc />
    public void Exact()
    {
        if (!Failed && HoldsHalf(_json.Start, _json.Position))
            _state.Fail(CallbackRejectionReason.Malformed, JsonSyntax.LoneSurrogate);
    }

    /// <inheritdoc />
    public string Text()
    {
        if (!Take(JsonTokenType.String, PayloadText.NotText))
            return "";
        TryText(ref _json, out var text);
        return text;
    }

    /// <inheritdoc />
    public string Text(scoped ReadOnlySpan<string> listed)
    {
        if (Failed || _json.Token != JsonTokenType.String || _json.IsEscaped)
            return Text();
        foreach (var text in listed)
        {
            if (!Ascii.Equals(_json.Value, text))
                continue;
            _isPending = false;
            return text;
        }

        return Text();
    }

    /// <inheritdoc />
    public string TextOrNumber()
    {
        if (Failed)
            return "";
        if (!IsScalar(_json.Token))
        {
            _state.Misfit(PayloadText.NotText);
            return "";
        }

        _isPending = false;
        TryText(ref _json, out var text);
        return text;
    }

    /// <inheritdoc />
    public bool Boolean(bool coerce)
    {
        if (Failed)
            return false;
        if (_json.Token is JsonTokenType.True or JsonTokenType.False)
        {
            _isPending = false;
            return _json.Token == JsonTokenType.True;
        }

        var value = false;
        if (coerce && _json.Token == JsonTokenType.Number && PayloadText.TryParseBooleanNumber(_json.Value, out value))
        {
            _isPending = false;
            return value;
        }

        if ((coerce || _isFields) && TakeText(PayloadText.NotBoolean, out var text) && PayloadText.TryParseBoolean(text, out value))
            return value;
        _state.Misfit(PayloadText.NotBoolean);
        return false;
    }

    /// <inheritdoc />
    public long Integer(bool coerce)
    {
        if (Failed)
            return 0;
        long value;
        if (_json.Token == JsonTokenType.Number)
        {
            _isPending = false;
            if (ExactNumber.TryParseWhole(_json.Value, out value))
                return value;
        }
        else if ((coerce || _isFields) && TakeText(PayloadText.NotInteger, out var text) && ExactNumber.TryParseInteger(text, out value))
        {
            return value;
        }

        _state.Misfit(PayloadText.NotInteger);
        return 0;
    }

    /// <inheritdoc />
    public decimal Number(bool coerce)
    {
        if (Failed)
            return 0;
        decimal value;
        if (_json.Token == JsonTokenType.Number)
        {
            _isPending = false;
            if (ExactNumber.TryParse(_json.Value, allowExponent: true, out value))
                return value;
        }
        else if (
            (coerce || _isFields)
            && TakeText(PayloadText.NotNumber, out var text)
            && ExactNumber.TryParse(text, allowExponent: true, out value)
        )
        {
            return value;
        }

        _state.Misfit(PayloadText.NotNumber);
        return 0;
    }

    /// <inheritdoc />
    public decimal DecimalText(bool coerce)
    {
        if (Failed)
            return 0;
        if (coerce && _json.Token == JsonTokenType.Number)
            return Number(coerce: false);
        if (TakeText(PayloadText.NotDecimal, out var text) && ExactNumber.TryParse(text, allowExponent: false, out var value))
            return value;
        _state.Misfit(PayloadText.NotDecimal);
        return 0;
    }

    /// <inheritdoc />
    public DateTimeOffset DateTimeText()
    {
        if (TakeText(PayloadText.NotDateTime, out var text) && Rfc3339.TryParseDateTime(text, out var value))
            return value;
        _state.Misfit(PayloadText.NotDateTime);
        return default;
    }

    /// <inheritdoc />
    public DateTimeOffset DateText(string format, TimeSpan offset)
    {
        if (TakeText(PayloadText.NotDateFormat, out var text) && PayloadText.TryParseDate(text, format, offset, out var value))
            return value;
        _state.Misfit(PayloadText.NotDateFormat);
        return default;
    }

    /// <inheritdoc />
    public DateTimeOffset DateText(string format, LocalZone zone)
    {
        _state.Need(zone);
        if (TakeText(PayloadText.NotDateFormat, out var text) && PayloadText.TryParseDate(text, format, zone, out var value))
            return value;
        _state.Misfit(PayloadText.NotDateFormat);
        return default;
    }

    /// <inheritdoc />
    public DateOnly Date()
    {
        if (TakeText(PayloadText.NotDate, out var text) && Rfc3339.TryParseDate(text, out var value))
            return value;
        _state.Misfit(PayloadText.NotDate);
        return default;
    }

    /// <inheritdoc />
    public TimeOnly Time()
    {
        if (TakeText(PayloadText.NotTime, out var text) && Rfc3339.TryParseTime(text, out var value))
            return value;
        _state.Misfit(PayloadText.NotTime);
        return default;
    }

    /// <inheritdoc />
    public Guid Uuid()
    {
        if (TakeText(PayloadText.NotUuid, out var text) && PayloadText.TryParseUuid(text, out var value))
            return value;
        _state.Misfit(PayloadText.NotUuid);
        return default;
    }

    /// <inheritdoc />
    public JsonElement Any()
    {
        if (Failed || _json.Token is not (JsonTokenType.Null or JsonTokenType.True or JsonTokenType.False))
            return TryTakeRaw(out var raw) ? JsonElement.Parse(raw) : default;
        _isPending = false;
        return PayloadText.ToElement(_json.Token);
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

    /// <inheritdoc />
    public void Check(SchemaTest test, CheckedAs seenAs = CheckedAs.Written)
    {
        if (TryPeek(out var value, out var size))
            _state.Check(WrittenValue.Convert(value, _isFields ? WrittenValue.AsField(seenAs) : seenAs), size, test);
    }

    /// <inheritdoc />
    public void Check(
        SchemaTest test,
        scoped ReadOnlySpan<string> names,
        scoped ReadOnlySpan<CheckedAs> seenAs,
        CheckedAs self = CheckedAs.Written
    )
    {
        if (!TryPeek(out var value, out var size))
            return;
        CheckedAs[] asFields = _isFields ? [.. seenAs] : [];
        foreach (ref var seen in asFields.AsSpan())
            seen = WrittenValue.AsField(seen);
        _state.Check(WrittenValue.Convert(WrittenValue.Convert(value, names, _isFields ? asFields : seenAs), self), size, test);
    }

    /// <summary>Parses the whole current value without moving past it, as strictly as if it were read.</summary>
    private bool TryPeek(out JsonElement value, out int size)
    {
        value = default;
        size = 0;
        if (!_isPending || !CheckValue(out var end))
            return false;
        var raw = _source[_json.Start..end.Position];
        value = JsonElement.Parse(raw);
        size = raw.Length;
        return true;
    }

    /// <summary>Returns to a value that does not have the form of its type, reads it as data and stores it.</summary>
    private bool TakeUnfit(PayloadMark mark)
    {
        if (!_state.TryGoBack(mark.Place))
            return false;
        _json = mark.Json;
        _isPending = true;
        _isEmpty = false;
        _single = 0;
        _state.KeepUnfit(Any());
        return !Failed;
    }

    private bool IsNullText(bool isDate) =>
        _json.Token == JsonTokenType.String && !_json.IsEscaped && PayloadText.IsNullText(_json.Value, isDate);

    /// <summary>Returns whether U+FFFD replaces an unpaired surrogate between two positions of the text.</summary>
    private readonly bool HoldsHalf(int start, int end)
    {
        if (_halves.Length == 0)
            return false;
        var first = Array.BinarySearch(_halves, start);
        first = first < 0 ? ~first : first;
        return first < _halves.Length && _halves[first] < end;
    }

    private static bool IsScalar(JsonTokenType type) =>
        type is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False;

    private bool Take(JsonTokenType type, string detail)
    {
        if (Failed)
            return false;
        if (_json.Token != type)
        {
            _state.Misfit(detail);
            return false;
        }

        _isPending = false;
        return true;
    }

    private bool TakeText(string detail, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!Take(JsonTokenType.String, detail))
            return false;
        text = _json.Value;
        return !_json.IsEscaped || TryUnescape(text, out text);
    }

    private bool TryText(scoped ref JsonScanner json, out string text)
    {
        var utf8 = json.Value;
        if (!json.IsEscaped)
        {
            text = PayloadText.ToText(utf8, _isAscii);
            return true;
        }

        var isText = TryUnescape(utf8, out utf8);
        text = isText ? Encoding.UTF8.GetString(utf8) : "";
        return isText;
    }

    private bool TryUnescape(scoped ReadOnlySpan<byte> escaped, out ReadOnlySpan<byte> text)
    {
        var unescaped = new byte[escaped.Length]; // escapes are rare in callbacks
        var isText = JsonSyntax.TryUnescape(escaped, unescaped, out var written);
        text = unescaped.AsSpan(0, written);
        if (!isText)
            _state.Fail(CallbackRejectionReason.Malformed, JsonSyntax.LoneSurrogate);
        return isText;
    }
}
