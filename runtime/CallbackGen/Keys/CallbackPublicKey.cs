using System.Security.Cryptography;
using System.Text;
using CallbackGen.Verification;

namespace CallbackGen;

/// <summary>
/// A public key, RSA or EC. The objects of .NET that verify are not promised to be safe for several threads, so that one is
/// lent to one caller at a time and a second caller makes another.
/// </summary>
internal sealed class CallbackPublicKey(byte[] subjectPublicKeyInfo, bool isRsa, JwsPublicKey token)
{
    /// <summary>The longest signature, of RSA with 8,192 bits.</summary>
    public const int MaxSignatureBytes = 1024;

    private AsymmetricAlgorithm? _idle;

    /// <summary>The same key, for other dates.</summary>
    public CallbackPublicKey(CallbackPublicKey other)
        : this(other.Token.SubjectPublicKeyInfo.ToArray(), other.Token.IsRsa, other.Token) { }

    /// <summary>From when the key's certificate is valid; a configured certificate is pinned, and its dates do not count.</summary>
    public DateTimeOffset NotBefore { get; init; } = DateTimeOffset.MinValue;

    /// <summary>Until when the key's certificate is valid.</summary>
    public DateTimeOffset NotAfter { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>The key as tokens are verified with it.</summary>
    public JwsPublicKey Token => token;

    /// <summary>The id by which tokens name the key (RFC 7517, section 4.5), or null when it has none.</summary>
    public string? KeyId { get; init; }

    /// <summary>The one algorithm that the key is for (RFC 7517, section 4.4), or 0 when it does not say.</summary>
    public JwsAlgorithm Algorithm { get; init; }

    /// <summary>A key without an id may be any, and so may the one that a token without <c>kid</c> means.</summary>
    public bool FitsToken(JwsAlgorithm algorithm, bool isNamed, ReadOnlySpan<byte> keyId) =>
        token.Fits(algorithm)
        && (Algorithm == 0 || Algorithm == algorithm)
        && (KeyId is null || !isNamed || keyId.SequenceEqual(Encoding.UTF8.GetBytes(KeyId)));

    /// <summary>Whether a signature is this key's over a message. One that is malformed, or of another kind of key, is not.</summary>
    public bool Verify(SignatureAlgorithm algorithm, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (IsRsa(algorithm) != isRsa || algorithm == SignatureAlgorithm.Ed25519 || token.Fits(JwsAlgorithm.EdDSA))
            return false;
        var verifier = Interlocked.Exchange(ref _idle, null) ?? Create();
        try
        {
            return verifier is RSA rsa
                ? rsa.VerifyData(message, signature, HashOf(algorithm), PaddingOf(algorithm))
                : ((ECDsa)verifier).VerifyData(message, signature, HashOf(algorithm), FormatOf(algorithm));
        }
        catch (CryptographicException) // what a platform may say of a signature that is none
        {
            return false;
        }
        finally
        {
            Interlocked.Exchange(ref _idle, verifier)?.Dispose();
        }
    }

    /// <summary>How many bytes this key's signatures have (RFC 8017, section 8); 0 where their number varies, as in DER, or the key is of another kind.</summary>
    public int SignatureBytes(SignatureAlgorithm algorithm) =>
        IsRsa(algorithm) == isRsa && algorithm is <= SignatureAlgorithm.RsaPssSha512 or >= SignatureAlgorithm.EcdsaRawSha256
            ? token.SignatureBytes
            : 0;

    private AsymmetricAlgorithm Create()
    {
        if (isRsa)
        {
            var rsa = RSA.Create();
            rsa.ImportSubjectPublicKeyInfo(subjectPublicKeyInfo, out _);
            return rsa;
        }

        var ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(subjectPublicKeyInfo, out _);
        return ecdsa;
    }

    private static bool IsRsa(SignatureAlgorithm algorithm) => algorithm <= SignatureAlgorithm.RsaPssSha512;

    public static RSASignaturePadding PaddingOf(SignatureAlgorithm algorithm) =>
        algorithm <= SignatureAlgorithm.RsaPkcs1Sha512 ? RSASignaturePadding.Pkcs1 : RSASignaturePadding.Pss;

    public static DSASignatureFormat FormatOf(SignatureAlgorithm algorithm) =>
        algorithm <= SignatureAlgorithm.EcdsaSha512
            ? DSASignatureFormat.Rfc3279DerSequence
            : DSASignatureFormat.IeeeP1363FixedFieldConcatenation;

    public static HashAlgorithmName HashOf(SignatureAlgorithm algorithm) =>
        algorithm switch
        {
            SignatureAlgorithm.RsaPkcs1Sha1 => HashAlgorithmName.SHA1,
            SignatureAlgorithm.RsaPkcs1Sha256
            or SignatureAlgorithm.RsaPssSha256
            or SignatureAlgorithm.EcdsaSha256
            or SignatureAlgorithm.EcdsaRawSha256 => HashAlgorithmName.SHA256,
            SignatureAlgorithm.RsaPkcs1Sha384
            or SignatureAlgorithm.RsaPssSha384
            or SignatureAlgorithm.EcdsaSha384
            or SignatureAlgorithm.EcdsaRawSha384 => HashAlgorithmName.SHA384,
            SignatureAlgorithm.RsaPkcs1Sha512
            or SignatureAlgorithm.RsaPssSha512
            or SignatureAlgorithm.EcdsaSha512
            or SignatureAlgorithm.EcdsaRawSha512 => HashAlgorithmName.SHA512,
            _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
        };
}
