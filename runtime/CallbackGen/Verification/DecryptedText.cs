using System.ComponentModel;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

/// <summary>
/// A text that was decrypted by AES-GCM (NIST SP 800-38D) and whose tag matched. It does not prove the sender, which the earlier steps do.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class DecryptedText
{
    private const int NonceBytes = 12; // NIST SP 800-38D, section 8.2.1: other lengths are hashed, which weakens them
    private const int TagBytes = 16;

    private readonly FeedTurn _turn;
    private State _state;

    internal DecryptedText(FeedTurn turn) => _turn = turn;

    internal ReadOnlySpan<byte> Written => _state.Plaintext.Written;

    /// <summary>
    /// Decrypts with each configured value of a key until the tag matches; see <see cref="CallbackVerification.DecryptAesGcm"/>.
    /// </summary>
    internal bool Decrypt(WireValue ciphertext, string key, WireValue nonce, WireValue associatedData, WireValue tag, bool hasTag)
    {
        Forget();
        if (_turn.IsRejected)
            return false;
        if (ciphertext.Kind is WireKind.Absent or WireKind.Null)
            return _turn.Reject(CallbackRejectionReason.MissingMember, ciphertext.Source, "is required");
        if (associatedData.Kind is WireKind.Composite or WireKind.Invalid)
            return Reject(ciphertext, "has associated data that is no text, or cannot be decoded as the schema says");
        var encrypted = ciphertext.Utf8;
        var seal = tag.Utf8;
        if (!hasTag && encrypted.Length >= TagBytes)
        {
            seal = encrypted[^TagBytes..];
            encrypted = encrypted[..^TagBytes];
        }

        if (!ciphertext.IsScalar || nonce.Utf8.Length != NonceBytes || seal.Length != TagBytes)
            return Reject(ciphertext, "has no ciphertext, nonce of 12 bytes and tag of 16 bytes as the schema says");
        if (!_turn.TryGetKeys(key, out var keys))
            return false;
        var plaintext = _state.Plaintext.Reserve(encrypted.Length);
        foreach (var value in keys)
        {
            if (!value.TryDecrypt(nonce.Utf8, encrypted, seal, plaintext, associatedData.Utf8))
                continue;
            _state.Plaintext.Advance(encrypted.Length);
            return true;
        }

        return Reject(ciphertext, "was not encrypted with a configured key");
    }

    internal void Forget() => _state.Plaintext.Clear();

    internal void Dispose()
    {
        _state.Plaintext.Dispose();
        _state = default;
    }

    private bool Reject(WireValue ciphertext, string detail) =>
        _turn.Reject(CallbackRejectionReason.DecryptionFailed, ciphertext.Source, detail);

    private struct State
    {
        public PooledBytes Plaintext;
    }
}
