using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CallbackGen.Inbox.PostgreSql;

/// <summary>
/// An advisory lock: a kind, which defines the order in which all transactions take locks, and a number, which is the same in all
/// instances. Two locks with the same number by chance only wait for each other.
/// </summary>
/// <param name="Kind">The position of its kind in the order.</param>
/// <param name="Number">The number.</param>
internal readonly record struct PostgreSqlLock(int Kind, long Number) : IComparable<PostgreSqlLock>
{
    /// <summary>Returns the lock of a callback's id, whose first bytes serve as the hash.</summary>
    public static PostgreSqlLock OfId(byte[] id) => new(1, BinaryPrimitives.ReadInt64BigEndian(id));

    /// <summary>Returns the lock of an order.</summary>
    public static PostgreSqlLock OfOrder(string feed, string key) => new(2, Hash($"order\n{feed}\n{key}"));

    /// <summary>Returns the lock of a quota's group.</summary>
    public static PostgreSqlLock OfQuota(string group) => new(3, Hash($"quota\n{group}"));

    /// <inheritdoc />
    public int CompareTo(PostgreSqlLock other) => (Kind, Number).CompareTo((other.Kind, other.Number));

    private static long Hash(string name) => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
