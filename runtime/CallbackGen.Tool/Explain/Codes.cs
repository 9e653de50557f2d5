using System.Security.Cryptography;
using CallbackGen.Definitions;
using CallbackGen.Ed25519;

namespace CallbackGen.Tool.Explain;

/// <summary>A signature in the request that matches an observed message under a key.</summary>
/// <param name="Scheme">The index of the scheme that made the message.</param>
/// <param name="Algorithm">The algorithm, as schemas write it.</param>
/// <param name="Signature">The signature, at any source of the request.</param>
internal sealed record CodeMatch(int Scheme, string Algorithm, ReceivedSignature Signature);

/// <summary>
/// Computes MACs and digests of observed messages with algorithms other than the schema's, and looks them up in the request.
/// </summary>
internal static class Codes
{
    private const int MinPublicKeySignatureBytes = 40;
    private const int MaxPublicKeySignatures = 8;

    private static readonly (string Word, MacAlgorithm Algorithm)[] Macs =
    [
        ("sha256", MacAlgorithm.HmacSha256),
        ("sha512", MacAlgorithm.HmacSha512),
        ("sha1", MacAlgorithm.HmacSha1),
        ("sha384", MacAlgorithm.HmacSha384),
        ("md5", MacAlgorithm.HmacMd5),
    ];

    private static readonly (string Word, HashAlgorithmName Algorithm)[] Digests =
    [
        ("sha256", HashAlgorithmName.SHA256),
        ("sha512", HashAlgorithmName.SHA512),
        ("sha1", HashAlgorithmName.SHA1),
        ("sha384", HashAlgorithmName.SHA384),
        ("md5", HashAlgorithmName.MD5),
    ];

    private static readonly (string Word, SignatureAlgorithm Algorithm)[] PublicKey =
    [
        ("rsa-sha256", SignatureAlgorithm.RsaPkcs1Sha256),
        ("rsa-sha1", SignatureAlgorithm.RsaPkcs1Sha1),
        ("rsa-sha512", SignatureAlgorithm.RsaPkcs1Sha512),
        ("rsa-sha384", SignatureAlgorithm.RsaPkcs1Sha384),
        ("rsa-pss-sha256", SignatureAlgorithm.RsaPssSha256),
        ("rsa-pss-sha384", SignatureAlgorithm.RsaPssSha384),
        ("rsa-pss-sha512", SignatureAlgorithm.RsaPssSha512),
        ("ecdsa-sha256", SignatureAlgorithm.EcdsaSha256),
        ("ecdsa-sha384", SignatureAlgorithm.EcdsaSha384),
        ("ecdsa-sha512", SignatureAlgorithm.EcdsaSha512),
        ("ecdsa-raw-sha256", SignatureAlgorithm.EcdsaRawSha256),
        ("ecdsa-raw-sha384", SignatureAlgorithm.EcdsaRawSha384),
        ("ecdsa-raw-sha512", SignatureAlgorithm.EcdsaRawSha512),
        ("ed25519", SignatureAlgorithm.Ed25519),
    ];

    /// <summary>Finds the signatures of a request that match an observed message under any algorithm.</summary>
    /// <param name="feed">The feed, which declares the kind of each scheme.</param>
    /// <param name="proof">The observed message.</param>
    /// <param name="keys">The keys that are tried.</param>
    /// <param name="table">The signatures of the request.</param>
    public static IEnumerable<CodeMatch> Find(CallbackFeed feed, SeenProof proof, CallbackKeys keys, SignatureTable table)
    {
        // The observer does not see the signed bytes of a token.
        if (feed.Definition.Proofs.ElementAtOrDefault(proof.Place.Scheme) is not { } scheme || proof.Message.Length == 0)
            return [];
        var key = proof.KeyId is null ? null : keys.Find(proof.KeyId);
        return scheme.Scheme switch
        {
            "hmac" when key is not null => Macs.SelectMany(mac =>
                table.Find(Mac(key, mac.Algorithm, proof.Message)).Select(found => new CodeMatch(proof.Place.Scheme, mac.Word, found))
            ),
            "digest" => Digests.SelectMany(digest =>
                table
                    .Find(CryptographicOperations.HashData(digest.Algorithm, proof.Message))
                    .Select(found => new CodeMatch(proof.Place.Scheme, digest.Word, found))
            ),
            "signature" when key is not null => OfPublicKey(key, proof, table),
            _ => [],
        };
    }

    private static IEnumerable<CodeMatch> OfPublicKey(CallbackKey key, SeenProof proof, SignatureTable table) =>
        table
            .All.Where(signature => signature.Bytes.Length >= MinPublicKeySignatureBytes)
            .Take(MaxPublicKeySignatures)
            .SelectMany(signature =>
                PublicKey
                    .Where(algorithm => key.Verifies(algorithm.Algorithm, proof.Message, signature.Bytes, Ed25519Signatures.Instance))
                    .Select(algorithm => new CodeMatch(proof.Place.Scheme, algorithm.Word, signature))
            );

    private static byte[] Mac(CallbackKey key, MacAlgorithm algorithm, byte[] message)
    {
        var mac = new byte[CallbackKey.MaxMacBytes];
        return key.TryComputeMac(algorithm, message, mac, out var length) ? mac[..length] : [];
    }
}
