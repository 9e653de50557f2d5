using System.Security.Cryptography;

namespace CallbackGen.Tool.Infer;

/// <summary>Computes hashes by their names in schemas, including weak ones, which some providers use.</summary>
internal static class Hashing
{
    /// <summary>The names, the usual ones first.</summary>
    public static readonly string[] Names = ["sha256", "sha1", "sha512", "md5", "sha384"];

    public static HashAlgorithmName NameOf(string hash) =>
        hash switch
        {
            "md5" => HashAlgorithmName.MD5,
            "sha1" => HashAlgorithmName.SHA1,
            "sha256" => HashAlgorithmName.SHA256,
            "sha384" => HashAlgorithmName.SHA384,
            _ => HashAlgorithmName.SHA512,
        };

    /// <summary>Returns the length of a hash, in bytes.</summary>
    public static int LengthOf(string hash) =>
        hash switch
        {
            "md5" => 16,
            "sha1" => 20,
            "sha256" => 32,
            "sha384" => 48,
            _ => 64,
        };

    public static byte[] Of(string hash, ReadOnlySpan<byte> bytes) => CryptographicOperations.HashData(NameOf(hash), bytes);

    /// <summary>Returns the hash as lower-case hex.</summary>
    public static string HexOf(string hash, ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(Of(hash, bytes));
}
