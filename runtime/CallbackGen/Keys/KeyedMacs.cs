using System.Security.Cryptography;
using CallbackGen.Verification;

namespace CallbackGen;

/// <summary>
/// States of a message authentication code that have taken the key already: keying one costs as much as the code of a
/// kilobyte. A state is out of the pool while a thread uses it, so that no two ever share one; a thread that finds none
/// makes its own. There is about one for each processor.
/// </summary>
internal sealed class KeyedMacs
{
    private const int MaxIdle = 16;

    private readonly KeyedMac?[] _idle = new KeyedMac?[Math.Min(Environment.ProcessorCount, MaxIdle)];

    /// <summary>Makes the code of a message (RFC 2104).</summary>
    /// <returns>The code's length in bytes.</returns>
    public int Compute(MacAlgorithm algorithm, ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, Span<byte> mac)
    {
        ref var place = ref _idle[(uint)Thread.GetCurrentProcessorId() % (uint)_idle.Length];
        var state = Interlocked.Exchange(ref place, null);
        if (state?.Algorithm != algorithm)
        {
            state?.Hash.Dispose();
            state = new(algorithm, IncrementalHash.CreateHMAC(NameOf(algorithm), key));
        }

        state.Hash.AppendData(message);
        var length = state.Hash.GetHashAndReset(mac);
        // Not after an exception: only a state that was reset is used again.
        Interlocked.Exchange(ref place, state)?.Hash.Dispose();
        return length;
    }

    /// <summary>Gives up the states that are idle.</summary>
    public void Dispose()
    {
        for (var index = 0; index < _idle.Length; index++)
            Interlocked.Exchange(ref _idle[index], null)?.Hash.Dispose();
    }

    private static HashAlgorithmName NameOf(MacAlgorithm algorithm) =>
        algorithm switch
        {
            MacAlgorithm.HmacMd5 => HashAlgorithmName.MD5,
            MacAlgorithm.HmacSha1 => HashAlgorithmName.SHA1,
            MacAlgorithm.HmacSha256 => HashAlgorithmName.SHA256,
            MacAlgorithm.HmacSha384 => HashAlgorithmName.SHA384,
            MacAlgorithm.HmacSha512 => HashAlgorithmName.SHA512,
            _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
        };

    private sealed record KeyedMac(MacAlgorithm Algorithm, IncrementalHash Hash);
}
