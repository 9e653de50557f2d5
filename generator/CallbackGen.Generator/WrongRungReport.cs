using CallbackGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CallbackGen.Generator;

/// <summary>
/// CBG1013 for declarations. One of a rung that its feed does not reach does not compile (CS0311), and then the compiler drops what
/// analyzers say; so a build has the cause from here. In an editor the analyzer says it too, for its fix.
/// </summary>
internal static class WrongRungReport
{
    internal const string FoundStep = "FoundRungs";
    internal const string ReportedStep = "WrongRungs";

    public static void Register(
        IncrementalGeneratorInitializationContext context,
        IncrementalValueProvider<EquatableArray<ReachedRung>> reached
    )
    {
        // By texts alone: what is written changes with its text, and no other edit makes work.
        var found = context
            .SyntaxProvider.CreateSyntaxProvider(
                static (node, _) => WrittenRung.IsOne(node),
                static (written, _) => WrittenRung.From((GenericNameSyntax)written.Node)
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

        // Each compilation is another, and is asked only where there is something to ask.
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

    /// <summary>Whether the runtime's type is meant, around a payload that no code of the project's own declares.</summary>
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
