using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>CBG1030: code claims by an exclamation mark that a callback has an idempotency key, and its schema names none.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NoIdempotencyKeyAnalyzer : HandlerAnalyzer
{
    private const string Key = "IdempotencyKey";

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.NoIdempotencyKey];

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places) =>
        context.RegisterOperationAction(operation => Analyze(operation, symbols, places), OperationKind.PropertyReference);

    private static void Analyze(OperationAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var read = (IPropertyReferenceOperation)context.Operation;
        if (read.Property.Name != Key || !CallbackSymbols.Is(read.Property.ContainingType, symbols.Receipt)
            || !read.Syntax.Parent.IsKind(SyntaxKind.SuppressNullableWarningExpression)
            || read.Instance is not IPropertyReferenceOperation { Instance.Type: { } message } || symbols.PayloadInside(message) is not { } payload
            || places.FeedOf(payload) is not { HasErrors: false, IdempotencyKey.Count: 0 } feed)
            return;
        var isConfirmed = symbols.RungOf(message) == Rung.Confirmed;
        if (isConfirmed && feed.ConfirmedKey.Count > 0)
            return;
        context.ReportDiagnostic(Create(
            HandlerRules.NoIdempotencyKey, read.Syntax.GetLocation(), places.Of(payload), payload.Name, isConfirmed ? "confirmedKey" : "idempotencyKey"));
    }
}
