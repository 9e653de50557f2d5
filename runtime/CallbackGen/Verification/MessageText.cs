using System.Text;

namespace CallbackGen.Verification;

/// <summary>
/// Encodes the texts of a <see cref="MemberSelection"/> or <see cref="JsonRendering"/>, and finds ambiguities in messages.
/// </summary>
internal static class MessageText
{
    public const string NotAnObject = "is signed and must be an object";

    public const string HoldsMember = "contains the delimiter of signed values, followed by the name of another";

    /// <summary>
    /// Describes a value that contains the joining text. The description contains a text of the schema and none of the request.
    /// </summary>
    public static string HoldsDelimiter(ReadOnlySpan<byte> delimiter) =>
        $"holds {PrintableText.Quote(Encoding.UTF8.GetString(delimiter), 32)}, the delimiter of signed values";

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
    /// Returns whether the first occurrence of <paramref name="delimiter"/> in the value followed by the delimiter is not at the value's
    /// end. That includes a value that ends with a prefix of the delimiter, such as <c>a|</c> before <c>||</c>.
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

    /// <summary>
    /// Returns whether a value contains the beginning of a later member: the joining texts and the member's lead. That includes a value
    /// that ends with a prefix of it, which the following member could complete.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="after">The text after each value.</param>
    /// <param name="join">The text between two members.</param>
    /// <param name="leads">The text before the value of each member that may follow.</param>
    public static bool HidesMember(ReadOnlySpan<byte> value, ReadOnlySpan<byte> after, ReadOnlySpan<byte> join, ReadOnlySpan<string> leads)
    {
        if (value.IndexOf(FirstOf(after, join, leads)) < 0)
            return false;
        var nexts = new byte[leads.Length][];
        for (var index = 0; index < nexts.Length; index++)
            nexts[index] = [.. after, .. join, .. Encoding.UTF8.GetBytes(leads[index])];
        foreach (var next in nexts)
        {
            if (value.IndexOf(next) >= 0)
                return true;
            for (var overlap = 1; overlap < next.Length; overlap++)
            {
                if (value.EndsWith(next.AsSpan(0, overlap)) && MayFollow(next.AsSpan(overlap), nexts))
                    return true;
            }
        }

        return false;
    }

    /// <summary>Returns the first byte of the text that follows a value.</summary>
    public static ReadOnlySpan<byte> FirstOf(ReadOnlySpan<byte> after, ReadOnlySpan<byte> join, ReadOnlySpan<string> leads) =>
        (
            !after.IsEmpty ? after
            : !join.IsEmpty ? join
            : Encoding.UTF8.GetBytes(leads[0])
        )[..1];

    /// <summary>Returns whether one of two texts, the given one and one of the others, is a prefix of the other.</summary>
    private static bool MayFollow(ReadOnlySpan<byte> text, byte[][] others)
    {
        foreach (var other in others)
        {
            if (text.StartsWith(other) || other.AsSpan().StartsWith(text))
                return true;
        }

        return false;
    }

    /// <summary>
    /// Returns whether a value with a known span ends before the first delimiter that could begin a member: a delimiter that is followed by
    /// a name, which contains neither delimiter nor separator, and by the separator.
    /// </summary>
    /// <param name="written">The members as they are written.</param>
    /// <param name="start">The start of the value.</param>
    /// <param name="end">The end of the value.</param>
    /// <param name="delimiter">The text between two members.</param>
    /// <param name="separator">The text between a name and its value.</param>
    public static bool EndsFirst(ReadOnlySpan<byte> written, int start, int end, ReadOnlySpan<byte> delimiter, ReadOnlySpan<byte> separator)
    {
        // Each search continues where the previous one ended, so that no value makes this quadratic.
        var (place, mark) = (start, -1);
        while (Find(written, place, delimiter) is >= 0 and var found && found < end)
        {
            var name = found + delimiter.Length;
            if (mark < name && (mark = Find(written, name, separator)) < 0)
                return true; // no member begins after this position
            if (IsName(written, name, mark, delimiter))
                return false;
            place = found + 1;
        }

        return true;
    }

    private static bool IsName(ReadOnlySpan<byte> written, int start, int end, ReadOnlySpan<byte> delimiter)
    {
        var next = Find(written, start, delimiter);
        if (next >= 0 && next + delimiter.Length <= end)
            return false;
        var name = written[start..end];
        return !HidesDelimiter(name[Math.Max(0, name.Length - delimiter.Length + 1)..], delimiter);
    }

    private static int Find(ReadOnlySpan<byte> text, int start, ReadOnlySpan<byte> part)
    {
        var found = text[start..].IndexOf(part);
        return found < 0 ? -1 : start + found;
    }
}

/// <summary>A member of a message that is not in the request: its name, and the key that is its value.</summary>
internal readonly record struct ExtraMember(byte[] Name, string Key);
