using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>CBG1005: a handler acts on a callback and never reads the member that states whether it was paid.</summary>
public sealed class UnreadStatusAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.UnreadStatus];

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        HandlerFunctions.RegisterWithHelpers(context, symbols, (operation, handler) => Analyze(operation, handler, symbols, places));
        HandlerCode.Register(context, symbols, AnalyzeOtherwise);
    }

    /// <summary>Reports a reversal or resending that runs for every status except success.</summary>
    private static void AnalyzeOtherwise(HandlerCode code)
    {
        if (new NegatedSuccess(code).Find() is var (place, status))
            code.Context.ReportDiagnostic(
                Create(
                    HandlerRules.UnreadStatus,
                    code.PlaceOf(place),
                    null,
                    DiagnosticSeverity.Info,
                    "the callback",
                    $"as a failed payment if {status} is not success, which also applies to pending payments and new values"
                )
            );
    }

    private static void Analyze(OperationAnalysisContext context, HandlerFunction handler, CallbackSymbols symbols, SchemaPlaces places)
    {
        var words = DecidingWords.Of(context);
        var reads = new HandlerReads(handler, symbols, words, context.CancellationToken);
        // Where a handler passes everything to a function of its class, either of them may test the status.
        if (
            !handler.IsHelper
            && reads.PayloadEscapes()
            && HandlerReads.WithOwnFunctions(handler, symbols, words, context) is var whole
            && whole.StatusReads().Count == 0
        )
            reads = whole;
        // A feed of events states the event by its type. A handler that reads no member acts on none.
        if (handler.Payload.IsAbstract || reads.Members.Count == 0 || reads.Players(Role.Status) is not [var status, ..])
            return;
        var effects = new Effects(words);
        var isDoubtful = IsDoubtful(status, handler, symbols) && !reads.Confirms();
        var deeds = reads.Effects().Where(effect => !isDoubtful || effects.IsDeed(effect)).ToList();
        var tests = new StatusTests(symbols.Compilation, context.CancellationToken);
        var statuses = reads.StatusReads();
        var asked = statuses
            .SelectMany(read => reads.AskedBy(read) is { } call ? StatusTests.Answered(call, tests.Of(read)) : tests.Of(read))
            .ToList();
        var acts = deeds.Where(deed => effects.IsDeed(deed) || deed is IInvocationOperation call && effects.Orders(call)).ToList();
        if (deeds.Count > 0 && !reads.PayloadEscapes())
        {
            var failures = statuses.Count == 0 ? HandlerRules.UnreadStatus.DefaultSeverity : FailureGuard.Decides(asked, acts, words);
            if (!handler.IsHelper && failures is { } severity)
            {
                Report(handler.Place, severity, $"without checking whether {status.Name} means paid");
                return;
            }

            if (LooseGuard.Find(asked, acts, effects, words) is { } loose)
            {
                Report(handler.PlaceOf(loose.Test.Place), loose.Severity, Said(loose.Test, status, words));
                return;
            }
        }

        // Evidence inside a branch is valid even if other code also reads the payload.
        if (isDoubtful)
            return;
        if (LooseGuard.Reversed(asked, acts, statuses, effects, words) is { } reversed)
            Report(
                handler.PlaceOf(reversed.Place),
                DiagnosticSeverity.Info,
                $"as paid if {status.Name} is {reversed.Names.First(words.IsReversed)} too, which takes the money back"
            );
        else if (new PaidDefaults(statuses, effects, words).Find(handler.Body) is { } rest)
            Report(
                handler.PlaceOf(rest),
                DiagnosticSeverity.Info,
                $"as paid if {status.Name} is not a listed value, such as one that the provider adds; list the values that mean paid"
            );
        else if (
            !reads.Confirms()
            && symbols.LevelOf(handler.Message.Type) != TrustLevel.Confirmed
            && new Overwrites(asked, symbols, words).Find(handler.Body) is var (overwrite, state)
        )
            Report(
                handler.PlaceOf(overwrite),
                DiagnosticSeverity.Info,
                $"regardless of the current {state.Name}, so a late or repeated callback undoes a later one; check it first"
            );

        void Report(Location place, DiagnosticSeverity severity, string what) =>
            context.ReportDiagnostic(Create(HandlerRules.UnreadStatus, place, places.Of(status), severity, handler.Payload.Name, what));
    }

    private static string Said(StatusTest test, IPropertySymbol status, DecidingWords words) =>
        test.Search is { } search
            ? $"where {search} finds a part of {status.Name}, which other states may have too; compare the whole value with the one "
                + "that means paid"
            : $"where {status.Name} is {test.Names.First(words.IsPending)} too, which does not mean paid";

    /// <summary>
    /// Whether the status is a claim that must not be trusted before the provider is queried. A handler that passes on the id, for another
    /// function to query the provider, is right; a handler that ships is not.
    /// </summary>
    private static bool IsDoubtful(IPropertySymbol status, HandlerFunction handler, CallbackSymbols symbols) =>
        symbols.LevelOf(handler.Message.Type) switch
        {
            TrustLevel.Authenticated => symbols.IsUnsigned(status),
            TrustLevel.Received => true,
            _ => false,
        };
}
