using System.Text;
using System.Text.Json;

namespace CallbackGen.Reading;

/// <summary>
/// Reads a payload from JSON (RFC 8259) in one pass. The members are those of <see cref="IPayloadReader"/>.
/// </summary>
/// <remarks>
/// Besides malformed JSON it rejects: names that repeat (also when one is escaped), comments, trailing commas, a byte order mark, bytes
/// that are not UTF-8, more than 32 levels, and text after the payload. Unpaired surrogates are rejected too, except in payloads that are
/// signed as received, in members that only the handler uses.
/// </remarks>
internal ref partial struct JsonPayloadReader : IPayloadReader
{
    private readonly ReadOnlySpan<byte> _source;
    private readonly bool _divertUnknown;
    private readonly bool _isChecked;
    private readonly bool _isAscii;
    private readonly bool _isFields;
    private readonly bool _mayRepeat;
    private readonly int[] _halves = []; // positions where U+FFFD replaces an unpaired surrogate
    private JsonScanner _json;
    private PayloadReadState _state;
    private ReadOnlySpan<byte> _name;
    private UnknownMembers? _diverted;
    private UnknownMembers.Seal? _seal;

    private int _single; // for a field that is a list of one item: 1 before the item, 2 from the item on; 0 elsewhere

    private bool _isEmpty; // whether the value entered last is empty and written as the other kind

    // True while the current value is not read yet: moving on checks the value strictly and skips it.
    private bool _isPending;

    /// <summary>Begins to read a payload.</summary>
    /// <param name="utf8">The JSON text in UTF-8.</param>
    public JsonPayloadReader(ReadOnlySpan<byte> utf8)
        : this(utf8, divertUnknown: false) { }

    /// <param name="utf8">The JSON text in UTF-8.</param>
    /// <param name="divertUnknown">Whether undeclared members are stored apart from the payload.</param>
    /// <param name="isChecked">Whether a <see cref="JsonIndex"/> was built from the text, so that only the schema must be checked.</param>
    /// <param name="isSignedAsReceived">Whether an unpaired surrogate is read as U+FFFD in members that only the handler uses.</param>
    /// <param name="isFields">
    /// Whether the text was built from the fields of a form or query, in which an empty text represents null.
    /// </param>
    /// <param name="mayRepeat">Whether such a field may repeat, so that a single field is a list of one item.</param>
    internal JsonPayloadReader(
        ReadOnlySpan<byte> utf8,
        bool divertUnknown,
        bool isChecked = false,
        bool isSignedAsReceived = false,
        bool isFields = false,
        bool mayRepeat = false
    )
    {
        if (isSignedAsReceived)
            utf8 = JsonSyntax.Mend(utf8, out _halves);
        _source = utf8;
        _divertUnknown = divertUnknown;
        _isChecked = isChecked;
        _isFields = isFields;
        _mayRepeat = isFields && mayRepeat;
        _json = new(utf8);
        _isAscii = Ascii.IsValid(utf8);
        if (!isChecked && !_isAscii && JsonSyntax.CheckEncoding(utf8) is { } wrong)
            _state.Fail(CallbackRejectionReason.Malformed, wrong);
        else
            _isPending = Read();
        // Undeclared members below the top level are skipped when diverted, so duplicates among them are found in advance.
        if (divertUnknown && !isChecked && !Failed)
            CheckAhead();
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
    public readonly ReadOnlySpan<byte> Name => _name;

    internal readonly int UnknownMemberCount => _state.UnknownMemberCount;

    internal readonly UnknownMembers Diverted => _diverted ?? UnknownMembers.None;

    internal readonly UnfitValues? Unfitting => _state.Unfit;

    /// <summary>
    /// Checks that the payload was read completely and that no text follows it, and closes its collections of unknown members.
    /// </summary>
    /// <returns><see langword="false"/> when the payload is rejected.</returns>
    public bool End()
    {
        _seal?.IsClosed = true;
        if (Failed)
            return false;
        if (_isPending || _state.Depth > 0)
            _state.Refuse("is of no form that the schema has");
        else if (Read())
            _state.Fail(CallbackRejectionReason.Malformed, JsonSyntax.NotJson);
        return !Failed;
    }

    /// <inheritdoc />
    public bool StartObject() => Start(JsonTokenType.StartObject, PayloadText.NotObject);

    /// <inheritdoc />
    public bool StartCoercedObject() => StartEmpty(JsonTokenType.StartArray) || StartObject();

    /// <inheritdoc />
    public bool NextMember()
    {
        if (LeaveEmpty() || !Advance(JsonTokenType.EndObject))
            return false;
        _name = _json.Name;
        if (_json.IsNameEscaped && !TryUnescape(_name, out _name))
            return false;
        return _isPending = true;
    }

    /// <inheritdoc />
    public int Member(int index, ReadOnlySpan<string> names, scoped Span<ulong> seen) => _state.Member(index, names, seen);

    /// <inheritdoc />
    public void Unknown(scoped ref UnknownMembers? members)
    {
        if (Failed)
            return;
        _state.UnknownMemberCount++;
        if (_divertUnknown && _state.Depth > 1)
        {
            Skip();
            return;
        }

        var name = Encoding.UTF8.GetString(_name);
        var value = Any();
        if (Failed)
            return;
        _seal ??= new();
        var kept = _divertUnknown ? _diverted ??= new(_seal) : members ??= new(_seal);
        if (!kept.TryAdd(name, value))
            _state.Fail(CallbackRejectionReason.DuplicateMember, PayloadText.Twice);
    }

    /// <inheritdoc />
    public void RefuseUnknown() => _state.Refuse("is not declared by the schema");

    /// <inheritdoc />
    public bool Complete(scoped ReadOnlySpan<ulong> seen, scoped ReadOnlySpan<ulong> required, scoped ReadOnlySpan<string> names) =>
        _state.Complete(seen, required, names);

    /// <inheritdoc />
    public bool StartArray() => StartSingle() || Start(JsonTokenType.StartArray, PayloadText.NotArray);

    /// <inheritdoc />
    public bool StartCoercedArray() => StartEmpty(JsonTokenType.StartObject) || StartArray();

    /// <inheritdoc />
    public bool NextItem()
    {
        if (LeaveEmpty())
            return false;
        if (_single > 0)
            return NextSingle();
        // The token after an item is the next item or the array's end; Advance has moved to it.
        if (!Advance(JsonTokenType.EndArray))
            return false;
        _state.SetNextIndex();
        return _isPending = true;
    }

    /// <inheritdoc />
    public bool StartMap()
    {
        // Names are data here and have no bits in a set of declared names: duplicates are found by a pass over the whole map.
        return CheckValue(out _) && Start(JsonTokenType.StartObject, PayloadText.NotObject);
    }

    /// <inheritdoc />
    public bool StartCoercedMap() => StartEmpty(JsonTokenType.StartArray) || StartMap();

    /// <inheritdoc />
    public bool NextEntry(out string key)
    {
        var isEntry = NextMember();
        key = isEntry ? Encoding.UTF8.GetString(_name) : "";
        return isEntry;
    }

    /// <inheritdoc />
    public bool PeekText(scoped ReadOnlySpan<byte> name, out string text)
    {
        text = "";
        if (Failed)
            return false;
        if (!_isPending || _json.Token != JsonTokenType.StartObject)
        {
            _state.Misfit(PayloadText.NotObject);
            return false;
        }

        var ahead = _json;
        while (ahead.Read() && ahead.Token != JsonTokenType.EndObject)
        {
            var met = ahead.Name;
            if (ahead.IsNameEscaped && !TryUnescape(met, out met))
                return false;
            if (met.SequenceEqual(name))
                return PeekedText(ref ahead, name, out text);
            if (!ahead.Skip())
                break;
        }

        if (ahead.IsInvalid)
            _state.Fail(CallbackRejectionReason.Malformed, JsonSyntax.NotJson);
        _state.FailMember(CallbackRejectionReason.MissingMember, name, PayloadText.Required);
        return false;
    }

    private bool PeekedText(scoped ref JsonScanner ahead, scoped ReadOnlySpan<byte> name, out string text)
    {
        text = "";
        if (ahead.Token != JsonTokenType.String)
            _state.FailMember(CallbackRejectionReason.InvalidMember, name, PayloadText.NotText);
        else if (HoldsHalf(ahead.Start, ahead.Position) || !TryText(ref ahead, out text))
            _state.FailMember(CallbackRejectionReason.Malformed, name, JsonSyntax.LoneSurrogate);
        return !Failed;
    }

    /// <summary>
    /// Finds duplicate names in the whole text. Unpaired surrogates are left to the reader of their member, which knows the member's name.
    /// </summary>
    private void CheckAhead()
    {
        var ahead = new JsonScanner(JsonSyntax.Mend(_source, out _));
        if (ahead.Read() && !StrictJson.Pass(ref ahead, out var reason, out var detail))
            _state.Fail(reason, detail);
    }

    /// <summary>Enters an empty object or array that is written as the other kind.</summary>
    private bool StartEmpty(JsonTokenType other)
    {
        if (Failed || !_isPending || _json.Token != other)
            return false;
        var ahead = _json;
        if (!ahead.Read() || ahead.Token is not (JsonTokenType.EndObject or JsonTokenType.EndArray))
            return false;
        _json = ahead;
        _isPending = false;
        _state.Push();
        return _isEmpty = true;
    }

    /// <summary>Enters a list that arrived as a single field which might have repeated.</summary>
    private bool StartSingle()
    {
        if (Failed || !_mayRepeat || !_isPending || _state.Depth != 1 || _json.Token != JsonTokenType.String)
            return false;
        _single = 1;
        _state.Push();
        return true;
    }

    private bool NextSingle()
    {
        if (Failed)
            return false;
        if (_single == 1)
        {
            _single = 2;
            _state.SetNextIndex();
            return true;
        }

        _single = 0;
        _isPending = false;
        _state.Pop();
        return false;
    }

    /// <summary>Leaves the value that <see cref="StartEmpty"/> entered.</summary>
    private bool LeaveEmpty()
    {
        if (!_isEmpty)
            return false;
        _isEmpty = false;
        _state.Pop();
        return true;
    }

    /// <summary>Enters an object or array.</summary>
    private bool Start(JsonTokenType type, string detail)
    {
        if (Failed)
            return false;
        if (_json.Token != type || !_isPending)
        {
            _state.Misfit(detail);
            return false;
        }

        _isPending = false;
        _state.Push();
        return true;
    }

    /// <summary>Moves to the next token inside an object or array, and leaves it at its end.</summary>
    private bool Advance(JsonTokenType end)
    {
        if (Failed || (_isPending && !Skip()))
            return false;
        if (end == JsonTokenType.EndObject)
            _state.LeaveMember();
        if (!Read())
            return false;
        if (_json.Token != end)
            return true;
        _state.Pop();
        return false;
    }

    private bool Read()
    {
        if (_json.Read())
            return true;
        if (_json.IsInvalid)
            _state.Fail(CallbackRejectionReason.Malformed, JsonSyntax.NotJson);
        return false;
    }

    /// <summary>Skips the current value, checking it as strictly as if it were read.</summary>
    private bool Skip() => TryTakeRaw(out _);

    /// <summary>Reads the current value as written, after all of it is checked.</summary>
    private bool TryTakeRaw(out ReadOnlySpan<byte> raw)
    {
        raw = default;
        if (!CheckValue(out var end))
            return false;
        var start = _json.Start;
        _json = end;
        _isPending = false;
        raw = _source[start.._json.Position];
        return true;
    }

    /// <summary>Checks all of the current value without moving past it.</summary>
    private bool CheckValue(out JsonScanner end)
    {
        end = _json;
        if (Failed)
            return false;
        if (_isChecked)
            end.Skip();
        else if (!StrictJson.Pass(ref end, out var reason, out var detail))
            _state.Fail(reason, detail);
        return !Failed;
    }
}
