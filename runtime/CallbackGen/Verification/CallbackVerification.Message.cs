using System.Globalization;
using System.Text;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

public sealed partial class CallbackVerification
{
    private const string Undecodable = "a value cannot be decoded as the schema says";

    /// <summary>Adds constant text to the message.</summary>
    /// <param name="constant">The text in UTF-8.</param>
    public void Append(ReadOnlySpan<byte> constant) => _state.Message.Append(constant);

    /// <summary>Adds a value to the message. One that is absent or null is empty text; one that no filter could decode is refused.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mustNotContain">
    /// The constant after it when another value follows that: a value that holds the constant is refused, because two
    /// different callbacks would have one message, unless <see cref="TextFilters.Escape"/> escaped it there. Empty when
    /// nothing follows.
    /// </param>
    /// <returns><see langword="false"/> when the value is refused.</returns>
    public bool Append(WireValue value, ReadOnlySpan<byte> mustNotContain = default)
    {
        if (IsRejected)
            return false;
        var wrong = WhatIsWrong(value, mustNotContain);
        if (wrong != 0)
            return RejectSigned(wrong, value.Source);
        _state.Message.Append(value.Utf8);
        return true;
    }

    /// <summary>Adds a chosen member to the message, and the joining text between it and the one before.</summary>
    /// <param name="value">The member's value; absent or null is empty text that keeps its place.</param>
    /// <param name="join">The joining text; a value that holds it is refused.</param>
    /// <param name="first">Whether no member stands before it.</param>
    /// <returns><see langword="false"/> when the value is refused.</returns>
    public bool AppendMember(WireValue value, ReadOnlySpan<byte> join, bool first)
    {
        if (!first)
            Append(join);
        return Append(value, join);
    }

    /// <summary>Adds a member of the body to the message, and the joining text between it and the one before.</summary>
    /// <param name="pointer">A JSON pointer (RFC 6901), as <see cref="Body"/> takes it.</param>
    /// <param name="join">The joining text; a value that holds it is refused.</param>
    /// <param name="first">Whether no member stands before it.</param>
    /// <returns><see langword="false"/> when the value is refused.</returns>
    public bool AppendMember(string pointer, ReadOnlySpan<byte> join, bool first)
    {
        var value = Body(pointer);
        if (IsRejected)
            return false;
        var wrong = WhatIsWrong(value, join);
        if (wrong != 0)
            return RejectSigned(wrong, value.Source);
        if (!first)
            _state.Message.Append(join);
        _state.Message.Append(value.Utf8);
        return true;
    }

    /// <summary>How long the message is so far, to come back to with <see cref="MessageFrom"/> or <see cref="ReplaceFrom"/>.</summary>
    /// <returns>The length in bytes.</returns>
    public int Mark() => _state.Message.Length;

    /// <summary>What was added to the message behind a mark. It must be used before anything else is added.</summary>
    /// <param name="mark">What <see cref="Mark"/> gave.</param>
    /// <returns>The part of the message.</returns>
    public WireValue MessageFrom(int mark) => WireValue.Scalar(_state.Message.Written[mark..]);

    /// <summary>Puts a value in the place of what was added to the message behind a mark.</summary>
    /// <param name="mark">What <see cref="Mark"/> gave.</param>
    /// <param name="value">The value, such as the filtered part; one that a filter could not make refuses the callback.</param>
    public void ReplaceFrom(int mark, WireValue value)
    {
        if (!IsUndecodable(value) && !value.IsScalar)
            Reject(CallbackRejectionReason.InvalidMember, "", "is signed in a form that cannot be made of it");
        _state.Message.Replace(mark, value.Utf8);
    }

    /// <summary>Checks that a signed time is not far from now, on either side.</summary>
    /// <param name="value">The time's text.</param>
    /// <param name="unit">How it is written.</param>
    /// <param name="tolerance">How far from now it may be.</param>
    /// <returns><see langword="false"/> when it is absent, unreadable or too far.</returns>
    public bool CheckTimestamp(WireValue value, TimestampUnit unit, TimeSpan tolerance)
    {
        if (IsRejected)
            return false;
        if (!value.IsScalar || !TryParseTimestamp(value.Utf8, unit, out var ticks))
            return Reject(CallbackRejectionReason.TimestampInvalid, value.Source, "is absent, or not of the form that the schema states");
        var late = _state.Now.UtcTicks - ticks;
        return Math.Abs(late) <= tolerance.Ticks
            || Reject(CallbackRejectionReason.TimestampOutsideTolerance, value.Source, Away(late, tolerance));
    }

