using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using CallbackGen.Verification;
using Microsoft.IdentityModel.Tokens;

namespace CallbackGen.IdentityModel;

/// <summary>
/// Verifies the signatures of tokens with System.IdentityModel.Tokens.Jwt. The library sees an algorithm, a configured key
/// that fits it, and bytes: it never parses a token, chooses a key or fetches one. It would take an ES256 signature of a key
/// on another curve, and RSA keys of 1,024 bits; the runtime has refused both before it asks.
/// </summary>
public sealed class IdentityModelSignatures : JwsSignatureVerifier
{
    // Without the library's own cache, which keeps keys by their ids: ours live as long as the configured key.
    private static readonly CryptoProviderFactory Factory = new() { CacheSignatureProviders = false };

    private readonly ConditionalWeakTable<JwsPublicKey, Idle> _idle = [];

    private IdentityModelSignatures() { }

    /// <summary>The one verifier; safe for several threads.</summary>
    public static IdentityModelSignatures Instance { get; } = new();

    /// <inheritdoc />
    public override bool Verify(JwsAlgorithm algorithm, JwsPublicKey key, ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature)
    {
        ArgumentNullException.ThrowIfNull(key);
        var idle = _idle.GetOrCreateValue(key);

        // What verifies is not promised to be safe for several threads: it is lent to one, and a second makes another.
        var lent = Interlocked.Exchange(ref idle.Verifier, null);
        if (lent is not null && lent.Algorithm != algorithm)
        {
            lent.Dispose();
            lent = null;
        }

        try
        {
            lent ??= new LibraryVerifier(algorithm, key);
            return lent.Verify(signingInput.ToArray(), signature.ToArray());
        }
        // What the library and the platform may say of a signature that is none.
        catch (Exception exception)
            when (exception is CryptographicException or ArgumentException or NotSupportedException or InvalidOperationException)
        {
            return false;
        }
        finally
        {
            Interlocked.Exchange(ref idle.Verifier, lent)?.Dispose();
        }
    }

    /// <summary>What a key's last verification left behind for the next.</summary>
    private sealed class Idle
    {
        public LibraryVerifier? Verifier;
    }

    private sealed class LibraryVerifier : IDisposable
    {
        private readonly AsymmetricAlgorithm _key;
        private readonly SignatureProvider _provider;

        public LibraryVerifier(JwsAlgorithm algorithm, JwsPublicKey key)
        {
            Algorithm = algorithm;
            SecurityKey securityKey;
            if (key.IsRsa)
            {
                var rsa = RSA.Create();
                _key = rsa;
                rsa.ImportSubjectPublicKeyInfo(key.SubjectPublicKeyInfo.Span, out _);
                securityKey = new RsaSecurityKey(rsa);
            }
            else
            {
                var ecdsa = ECDsa.Create();
                _key = ecdsa;
                ecdsa.ImportSubjectPublicKeyInfo(key.SubjectPublicKeyInfo.Span, out _);
                securityKey = new ECDsaSecurityKey(ecdsa);
            }

            // The library's names of algorithms are those of RFC 7518, as are the enum's.
            _provider = Factory.CreateForVerifying(securityKey, algorithm.ToString());
        }

        public JwsAlgorithm Algorithm { get; }

        public bool Verify(byte[] signingInput, byte[] signature) => _provider.Verify(signingInput, signature);

        public void Dispose()
        {
            _provider.Dispose();
            _key.Dispose();
        }
    }
}
