namespace CallbackGen;

/// <summary>Why a callback was refused. Everything in it is safe to log: it holds no text of the request.</summary>
/// <param name="Reason">The kind of refusal.</param>
/// <param name="Where">
/// The place: a source as the schema writes it (<c>header:X-Signature</c>, <c>body:/data</c>, <c>claim:exp</c>) or a
/// JSON pointer (RFC 6901) into the payload, made of declared names only (<c>*</c> stands for an undeclared one).
/// Empty when the request as a whole is meant.
/// </param>
/// <param name="Detail">What is wrong, in words that hold no value of the request.</param>
public sealed record CallbackRejection(CallbackRejectionReason Reason, string Where, string Detail)
{
    internal static CallbackRejection NotVerified { get; } = new(CallbackRejectionReason.SignatureMissing, "", "nothing was verified");

    internal static CallbackRejection NotRead { get; } = new(CallbackRejectionReason.Malformed, "", "is no payload of this feed");

    internal static CallbackRejection SchemaInvalid { get; } =
        new(CallbackRejectionReason.SchemaInvalid, "", "the feed's schema file has errors");

    /// <summary>The ids of the keys that were tried, for example <c>hashKey[0]</c>; empty when none was. Of one that <see cref="IsProven"/>, that of the key that proved it.</summary>
    public IReadOnlyList<string> KeysTried { get; init; } = [];

    /// <summary>
    /// Whether the callback's proof held, all steps of it, before something else was found wrong. Then the sender is genuine
    /// and the schema does not fit what is sent, or the callback is late, so that somebody has to look. Always <see langword="false"/>
    /// where nothing is signed, or the proof covers nothing of the payload.
    /// </summary>
    public bool IsProven { get; init; }

    /// <summary>
    /// Of a callback that is genuine and late, and wrong in nothing else: the time as of which the same request verifies, which is its
    /// own signed time, or the last before its token expired. <see langword="null"/> for everything else.
    /// </summary>
    internal DateTimeOffset? VerifiesAt { get; init; }

    /// <summary>
    /// Whether the request names a key that is not among those there are: those that are fetched may have been changed. Where
    /// no key is found because of that, the sender is at fault and not the configuration.
    /// </summary>
    internal bool IsKeyUnknown { get; init; }

    /// <inheritdoc />
    public override string ToString() => Where.Length == 0 ? $"{Reason}: {Detail}" : $"{Reason} at {Where}: {Detail}";
}

/// <summary>A callback was refused where the caller asked for an exception.</summary>
/// <param name="rejection">Why.</param>
public sealed class CallbackRejectedException(CallbackRejection rejection) : Exception(rejection.ToString())
{
    /// <summary>Why the callback was refused.</summary>
    public CallbackRejection Rejection { get; } = rejection;
}
