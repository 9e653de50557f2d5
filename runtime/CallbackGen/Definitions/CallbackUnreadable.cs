namespace CallbackGen.Definitions;

/// <summary>
/// The answer to a callback whose proof succeeds but which the schema does not accept (<see cref="CallbackRejection.IsProven"/>), once it
/// is stored where a person looks at it. A callback that is not stored is refused, regardless of this value.
/// </summary>
public enum CallbackUnreadable
{
    /// <summary>Asks the provider to redeliver the callback: 503 with <c>Retry-After</c> (RFC 9110, sections 10.2.3 and 15.6.4).</summary>
    Retry = 0,

    /// <summary>Acknowledges the callback like a handled one, so that the provider does not redeliver it.</summary>
    Acknowledge = 1,
}
