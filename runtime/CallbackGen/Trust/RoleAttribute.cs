namespace CallbackGen;

/// <summary>
/// Marks the payload member that plays a role, for tools that read code. At run time <see cref="CallbackMessage.GetRole"/>
/// gives its text.
/// </summary>
/// <param name="role">The role that the schema's <c>roles</c> gave to the member.</param>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
public sealed class RoleAttribute(CallbackRole role) : Attribute
{
    /// <summary>The role.</summary>
    public CallbackRole Role { get; } = role;

    /// <summary>Whether the schema lets the member have one value only, so that reading it decides nothing.</summary>
    public bool IsConstant { get; init; }
}
