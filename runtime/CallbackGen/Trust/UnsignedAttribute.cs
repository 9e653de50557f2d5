namespace CallbackGen;

/// <summary>
/// Marks a payload member that the provider's signature does not cover: an attacker who saw one genuine callback can send another with a
/// different value. The generator derives the attribute from the schema's <c>verify</c>.
/// </summary>
/// <remarks>
/// On the record of an event it marks that the callback is this event, and not its members: the signature covers them, but not what names
/// the event, and a genuine payload of another event can be read as this one. Do not act on the event alone, or compare the state at the
/// provider.
/// </remarks>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class)]
public sealed class UnsignedAttribute : Attribute;

/// <summary>Marks a payload member with personal or card data. <c>ToString()</c> redacts its value; do not log it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SensitiveAttribute : Attribute;
