using System.Security.Cryptography;
using CallbackGen.Definitions;

namespace CallbackGen.Runtime.Tests.Keys;

/// <summary>Hash states with a key are used by one thread at a time, regardless of the algorithms in between.</summary>
public sealed class KeyedMacTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 40).Select(number => (byte)number)];

    [Theory]
    [InlineData(MacAlgorithm.HmacMd5)]
    [InlineData(MacAlgorithm.HmacSha1)]
    [InlineData(MacAlgorithm.HmacSha256)]
    [InlineData(MacAlgorithm.HmacSha384)]
    [InlineData(MacAlgorithm.HmacSha512)]
    public void A_state_that_was_used_makes_the_same_codes(MacAlgorithm algorithm)
    {
        var key = new CallbackKey("secret[0]", Secret);
        for (var length = 0; length < 300; length += 7)
        {
            var message = RandomNumberGenerator.GetBytes(length);
            Assert.Equal(Expected(algorithm, message), Mac(key, algorithm, message));
        }
    }

    [Fact]
    public void Threads_that_use_one_key_do_not_mix_their_messages()
    {
        var key = new CallbackKey("secret[0]", Secret);
        Parallel.For(
            0,
            4000,
            number =>
            {
                var algorithm = number % 5 == 0 ? MacAlgorithm.HmacSha512 : MacAlgorithm.HmacSha256;
                var message = RandomNumberGenerator.GetBytes(number % 500);
                Assert.Equal(Expected(algorithm, message), Mac(key, algorithm, message));
            }
        );
    }

    private static byte[] Mac(CallbackKey key, MacAlgorithm algorithm, byte[] message)
    {
        var mac = new byte[CallbackKey.MaxMacBytes];
        Assert.True(key.TryComputeMac(algorithm, message, mac, out var length));
        return mac[..length];
    }

#pragma warning disable CA5350, CA5351 // Providers that sign with these exist.
    private static byte[] Expected(MacAlgorithm algorithm, byte[] message) =>
        algorithm switch
        {
            MacAlgorithm.HmacMd5 => HMACMD5.HashData(Secret, message),
            MacAlgorithm.HmacSha1 => HMACSHA1.HashData(Secret, message),
            MacAlgorithm.HmacSha256 => HMACSHA256.HashData(Secret, message),
            MacAlgorithm.HmacSha384 => HMACSHA384.HashData(Secret, message),
            _ => HMACSHA512.HashData(Secret, message),
        };
#pragma warning restore CA5350, CA5351
}
