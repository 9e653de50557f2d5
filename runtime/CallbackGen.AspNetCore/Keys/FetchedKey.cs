namespace CallbackGen.AspNetCore;

/// <summary>A key that was fetched.</summary>
internal readonly record struct FetchedKey(string Name, FetchedKeys Source);
