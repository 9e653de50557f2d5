using System.Diagnostics;
using System.Security.Cryptography;
using CallbackGen.Verification;

namespace CallbackGen;

/// <summary>One value of a key. The only thing that can be done with it is to make a message authentication code.</summary>
[DebuggerDisplay("{Id,nq}")]
internal sealed class CallbackKey(string id, byte[] bytes)
{
    /// <summary>The largest code, of HMAC with SHA-512, in bytes.</summary>
    public const int MaxMacBytes = HMACSHA512.HashSizeInBytes;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly byte[] _bytes = bytes;

    /// <summary>The key's name and the value's position, for example <c>hashKey[0]</c>.</summary>
    public string Id { get; } = id;

    /// <summary>The length of an algorithm's code, in bytes.</summary>
    public static int MacBytes(MacAlgorithm algorithm) => algorithm switch
    {
        MacAlgorithm.HmacMd5 => HMACMD5.HashSizeInBytes,
        MacAlgorithm.HmacSha1 => HMACSHA1.HashSizeInBytes,
        MacAlgorithm.HmacSha256 => HMACSHA256.HashSizeInBytes,
        MacAlgorithm.HmacSha384 => HMACSHA384.HashSizeInBytes,
        MacAlgorithm.HmacSha512 => HMACSHA512.HashSizeInBytes,
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
    };

    /// <summary>Makes the code of a message (RFC 2104).</summary>
    /// <returns>The code's length in bytes.</returns>
    public int ComputeMac(MacAlgorithm algorithm, ReadOnlySpan<byte> message, Span<byte> mac) => algorithm switch
    {
#pragma warning disable CA5350, CA5351 // Providers that sign with these exist; the schema pins them and the compiler reports it.
        MacAlgorithm.HmacMd5 => HMACMD5.HashData(_bytes, message, mac),
        MacAlgorithm.HmacSha1 => HMACSHA1.HashData(_bytes, message, mac),
#pragma warning restore CA5350, CA5351
        MacAlgorithm.HmacSha256 => HMACSHA256.HashData(_bytes, message, mac),
        MacAlgorithm.HmacSha384 => HMACSHA384.HashData(_bytes, message, mac),
        MacAlgorithm.HmacSha512 => HMACSHA512.HashData(_bytes, message, mac),
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
    };
}
