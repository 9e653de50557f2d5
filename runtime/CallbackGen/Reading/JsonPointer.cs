using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace CallbackGen.Reading;

/// <summary>Enumerates the reference tokens of a JSON pointer (RFC 6901). Pointers come from schemas, not from requests.</summary>
internal ref struct JsonPointer(ReadOnlySpan<char> pointer)
{
    private ReadOnlySpan<char> _rest = pointer;
    private Bytes _short;
    private int _length; // of the token in _short
    private byte[]? _long;

    /// <summary>The current reference token, unescaped, in UTF-8; valid until the next.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Token => _long ?? _short[.._length];

    /// <summary>Moves to the next reference token.</summary>
    /// <returns><see langword="false"/> at the pointer's end.</returns>
    /// <exception cref="ArgumentException">The pointer is not empty and does not begin with a slash.</exception>
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
        _long = token.Contains('~')
            ? Encoding.UTF8.GetBytes(
                token.ToString().Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)
            )
            : null;
        if (_long is null && !Encoding.UTF8.TryGetBytes(token, _short, out _length))
            _long = Encoding.UTF8.GetBytes(token.ToString());
        return true;
    }

    /// <summary>Returns the pointer that consists of one reference token.</summary>
    public static string Of(string token)
    {
        var pointer = new StringBuilder();
        Append(pointer, token);
        return pointer.ToString();
    }

    /// <summary>Appends a reference token, escaped, to a pointer.</summary>
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

    [InlineArray(48)]
    private struct Bytes
    {
        private byte _first;
    }
}
