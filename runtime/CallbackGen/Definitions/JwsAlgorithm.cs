namespace CallbackGen.Definitions;

/// <summary>The token algorithms that a schema can pin (RFC 7518, section 3.1). <c>none</c> is not one of them.</summary>
public enum JwsAlgorithm
{
    /// <summary>HMAC with SHA-256.</summary>
    HS256 = 1,

    /// <summary>HMAC with SHA-384.</summary>
    HS384,

    /// <summary>HMAC with SHA-512.</summary>
    HS512,

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256.</summary>
    RS256,

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-384.</summary>
    RS384,

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-512.</summary>
    RS512,

    /// <summary>RSASSA-PSS with SHA-256 and a salt of the hash's length.</summary>
    PS256,

    /// <summary>RSASSA-PSS with SHA-384 and a salt of the hash's length.</summary>
    PS384,

    /// <summary>RSASSA-PSS with SHA-512 and a salt of the hash's length.</summary>
    PS512,

    /// <summary>ECDSA on P-256 with SHA-256.</summary>
    ES256,

    /// <summary>ECDSA on P-384 with SHA-384.</summary>
    ES384,

    /// <summary>ECDSA on P-521 with SHA-512.</summary>
    ES512,

    /// <summary>Ed25519 (RFC 8032; RFC 8037, section 3.1), verified by the package CallbackGen.Ed25519.</summary>
    EdDSA,
}
