namespace CallbackGen;

/// <summary>
/// Marks the payload member that has a role, for code analysis. At run time <see cref="CallbackMessage.GetRole"/> returns the member's
/// text.
/// </summary>
/// <param name="role">The role that the schema's <c>roles</c> assign to the member.</param>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
public sealed class RoleAttribute(CallbackRole role) : Attribute
{
    /// <summary>The role.</summary>
    public CallbackRole Role { get; } = role;

    /// <summary>Whether the schema allows the member a single value only, so that reading it decides nothing.</summary>
    public bool IsConstant { get; init; }
}
