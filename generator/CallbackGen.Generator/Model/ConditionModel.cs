namespace CallbackGen.Generator.Model;

/// <summary>What a request must look like at one place, read from bytes that nobody verified.</summary>
/// <param name="Source">The place.</param>
/// <param name="Kind">What is asked of it.</param>
/// <param name="Values">The texts of which it must be one; none unless the kind is <see cref="ConditionKind.Equal"/>.</param>
internal sealed record ConditionModel(SourceModel Source, ConditionKind Kind, EquatableArray<string> Values);

internal enum ConditionKind
{
    Equal,

    /// <summary>Not there, null or an empty text: a message that writes members does not tell these apart.</summary>
    Absent,
    Present,
}
