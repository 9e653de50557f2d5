using System.Buffers;

namespace CallbackGen.Inbox.PostgreSql;

/// <summary>Ids as the tables keep them: the 32 bytes that the 64 hexadecimal digits say, which halves an index that is larger than all others.</summary>
internal static class PostgreSqlId
{
    private const int Digits = 64;

    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    /// <summary>The bytes of an id.</summary>
    /// <exception cref="ArgumentException">It is no SHA-256 in lower-case hexadecimal digits.</exception>
    public static byte[] Of(string id) => TryParse(id) ?? throw new ArgumentException("An id is a SHA-256 in lower-case hexadecimal digits.", nameof(id));

    /// <summary>The bytes of an id; null where the text is none, so that nothing has it.</summary>
    public static byte[]? TryParse(string id) => id is { Length: Digits } && !id.AsSpan().ContainsAnyExcept(LowerHex) ? Convert.FromHexString(id) : null;
}
