namespace CallbackGen.AspNetCore;

/// <summary>The public URL of one endpoint, in place of the application's.</summary>
internal sealed record PublicUrlMetadata(string Url);
