namespace CallbackGen.AspNetCore;

/// <summary>The keys to verify one request with, and where those among them are from that were fetched.</summary>
internal readonly record struct ResolvedKeys(CallbackKeys Keys, IReadOnlyList<FetchedKey> Fetched)
{
    /// <summary>Tells that a callback was verified with them.</summary>
    public void HaveVerified()
    {
        foreach (var fetched in Fetched)
            fetched.Source.Verified();
    }
}
