using System.Diagnostics;
using System.Security.Cryptography;
using CallbackGen.Definitions;

namespace CallbackGen;

/// <summary>
/// One value of a key. A secret value computes MACs, is compared with tokens and is included in messages. A public key only verifies
/// signatures, because a MAC under a public value proves nothing.
/// </summary>
[DebuggerDisplay("{Id,nq}")]
internal sealed class CallbackKey
{
    /// <summary>The length of the longest MAC, HMAC with SHA-512, in bytes.</summary>
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

    /// <summary>The key's name and the value's index, for example <c>hashKey[0]</c>.</summary>
    public string Id { get; }

    /// <summary>Whether only the provider and the merchant know the value.</summary>
    public bool IsSecret { get; }

    /// <summary>Whether the value is a configured text that may be public, and may be empty; false for a public key.</summary>
    public bool IsConfiguredText => !IsSecret && _publicKey is null;

    /// <summary>The value, to be included in a message; empty for a public key.</summary>
    public ReadOnlySpan<byte> Value => _bytes;

    /// <summary>The public key, or null when the value is not one.</summary>
    public CallbackPublicKey? PublicKey => _publicKey;

    /// <summary>
    /// The bytes that identify the value: its own, or those of a public key (SubjectPublicKeyInfo, RFC 5280, section 4.1.2.7).
    /// </summary>
    public ReadOnlySpan<byte> Identity => _publicKey is null ? _bytes : _publicKey.Token.SubjectPublicKeyInfo.Span;

    /// <summary>Wipes a key that was derived for one callback.</summary>
    public void Wipe()
    {
        CryptographicOperations.ZeroMemory(_bytes);
        _macs.Dispose();
    }

    /// <summary>Computes the MAC of a message (RFC 2104).</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="message">The message.</param>
    /// <param name="mac">The output, at least <see cref="MaxMacBytes"/> bytes long.</param>
    /// <param name="length">The MAC's length in bytes.</param>
    /// <returns><see langword="false"/> when the value is not secret, so that its MAC would prove nothing.</returns>
    public bool TryComputeMac(MacAlgorithm algorithm, ReadOnlySpan<byte> message, Span<byte> mac, out int length)
    {
        length = IsSecret ? _macs.Compute(algorithm, _bytes, message, mac) : 0;
        return IsSecret;
    }

    /// <summary>
    /// Returns whether a token is this secret, in a time that depends on neither: the SHA-256 digests of both (FIPS 180-4) are compared in
    /// constant time.
    /// </summary>
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
    /// <param name="nonce">The nonce, 12 bytes.</param>
    /// <param name="ciphertext">The encrypted bytes.</param>
    /// <param name="tag">The tag, 16 bytes.</param>
    /// <param name="plaintext">The output, as long as the ciphertext; wiped when the tag does not match.</param>
    /// <param name="associatedData">The additional authenticated data.</param>
    /// <returns><see langword="false"/> when the tag does not match, or when the value is not secret or not an AES key.</returns>
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

    /// <summary>Returns whether this is a public key and the signature is its signature of the message.</summary>
    /// <param name="algorithm">The algorithm that the schema pins.</param>
    /// <param name="message">The message.</param>
    /// <param name="signature">The signature.</param>
    /// <param name="signatures">The verifier of algorithms that .NET does not implement.</param>
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

    /// <summary>
    /// Returns the length of this key's signatures, in bytes; 0 when the length varies, or when the key does not sign with the algorithm.
    /// </summary>
    public int SignatureBytes(SignatureAlgorithm algorithm) => _publicKey?.SignatureBytes(algorithm) ?? 0;

    /// <summary>Returns whether the key is valid at a time.</summary>
    public bool IsValidAt(DateTimeOffset time) => _publicKey is null || (time >= _publicKey.NotBefore && time <= _publicKey.NotAfter);

    /// <summary>
    /// Returns whether this is a public key that may verify a token: its kind fits the algorithm, and its id is the one that the token
    /// names.
    /// </summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="isNamed">Whether the token names a key.</param>
    /// <param name="keyId">The key id that the token names.</param>
    public bool FitsToken(JwsAlgorithm algorithm, bool isNamed, ReadOnlySpan<byte> keyId) =>
        _publicKey is not null && _publicKey.FitsToken(algorithm, isNamed, keyId);

    /// <summary>Returns whether the signature is this key's signature of a token.</summary>
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
