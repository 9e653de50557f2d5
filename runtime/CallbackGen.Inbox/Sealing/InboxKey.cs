using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CallbackGen.Inbox;

/// <summary>The inbox's own key: what is derived of it seals rows, encrypts what is secret in them, and names keys (HKDF, RFC 5869).</summary>
internal sealed class InboxKey
{
    /// <summary>The length of the key in bytes.</summary>
    public const int Bytes = 32;

    /// <summary>The length of a seal in bytes: half of the code, as RFC 2104, section 5, has it.</summary>
    public const int SealBytes = 16;

    private const int SaltBytes = 16;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly byte[] _seals;
    private readonly byte[] _contents;
    private readonly byte[] _names;

    /// <param name="key">The key, of <see cref="Bytes"/> bytes.</param>
    public InboxKey(byte[] key) => (_seals, _contents, _names) = (Derive(key, "seals"), Derive(key, "contents"), Derive(key, "names"));

    /// <summary>Makes the seal of a row: it holds the row to its request, its place, its order and its id.</summary>
    /// <param name="digest">SHA-256 of the request's content (RFC 6234).</param>
    /// <param name="feed">The feed's name.</param>
    /// <param name="id">The row's id.</param>
    /// <param name="item">Its place among the items of the request.</param>
    /// <param name="orderKey">What it is ordered by, or null.</param>
    /// <param name="isUnread">Whether nobody had read it when it was stored: its id says nothing of an event.</param>
    /// <returns>The seal (RFC 2104).</returns>
    public byte[] Seal(ReadOnlySpan<byte> digest, string feed, string id, int item, string? orderKey, bool isUnread)
    {
        // Each text with its length, so that no two rows are one message.
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
    /// Encrypts by AES-256-GCM (NIST SP 800-38D), each time under a key of its own, so that no number of random nonces is too large for
    /// one key (section 8.3).
    /// </summary>
    /// <param name="plaintext">What is encrypted.</param>
    /// <param name="purpose">What it is, which has to be the same when it is decrypted.</param>
    /// <param name="room">How many bytes are left free in front.</param>
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

    /// <summary>Decrypts what <see cref="Encrypt"/> has encrypted.</summary>
    /// <returns>It; null when it was encrypted under another key or for another purpose, or was changed.</returns>
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

    /// <summary>Names something without telling what it is: nobody who guesses it can try the guess without this key.</summary>
    /// <param name="purpose">What it is.</param>
    /// <param name="value">The value.</param>
    /// <returns>32 lower-case hexadecimal digits of an HMAC with SHA-256.</returns>
    public string Name(ReadOnlySpan<byte> purpose, ReadOnlySpan<byte> value)
    {
        // No purpose begins another one, as each ends in the zero that none has.
        byte[] message = [.. purpose, 0, .. value];
        return Convert.ToHexStringLower(HMACSHA256.HashData(_names, message).AsSpan(0, SealBytes));
    }

    /// <summary>Whether a text has the form of what <see cref="Name"/> gives.</summary>
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
