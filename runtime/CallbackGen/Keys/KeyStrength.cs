using CallbackGen.Definitions;

namespace CallbackGen;

/// <summary>The required length of a secret.</summary>
/// <param name="Bytes">The length in bytes below which there is a warning.</param>
/// <param name="Algorithm">The token algorithm that requires the length, or null.</param>
internal readonly record struct KeyStrength(int Bytes, string? Algorithm)
{
    private const int ErrorBelowBytes = 16;

    /// <summary>The requirement on every secret: 256 bits, the largest strength of HMAC with SHA-256.</summary>
    public static readonly KeyStrength Ordinary = new(32, null);

    /// <summary>Returns the requirement of a feed on a key.</summary>
    /// <remarks>
    /// A key of HS384 and HS512 "MUST" be as long as the hash (RFC 7518, section 3.2). An HMAC outside of tokens has no such rule: RFC
    /// 2104, section 3, only discourages shorter keys. A key of 32 random bytes cannot be guessed, and most providers issue no longer ones.
    /// </remarks>
    public static KeyStrength Of(CallbackFeedDefinition feed, CallbackKeyDefinition key)
    {
        var most = Ordinary;
        foreach (var proof in feed.Proofs)
        {
            if (proof.Scheme != "jwt" || !proof.Keys.Contains(key.Name))
                continue;
            foreach (var algorithm in proof.Algorithms)
            {
                var bytes = algorithm switch
                {
                    "HS384" => 48,
                    "HS512" => 64,
                    _ => 0,
                };
                if (bytes > most.Bytes)
                    most = new(bytes, algorithm);
            }
        }

        return most;
    }

    /// <summary>Returns the problem of a secret that is too short, or null.</summary>
    /// <param name="id">The key's name and the value's index.</param>
    /// <param name="length">The secret's length in bytes.</param>
    /// <param name="allowWeakKey">The reason why a short secret is accepted, or null.</param>
    public CallbackKeyProblem? Check(string id, int length, string? allowWeakKey)
    {
        if (length >= Bytes || !string.IsNullOrWhiteSpace(allowWeakKey))
            return null;
        var isError = length < ErrorBelowBytes;
        var bound = (isError, Algorithm) switch
        {
            (true, _) => $"{ErrorBelowBytes} bytes",
            (_, null) => $"{Bytes} bytes",
            _ => $"the {Bytes} bytes that {Algorithm} asks for (RFC 7518, section 3.2)",
        };
        return new(id, isError, $"is shorter than {bound}: ask the provider for a longer one, or state in AllowWeakKey why it is accepted");
    }
}
