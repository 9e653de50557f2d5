using CallbackGen.Reading;

namespace CallbackGen.Verification;

public sealed partial class CallbackVerification
{
    private const int NonceBytes = 12; // NIST SP 800-38D, section 8.2.1: other lengths are hashed, which weakens them
    private const int TagBytes = 16;

    /// <summary>
    /// Decrypts the payload by AES-GCM (NIST SP 800-38D) with each configured value of a key. The text that results is kept
    /// for <see cref="ReadPlaintext"/> only when its tag holds. It proves no sender: that is what the steps before are for.
    /// </summary>
    /// <param name="ciphertext">The encrypted bytes; their last 16 are the tag unless it has a place of its own.</param>
    /// <param name="key">The key's name in the schema.</param>
    /// <param name="nonce">12 bytes.</param>
    /// <param name="associatedData">What is authenticated besides; absent or null is nothing.</param>
    /// <param name="tag">The tag, 16 bytes, when it has a place of its own.</param>
    /// <param name="hasTag">Whether the schema gives it one: where it is missing, nothing else takes its place.</param>
    /// <returns><see langword="false"/> when the callback is rejected.</returns>
    public bool DecryptAesGcm(
        WireValue ciphertext, string key, WireValue nonce, WireValue associatedData = default, WireValue tag = default, bool hasTag = false)
    {
        _state.Plaintext.Clear();
        _state.IsDecrypted = false;
        EndProof();
        if (IsRejected)
            return false;
        if (ciphertext.Kind is WireKind.Absent or WireKind.Null)
            return Reject(CallbackRejectionReason.MissingMember, ciphertext.Source, "is required");
        if (associatedData.Kind is WireKind.Composite or WireKind.Invalid)
            return RejectCipher(ciphertext.Source, "has associated data that is no text, or cannot be decoded as the schema says");
        var encrypted = ciphertext.Utf8;
        var seal = tag.Utf8;
        if (!hasTag && encrypted.Length >= TagBytes)
        {
            seal = encrypted[^TagBytes..];
            encrypted = encrypted[..^TagBytes];
        }

        if (!ciphertext.IsScalar || nonce.Utf8.Length != NonceBytes || seal.Length != TagBytes)
            return RejectCipher(ciphertext.Source, "has no ciphertext, nonce of 12 bytes and tag of 16 bytes as the schema says");
        return TryDecrypt(encrypted, ciphertext.Source, key, nonce.Utf8, associatedData.Utf8, seal);
    }

    /// <summary>Reads the payload from the text that <see cref="DecryptAesGcm"/> decrypted, strictly.</summary>
    /// <typeparam name="T">The payload.</typeparam>
    /// <returns>The payload, or <see langword="null"/> when the callback is rejected.</returns>
    public T? ReadPlaintext<T>()
        where T : class, ICallbackPayload<T>
    {
        if (!IsRejected && _state.IsDecrypted)
            return ReadJsonPayload<T>(_state.Plaintext.Written, isChecked: false);
        RejectCipher("", "nothing was decrypted");
        return null;
    }

    private bool TryDecrypt(ReadOnlySpan<byte> ciphertext, ValueSource from, string key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> tag)
    {
        var keys = _state.Keys.Get(key);
        if (keys.Length == 0)
            return RejectKey(key);
        var plaintext = _state.Plaintext.Reserve(ciphertext.Length);
        foreach (var value in keys)
        {
            if (!value.TryDecrypt(nonce, ciphertext, tag, plaintext, associatedData))
                continue;
            _state.Plaintext.Advance(ciphertext.Length);
            _state.IsDecrypted = true;
            return true;
        }

        return RejectCipher(from, "is not what any configured key encrypted");
    }

    private bool RejectCipher(string where, string detail) => Reject(CallbackRejectionReason.DecryptionFailed, where, detail);

    private partial struct State
    {
        public PooledBytes Plaintext;
        public bool IsDecrypted;
    }
}
