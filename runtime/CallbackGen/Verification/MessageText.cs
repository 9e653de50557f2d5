using System.Text;

namespace CallbackGen.Verification;

/// <summary>The texts of a <see cref="MemberSelection"/> or <see cref="JsonRendering"/> in UTF-8, made once.</summary>
internal static class MessageText
{
    public const string NotAnObject = "is signed and must be an object";

    public const string HoldsDelimiter = "holds the text that joins signed values";

    public static byte[][] Encode(IReadOnlyList<string> texts)
    {
        var encoded = new byte[texts.Count][];
        for (var index = 0; index < encoded.Length; index++)
            encoded[index] = Encoding.UTF8.GetBytes(texts[index]);
        return encoded;
    }

    public static ExtraMember[] Encode(IReadOnlyList<KeyValuePair<string, string>> members)
    {
        var encoded = new ExtraMember[members.Count];
        for (var index = 0; index < encoded.Length; index++)
            encoded[index] = new(Encoding.UTF8.GetBytes(members[index].Key), members[index].Value);
        return encoded;
    }

    public static bool Contains(byte[][] names, ReadOnlySpan<byte> name)
    {
        foreach (var other in names)
        {
            if (name.SequenceEqual(other))
                return true;
        }

        return false;
    }

    public static bool HasPrefix(byte[][] prefixes, ReadOnlySpan<byte> name)
    {
        foreach (var prefix in prefixes)
        {
            if (name.StartsWith(prefix))
                return true;
        }

        return prefixes.Length == 0;
    }

    /// <summary>
    /// Whether the first place where <paramref name="delimiter"/> stands in value and delimiter together is not the
    /// value's end. That includes a value which ends with the delimiter's beginning, such as <c>a|</c> before <c>||</c>.
    /// </summary>
    public static bool HidesDelimiter(ReadOnlySpan<byte> value, ReadOnlySpan<byte> delimiter)
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
}

/// <summary>A member of a message that does not arrive: its name, and the key that is its value.</summary>
internal readonly record struct ExtraMember(byte[] Name, string Key);
