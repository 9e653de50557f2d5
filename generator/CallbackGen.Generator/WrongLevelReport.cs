using CallbackGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CallbackGen.Generator;

/// <summary>
/// Reports CBG1013 for declarations. A declaration with a trust level that its feed does not reach does not compile (CS0311), and then
/// the compiler drops the diagnostics of analyzers; so the generator reports the cause in a build. In an editor the analyzer reports it
/// too, because its diagnostic has a fix.
/// </summary>
internal static class WrongLevelReport
{
    internal const string FoundStep = "FoundLevels";
    internal const string ReportedStep = "WrongLevels";

    public static void Register(
        IncrementalGeneratorInitializationContext context,
        IncrementalValueProvider<EquatableArray<ReachedLevel>> reached
    )
    {
        // By syntax alone: the result changes with the text of these declarations, and no other edit costs work.
        var found = context
            .SyntaxProvider.CreateSyntaxProvider(
                static (node, _) => WrittenLevel.IsOne(node),
                static (written, _) => WrittenLevel.From((GenericNameSyntax)written.Node)
            )
            .Collect()
            .Combine(reached)
            .Select(
                static (pair, _) =>
                    pair
                        .Left.Select(written =>
                            pair.Right.Select(feed => feed.WrongWith(written)).FirstOrDefault(wrong => wrong is not null)
                        )
                        .OfType<SchemaProblem>()
                        .ToEquatableArray()
            )
            .WithTrackingName(FoundStep);

        // Every edit creates a new compilation, which is queried only where a declaration was found.
        var reported = found
            .Combine(context.CompilationProvider)
            .Select(
                static (pair, cancellationToken) =>
                    pair.Left.Count == 0
                        ? default
                        : pair.Left.Where(problem => IsMeant(problem, pair.Right, cancellationToken)).ToEquatableArray()
            )
            .WithTrackingName(ReportedStep);

        context.RegisterSourceOutput(
            reported,
            static (output, problems) =>
            {
                foreach (var problem in problems)
                    output.ReportDiagnostic(problem.ToDiagnostic());
            }
        );
    }

    /// <summary>
    /// Returns whether the declaration refers to the runtime's type, with a payload that the project's own code does not declare.
    /// </summary>
    private static bool IsMeant(SchemaProblem problem, Compilation compilation, CancellationToken cancellationToken)
    {
        foreach (
            var tree in compilation.SyntaxTrees.Where(tree => tree.FilePath == problem.Path && problem.Problem.Span.End <= tree.Length)
        )
        {
            if (
                tree.GetRoot(cancellationToken).FindNode(problem.Problem.Span, getInnermostNodeForTie: true)
                    is GenericNameSyntax { TypeArgumentList.Arguments: [var argument] } written
                && compilation.GetSemanticModel(tree) is var model
                && model.GetSymbolInfo(written, cancellationToken).Symbol
                    is { ContainingNamespace: { Name: nameof(CallbackGen), ContainingNamespace.IsGlobalNamespace: true } }
                && model.GetTypeInfo(argument, cancellationToken).Type is { TypeKind: TypeKind.Error }
            )
                return true;
        }

        return false;
    }
}
