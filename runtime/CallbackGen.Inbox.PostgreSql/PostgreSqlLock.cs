using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CallbackGen.Inbox.PostgreSql;

/// <summary>
/// An advisory lock: a kind, by which all transactions take them in one order, and a number, which all instances make alike. Two that
/// have one number by chance wait for each other, and nothing else.
/// </summary>
/// <param name="Kind">The place of its kind in the order.</param>
/// <param name="Number">The number.</param>
internal readonly record struct PostgreSqlLock(int Kind, long Number) : IComparable<PostgreSqlLock>
{
    /// <summary>The lock of a callback's id, of which the first bytes are as good as any other hash.</summary>
    public static PostgreSqlLock OfId(byte[] id) => new(1, BinaryPrimitives.ReadInt64BigEndian(id));

    /// <summary>The lock of an order.</summary>
    public static PostgreSqlLock OfOrder(string feed, string key) => new(2, Hash($"order\n{feed}\n{key}"));

    /// <summary>The lock of a quota's group.</summary>
    public static PostgreSqlLock OfQuota(string group) => new(3, Hash($"quota\n{group}"));

    /// <inheritdoc />
    public int CompareTo(PostgreSqlLock other) => (Kind, Number).CompareTo((other.Kind, other.Number));

    private static long Hash(string name) => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
