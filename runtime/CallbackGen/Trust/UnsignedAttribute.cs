namespace CallbackGen;

/// <summary>
/// Marks a payload member that the provider's signature does not cover: an attacker who saw one genuine callback can send another with a
/// different value. The generator derives the attribute from the schema's <c>verify</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UnsignedAttribute : Attribute;

/// <summary>Marks a payload member with personal or card data. <c>ToString()</c> redacts its value; do not log it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SensitiveAttribute : Attribute;
