using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Schema;
using Microsoft.CodeAnalysis;

namespace CallbackGen.Analyzers.Tests.Language;

/// <summary>What the compiler says about a schema, as far as the meta-schema can say it too.</summary>
internal static class Verdict
{
    /// <summary>Whether a rule is one of structure. The others hold between places: references, pointers, keys, contradictions.</summary>
    public static bool IsStructural(DiagnosticDescriptor rule) => rule.CustomTags.Contains(SchemaRules.Structural);

    /// <summary>Whether the schema has no structural error.</summary>
    public static bool Accepts(string schema) =>
        !SchemaReader
            .Read(schema)
            .Problems.Any(problem => problem.Rule.DefaultSeverity == DiagnosticSeverity.Error && IsStructural(problem.Rule));
}
