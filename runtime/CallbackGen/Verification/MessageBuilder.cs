using System.ComponentModel;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

/// <summary>
/// Builds the signed message, in the order of its bytes. A value that is not allowed rejects the callback, and every later step returns
/// <see langword="false"/>.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class MessageBuilder
{
    private readonly FeedTurn _turn;
    private readonly RequestReading _request;
    private readonly RequestItems _items;
    private readonly RequestSources _sources;
    private readonly KeyTrial _trial;
    private State _state;

    internal MessageBuilder(FeedTurn turn, RequestReading request, RequestItems items, RequestSources sources, KeyTrial trial)
    {
        _turn = turn;
        _request = request;
        _items = items;
        _sources = sources;
        _trial = trial;
    }

    /// <summary>The message so far.</summary>
    internal ReadOnlySpan<byte> Written => _state.Text.Written;

    /// <summary>Appends constant text.</summary>
    /// <param name="constant">The text in UTF-8.</param>
    public void Append(ReadOnlySpan<byte> constant) => _state.Text.Append(constant);

    /// <summary>Appends a value. An absent or null value is empty text; a value that a filter could not decode is rejected.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mustNotContain">
    /// The constant that follows the value, when another value follows the constant; otherwise empty. A value that contains the constant is
    /// rejected, because two different callbacks would have the same message, unless <see cref="TextFilters.Escape"/> escaped the constant
    /// in it.
    /// </param>
    /// <returns><see langword="false"/> when the value is rejected.</returns>
    public bool Append(WireValue value, ReadOnlySpan<byte> mustNotContain = default)
    {
        if (!Accepts(value, mustNotContain))
            return false;
        _state.Text.Append(value.Utf8);
        return true;
    }

    /// <summary>Appends members of the body; an absent or null member counts as empty text.</summary>
    /// <param name="join">
    /// The text between two members. A value that contains it is rejected, except the last value, which no text terminates.
    /// </param>
    /// <param name="pointers">
    /// JSON pointers (RFC 6901), as for <see cref="CallbackVerification.Body"/>, in the order of the message.
    /// </param>
    /// <returns><see langword="false"/> when a value is rejected.</returns>
    public bool AppendMembers(ReadOnlySpan<byte> join, params ReadOnlySpan<string> pointers)
    {
        for (var index = 0; index < pointers.Length; index++)
        {
            var value = _sources.Body(pointers[index]);
            if (!Accepts(value, index < pointers.Length - 1 ? join : default))
                return false;
            if (index > 0)
                _state.Text.Append(join);
            _state.Text.Append(value.Utf8);
        }

        return !_turn.IsRejected;
    }

    /// <summary>Appends members of an object, or fields of a form or query.</summary>
    /// <param name="selection">The selection of members, with their order and format.</param>
    /// <returns><see langword="false"/> when a member is rejected, or when there is no such object.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="selection"/> is null.</exception>
    public bool AppendSelection(MemberSelection selection)
    {
        ArgumentNullException.ThrowIfNull(selection);
        return new SelectedMembers(_turn, _request, _items, _trial).Append(selection, ref _state.Text);
    }

    /// <summary>Appends a part of the body, serialized to JSON (RFC 8259) again; a form or query is an object of texts.</summary>
    /// <param name="rendering">The part and its format.</param>
    /// <returns><see langword="false"/> when there is no such part, or when it is rejected.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rendering"/> is null.</exception>
    public bool AppendJson(JsonRendering rendering)
    {
        ArgumentNullException.ThrowIfNull(rendering);
        return new RenderedJson(_turn, _request, _items, _trial).Append(rendering, ref _state.Text);
    }

    /// <summary>
    /// Appends a value of the request to the message of an answer's MAC. It must be a token (token68 of RFC 9110, section 11.2) of at most
    /// 1,024 bytes, so that a sender who chooses it cannot obtain the MAC of a callback.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <returns><see langword="false"/> when it is absent or not a token.</returns>
    public bool AppendToken(WireValue value)
    {
        if (!AnswerBuilder.CanAnswer(_turn, value))
            return false;
        foreach (var unit in value.Utf8)
        {
            if (!char.IsAsciiLetterOrDigit((char)unit) && !"-._~+/="u8.Contains(unit))
                return _turn.Reject(CallbackRejectionReason.InvalidMember, value.Source, "is no token, and its code could be a callback's");
        }

        _state.Text.Append(value.Utf8);
        return true;
    }

    /// <summary>
    /// Appends the request's method, path or public URL to the message of an answer's MAC. It must be visible ASCII, like a request line
    /// (RFC 9112, section 3), of at most 1,024 bytes.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <returns><see langword="false"/> when it is absent or contains other characters.</returns>
    public bool AppendVisible(WireValue value)
    {
        if (!AnswerBuilder.CanAnswer(_turn, value))
            return false;
        if (value.Utf8.ContainsAnyExceptInRange((byte)'!', (byte)'~'))
            return _turn.Reject(
                CallbackRejectionReason.InvalidMember,
                value.Source,
                "is not visible ASCII, and cannot be in the message of a code"
            );
        _state.Text.Append(value.Utf8);
        return true;
    }

    /// <summary>Begins a list of members, each preceded by a text of its own.</summary>
    /// <param name="join">The text between two members.</param>
    /// <param name="after">The text after each member.</param>
    /// <param name="omitNull">Whether an absent or null member is left out; otherwise it counts as empty text.</param>
    /// <param name="omitEmpty">Whether a member that is empty text is left out.</param>
    /// <param name="leads">
    /// The texts before the values of the members, in the order in which they are added, when these texts identify the members. A value
    /// that contains
    /// <paramref name="after"/>, <paramref name="join"/> and the lead of a later member is rejected, because it could be mistaken for that
    /// member. Empty when each value has its own text that it must not contain.
    /// </param>
    /// <returns>The list, to be completed before other text is appended.</returns>
    public MemberList BeginMembers(
        ReadOnlySpan<byte> join,
        ReadOnlySpan<byte> after = default,
        bool omitNull = false,
        bool omitEmpty = false,
        ReadOnlySpan<string> leads = default
    ) => new(this, join, after, omitNull, omitEmpty, leads);

    /// <summary>Returns the current length of the message, for <see cref="From"/> or <see cref="ReplaceFrom"/>.</summary>
    /// <returns>The length in bytes.</returns>
    public int Mark() => _state.Text.Length;

    /// <summary>Returns the text that was appended after a mark. It is valid until other text is appended.</summary>
    /// <param name="mark">The result of <see cref="Mark"/>.</param>
    /// <returns>The part of the message.</returns>
    public WireValue From(int mark) => WireValue.Scalar(_state.Text.Written[mark..]);

    /// <summary>Replaces the text that was appended after a mark.</summary>
    /// <param name="mark">The result of <see cref="Mark"/>.</param>
    /// <param name="value">The value, such as the filtered part; a value that a filter could not create rejects the callback.</param>
    public void ReplaceFrom(int mark, WireValue value)
    {
        if (!_turn.IsUndecodable(value) && !value.IsScalar)
            _turn.Reject(CallbackRejectionReason.InvalidMember, "", "is signed in a form that cannot be made of it");
        _state.Text.Replace(mark, value.Utf8);
    }

    /// <summary>
    /// Returns whether a value does not contain the beginning of a member that may follow it: the joining text and one of the leads;
    /// rejects the callback otherwise.
    /// </summary>
    internal bool IsEndedBy(WireValue value, ReadOnlySpan<byte> after, ReadOnlySpan<byte> join, ReadOnlySpan<string> leads) =>
        leads.IsEmpty
        || value.IsEscapedFor(MessageText.FirstOf(after, join, leads))
        || !MessageText.HidesMember(value.Utf8, after, join, leads)
        || _turn.Reject(CallbackRejectionReason.AmbiguousMessage, value.Source, MessageText.HoldsMember);

    /// <summary>Discards the message and begins another.</summary>
    internal MessageBuilder Begin()
    {
        _state.Text.Clear();
        return this;
    }

    internal void Dispose()
    {
        _state.Text.Dispose();
        _state = default;
    }

    /// <summary>Returns whether a value may be appended to the message before a constant; rejects the callback otherwise.</summary>
    private bool Accepts(WireValue value, ReadOnlySpan<byte> mustNotContain)
    {
        if (_turn.IsRejected)
            return false;
        if (value.Kind == WireKind.Composite)
            return _turn.Reject(
                CallbackRejectionReason.InvalidMember,
                value.Source,
                "is signed and must be a text, number, true, false or null"
            );
        if (_turn.IsUndecodable(value))
            return false;
        return mustNotContain.IsEmpty
            || value.IsEscapedFor(mustNotContain)
            || !MessageText.HidesDelimiter(value.Utf8, mustNotContain)
            || _turn.Reject(CallbackRejectionReason.AmbiguousMessage, value.Source, MessageText.HoldsDelimiter(mustNotContain));
    }

    private struct State
    {
        public PooledBytes Text;
    }
}
