using System.ComponentModel;

namespace CallbackGen.Verification;

/// <summary>Appends a list of members, some of which may be left out, to a message.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct MemberList
{
    private readonly MessageBuilder _message;
    private readonly ReadOnlySpan<byte> _join;
    private readonly ReadOnlySpan<byte> _after;
    private readonly bool _omitNull;
    private readonly bool _omitEmpty;
    private readonly ReadOnlySpan<string> _leads;
    private int _position;
    private bool _hasMembers;

    internal MemberList(
        MessageBuilder message,
        ReadOnlySpan<byte> join,
        ReadOnlySpan<byte> after,
        bool omitNull,
        bool omitEmpty,
        ReadOnlySpan<string> leads
    )
    {
        _leads = leads;
        _message = message;
        _join = join;
        _after = after;
        _omitNull = omitNull;
        _omitEmpty = omitEmpty;
    }

    /// <summary>Appends a member, unless it is left out, preceded by the joining text when it is not the first.</summary>
    /// <param name="before">The text before the value, such as the member's name.</param>
    /// <param name="value">The value.</param>
    /// <param name="mustNotContain">
    /// A text that the value must not contain, as in <see cref="MessageBuilder.Append(WireValue, ReadOnlySpan{byte})"/>.
    /// </param>
    /// <returns><see langword="false"/> when the value is rejected.</returns>
    public bool Append(ReadOnlySpan<byte> before, WireValue value, ReadOnlySpan<byte> mustNotContain = default)
    {
        // The leads of the members that can follow the value, whether they are left out or not.
        var later = _leads[Math.Min(++_position, _leads.Length)..];
        if (value.Kind is WireKind.Absent or WireKind.Null ? _omitNull : _omitEmpty && value.IsScalar && value.Utf8.IsEmpty)
            return true;
        if (_hasMembers)
            _message.Append(_join);
        _hasMembers = true;
        _message.Append(before);
        if (!_message.Append(value, mustNotContain) || !_message.IsEndedBy(value, _after, _join, later))
            return false;
        _message.Append(_after);
        return true;
    }

    /// <inheritdoc cref="Append(ReadOnlySpan{byte}, WireValue, ReadOnlySpan{byte})"/>
    public bool Append(WireValue value, ReadOnlySpan<byte> mustNotContain = default) => Append(default, value, mustNotContain);
}
