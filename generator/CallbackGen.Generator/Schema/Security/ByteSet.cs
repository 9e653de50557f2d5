namespace CallbackGen.Generator.Schema.Security;

/// <summary>A set of byte values.</summary>
internal readonly struct ByteSet
{
    private readonly ulong _0;
    private readonly ulong _1;
    private readonly ulong _2;
    private readonly ulong _3;

    private ByteSet(ulong word0, ulong word1, ulong word2, ulong word3)
    {
        _0 = word0;
        _1 = word1;
        _2 = word2;
        _3 = word3;
    }

    public static ByteSet All { get; } = ~default(ByteSet);

    public static ByteSet Digits { get; } = Range('0', '9');

    public static ByteSet Letters { get; } = Range('a', 'z') | Range('A', 'Z');

    /// <summary>Gets the bytes of characters outside ASCII in UTF-8 (RFC 3629, section 3).</summary>
    public static ByteSet BeyondAscii { get; } = Range(128, 255);

    public bool IsEmpty => (_0 | _1 | _2 | _3) == 0;

    public static ByteSet operator |(ByteSet left, ByteSet right) =>
        new(left._0 | right._0, left._1 | right._1, left._2 | right._2, left._3 | right._3);

    public static ByteSet operator &(ByteSet left, ByteSet right) =>
        new(left._0 & right._0, left._1 & right._1, left._2 & right._2, left._3 & right._3);

    public static ByteSet operator ~(ByteSet set) => new(~set._0, ~set._1, ~set._2, ~set._3);

    /// <summary>Returns the bytes of a range, both bounds included.</summary>
    public static ByteSet Range(int first, int last)
    {
        var set = default(ByteSet);
        for (var value = first; value <= last; value++)
            set |= Of((byte)value);
        return set;
    }

    public static ByteSet Of(byte value)
    {
        var bit = 1UL << (value & 63);
        return (value >> 6) switch
        {
            0 => new(bit, 0, 0, 0),
            1 => new(0, bit, 0, 0),
            2 => new(0, 0, bit, 0),
            _ => new(0, 0, 0, bit),
        };
    }

    /// <summary>Returns the bytes of ASCII characters.</summary>
    public static ByteSet Of(string characters) => characters.Aggregate(default(ByteSet), (set, character) => set | Of((byte)character));

    /// <summary>Returns the same bytes, with ASCII letters in one case.</summary>
    public ByteSet InCase(bool upper)
    {
        var others = Range(upper ? 'a' : 'A', upper ? 'z' : 'Z');
        var result = this & ~others;
        for (var letter = 0; letter < 26; letter++)
        {
            if (Contains((upper ? 'a' : 'A') + letter))
                result |= Of((byte)((upper ? 'A' : 'a') + letter));
        }

        return result;
    }

    public bool Contains(int value) => !(this & Of((byte)value)).IsEmpty;

    /// <summary>Returns an example of the set: preferably a digit or letter, otherwise a visible character.</summary>
    public byte Example()
    {
        for (var value = '0'; value <= '~'; value++)
        {
            if (Contains(value) && (Digits | Letters).Contains(value))
                return (byte)value;
        }

        for (var value = 0; value < 256; value++)
        {
            var turned = (byte)(value + ' ');
            if (Contains(turned))
                return turned;
        }

        return 0;
    }
}
