using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace CallbackGen.Reading;

/// <summary>
/// Reads a payload that is a single text: the whole body, in UTF-8. Numbers, booleans and dates are parsed from it; objects and arrays
/// cannot arrive this way. The members are those of <see cref="IPayloadReader"/>.
/// </summary>
internal ref struct TextPayloadReader : IPayloadReader
{
    private const string IsText = "must be a text, because the body is one";

    private readonly ReadOnlySpan<byte> _text;
    private PayloadReadState _state;

    /// <summary>Begins to read a payload.</summary>
    /// <param name="utf8">The body.</param>
    public TextPayloadReader(ReadOnlySpan<byte> utf8)
    {
        _text = utf8;
        if (!Utf8.IsValid(utf8))
            _state.Fail(CallbackRejectionReason.Malformed, JsonSyntax.NotUtf8);
    }

    /// <inheritdoc />
    public readonly bool Failed => _state.Failed;

    /// <inheritdoc />
    public string? Event { get; init; }

    /// <inheritdoc cref="PayloadReadState.Budget"/>
    internal CheckBudget Budget
    {
        readonly get => _state.Budget;
        set => _state.Budget = value;
    }

    /// <summary>The first problem, or <see langword="null"/> when none was found so far.</summary>
    public readonly CallbackRejection? Rejection => _state.Rejection;

    /// <inheritdoc />
    public readonly ReadOnlySpan<byte> Name => default;

    private readonly ReadOnlySpan<byte> Value => Failed ? default : _text;

    /// <summary>Checks that no problem was found. The text is always read as a whole.</summary>
    /// <returns><see langword="false"/> when the payload is rejected.</returns>
    public readonly bool End() => !Failed;

    /// <inheritdoc />
    public bool StartObject() => NotText();

    /// <inheritdoc />
    public bool StartCoercedObject() => NotText();

    /// <inheritdoc />
    public readonly bool NextMember() => false;

    /// <inheritdoc />
    public readonly int Member(int index, ReadOnlySpan<string> names, scoped Span<ulong> seen) => -1;

    /// <inheritdoc />
    public void Unknown(scoped ref UnknownMembers? members) => NotText();

    /// <inheritdoc />
    public void RefuseUnknown() => NotText();

    /// <inheritdoc />
    public readonly bool Complete(
        scoped ReadOnlySpan<ulong> seen,
        scoped ReadOnlySpan<ulong> required,
        scoped ReadOnlySpan<string> names
    ) => !Failed;

    /// <inheritdoc />
    public bool StartArray() => NotText();

    /// <inheritdoc />
    public bool StartCoercedArray() => NotText();

    /// <inheritdoc />
    public readonly bool NextItem() => false;

    /// <inheritdoc />
    public bool StartMap() => NotText();

    /// <inheritdoc />
    public bool StartCoercedMap() => NotText();

    /// <inheritdoc />
    public readonly bool NextEntry(out string key)
    {
        key = "";
        return false;
    }

    /// <inheritdoc />
    public readonly bool ReadNull(bool emptyIsNull) => !Failed && emptyIsNull && _text.IsEmpty;

    /// <inheritdoc />
    public readonly bool ReadCoercedNull(bool isDate) => !Failed && PayloadText.IsNullText(_text, isDate);

    /// <inheritdoc />
    public readonly PayloadMark Mark() => default;

    /// <inheritdoc />
    public readonly bool Unfit() => false; // the text is the whole payload, not a member of it

    /// <inheritdoc />
    public readonly bool Unfit(PayloadMark mark) => false;

    /// <inheritdoc />
    public readonly void Insist() { }

    /// <inheritdoc />
    public readonly void Form(JsonTypes types) { }

    /// <inheritdoc />
    public readonly void Exact() { }

    /// <inheritdoc />
    public readonly string Text() => Encoding.UTF8.GetString(Value);

    /// <inheritdoc />
    public string Text(scoped ReadOnlySpan<string> listed) => Text();

    /// <inheritdoc />
    public readonly string TextOrNumber() => Text();

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
    public readonly JsonElement Any() => Failed ? default : PayloadText.ToElement(Value);

    /// <inheritdoc />
    public void Check(SchemaTest test, CheckedAs seenAs = CheckedAs.Written)
    {
        if (!Failed)
            _state.Check(WrittenValue.Of(_text, seenAs), _text.Length, test);
    }

    /// <inheritdoc />
    public void Check(
        SchemaTest test,
        scoped ReadOnlySpan<string> names,
        scoped ReadOnlySpan<CheckedAs> seenAs,
        CheckedAs self = CheckedAs.Written
    ) => Check(test);

    /// <inheritdoc />
    public bool PeekText(scoped ReadOnlySpan<byte> name, out string text)
    {
        text = "";
        return NotText();
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

    private bool NotText()
    {
        _state.Refuse(IsText);
        return false;
    }
}
