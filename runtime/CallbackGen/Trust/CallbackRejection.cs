namespace CallbackGen;

/// <summary>The reason why a callback was rejected. All of it is safe to log: it contains no text of the request.</summary>
/// <param name="Reason">The kind of rejection.</param>
/// <param name="Where">
/// The location of the problem: a source as the schema writes it (<c>header:X-Signature</c>, <c>body:/data</c>, <c>claim:exp</c>), or a
/// JSON pointer (RFC 6901) into the payload. The pointer contains declared names only; <c>*</c> replaces an undeclared one. Empty when the
/// problem concerns the request as a whole.
/// </param>
/// <param name="Detail">A description of the problem that contains no value of the request.</param>
public sealed record CallbackRejection(CallbackRejectionReason Reason, string Where, string Detail)
{
    internal static CallbackRejection NotVerified { get; } = new(CallbackRejectionReason.SignatureMissing, "", "nothing was verified");

    internal static CallbackRejection NotRead { get; } = new(CallbackRejectionReason.Malformed, "", "is no payload of this feed");

    internal static CallbackRejection SchemaInvalid { get; } =
        new(CallbackRejectionReason.SchemaInvalid, "", "the feed's schema file has errors");

    /// <summary>
    /// The ids of the keys that were tried, for example <c>hashKey[0]</c>; empty when none was tried. When <see cref="IsProven"/> is
    /// <see langword="true"/>, the id of the key that proved the callback.
    /// </summary>
    public IReadOnlyList<string> KeysTried { get; init; } = [];

    /// <summary>
    /// Whether every step of the callback's proof succeeded before another problem was found. In that case the sender is genuine, and
    /// either the schema does not fit the provider's requests or the callback is late: a person has to look at it.
    /// </summary>
    /// <remarks>Always <see langword="false"/> when nothing is signed, or when the proof covers no part of the payload.</remarks>
    public bool IsProven { get; init; }

    /// <summary>
    /// For a genuine callback that is late and has no other problem: the time as of which the same request verifies, which is its own
    /// signed time or the last time before its token expired. Otherwise <see langword="null"/>.
    /// </summary>
    internal DateTimeOffset? VerifiesAt { get; init; }

    /// <summary>
    /// Whether the request names a key id that no known key has. Fetched keys may have been rotated, so the caller fetches them again. If
    /// there is still no such key, the request is at fault and not the configuration.
    /// </summary>
    internal bool IsKeyUnknown { get; init; }

    /// <inheritdoc />
    public override string ToString() => Where.Length == 0 ? $"{Reason}: {Detail}" : $"{Reason} at {Where}: {Detail}";
}

/// <summary>Thrown when a callback was rejected and the caller requested an exception.</summary>
/// <param name="rejection">The reason.</param>
public sealed class CallbackRejectedException(CallbackRejection rejection) : Exception(rejection.ToString())
{
    /// <summary>The reason why the callback was rejected.</summary>
    public CallbackRejection Rejection { get; } = rejection;
}
