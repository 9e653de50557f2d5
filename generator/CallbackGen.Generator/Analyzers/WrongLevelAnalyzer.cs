using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// CBG1013: a message or handler type of a trust level that the feed's signature does not reach, such as <c>Verified</c> for a partly
/// signed feed. The compiler rejects it by a constraint (CS0311); this rule explains why, and names the right type.
/// </summary>
public sealed class WrongLevelAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.WrongLevel];

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places) =>
        context.RegisterSyntaxNodeAction(node => Analyze(node, symbols, places), SyntaxKind.GenericName);

    /// <summary>
    /// Returns the name of the type that fits the feed, or null where the written type fits, or is not a type of the runtime.
    /// </summary>
    internal static string? Fitting(
        GenericNameSyntax written,
        SemanticModel model,
        CallbackSymbols symbols,
        out INamedTypeSymbol? payload,
        CancellationToken cancellationToken
    )
    {
        payload = null;
        if (
            !FittingLevel.IsOfOneLevel(written.Identifier.ValueText)
            || written.TypeArgumentList.Arguments is not [var argument]
            || model.GetSymbolInfo(written, cancellationToken).Symbol is not INamedTypeSymbol type
            || (symbols.LevelOf(type) is null && !symbols.IsHandler(type))
        )
            return null;
        payload = symbols.PayloadOf(model.GetTypeInfo(argument, cancellationToken).Type);
        if (payload is null || symbols.ReachedBy(payload) is not { } reached)
            return null;
        return FittingLevel.Instead(type.Name, reached.ToString());
    }

    private static void Analyze(SyntaxNodeAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var written = (GenericNameSyntax)context.Node;
        if (Fitting(written, context.SemanticModel, symbols, out var payload, context.CancellationToken) is { } fitting)
            context.ReportDiagnostic(
                Create(
                    HandlerRules.WrongLevel,
                    written.GetLocation(),
                    places.Of(payload!),
                    Why(payload!, symbols),
                    $"{fitting}<{payload!.Name}>"
                )
            );
    }

    private static string Why(INamedTypeSymbol payload, CallbackSymbols symbols) =>
        FittingLevel.Why(
            payload.Name,
            symbols.ReachedBy(payload).ToString(),
            [.. CallbackSymbols.MembersOf(payload).Where(symbols.IsUnsigned).Select(member => member.Name).Distinct()]
        );
}
