using CallbackGen.Definitions;

namespace CallbackGen.Verification;

/// <summary>A parsed token header that needs no extension, and its algorithm.</summary>
internal sealed record KnownTokenHeader(byte[] Json, JwsAlgorithm Algorithm);
