using System.Buffers;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

/// <summary>
/// Collects the members of a message and puts them in order. Its text buffer is wiped, because it contains the payload and keys.
/// </summary>
internal struct MemberTable
{
    private PooledBytes _text;
    private Entry[]? _entries;
    private int[]? _order;

    /// <summary>The number of members.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a member.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="isConfigured">Whether the value comes from configuration, so that a sender cannot choose it.</param>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool isConfigured = false)
    {
        var start = _text.Length;
        _text.Append(name);
        _text.Append(value);
        AddEntry(new(start, name.Length, _text.Length - start, isConfigured));
    }

    /// <summary>Adds a member whose value is the JSON of a node of the body.</summary>
    public void Add(ReadOnlySpan<byte> name, JsonRewriter json, int node)
    {
        var start = _text.Length;
        _text.Append(name);
        json.Write(node, ref _text);
        AddEntry(new(start, name.Length, _text.Length - start));
    }

    /// <summary>Adds a member whose value is all values of a repeated field, joined with commas.</summary>
    public void AddJoined(FormFields fields, int first)
    {
        var start = _text.Length;
        _text.Append(fields.WireName(first));
        for (var index = first; index >= 0; index = fields.FindNext(index))
        {
            if (index != first)
                _text.Append(","u8);
            _text.Append(fields.WireValue(index));
        }

        AddEntry(new(start, fields.WireName(first).Length, _text.Length - start));
    }

    /// <summary>Sorts the members; equal ones stay in the order in which they were added.</summary>
    /// <param name="sort">The order.</param>
    /// <param name="separator">The text between a name and its value, or empty when names are not rendered.</param>
    /// <param name="withNames">Whether names are rendered.</param>
    /// <param name="after">The text after a value.</param>
    public void Order(MemberSort sort, ReadOnlySpan<byte> separator, bool withNames, ReadOnlySpan<byte> after)
    {
        _order = sort switch
        {
            MemberSort.Name => Sort(CompareNames),
            MemberSort.NameIgnoreCase => Sort(CompareIgnoringCase),
            MemberSort.Pair => SortPairs(separator, withNames, after),
            _ => [.. Enumerable.Range(0, Count)],
        };
    }

    /// <summary>Returns the name of the member at an index of the order.</summary>
    public readonly ReadOnlySpan<byte> Name(int position) => _entries![_order![position]].Name(_text.Written);

    /// <summary>Returns the value of the member at an index of the order.</summary>
    public readonly ReadOnlySpan<byte> Value(int position) => _entries![_order![position]].Value(_text.Written);

    /// <summary>Returns whether the value of the member at an index of the order comes from configuration.</summary>
    public readonly bool IsConfigured(int position) => _entries![_order![position]].IsConfigured;

    /// <summary>Wipes the text buffer and returns all buffers to the pool.</summary>
    public void Dispose()
    {
        _text.Dispose();
        if (_entries is not null)
            ArrayPool<Entry>.Shared.Return(_entries);
        this = default;
    }

    private void AddEntry(Entry entry)
    {
        if (_entries is null || Count == _entries.Length)
        {
            var larger = ArrayPool<Entry>.Shared.Rent(Math.Max(Count * 2, 32));
            if (_entries is not null)
            {
                _entries.AsSpan(0, Count).CopyTo(larger);
                ArrayPool<Entry>.Shared.Return(_entries);
            }

            _entries = larger;
        }

        _entries[Count++] = entry;
    }

    private readonly int[] Sort(Func<ReadOnlySpan<byte>, ReadOnlySpan<byte>, int> compare)
    {
        var (entries, text) = (_entries, _text);
        var order = Comparer<int>.Create((left, right) => compare(entries![left].Name(text.Written), entries[right].Name(text.Written)));
        return [.. Enumerable.Range(0, Count).Order(order)]; // stable
    }

    private readonly int[] SortPairs(ReadOnlySpan<byte> separator, bool withNames, ReadOnlySpan<byte> after)
    {
        var rendered = default(MemberTable);
        try
        {
            for (var index = 0; index < Count; index++)
            {
                var start = rendered._text.Length;
                if (withNames)
                {
                    rendered._text.Append(_entries![index].Name(_text.Written));
                    rendered._text.Append(separator);
                }

                rendered._text.Append(_entries![index].Value(_text.Written));
                rendered._text.Append(after);
                rendered.AddEntry(new(start, rendered._text.Length - start, rendered._text.Length - start));
            }

            return rendered.Sort(CompareNames);
        }
        finally
        {
            rendered.Dispose();
        }
    }

    /// <summary>The position of a member in the text: its name, immediately followed by its value.</summary>
    private readonly record struct Entry(int Start, int NameLength, int Length, bool IsConfigured = false)
    {
        public ReadOnlySpan<byte> Name(ReadOnlySpan<byte> text) => text.Slice(Start, NameLength);

        public ReadOnlySpan<byte> Value(ReadOnlySpan<byte> text) => text[(Start + NameLength)..(Start + Length)];
    }

    private static int CompareNames(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => left.SequenceCompareTo(right);

    private static int CompareIgnoringCase(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        for (var index = 0; index < Math.Min(left.Length, right.Length); index++)
        {
            var difference = Lower(left[index]) - Lower(right[index]);
            if (difference != 0)
                return difference;
        }

        return left.Length - right.Length;
    }

    private static int Lower(byte unit) => unit is >= (byte)'A' and <= (byte)'Z' ? unit | 0x20 : unit;
}
