namespace CallbackGen.AspNetCore;

/// <summary>The configured keys of a feed, to which keys are added at run time.</summary>
internal readonly record struct ConfiguredKeys(CallbackKeys Keys, string KeySet, string? AllowWeakKey);
