namespace CallbackGen;

/// <summary>The answer that makes the provider stop redelivering.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">The body's media type, or null.</param>
/// <param name="Body">The body, or empty.</param>
public sealed record CallbackAcknowledgement(int Status = 200, string? ContentType = null, string Body = "")
{
    /// <summary>The headers (RFC 9110, section 5) that the schema states, in its order; each name appears once.</summary>
    public IReadOnlyList<CallbackAnswerHeader> Headers { get; init; } = [];

    /// <summary>Returns whether two answers are equal, with their headers in the same order.</summary>
    /// <param name="other">The other answer.</param>
    /// <returns><see langword="true"/> when they are equal.</returns>
    public bool Equals(CallbackAcknowledgement? other) =>
        other is not null
        && Status == other.Status
        && ContentType == other.ContentType
        && Body == other.Body
        && Headers.SequenceEqual(other.Headers);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Status, ContentType, Body, Headers.Count);
}

/// <summary>A header of an answer.</summary>
/// <param name="Name">Its name, as the schema writes it.</param>
/// <param name="Value">Its value: visible ASCII and spaces, without line breaks.</param>
public sealed record CallbackAnswerHeader(string Name, string Value);
