using Microsoft.CodeAnalysis;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>What a status is asked.</summary>
/// <param name="Place">The question.</param>
/// <param name="Condition">The condition that answers it in the handler, or the case of a switch.</param>
/// <param name="Holds">The value of the condition where the status is one of the names.</param>
/// <param name="Names">The statuses that it is compared with, as C# names them.</param>
/// <param name="Search">How a part of the status is looked for, in words; null when all of it is compared.</param>
internal sealed record StatusTest(IOperation Place, IOperation Condition, bool Holds, IReadOnlyList<string> Names, string? Search = null)
{
    /// <summary>Whether the condition has that value where the status is one of the names, and nowhere else.</summary>
    public bool IsOnly { get; init; } = true;
}
