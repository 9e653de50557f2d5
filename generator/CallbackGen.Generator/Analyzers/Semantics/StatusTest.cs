using Microsoft.CodeAnalysis;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>A test of a status.</summary>
/// <param name="Place">The operation that tests.</param>
/// <param name="Condition">The condition in the handler with the result of the test, or the case of a switch.</param>
/// <param name="Holds">The value of the condition where the status is one of the names.</param>
/// <param name="Names">The statuses with which it is compared, as C# names.</param>
/// <param name="Search">The search for a part of the status, in words; null when the whole status is compared.</param>
internal sealed record StatusTest(IOperation Place, IOperation Condition, bool Holds, IReadOnlyList<string> Names, string? Search = null)
{
    /// <summary>Whether the condition has that value where the status is one of the names, and nowhere else.</summary>
    public bool IsOnly { get; init; } = true;
}
