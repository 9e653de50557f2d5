using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>CBG1005: a handler acts on a callback and never asks the member that says so whether it was paid.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnreadStatusAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.UnreadStatus];

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places) =>
        HandlerFunctions.Register(context, symbols, (operation, handler) => Analyze(operation, handler, symbols, places));

    private static void Analyze(OperationAnalysisContext context, HandlerFunction handler, CallbackSymbols symbols, SchemaPlaces places)
    {
        var words = DecidingWords.Of(context);
        var reads = new HandlerReads(handler, symbols, words);
        // A feed of events says by its type what happened; a handler that asks for no member acts on none.
        if (handler.Payload.IsAbstract || reads.Members.Count == 0 || reads.Players(Role.Status) is not [var status, ..])
            return;
        var effects = new Effects(words);
        var deeds = reads.Effects().Where(effect => !IsDoubtful(status, handler, symbols) || reads.Confirms() || effects.IsDeed(effect)).ToList();
        if (deeds.Count == 0 || reads.PayloadEscapes())
            return;
        var statuses = reads.StatusReads();
        if (statuses.Count == 0 || FailureGuard.Decides(statuses, [.. deeds.Where(deed => effects.IsDeed(deed) || deed is IInvocationOperation call && effects.Orders(call))], words))
            context.ReportDiagnostic(Create(HandlerRules.UnreadStatus, handler.Place, places.Of(status), handler.Payload.Name, status.Name));
    }

    /// <summary>
    /// Whether the status is a claim that must not be read before the provider is asked. A handler that passes the id on, for somebody
    /// to ask, does right; one that ships does not.
    /// </summary>
    private static bool IsDoubtful(IPropertySymbol status, HandlerFunction handler, CallbackSymbols symbols) => symbols.RungOf(handler.Message.Type) switch
    {
        Rung.Authenticated => symbols.IsUnsigned(status),
        Rung.Received => true,
        _ => false,
    };
}
