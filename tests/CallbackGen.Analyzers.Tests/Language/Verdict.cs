using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Schema;
using Microsoft.CodeAnalysis;

namespace CallbackGen.Analyzers.Tests.Language;

/// <summary>The compiler's verdict on a schema, as far as the meta-schema can express it.</summary>
internal static class Verdict
{
    /// <summary>
    /// Returns whether a rule is about structure. The others relate several values: references, pointers, keys,
    /// contradictions.
    /// </summary>
    public static bool IsStructural(DiagnosticDescriptor rule) => rule.CustomTags.Contains(SchemaRules.Structural);

    /// <summary>Returns whether the schema has no structural error.</summary>
    public static bool Accepts(string schema) =>
        !SchemaReader
            .Read(schema)
            .Problems.Any(problem => problem.Rule.DefaultSeverity == DiagnosticSeverity.Error && IsStructural(problem.Rule));
}
