using System.Security.Cryptography;
using System.Text;
using CallbackGen.Definitions;

namespace CallbackGen;

/// <summary>
/// Runs the steps of a key derivation. Each step wipes its input. Some providers derive keys by weak hashes and ciphers; here they are
/// functions of a secret, and protect nothing by themselves.
/// </summary>
internal static class KeySteps
{
    private const int MaxBlockBytes = 16;

    /// <summary>Runs a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="bytes">The result of the previous step; wiped.</param>
    /// <param name="text">The step's text.</param>
    /// <returns>
    /// The result; <see langword="null"/> when the bytes are not a key of the cipher, or when the text needs padding and the step has none.
    /// </returns>
    public static byte[]? Apply(CallbackKeyStep step, byte[] bytes, ReadOnlySpan<byte> text)
    {
        try
        {
            return step.Kind switch
            {
                CallbackKeyStepKind.Hash => Hash(step.Hash, bytes),
                CallbackKeyStepKind.HmacUnderText => Mac(step.Algorithm, text, bytes),
                CallbackKeyStepKind.HmacOfText => Mac(step.Algorithm, bytes, text),
                CallbackKeyStepKind.Encrypt => Encrypt(step, bytes, text),
                CallbackKeyStepKind.Before => [.. text, .. bytes],
                CallbackKeyStepKind.After => [.. bytes, .. text],
                _ => throw new ArgumentOutOfRangeException(nameof(step)),
            };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

#pragma warning disable CA5350, CA5351 // Some providers derive keys by these algorithms; the schema states them.
    /// <summary>Returns whether bytes can be a key of a cipher: they have its length and are not a weak DES key.</summary>
    public static bool IsKeyOf(KeyCipher cipher, byte[] bytes) =>
        cipher is KeyCipher.AesCbc or KeyCipher.AesEcb ? bytes.Length is 16 or 24 or 32 : bytes.Length == 24 && !TripleDES.IsWeakKey(bytes);

    public static byte[] Hash(CallbackKeyDerivation derivation, byte[] bytes) =>
        derivation switch
        {
            CallbackKeyDerivation.None => [.. bytes],
            CallbackKeyDerivation.Md5 => MD5.HashData(bytes),
            CallbackKeyDerivation.Md5Hex => Hex(MD5.HashData(bytes)),
            CallbackKeyDerivation.Sha1 => SHA1.HashData(bytes),
            CallbackKeyDerivation.Sha1Hex => Hex(SHA1.HashData(bytes)),
            CallbackKeyDerivation.Sha256 => SHA256.HashData(bytes),
            CallbackKeyDerivation.Sha256Hex => Hex(SHA256.HashData(bytes)),
            CallbackKeyDerivation.Sha512 => SHA512.HashData(bytes),
            CallbackKeyDerivation.Sha512Hex => Hex(SHA512.HashData(bytes)),
            CallbackKeyDerivation.Hex => Hex(bytes),
            CallbackKeyDerivation.Base64 => Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes)),
            _ => throw new ArgumentOutOfRangeException(nameof(derivation)),
        };

    private static byte[] Mac(MacAlgorithm algorithm, ReadOnlySpan<byte> key, ReadOnlySpan<byte> message) =>
        algorithm switch
        {
            MacAlgorithm.HmacMd5 => HMACMD5.HashData(key, message),
            MacAlgorithm.HmacSha1 => HMACSHA1.HashData(key, message),
            MacAlgorithm.HmacSha256 => HMACSHA256.HashData(key, message),
            MacAlgorithm.HmacSha384 => HMACSHA384.HashData(key, message),
            MacAlgorithm.HmacSha512 => HMACSHA512.HashData(key, message),
            _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
        };

    private static byte[]? Encrypt(CallbackKeyStep step, byte[] key, ReadOnlySpan<byte> text)
    {
        if (!IsKeyOf(step.Cipher, key))
            return null;
        var isAes = step.Cipher is KeyCipher.AesCbc or KeyCipher.AesEcb;
        using SymmetricAlgorithm cipher = isAes ? Aes.Create() : TripleDES.Create();
        var block = isAes ? MaxBlockBytes : 8;
        if (step.Padding == KeyPadding.None && text.Length % block != 0)
            return null;
        cipher.Key = key;
        var padding = step.Padding switch
        {
            KeyPadding.Zero => PaddingMode.Zeros,
            KeyPadding.Pkcs7 => PaddingMode.PKCS7,
            _ => PaddingMode.None,
        };
        // The initialisation vector is zero, as providers use it. This is safe here: the ciphertext is a key, and the plaintext need not
        // stay secret.
        return step.Cipher is KeyCipher.AesCbc or KeyCipher.TripleDesCbc
            ? cipher.EncryptCbc(text, new byte[block], padding)
            : cipher.EncryptEcb(text, padding);
    }
#pragma warning restore CA5350, CA5351

    private static byte[] Hex(byte[] bytes) => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes));
}
