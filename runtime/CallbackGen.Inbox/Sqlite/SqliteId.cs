using System.Buffers;

namespace CallbackGen.Inbox.Sqlite;

/// <summary>
/// Ids as the tables keep them: the 32 bytes that the 64 hexadecimal digits say, which halves an index that is larger than all others. What is
/// no id of that form stays a text, which no bytes are equal to.
/// </summary>
internal static class SqliteId
{
    private const int Digits = 64;

    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    /// <summary>The value of an id, as a parameter.</summary>
    public static object? Of(string? id) => id is { Length: Digits } && !id.AsSpan().ContainsAnyExcept(LowerHex) ? Convert.FromHexString(id) : id;
}