    /// <summary>How far a time is from now: a clock that is wrong by an hour, or a queue, is seen at once.</summary>
    private static string Away(long late, TimeSpan tolerance) => string.Create(
        CultureInfo.InvariantCulture,
        $"is {Math.Abs(late) / TimeSpan.TicksPerSecond} s {(late < 0 ? "ahead of" : "behind")} this machine's clock; the schema allows {tolerance.TotalSeconds:0.###} s");

    /// <summary>What keeps a value out of the message, or 0.</summary>
    private static CallbackRejectionReason WhatIsWrong(WireValue value, ReadOnlySpan<byte> mustNotContain)
    {
        if (value.Kind == WireKind.Invalid)
            return CallbackRejectionReason.SignatureMalformed;
        if (value.Kind == WireKind.Composite)
            return CallbackRejectionReason.InvalidMember;
        return !mustNotContain.IsEmpty && !value.IsEscapedFor(mustNotContain) && HidesDelimiter(value.Utf8, mustNotContain) ? CallbackRejectionReason.AmbiguousMessage : 0;
    }

    private bool RejectSigned(CallbackRejectionReason reason, string where) =>
        Reject(reason, where, reason switch
        {
            CallbackRejectionReason.SignatureMalformed => Undecodable,
            CallbackRejectionReason.InvalidMember => "is signed and must be a text, number, true, false or null",
            _ => "holds the text that joins signed values",
        });

    /// <summary>Refuses a value that is there and that a filter could not decode: it is neither absent nor empty.</summary>
    private bool IsUndecodable(WireValue value)
    {
        if (value.Kind != WireKind.Invalid)
            return false;
        Reject(CallbackRejectionReason.SignatureMalformed, value.Source, Undecodable);
        return true;
    }

    /// <summary>
    /// Whether the first place where <paramref name="delimiter"/> stands in value and delimiter together is not the
    /// value's end. That includes a value which ends with the delimiter's beginning, such as <c>a|</c> before <c>||</c>.
    /// </summary>
    private static bool HidesDelimiter(ReadOnlySpan<byte> value, ReadOnlySpan<byte> delimiter)
    {
        if (value.IndexOf(delimiter) >= 0)
            return true;
        for (var overlap = 1; overlap < delimiter.Length; overlap++)
        {
            if (value.EndsWith(delimiter[..overlap]) && delimiter[overlap..].SequenceEqual(delimiter[..^overlap]))
                return true;
        }

        return false;
    }

    private static bool TryParseTimestamp(ReadOnlySpan<byte> text, TimestampUnit unit, out long utcTicks)
    {
        utcTicks = 0;
        switch (unit)
        {
            case TimestampUnit.Seconds:
                return TryParseUnixTime(text, TimeSpan.TicksPerSecond, out utcTicks);
            case TimestampUnit.Milliseconds:
                return TryParseUnixTime(text, TimeSpan.TicksPerMillisecond, out utcTicks);
            case TimestampUnit.Iso8601:
                var isDateTime = Rfc3339.TryParseDateTime(text, out var time);
                utcTicks = time.UtcTicks;
                return isDateTime;
            default:
                var isHttpDate = DateTimeOffset.TryParseExact(
                    Encoding.UTF8.GetString(text), "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date);
                utcTicks = date.UtcTicks;
                return isHttpDate;
        }
    }

    private static bool TryParseUnixTime(ReadOnlySpan<byte> text, long ticksPerUnit, out long utcTicks)
    {
        const int maxDigits = 15; // the milliseconds of the year 9999
        utcTicks = 0;
        if (text.Length is 0 or > maxDigits || text.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        var count = 0L;
        foreach (var digit in text)
            count = (count * 10) + (digit - '0');
        if (count > (DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks) / ticksPerUnit)
            return false;
        utcTicks = DateTime.UnixEpoch.Ticks + (count * ticksPerUnit);
        return true;
    }

    private partial struct State
    {
        public PooledBytes Message;
    }
}
