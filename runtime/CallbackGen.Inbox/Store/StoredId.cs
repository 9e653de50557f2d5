using System.Buffers;

namespace CallbackGen.Inbox;

/// <summary>
/// Converts ids to the 32 bytes of their 64 hexadecimal digits, which halves the size of the largest index.
/// </summary>
internal static class StoredId
{
    private const int Digits = 64;

    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    /// <summary>Returns the bytes of an id; null when the text does not have that form.</summary>
    public static byte[]? TryParse(string? id) =>
        id is { Length: Digits } && !id.AsSpan().ContainsAnyExcept(LowerHex) ? Convert.FromHexString(id) : null;
}
