namespace CallbackGen;

/// <summary>How long a secret has to be.</summary>
/// <param name="Bytes">So many bytes, or there is a warning.</param>
/// <param name="Algorithm">The algorithm of tokens that asks for it, or null.</param>
internal readonly record struct KeyStrength(int Bytes, string? Algorithm)
{
    private const int ErrorBelowBytes = 16;

    /// <summary>What any secret is held to: 256 bits, the strength that HMAC with SHA-256 has at the most.</summary>
    public static readonly KeyStrength Ordinary = new(32, null);

    /// <summary>
    /// What a feed asks of a key. A key of HS384 and HS512 "MUST" be as long as the hash (RFC 7518, section 3.2). An HMAC outside
    /// of tokens has no such rule: RFC 2104, section 3, discourages shorter keys, yet with 32 random bytes nobody guesses one,
    /// and most providers give no more.
    /// </summary>
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

    /// <summary>What is wrong with a secret of a length, or null.</summary>
    /// <param name="id">The key's name and the value's position.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="allowWeakKey">The reason why a short one is accepted, or null.</param>
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
