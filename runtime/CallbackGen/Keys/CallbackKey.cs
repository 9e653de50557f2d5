using System.Diagnostics;
using System.Security.Cryptography;
using CallbackGen.Verification;

namespace CallbackGen;

/// <summary>
/// One value of a key. It makes message authentication codes, is compared with tokens and mixed into messages; or it is a
/// public key and verifies signatures, and then it does nothing else: a MAC under a key that everybody knows proves nothing.
/// </summary>
[DebuggerDisplay("{Id,nq}")]
internal sealed class CallbackKey
{
    /// <summary>The largest code, of HMAC with SHA-512, in bytes.</summary>
    public const int MaxMacBytes = HMACSHA512.HashSizeInBytes;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly byte[] _bytes;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly KeyedMacs _macs = new();

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly CallbackPublicKey? _publicKey;

    public CallbackKey(string id, byte[] bytes, bool isSecret = true)
    {
        Id = id;
        _bytes = bytes;
        IsSecret = isSecret;
    }

    public CallbackKey(string id, CallbackPublicKey publicKey)
    {
        Id = id;
        _bytes = [];
        _publicKey = publicKey;
    }

    /// <summary>The key's name and the value's position, for example <c>hashKey[0]</c>.</summary>
    public string Id { get; }

    /// <summary>Whether only the provider and the merchant know it.</summary>
    public bool IsSecret { get; }

    /// <summary>Whether it is a configured text that everybody may know, and that may be empty; a public key is none.</summary>
    public bool IsConfiguredText => !IsSecret && _publicKey is null;

    /// <summary>The value, to be mixed into a message; empty for a public key.</summary>
    public ReadOnlySpan<byte> Value => _bytes;

    /// <summary>The public key, or null where the value is none.</summary>
    public CallbackPublicKey? PublicKey => _publicKey;

    /// <summary>What makes the value this one and no other: its bytes, or those of a public key (SubjectPublicKeyInfo, RFC 5280, section 4.1.2.7).</summary>
    public ReadOnlySpan<byte> Identity => _publicKey is null ? _bytes : _publicKey.Token.SubjectPublicKeyInfo.Span;

    /// <summary>Wipes a key that was derived for one callback.</summary>
    public void Wipe()
    {
        CryptographicOperations.ZeroMemory(_bytes);
        _macs.Dispose();
    }

    /// <summary>Makes the code of a message (RFC 2104).</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="message">The message.</param>
    /// <param name="mac">Room for <see cref="MaxMacBytes"/>.</param>
    /// <param name="length">The code's length in bytes.</param>
    /// <returns><see langword="false"/> when the value is no secret, so that its code would prove nothing.</returns>
    public bool TryComputeMac(MacAlgorithm algorithm, ReadOnlySpan<byte> message, Span<byte> mac, out int length)
    {
        length = IsSecret ? _macs.Compute(algorithm, _bytes, message, mac) : 0;
        return IsSecret;
    }

    /// <summary>Whether a token is this secret, in a time that tells nothing about either (SHA-256 of both, FIPS 180-4).</summary>
    public bool EqualsToken(ReadOnlySpan<byte> token)
    {
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> actual = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_bytes, expected);
        SHA256.HashData(token, actual);
        var isEqual = CryptographicOperations.FixedTimeEquals(expected, actual) && IsSecret;
        CryptographicOperations.ZeroMemory(expected);
        CryptographicOperations.ZeroMemory(actual);
        return isEqual;
    }

    /// <summary>Decrypts by AES-GCM (NIST SP 800-38D).</summary>
    /// <param name="nonce">12 bytes.</param>
    /// <param name="ciphertext">What is encrypted.</param>
    /// <param name="tag">16 bytes.</param>
    /// <param name="plaintext">As long as the ciphertext; wiped when the tag does not hold.</param>
    /// <param name="associatedData">What the tag is over besides.</param>
    /// <returns><see langword="false"/> when the tag does not hold, or the value is no secret or no key of AES.</returns>
    public bool TryDecrypt(
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> ciphertext,
        ReadOnlySpan<byte> tag,
        Span<byte> plaintext,
        ReadOnlySpan<byte> associatedData
    )
    {
        if (!IsSecret || _bytes.Length is not (16 or 24 or 32))
            return false;
        try
        {
            using var cipher = new AesGcm(_bytes, tag.Length);
            cipher.Decrypt(nonce, ciphertext, tag, plaintext, associatedData);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    /// <summary>Whether this is a public key and the signature is its over the message.</summary>
    /// <param name="algorithm">The algorithm that the schema pins.</param>
    /// <param name="message">The message.</param>
    /// <param name="signature">The signature.</param>
    /// <param name="signatures">What verifies the algorithms that .NET does not have.</param>
    public bool Verifies(
        SignatureAlgorithm algorithm,
        ReadOnlySpan<byte> message,
        ReadOnlySpan<byte> signature,
        JwsSignatureVerifier? signatures
    ) =>
        _publicKey is not null
        && (
            algorithm == SignatureAlgorithm.Ed25519
                ? _publicKey.Token.Fits(JwsAlgorithm.EdDSA) && VerifiesToken(JwsAlgorithm.EdDSA, message, signature, signatures)
                : _publicKey.Verify(algorithm, message, signature)
        );

    /// <summary>How many bytes this key's signatures have; 0 where their number varies, or the key makes none.</summary>
    public int SignatureBytes(SignatureAlgorithm algorithm) => _publicKey?.SignatureBytes(algorithm) ?? 0;

    /// <summary>Whether the time is one at which the key may be used.</summary>
    public bool IsValidAt(DateTimeOffset time) => _publicKey is null || (time >= _publicKey.NotBefore && time <= _publicKey.NotAfter);

    /// <summary>Whether this is a public key that may verify a token: of the algorithm's kind, and of the id that the token names.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="isNamed">Whether the token names a key.</param>
    /// <param name="keyId">The id that it names.</param>
    public bool FitsToken(JwsAlgorithm algorithm, bool isNamed, ReadOnlySpan<byte> keyId) =>
        _publicKey is not null && _publicKey.FitsToken(algorithm, isNamed, keyId);

    /// <summary>Whether the signature is this key's over a token.</summary>
    public bool VerifiesToken(
        JwsAlgorithm algorithm,
        ReadOnlySpan<byte> signingInput,
        ReadOnlySpan<byte> signature,
        JwsSignatureVerifier? signatures
    ) =>
        signatures is not null
        && _publicKey is not null
        && _publicKey.Token.HasLength(signature)
        && (algorithm != JwsAlgorithm.EdDSA || EdwardsKeys.IsCanonical(signature))
        && signatures.Verify(algorithm, _publicKey.Token, signingInput, signature);
}
