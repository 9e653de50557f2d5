using System.Buffers;

namespace CallbackGen.Inbox;

/// <summary>
/// Ids as tables keep them: the 32 bytes that the 64 hexadecimal digits say, which halves an index that is larger than all others.
/// </summary>
internal static class StoredId
{
    private const int Digits = 64;

    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    /// <summary>The bytes of an id; null where the text is none of that form.</summary>
    public static byte[]? TryParse(string? id) =>
        id is { Length: Digits } && !id.AsSpan().ContainsAnyExcept(LowerHex) ? Convert.FromHexString(id) : null;
}
