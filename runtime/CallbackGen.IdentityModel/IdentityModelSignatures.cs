using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using CallbackGen.Definitions;
using Microsoft.IdentityModel.Tokens;

namespace CallbackGen.IdentityModel;

/// <summary>
/// Verifies the signatures of tokens with System.IdentityModel.Tokens.Jwt.
/// </summary>
/// <remarks>
/// The library receives an algorithm, a configured key that fits it, and bytes: it never parses a token, chooses a key or fetches one. The
/// library would accept an ES256 signature by a key on another curve, and RSA keys of 1,024 bits; the runtime rejects both before it calls
/// this class. A verifier of a key is kept between tokens: a new one for each signature takes 7.6 times as long for RSA with 2,048 bits.
/// </remarks>
public sealed class IdentityModelSignatures : JwsSignatureVerifier
{
    // Without the library's own cache, which indexes keys by their ids: here a verifier lives as long as its configured key.
    private static readonly CryptoProviderFactory Factory = new() { CacheSignatureProviders = false };

    private readonly ConditionalWeakTable<JwsPublicKey, Idle> _idle = [];

    private IdentityModelSignatures() { }

    /// <summary>The only instance; safe for concurrent use.</summary>
    public static IdentityModelSignatures Instance { get; } = new();

    /// <inheritdoc />
    public override bool Verify(JwsAlgorithm algorithm, JwsPublicKey key, ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature)
    {
        ArgumentNullException.ThrowIfNull(key);
        var idle = _idle.GetOrCreateValue(key);

        // The library does not promise that a provider is thread-safe: one thread borrows it, and a concurrent thread creates another.
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
        // The exceptions that the library and the platform may throw for an invalid signature.
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

    /// <summary>The verifier that the last verification with a key left for the next.</summary>
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

            // The library's algorithm names are those of RFC 7518, as are the names of the enum.
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
