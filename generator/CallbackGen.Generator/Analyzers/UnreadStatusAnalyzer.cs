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

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        HandlerFunctions.RegisterWithHelpers(context, symbols, (operation, handler) => Analyze(operation, handler, symbols, places));
        HandlerCode.Register(context, symbols, AnalyzeOtherwise);
    }

    /// <summary>Reports what is taken back, or sent again, wherever a status does not say success.</summary>
    private static void AnalyzeOtherwise(HandlerCode code)
    {
        if (new NegatedSuccess(code).Find() is var (place, status))
            code.Context.ReportDiagnostic(Create(HandlerRules.UnreadStatus, code.PlaceOf(place), null, DiagnosticSeverity.Info, "the callback", $"as if it had failed wherever {status} does not say success, which pending payments and words that are new do not say either"));
    }

    private static void Analyze(OperationAnalysisContext context, HandlerFunction handler, CallbackSymbols symbols, SchemaPlaces places)
    {
        var words = DecidingWords.Of(context);
        var reads = new HandlerReads(handler, symbols, words, context.CancellationToken);
        // Where a handler hands all to a function of its own, neither may ask.
        if (!handler.IsHelper && reads.PayloadEscapes() && HandlerReads.WithOwnFunctions(handler, symbols, words, context) is var whole && whole.StatusReads().Count == 0)
            reads = whole;
        // A feed of events says by its type what happened; a handler that asks for no member acts on none.
        if (handler.Payload.IsAbstract || reads.Members.Count == 0 || reads.Players(Role.Status) is not [var status, ..])
            return;
        var effects = new Effects(words);
        var deeds = reads.Effects().Where(effect => !IsDoubtful(status, handler, symbols) || reads.Confirms() || effects.IsDeed(effect)).ToList();
        if (deeds.Count == 0 || reads.PayloadEscapes())
            return;
        var tests = new StatusTests(symbols.Compilation, context.CancellationToken);
        var read = reads.StatusReads();
        var asked = read.SelectMany(one => reads.AskedBy(one) is { } call ? StatusTests.Answered(call, tests.Of(one)) : tests.Of(one)).ToList();
        var acts = deeds.Where(deed => effects.IsDeed(deed) || deed is IInvocationOperation call && effects.Orders(call)).ToList();
        var failures = read.Count == 0 ? HandlerRules.UnreadStatus.DefaultSeverity : FailureGuard.Decides(asked, acts, words);
        if (!handler.IsHelper && failures is { } severity)
            context.ReportDiagnostic(Create(HandlerRules.UnreadStatus, handler.Place, places.Of(status), severity, handler.Payload.Name, $"without asking whether {status.Name} says that it was paid"));
        else if (LooseGuard.Find(asked, acts, effects, words) is { } loose)
            context.ReportDiagnostic(Create(HandlerRules.UnreadStatus, handler.PlaceOf(loose.Test.Place), places.Of(status), loose.Severity, handler.Payload.Name, Said(loose.Test, status, words)));
    }

    private static string Said(StatusTest test, IPropertySymbol status, DecidingWords words) => test.Search is { } search
        ? $"where {search} finds a part of {status.Name}, which other states may have too; compare all of it with the value that says paid"
        : $"where {status.Name} is {test.Names.First(words.IsPending)} too, which does not say that it was paid";

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
