using System.Globalization;
using CallbackGen.Definitions;

namespace CallbackGen.Verification;

/// <summary>
/// The lengths of signatures. When an algorithm has a fixed length, another length indicates a mistake in a schema: another hash, or
/// another encoding. A rejection that states a length contains no text of the signature.
/// </summary>
internal static class SignatureLengths
{
    /// <summary>Returns the length of a MAC, in bytes.</summary>
    public static int Of(MacAlgorithm algorithm) =>
        algorithm switch
        {
            MacAlgorithm.HmacMd5 => 16,
            MacAlgorithm.HmacSha1 => 20,
            MacAlgorithm.HmacSha256 => 32,
            MacAlgorithm.HmacSha384 => 48,
            _ => 64,
        };

    /// <summary>Returns the length of a digest, in bytes.</summary>
    public static int Of(DigestAlgorithm algorithm) =>
        algorithm switch
        {
            DigestAlgorithm.Md5 => 16,
            DigestAlgorithm.Sha1 => 20,
            DigestAlgorithm.Sha256 => 32,
            DigestAlgorithm.Sha384 => 48,
            _ => 64,
        };

    /// <summary>Describes a signature with another length than the algorithm's.</summary>
    public static string IsNot(int bytes, int expected) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"is {bytes} bytes long, and the algorithm makes {expected}: its hash or its encoding is another than the schema states"
        );

    /// <summary>Describes a text that cannot be decoded.</summary>
    /// <param name="characters">Its length; 0 when there was no text to decode.</param>
    /// <param name="encoding">The expected encoding.</param>
    /// <param name="proof">The scheme that it belongs to, when it is known.</param>
    public static string IsNoText(int characters, SignatureEncoding encoding, CallbackProof? proof)
    {
        const string Form = "contains no signature of the declared form";
        if (characters == 0)
            return Form;
        var expected = proof is null ? 0 : Characters(Of(proof), encoding);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Form}: {characters} characters are not {Name(encoding)}{(expected == 0 ? "" : $", of which the algorithm makes {expected}")}"
        );
    }

    /// <summary>Returns the length of a scheme's signatures, in bytes; 0 when it depends on the key.</summary>
    private static int Of(CallbackProof proof) =>
        (proof is { Scheme: "hmac" or "digest", Algorithms: [var algorithm, ..] } ? algorithm : null) switch
        {
            "md5" => 16,
            "sha1" => 20,
            "sha256" => 32,
            "sha384" => 48,
            "sha512" => 64,
            _ => 0,
        };

    private static int Characters(int bytes, SignatureEncoding encoding) =>
        encoding switch
        {
            SignatureEncoding.Hex => bytes * 2,
            SignatureEncoding.Base64Hex => ((bytes * 2) + 2) / 3 * 4,
            _ => (bytes + 2) / 3 * 4,
        };

    private static string Name(SignatureEncoding encoding) =>
        encoding switch
        {
            SignatureEncoding.Hex => "hex",
            SignatureEncoding.Base64 => "base64",
            SignatureEncoding.Base64Url => "base64url",
            _ => "base64 of hex",
        };
}
