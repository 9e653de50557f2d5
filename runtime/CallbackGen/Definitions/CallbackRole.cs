namespace CallbackGen;

/// <summary>The business meaning of a member, assigned by the schema's <c>roles</c>.</summary>
public enum CallbackRole
{
    /// <summary>The merchant's or the provider's reference of the payment.</summary>
    Reference = 1,

    /// <summary>Whether the payment was made.</summary>
    Status,

    /// <summary>The amount of the payment.</summary>
    Amount,

    /// <summary>The currency of the amount.</summary>
    Currency,
}
