using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CallbackGen.Inbox;

/// <summary>
/// The inbox's own key. Keys derived from it (HKDF, RFC 5869) seal rows, encrypt secret contents, and compute names of keys.
/// </summary>
internal sealed class InboxKey
{
    /// <summary>The length of the key in bytes.</summary>
    public const int Bytes = 32;

    /// <summary>The length of a seal in bytes: half of the MAC, which RFC 2104, section 5, allows.</summary>
    public const int SealBytes = 16;

    private const int SaltBytes = 16;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly byte[] _seals;
    private readonly byte[] _contents;
    private readonly byte[] _names;

    /// <param name="key">The key, which has <see cref="Bytes"/> bytes.</param>
    public InboxKey(byte[] key) => (_seals, _contents, _names) = (Derive(key, "seals"), Derive(key, "contents"), Derive(key, "names"));

    /// <summary>Computes the seal of a row: a MAC that binds it to its request, its item index, its order and its id.</summary>
    /// <param name="digest">SHA-256 of the request's content (RFC 6234).</param>
    /// <param name="feed">The feed's name.</param>
    /// <param name="id">The row's id.</param>
    /// <param name="item">Its index among the items of the request.</param>
    /// <param name="orderKey">Its ordering key, or null.</param>
    /// <param name="isUnread">Whether it was unreadable when it was stored, so that its id does not identify an event.</param>
    /// <returns>The seal (RFC 2104).</returns>
    public byte[] Seal(ReadOnlySpan<byte> digest, string feed, string id, int item, string? orderKey, bool isUnread)
    {
        // Each text is prefixed by its length, so that different rows have different messages.
        var message = new byte[
            digest.Length + (4 * sizeof(int)) + 1 + Encoding.UTF8.GetMaxByteCount(feed.Length + id.Length + (orderKey?.Length ?? 0))
        ];
        digest.CopyTo(message);
        var rest = message.AsSpan(digest.Length);
        BinaryPrimitives.WriteInt32LittleEndian(rest, item);
        rest = Write(rest[sizeof(int)..], feed);
        rest = Write(rest, id);
        rest = Write(rest, orderKey);
        rest[0] = isUnread ? (byte)1 : (byte)0;
        rest = rest[1..];
        return HMACSHA256.HashData(_seals, message.AsSpan(0, message.Length - rest.Length))[..SealBytes];
    }

    /// <summary>
    /// Encrypts by AES-256-GCM (NIST SP 800-38D) under a fresh derived key per call, so that the limit on random nonces per key
    /// (section 8.3) is never reached.
    /// </summary>
    /// <param name="plaintext">The plaintext.</param>
    /// <param name="purpose">Its purpose, as associated data; decryption requires the same.</param>
    /// <param name="room">The number of bytes to leave free in front.</param>
    /// <returns>Salt, nonce, tag and ciphertext.</returns>
    public byte[] Encrypt(ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> purpose, int room = 0)
    {
        var sealedBytes = new byte[room + SaltBytes + NonceBytes + TagBytes + plaintext.Length];
        var parts = Parts.Of(sealedBytes.AsSpan(room));
        RandomNumberGenerator.Fill(parts.Salt);
        RandomNumberGenerator.Fill(parts.Nonce);
        using var cipher = new AesGcm(HMACSHA256.HashData(_contents, parts.Salt), TagBytes);
        cipher.Encrypt(parts.Nonce, plaintext, parts.Ciphertext, parts.Tag, purpose);
        return sealedBytes;
    }

    /// <summary>Decrypts the result of <see cref="Encrypt"/>.</summary>
    /// <returns>The plaintext; null when it was encrypted under another key or for another purpose, or was changed.</returns>
    public byte[]? Decrypt(ReadOnlySpan<byte> encrypted, ReadOnlySpan<byte> purpose)
    {
        if (encrypted.Length < SaltBytes + NonceBytes + TagBytes)
            return null;
        var parts = Parts.Of([.. encrypted]);
        var plaintext = new byte[parts.Ciphertext.Length];
        try
        {
            using var cipher = new AesGcm(HMACSHA256.HashData(_contents, parts.Salt), TagBytes);
            cipher.Decrypt(parts.Nonce, parts.Ciphertext, parts.Tag, plaintext, purpose);
            return plaintext;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    /// <summary>Computes a name that does not reveal a value: a guess of the value cannot be tested without this key.</summary>
    /// <param name="purpose">The purpose.</param>
    /// <param name="value">The value.</param>
    /// <returns>32 lower-case hexadecimal digits of an HMAC with SHA-256.</returns>
    public string Name(ReadOnlySpan<byte> purpose, ReadOnlySpan<byte> value)
    {
        // A zero byte, which no purpose contains, ends the purpose, so that no purpose is a prefix of another.
        byte[] message = [.. purpose, 0, .. value];
        return Convert.ToHexStringLower(HMACSHA256.HashData(_names, message).AsSpan(0, SealBytes));
    }

    /// <summary>Whether a text has the form of a <see cref="Name"/>.</summary>
    public static bool IsName(string text) => text.Length == 2 * SealBytes && text.All(char.IsAsciiHexDigitLower);

    private static byte[] Derive(byte[] key, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, Bytes, info: Encoding.UTF8.GetBytes($"CallbackGen.Inbox {purpose}"));

    private static Span<byte> Write(Span<byte> rest, string? text)
    {
        var written = text is null ? 0 : Encoding.UTF8.GetBytes(text, rest[sizeof(int)..]);
        BinaryPrimitives.WriteInt32LittleEndian(rest, text is null ? -1 : written);
        return rest[(sizeof(int) + written)..];
    }

    private readonly ref struct Parts
    {
        public Span<byte> Salt { get; private init; }

        public Span<byte> Nonce { get; private init; }

        public Span<byte> Tag { get; private init; }

        public Span<byte> Ciphertext { get; private init; }

        public static Parts Of(Span<byte> bytes) =>
            new()
            {
                Salt = bytes[..SaltBytes],
                Nonce = bytes.Slice(SaltBytes, NonceBytes),
                Tag = bytes.Slice(SaltBytes + NonceBytes, TagBytes),
                Ciphertext = bytes[(SaltBytes + NonceBytes + TagBytes)..],
            };
    }
}
