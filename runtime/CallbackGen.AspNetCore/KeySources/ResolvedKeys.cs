namespace CallbackGen.AspNetCore;

/// <summary>The keys with which one request is verified, and the sources of those that were fetched.</summary>
internal readonly record struct ResolvedKeys(CallbackKeys Keys, IReadOnlyList<FetchedKey> Fetched)
{
    /// <summary>Records that a callback was verified with these keys.</summary>
    public void HaveVerified()
    {
        foreach (var fetched in Fetched)
            fetched.Source.Verified();
    }
}
