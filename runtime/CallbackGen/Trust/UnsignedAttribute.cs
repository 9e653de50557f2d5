namespace CallbackGen;

/// <summary>
/// Marks a payload member that the provider's signature does not cover: whoever saw one genuine callback can send
/// another with a different value. The compiler derives it from the schema's <c>verify</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UnsignedAttribute : Attribute;

/// <summary>Marks a payload member with personal or card data: redacted in <c>ToString()</c>, never to be logged.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SensitiveAttribute : Attribute;
