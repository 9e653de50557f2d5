namespace CallbackGen.AspNetCore;

/// <summary>The name of a fetched key, with its source.</summary>
internal readonly record struct FetchedKey(string Name, FetchedKeys Source);
