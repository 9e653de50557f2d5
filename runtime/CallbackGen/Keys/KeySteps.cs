using System.Security.Cryptography;
using System.Text;
using CallbackGen.Verification;

namespace CallbackGen;

/// <summary>
/// The steps in which a key is derived. Each wipes what it was given. Providers that derive keys by weak hashes and ciphers exist;
/// they are taken for functions under a secret here, and protect nothing by themselves.
/// </summary>
internal static class KeySteps
{
    private const int MaxBlockBytes = 16;

    /// <summary>Does a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="bytes">What the step before gave; wiped.</param>
    /// <param name="text">The step's text.</param>
    /// <returns>What it gives; <see langword="null"/> when the bytes are no key of the cipher, or the text is not whole.</returns>
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

#pragma warning disable CA5350, CA5351 // Providers that derive keys so exist; the schema says it.
    /// <summary>Whether bytes may be a key of a cipher: of its length, and none of the weak ones of DES.</summary>
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
        // The vector is zeros, as providers have it: what comes out is a key, and no secret text is hidden by it.
        return step.Cipher is KeyCipher.AesCbc or KeyCipher.TripleDesCbc
            ? cipher.EncryptCbc(text, new byte[block], padding)
            : cipher.EncryptEcb(text, padding);
    }
#pragma warning restore CA5350, CA5351

    private static byte[] Hex(byte[] bytes) => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes));
}
