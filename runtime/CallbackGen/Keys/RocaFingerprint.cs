using System.Numerics;

namespace CallbackGen;

/// <summary>
/// Detects the RSA keys of a generator whose keys can be factored (CVE-2017-15361, "ROCA").
/// </summary>
/// <remarks>
/// The generator's primes are powers of 65537 modulo the product of the first primes, and so is their product: M. Nemec, M. Sys, P. Svenda,
/// D. Klinec, V. Matyas, "The Return of Coppersmith's Attack", CCS 2017, section 2.3. The probability that another key looks like this is
/// less than 2^-150.
/// </remarks>
internal static class RocaFingerprint
{
    private const int Generator = 65537;

    /// <summary>
    /// The prime factors of the product for the shortest of these keys, and therefore for all. 2 is left out: it says nothing about an odd
    /// number.
    /// </summary>
    private static readonly int[] Primes =
    [
        3,
        5,
        7,
        11,
        13,
        17,
        19,
        23,
        29,
        31,
        37,
        41,
        43,
        47,
        53,
        59,
        61,
        67,
        71,
        73,
        79,
        83,
        89,
        97,
        101,
        103,
        107,
        109,
        113,
        127,
        131,
        137,
        139,
        149,
        151,
        157,
        163,
        167,
    ];

    /// <summary>Returns whether a modulus has the fingerprint.</summary>
    /// <param name="modulus">The modulus, big-endian (RFC 8017, section 4.1).</param>
    public static bool IsIn(ReadOnlySpan<byte> modulus)
    {
        var number = new BigInteger(modulus, isUnsigned: true, isBigEndian: true);
        var logarithms = new List<(int Logarithm, int Order)>(Primes.Length);
        foreach (var prime in Primes)
        {
            if (Logarithm((int)(number % prime), prime) is not { } logarithm)
                return false;
            // A single exponent must fit all primes. It is known modulo the orders of two primes, so both must agree modulo the orders'
            // greatest common divisor.
            foreach (var other in logarithms)
            {
                if ((other.Logarithm - logarithm.Logarithm) % (int)BigInteger.GreatestCommonDivisor(other.Order, logarithm.Order) != 0)
                    return false;
            }

            logarithms.Add(logarithm);
        }

        return true;
    }

    /// <summary>
    /// Returns the exponent for which the generator's power is a residue, and the generator's order; null when no power is that residue.
    /// </summary>
    private static (int Logarithm, int Order)? Logarithm(int residue, int prime)
    {
        int? logarithm = null;
        var order = 0;
        var power = 1;
        do
        {
            if (power == residue)
                logarithm = order;
            power = power * (Generator % prime) % prime;
            order++;
        } while (power != 1);

        return logarithm is { } found ? (found, order) : null;
    }
}
