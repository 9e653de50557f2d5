namespace CallbackGen;

/// <summary>
/// How a callback is answered whose proof holds and which the schema does not accept (<see cref="CallbackRejection.IsProven"/>), once it
/// is kept where a person looks at it. One that is not kept is refused whatever this says.
/// </summary>
public enum CallbackUnreadable
{
    /// <summary>The provider is asked to come again: 503 with <c>Retry-After</c> (RFC 9110, sections 10.2.3 and 15.6.4).</summary>
    Retry = 0,

    /// <summary>It is acknowledged as one that was handled, so that the provider does not come again.</summary>
    Acknowledge = 1,
}
