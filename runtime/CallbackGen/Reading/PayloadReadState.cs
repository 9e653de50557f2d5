using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CallbackGen.Reading;

/// <summary>
/// The common state of all payload readers: the position, the first problem, and a method that checks each kind of value.
/// </summary>
internal ref struct PayloadReadState
{
    /// <summary>Replaces, in a path, a name that the schema does not declare and that must not be logged.</summary>
    private const string Undeclared = "*";

    private const int InPath = -1;
    private const int NotDeclared = -2;

    // The path to the current position, a segment for each open level. The innermost segment is written only on demand (_member states when
    // it is current), because a path is needed only for a rejection.
    private Segments _path;
    private int _depth;
    private ReadOnlySpan<string> _names;
    private int _member; // index among the names, InPath, or NotDeclared
    private CheckBudget _budget;
    private bool _isUnfit; // whether the only problem is the form of a value

    /// <summary>The first problem.</summary>
    public CallbackRejection? Rejection { get; private set; }

    /// <summary>Whether a problem was found.</summary>
    public readonly bool Failed => Rejection is not null;

    /// <summary>The remaining time and steps of checks, shared with the request's other payloads.</summary>
    public CheckBudget Budget
    {
        readonly get => _budget;
        set => _budget = value;
    }

    /// <summary>The number of undeclared members, at all levels.</summary>
    public int UnknownMemberCount { get; set; }

    /// <summary>The number of open objects and arrays.</summary>
    public readonly int Depth => _depth;

    /// <summary>Enters an object or array.</summary>
    public void Push()
    {
        if (_depth > 0)
            _path[_depth - 1] = Current;
        _path[_depth++] = new(null, -1);
        _member = NotDeclared;
    }

    /// <summary>Leaves an object or array, and returns to its own position.</summary>
    public void Pop()
    {
        _depth--;
        _member = InPath;
    }

    /// <summary>Leaves the current member, before the next is known to be declared.</summary>
    public void LeaveMember() => _member = NotDeclared;

    /// <summary>Moves to the next item of an array.</summary>
    public void SetNextIndex()
    {
        ref var item = ref _path[_depth - 1];
        item = new(null, item.Index + 1);
        _member = InPath;
    }

    /// <summary>Records a problem at the current position, unless one is recorded already.</summary>
    public void Fail(CallbackRejectionReason reason, string detail) => Rejection ??= new(reason, Pointer(null), detail);

    /// <summary>Records that the value at the current position does not satisfy the schema.</summary>
    public void Refuse(string detail) => Fail(CallbackRejectionReason.InvalidMember, detail);

    /// <summary>Records that the value at the current position does not have the form of its type.</summary>
    public void Misfit(string detail)
    {
        _isUnfit |= !Failed;
        Refuse(detail);
    }

    /// <summary>Rejects a local time of a zone whose rules the system lacks, which is not the sender's fault.</summary>
    public void Need(LocalZone zone)
    {
        if (!zone.IsKnown)
            Fail(CallbackRejectionReason.SchemaInvalid, PayloadText.NoZone);
    }

    /// <inheritdoc cref="IPayloadReader.Insist"/>
    public void Insist() => _isUnfit = false;

    /// <summary>The members that were read as null because their values did not fit; <see langword="null"/> when there are none.</summary>
    public UnfitValues? Unfit { get; private set; }

    /// <summary>The current position.</summary>
    public readonly PayloadPlace Place => new(_depth, _member, _names, UnknownMemberCount, Unfit?.Count ?? 0);

    /// <summary>Returns to a position when the only problem is the form of the value there.</summary>
    /// <returns><see langword="false"/> when there is another problem.</returns>
    public bool TryGoBack(PayloadPlace place)
    {
        if (!_isUnfit)
            return false;
        _depth = place.Depth;
        _member = place.Member;
        _names = place.Names;
        UnknownMemberCount = place.UnknownMemberCount;
        Unfit?.Truncate(place.UnfitCount);
        _isUnfit = false;
        Rejection = null;
        return true;
    }

    /// <summary>Stores the value of the current member, which is read as null.</summary>
    public void KeepUnfit(JsonElement value)
    {
        if (!Failed)
            (Unfit ??= new()).Add(Pointer(null), value);
    }

    /// <summary>Records a problem of a member of the current value, an object that is not entered.</summary>
    public void FailMember(CallbackRejectionReason reason, scoped ReadOnlySpan<byte> name, string detail)
    {
        if (Failed)
            return;
        var pointer = new StringBuilder(Pointer(null));
        JsonPointer.Append(pointer, Encoding.UTF8.GetString(name));
        Rejection = new(reason, pointer.ToString(), detail);
    }

    /// <inheritdoc cref="IPayloadReader.Member"/>
    public int Member(int index, ReadOnlySpan<string> names, scoped Span<ulong> seen)
    {
        if (index < 0 || Failed)
            return -1;
        _names = names;
        _member = index;
        ref var bits = ref seen[index >> 6];
        var bit = 1UL << (index & 63);
        if ((bits & bit) != 0)
        {
            Fail(CallbackRejectionReason.DuplicateMember, PayloadText.Twice);
            return -2;
        }

        bits |= bit;
        return index;
    }

    /// <inheritdoc cref="IPayloadReader.Complete"/>
    public bool Complete(scoped ReadOnlySpan<ulong> seen, scoped ReadOnlySpan<ulong> required, scoped ReadOnlySpan<string> names)
    {
        if (Failed)
            return false;
        for (var word = 0; word < required.Length; word++)
        {
            var missing = required[word] & ~seen[word];
            if (missing == 0)
                continue;
            var name = names[(word << 6) + BitOperations.TrailingZeroCount(missing)];
            Rejection = new(CallbackRejectionReason.MissingMember, Pointer(name), PayloadText.Required);
            return false;
        }

        return true;
    }

    /// <summary>Parses true or false from a text.</summary>
    public bool Boolean(scoped ReadOnlySpan<byte> text)
    {
        if (!PayloadText.TryParseBoolean(text, out var value))
            Misfit(PayloadText.NotBoolean);
        return value;
    }

    /// <summary>Parses an integer from a text.</summary>
    public long Integer(scoped ReadOnlySpan<byte> text)
    {
        if (ExactNumber.TryParseInteger(text, out var value))
            return value;
        Misfit(PayloadText.NotInteger);
        return 0;
    }

    /// <summary>Parses a number from a text.</summary>
    public decimal Number(scoped ReadOnlySpan<byte> text)
    {
        if (!ExactNumber.TryParse(text, allowExponent: true, out var value))
            Misfit(PayloadText.NotNumber);
        return value;
    }

    /// <summary>Parses a decimal from a text.</summary>
    public decimal DecimalText(scoped ReadOnlySpan<byte> text)
    {
        if (!ExactNumber.TryParse(text, allowExponent: false, out var value))
            Misfit(PayloadText.NotDecimal);
        return value;
    }

    /// <summary>Parses a date and time from a text.</summary>
    public DateTimeOffset DateTimeText(scoped ReadOnlySpan<byte> text)
    {
        if (!Rfc3339.TryParseDateTime(text, out var value))
            Misfit(PayloadText.NotDateTime);
        return value;
    }

    /// <summary>Parses a date in a custom format from a text.</summary>
    public DateTimeOffset DateText(scoped ReadOnlySpan<byte> text, string format, TimeSpan offset)
    {
        if (!PayloadText.TryParseDate(text, format, offset, out var value))
            Misfit(PayloadText.NotDateFormat);
        return value;
    }

    /// <summary>Parses a local date in a custom format from a text.</summary>
    public DateTimeOffset DateText(scoped ReadOnlySpan<byte> text, string format, LocalZone zone)
    {
        if (!PayloadText.TryParseDate(text, format, zone, out var value))
            Misfit(PayloadText.NotDateFormat);
        return value;
    }

    /// <summary>Parses a date from a text.</summary>
    public DateOnly Date(scoped ReadOnlySpan<byte> text)
    {
        if (!Rfc3339.TryParseDate(text, out var value))
            Misfit(PayloadText.NotDate);
        return value;
    }

    /// <summary>Parses a time of day from a text.</summary>
    public TimeOnly Time(scoped ReadOnlySpan<byte> text)
    {
        if (!Rfc3339.TryParseTime(text, out var value))
            Misfit(PayloadText.NotTime);
        return value;
    }

    /// <summary>Parses a UUID from a text.</summary>
    public Guid Uuid(scoped ReadOnlySpan<byte> text)
    {
        if (!PayloadText.TryParseUuid(text, out var value))
            Misfit(PayloadText.NotUuid);
        return value;
    }

    public void Length(string value, int min, int max)
    {
        if (Failed)
            return;
        var length = CodePoints(value);
        if (length < min)
            Refuse("is shorter than the schema allows");
        else if (length > max)
            Refuse("is longer than the schema allows");
    }

    /// <summary>Returns the number of Unicode code points of a text, which must not contain unpaired surrogates.</summary>
    public static int CodePoints(string text)
    {
        var length = text.Length;
        foreach (var unit in text)
        {
            if (char.IsLowSurrogate(unit))
                length--;
        }

        return length;
    }

    public void Range(decimal value, decimal min, decimal max, bool exclusiveMin, bool exclusiveMax)
    {
        if (value < min || (exclusiveMin && value == min))
            Refuse("is less than the schema allows");
        else if (value > max || (exclusiveMax && value == max))
            Refuse("is greater than the schema allows");
    }

    public void MultipleOf(decimal value, decimal divisor)
    {
        if (value % divisor != 0)
            Refuse("is not a multiple of what the schema says");
    }

    public void Pattern(string value, Regex pattern)
    {
        if (Failed)
            return;
        switch (_budget.Match(value, pattern))
        {
            case false:
                Refuse("does not match the schema's pattern");
                break;
            case null:
                Refuse("takes too long to match against the schema's pattern, or those before it did");
                break;
        }
    }

    public void Items(int count, int min, int max)
    {
        if (count < min)
            Refuse("has fewer items than the schema allows");
        else if (count > max)
            Refuse("has more items than the schema allows");
    }

    public void Const(string value, string expected)
    {
        if (!string.Equals(value, expected, StringComparison.Ordinal))
            Refuse("is not the constant that the schema states");
    }

    public void Check(JsonElement value, int size, SchemaTest test)
    {
        if (SchemaCheck.Run(value, size, test, ref _budget) is { } wrong)
            Refuse(wrong);
    }

    private readonly Segment Current =>
        _member switch
        {
            NotDeclared => new(Undeclared, -1),
            InPath => _path[_depth - 1],
            _ => new(_names[_member], -1),
        };

    private readonly string Pointer(string? member)
    {
        var pointer = new StringBuilder();
        for (var level = 0; level < _depth; level++)
        {
            var segment = level == _depth - 1 ? Current : _path[level];
            JsonPointer.Append(pointer, segment.Name ?? segment.Index.ToString(CultureInfo.InvariantCulture));
        }

        if (member is not null)
            JsonPointer.Append(pointer, member);
        return pointer.ToString();
    }

    private readonly record struct Segment(string? Name, int Index);

    // A schema can nest deeper than a document, so there is one level more than a document can have.
    [InlineArray(JsonSyntax.MaxDepth + 1)]
    private struct Segments
    {
        private Segment _first;
    }
}
