using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace CallbackGen.Reading;

/// <summary>
/// Reads a payload from the fields of a form or query: they are its top-level members, and all of them are texts. Numbers and booleans are
/// parsed from their texts.
/// </summary>
/// <remarks>
/// Objects cannot arrive in a form. An array can arrive only as a repeated field, when the feed allows that. The members are those of
/// <see cref="IPayloadReader"/>.
/// </remarks>
internal ref partial struct FieldPayloadReader : IPayloadReader
{
    private const string NotInForm = "an object cannot arrive in a form";
    private const string NoArrayInForm = "an array cannot arrive in a form";

    private readonly FormFields _fields;
    private readonly bool _divertUnknown;
    private readonly bool _allowRepeated;
    private PayloadReadState _state;
    private UnknownMembers? _diverted;
    private UnknownMembers.Seal? _seal;
    private TakenFields _taken;
    private int _current;
    private int _item; // index of the repeated field that is the current array item, or -1 outside an array
    private bool _isBeforeItem;

    internal FieldPayloadReader(FormFields fields, bool divertUnknown = false, bool allowRepeated = true)
    {
        _fields = fields;
        _divertUnknown = divertUnknown;
        _allowRepeated = allowRepeated && fields.AllowsRepeated;
        _current = -1;
        _item = -1;
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
    public readonly ReadOnlySpan<byte> Name => HasField ? _fields.Name(_current) : default;

    internal readonly int UnknownMemberCount => _state.UnknownMemberCount;

    internal readonly UnknownMembers Diverted => _diverted ?? UnknownMembers.None;

    internal readonly UnfitValues? Unfitting => _state.Unfit;

    // All fields together are an object until it is entered.
    private readonly bool IsAtRoot => _current < 0 && _state.Depth == 0;

    private readonly bool HasField => _current >= 0 && _current < _fields.Count;

    private readonly ReadOnlySpan<byte> Value => HasField ? _fields.Value(_item >= 0 ? _item : _current) : default;

    /// <summary>Checks that the payload was read completely, and closes its collections of unknown members.</summary>
    /// <returns><see langword="false"/> when the payload is rejected.</returns>
    public bool End()
    {
        _seal?.IsClosed = true;
        if (!Failed && _current < _fields.Count)
            _state.Refuse("is of no form that the schema has");
        return !Failed;
    }

    /// <inheritdoc />
    public bool StartObject()
    {
        if (Failed)
            return false;
        if (_state.Depth > 0 || _current >= 0)
        {
            _state.Misfit(NotInForm);
            return false;
        }

        _state.Push();
        return true;
    }

    /// <inheritdoc />
    public bool StartCoercedObject() => StartObject();

    /// <inheritdoc />
    public bool NextMember()
    {
        if (Failed || _state.Depth == 0)
            return false;
        do _current++;
        while (_current < _fields.Count && _taken.Has(_current));
        if (_current < _fields.Count)
        {
            _state.LeaveMember();
            return true;
        }

        _state.Pop();
        return false;
    }

    /// <inheritdoc />
    public int Member(int index, ReadOnlySpan<string> names, scoped Span<ulong> seen) => _state.Member(index, names, seen);

    /// <inheritdoc />
    public void Unknown(scoped ref UnknownMembers? members)
    {
        if (Failed)
            return;
        _state.UnknownMemberCount++;
        _seal ??= new();
        var kept = _divertUnknown ? _diverted ??= new(_seal) : members ??= new(_seal);
        if (!kept.TryAdd(Encoding.UTF8.GetString(Name), _fields.FindNext(_current) < 0 ? Any() : TakeAll()))
            _state.Fail(CallbackRejectionReason.DuplicateMember, PayloadText.Twice);
    }

    /// <inheritdoc />
    public void RefuseUnknown() => _state.Refuse("is not declared by the schema");

    /// <inheritdoc />
    public bool Complete(scoped ReadOnlySpan<ulong> seen, scoped ReadOnlySpan<ulong> required, scoped ReadOnlySpan<string> names) =>
        _state.Complete(seen, required, names);

    /// <inheritdoc />
    public bool StartArray()
    {
        if (Failed)
            return false;
        if (!_allowRepeated || !HasField || _item >= 0)
        {
            _state.Misfit(NoArrayInForm);
            return false;
        }

        _item = _current;
        _isBeforeItem = true;
        _state.Push();
        return true;
    }

    /// <inheritdoc />
    public bool StartCoercedArray() => StartArray();

    /// <inheritdoc />
    public bool NextItem()
    {
        if (Failed || _item < 0)
            return false;
        _item = _isBeforeItem ? _item : _fields.FindNext(_item);
        _isBeforeItem = false;
        if (_item < 0)
        {
            _state.Pop();
            return false;
        }

        _taken.Add(_item);
        _state.SetNextIndex();
        return true;
    }

    /// <inheritdoc />
    public bool StartMap() => StartObject();

    /// <inheritdoc />
    public bool StartCoercedMap() => StartMap();

    /// <inheritdoc />
    public bool NextEntry(out string key)
    {
        var isEntry = NextMember();
        if (isEntry && _fields.IsRepetition(_current))
        {
            _state.Fail(CallbackRejectionReason.DuplicateMember, PayloadText.Twice);
            isEntry = false;
        }

        key = isEntry ? Encoding.UTF8.GetString(Name) : "";
        return isEntry;
    }

    /// <summary>Returns all values of an undeclared field that repeats, as a JSON array.</summary>
    private JsonElement TakeAll()
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartArray();
            for (var index = _current; index >= 0; index = _fields.FindNext(index))
            {
                writer.WriteStringValue(_fields.Value(index));
                _taken.Add(index);
            }

            writer.WriteEndArray();
        }

        return JsonElement.Parse(json.WrittenSpan);
    }

    /// <summary>The set of fields that were read together with the first field of their name: one bit for each possible field.</summary>
    [InlineArray((FormFields.MaxFields / 64) + 1)]
    private struct TakenFields
    {
        private ulong _first;

        public readonly bool Has(int index) => (this[index >> 6] & (1UL << (index & 63))) != 0;

        public void Add(int index) => this[index >> 6] |= 1UL << (index & 63);
    }
}
