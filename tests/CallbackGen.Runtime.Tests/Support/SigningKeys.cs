using System.Security.Cryptography;
using CallbackGen.Definitions;

namespace CallbackGen.Runtime.Tests.Support;

/// <summary>A provider's private keys, created once, and its signatures.</summary>
internal static class SigningKeys
{
    public static RSA Rsa { get; } = RSA.Create(2048);

    public static RSA OtherRsa { get; } = RSA.Create(2048);

    public static ECDsa P256 { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static ECDsa P384 { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP384);

    public static ECDsa P521 { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP521);

    public static AsymmetricAlgorithm Of(JwsAlgorithm algorithm) =>
        algorithm switch
        {
            JwsAlgorithm.ES256 => P256,
            JwsAlgorithm.ES384 => P384,
            JwsAlgorithm.ES512 => P521,
            _ => Rsa,
        };

    /// <summary>A compact JWS; the header contains the algorithm unless a header is given.</summary>
    public static string Token(JwsAlgorithm algorithm, string payload, string? header = null, AsymmetricAlgorithm? key = null)
    {
        var input = $"{Given.Base64Url(Given.Utf8(header ?? $$"""{"alg":"{{algorithm}}"}"""))}.{Given.Base64Url(Given.Utf8(payload))}";
        return $"{input}.{Given.Base64Url(Sign(algorithm, Given.Utf8(input), key))}";
    }

    /// <summary>A signature; with a salt of the hash's length in PSS, and with concatenated r and s in ECDSA (RFC 7518).</summary>
    public static byte[] Sign(JwsAlgorithm algorithm, byte[] input, AsymmetricAlgorithm? key = null) =>
        (key ?? Of(algorithm)) switch
        {
            RSA rsa => rsa.SignData(
                input,
                HashOf(algorithm),
                algorithm >= JwsAlgorithm.PS256 ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1
            ),
            ECDsa ecdsa => ecdsa.SignData(input, HashOf(algorithm)),
            _ => throw new ArgumentException("No such key."),
        };

    public static string Jwk(AsymmetricAlgorithm key, string more = "") =>
        key switch
        {
            RSA rsa when rsa.ExportParameters(false) is var numbers =>
                $$"""{"kty":"RSA","n":"{{Given.Base64Url(numbers.Modulus!)}}","e":"{{Given.Base64Url(numbers.Exponent!)}}"{{more}}}""",
            ECDsa ecdsa when ecdsa.ExportParameters(false).Q is var point => $$"""{"kty":"EC","crv":"P-{{ecdsa.KeySize}}","""
                + $"\"x\":\"{Given.Base64Url(point.X!)}\",\"y\":\"{Given.Base64Url(point.Y!)}\"{more}}}",
            _ => throw new ArgumentException("No such key."),
        };

    public static string Jwks(params string[] keys) => $$"""{"keys":[{{string.Join(',', keys)}}]}""";

    private static HashAlgorithmName HashOf(JwsAlgorithm algorithm) =>
        (((int)algorithm - 1) % 3) switch
        {
            0 => HashAlgorithmName.SHA256,
            1 => HashAlgorithmName.SHA384,
            _ => HashAlgorithmName.SHA512,
        };
}
