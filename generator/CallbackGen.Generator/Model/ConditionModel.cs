namespace CallbackGen.Generator.Model;

/// <summary>A condition on the value of one source of a request, evaluated before anything is verified.</summary>
/// <param name="Source">The source of the value.</param>
/// <param name="Kind">The kind of the condition.</param>
/// <param name="Values">The accepted texts; empty unless the kind is <see cref="ConditionKind.Equal"/>.</param>
internal sealed record ConditionModel(SourceModel Source, ConditionKind Kind, EquatableArray<string> Values);

internal enum ConditionKind
{
    Equal,

    /// <summary>Absent, null or an empty text: a message that writes members does not distinguish these.</summary>
    Absent,
    Present,
}
