namespace CallbackGen.Inbox;

/// <summary>
/// The keys that verified a request, stored as long as a request refers to them: bytes that only the inbox can read.
/// </summary>
/// <param name="Id">Their id: equal keys have equal ids.</param>
/// <param name="Fingerprint">The fingerprints of the values that verified it, separated by spaces; empty when none did.</param>
/// <param name="Content">The keys, encrypted. A store returns it byte for byte.</param>
/// <param name="IsRevoked">Whether one of the values was revoked. The store sets it, and it never becomes false again.</param>
public sealed record KeptKeys(string Id, string Fingerprint, ReadOnlyMemory<byte> Content, bool IsRevoked)
{
    /// <summary>Returns the id and whether it is revoked, without any text of a key.</summary>
    /// <returns>A text for people.</returns>
    public override string ToString() => $"{Id}{(IsRevoked ? ", revoked" : "")}";
}
