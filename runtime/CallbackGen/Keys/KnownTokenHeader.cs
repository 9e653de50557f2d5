namespace CallbackGen.Verification;

/// <summary>A header that was read, and found to ask for nothing but its algorithm, and the algorithm.</summary>
internal sealed record KnownTokenHeader(byte[] Json, JwsAlgorithm Algorithm);
