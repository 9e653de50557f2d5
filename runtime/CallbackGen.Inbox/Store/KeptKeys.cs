namespace CallbackGen.Inbox;

/// <summary>The keys that verified a request, as a store keeps them for as long as a request refers to them: bytes that only the inbox reads.</summary>
/// <param name="Id">Their id: the same keys have the same.</param>
/// <param name="Fingerprint">Names the values that verified it, separated by spaces; empty where none did.</param>
/// <param name="Content">The keys, encrypted. It comes back byte for byte.</param>
/// <param name="IsRevoked">Whether somebody has revoked one of the values. It is the store that says so, and it stays.</param>
public sealed record KeptKeys(string Id, string Fingerprint, ReadOnlyMemory<byte> Content, bool IsRevoked)
{
    /// <summary>No text of a key.</summary>
    /// <returns>A text for people.</returns>
    public override string ToString() => $"{Id}{(IsRevoked ? ", revoked" : "")}";
}
