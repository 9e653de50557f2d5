using System.Text;

namespace CallbackGen.Reading;

/// <summary>The reference tokens of a JSON pointer (RFC 6901), one by one. Pointers come from schemas, not from requests.</summary>
internal ref struct JsonPointer(ReadOnlySpan<char> pointer)
{
    private ReadOnlySpan<char> _rest = pointer;

    /// <summary>The current reference token, without escapes, in UTF-8.</summary>
    public byte[] Token { get; private set; } = [];

    /// <summary>Goes to the next reference token.</summary>
    /// <returns><see langword="false"/> at the pointer's end.</returns>
    /// <exception cref="ArgumentException">The pointer is neither empty nor begins with a slash.</exception>
    public bool Next()
    {
        if (_rest.IsEmpty)
            return false;
        if (_rest[0] != '/')
            throw new ArgumentException("A JSON pointer begins with a slash.", "pointer");
        var token = _rest[1..];
        var end = token.IndexOf('/');
        _rest = end < 0 ? default : token[end..];
        if (end >= 0)
            token = token[..end];
        Token = token.Contains('~')
            ? Encoding.UTF8.GetBytes(token.ToString().Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))
            : GetBytes(token);
        return true;
    }

    /// <summary>Adds a reference token to a pointer, escaped.</summary>
    public static void Append(StringBuilder pointer, string token)
    {
        pointer.Append('/');
        foreach (var letter in token)
        {
            if (letter is '~' or '/')
                pointer.Append(letter == '~' ? "~0" : "~1");
            else
                pointer.Append(letter);
        }
    }

    private static byte[] GetBytes(ReadOnlySpan<char> token)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(token)];
        Encoding.UTF8.GetBytes(token, bytes);
        return bytes;
    }
}
