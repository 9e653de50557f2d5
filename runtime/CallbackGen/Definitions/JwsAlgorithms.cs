using System.Text;

namespace CallbackGen.Definitions;

/// <summary>Maps the token algorithms to their names, MACs and signatures.</summary>
internal static class JwsAlgorithms
{
    private static readonly string[] Names =
    [
        "",
        "HS256",
        "HS384",
        "HS512",
        "RS256",
        "RS384",
        "RS512",
        "PS256",
        "PS384",
        "PS512",
        "ES256",
        "ES384",
        "ES512",
        "EdDSA",
    ];

    /// <summary>Finds an algorithm by its name, byte for byte; returns 0 when there is none.</summary>
    public static JwsAlgorithm Find(ReadOnlySpan<byte> name)
    {
        for (var index = 1; index < Names.Length; index++)
        {
            if (name.Length == 5 && Ascii.Equals(name, Names[index]))
                return (JwsAlgorithm)index;
        }

        return 0;
    }

    /// <summary>Returns the MAC of an algorithm; 0 when it is not an HMAC algorithm.</summary>
    public static MacAlgorithm Mac(JwsAlgorithm algorithm) =>
        algorithm switch
        {
            JwsAlgorithm.HS256 => MacAlgorithm.HmacSha256,
            JwsAlgorithm.HS384 => MacAlgorithm.HmacSha384,
            JwsAlgorithm.HS512 => MacAlgorithm.HmacSha512,
            _ => 0,
        };

    /// <summary>Returns the signature of an algorithm that is not an HMAC algorithm.</summary>
    public static SignatureAlgorithm Signature(JwsAlgorithm algorithm) =>
        algorithm switch
        {
            <= JwsAlgorithm.RS512 => SignatureAlgorithm.RsaPkcs1Sha256 + (algorithm - JwsAlgorithm.RS256),
            <= JwsAlgorithm.PS512 => SignatureAlgorithm.RsaPssSha256 + (algorithm - JwsAlgorithm.PS256),
            JwsAlgorithm.EdDSA => SignatureAlgorithm.Ed25519,
            _ => SignatureAlgorithm.EcdsaRawSha256 + (algorithm - JwsAlgorithm.ES256),
        };
}
