using CallbackGen.Reading;

namespace CallbackGen.Verification;

/// <summary>
/// The message that was signed, built in the order of its bytes. Whatever it is not given stays out of it; a part that is
/// refused rejects the callback, and every step after that gives <see langword="false"/>.
/// </summary>
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

    /// <summary>Adds constant text.</summary>
    /// <param name="constant">The text in UTF-8.</param>
    public void Append(ReadOnlySpan<byte> constant) => _state.Text.Append(constant);

    /// <summary>Adds a value. One that is absent or null is empty text; one that no filter could decode is refused.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mustNotContain">
    /// The constant after it when another value follows that: a value that holds the constant is refused, because two
    /// different callbacks would have one message, unless <see cref="TextFilters.Escape"/> escaped it there. Empty when
    /// nothing follows.
    /// </param>
    /// <returns><see langword="false"/> when the value is refused.</returns>
    public bool Append(WireValue value, ReadOnlySpan<byte> mustNotContain = default)
    {
        if (!Accepts(value, mustNotContain))
            return false;
        _state.Text.Append(value.Utf8);
        return true;
    }

    /// <summary>Adds members of the body; one that is absent or null is empty text that keeps its place.</summary>
    /// <param name="join">What stands between two of them; a value that holds it is refused, unless it is the last, which nothing ends.</param>
    /// <param name="pointers">JSON pointers (RFC 6901), as <see cref="CallbackVerification.Body"/> takes them, in the order of the message.</param>
    /// <returns><see langword="false"/> when a value is refused.</returns>
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

    /// <summary>Adds members of an object, or fields of a form or query.</summary>
    /// <param name="selection">Which, in which order, and how.</param>
    /// <returns><see langword="false"/> when one is refused, or there is no such object.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="selection"/> is null.</exception>
    public bool AppendSelection(MemberSelection selection)
    {
        ArgumentNullException.ThrowIfNull(selection);
        return new SelectedMembers(_turn, _request, _items, _trial).Append(selection, ref _state.Text);
    }

    /// <summary>Adds a part of the body, written as JSON (RFC 8259) again; a form or query is an object of texts.</summary>
    /// <param name="rendering">Which part, and how.</param>
    /// <returns><see langword="false"/> when there is no such part, or it is refused.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rendering"/> is null.</exception>
    public bool AppendJson(JsonRendering rendering)
    {
        ArgumentNullException.ThrowIfNull(rendering);
        return new RenderedJson(_turn, _request, _items, _trial).Append(rendering, ref _state.Text);
    }

    /// <summary>
    /// Adds a value of the request to the message of a code that an answer proves itself with. It must be a token (token68 of
    /// RFC 9110, section 11.2) of at most 1024 bytes: whoever chooses it must not be able to have a callback signed.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <returns><see langword="false"/> when it is absent or no token.</returns>
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
    /// Adds what a request asks for, its method, its path or its public URL, to the message of a code that an answer proves
    /// itself with: visible ASCII, as a request line is (RFC 9112, section 3), of at most 1024 bytes.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <returns><see langword="false"/> when it is absent or holds anything else.</returns>
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

    /// <summary>Begins a list of members, each with what is written before its value.</summary>
    /// <param name="join">What stands between two of them.</param>
    /// <param name="after">What stands after each.</param>
    /// <param name="omitNull">Whether one that is absent or null is left out; otherwise it is empty text.</param>
    /// <param name="omitEmpty">Whether one that is empty text is left out.</param>
    /// <param name="leads">
    /// What is written before the value of each member, in the order in which they are added, where that tells them apart: a
    /// value in which <paramref name="after"/>, <paramref name="join"/> and one of a later member's stand is refused, because
    /// it could be taken for that member. Empty where each value is held to a text of its own instead.
    /// </param>
    /// <returns>The list, to be used before anything else is added.</returns>
    public MemberList BeginMembers(
        ReadOnlySpan<byte> join,
        ReadOnlySpan<byte> after = default,
        bool omitNull = false,
        bool omitEmpty = false,
        ReadOnlySpan<string> leads = default
    ) => new(this, join, after, omitNull, omitEmpty, leads);

    /// <summary>How long the message is so far, to come back to with <see cref="From"/> or <see cref="ReplaceFrom"/>.</summary>
    /// <returns>The length in bytes.</returns>
    public int Mark() => _state.Text.Length;

    /// <summary>What was added after a mark. It must be used before anything else is added.</summary>
    /// <param name="mark">What <see cref="Mark"/> gave.</param>
    /// <returns>The part of the message.</returns>
    public WireValue From(int mark) => WireValue.Scalar(_state.Text.Written[mark..]);

    /// <summary>Puts a value in the place of what was added after a mark.</summary>
    /// <param name="mark">What <see cref="Mark"/> gave.</param>
    /// <param name="value">The value, such as the filtered part; one that a filter could not make refuses the callback.</param>
    public void ReplaceFrom(int mark, WireValue value)
    {
        if (!_turn.IsUndecodable(value) && !value.IsScalar)
            _turn.Reject(CallbackRejectionReason.InvalidMember, "", "is signed in a form that cannot be made of it");
        _state.Text.Replace(mark, value.Utf8);
    }

    /// <summary>Whether a value ends before the first of some texts that may stand behind it, each behind a joining text.</summary>
    internal bool IsEndedBy(WireValue value, ReadOnlySpan<byte> after, ReadOnlySpan<byte> join, ReadOnlySpan<string> leads) =>
        leads.IsEmpty
        || value.IsEscapedFor(MessageText.FirstOf(after, join, leads))
        || !MessageText.HidesMember(value.Utf8, after, join, leads)
        || _turn.Reject(CallbackRejectionReason.AmbiguousMessage, value.Source, MessageText.HoldsMember);

    /// <summary>Forgets the message and begins another.</summary>
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

    /// <summary>Whether a value may stand in the message before a constant.</summary>
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
