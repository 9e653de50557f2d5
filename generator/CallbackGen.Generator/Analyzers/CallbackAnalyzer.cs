using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// Runs all rules for code that handles callbacks as one analyzer, so that the compiler dispatches each operation once and not once for
/// each rule. A rule that analyzes a whole compilation is an analyzer of its own, because editors show the other diagnostics sooner.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CallbackAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; }

    private protected override ImmutableArray<HandlerAnalyzer> Rules { get; } =
    [
        new BarePayloadAnalyzer(),
        new CachedAnswerAnalyzer(),
        new ChosenByRequestAnalyzer(),
        new CommitEffectAnalyzer(),
        new EmptySecretAnalyzer(),
        new ForgedTrustAnalyzer(),
        new GivenAwayAnalyzer(),
        new GuessableProofAnalyzer(),
        new HandReadAnalyzer(),
        new IgnoredResultAnalyzer(),
        new KeptMessageAnalyzer(),
        new KeyInSourceAnalyzer(),
        new LeakAnalyzer(),
        new LostCallbackAnalyzer(),
        new MemoryQueueAnalyzer(),
        new NoIdempotencyKeyAnalyzer(),
        new OpenOperationsAnalyzer(),
        new OtherOrderAnalyzer(),
        new OtherSellersAnalyzer(),
        new PartialProofAnalyzer(),
        new RefusalAnsweredAnalyzer(),
        new ReleasedByMachineAnalyzer(),
        new RepeatedEffectAnalyzer(),
        new ReturnedMoneyAnalyzer(),
        new SentKeyAnalyzer(),
        new SharedAddressAnalyzer(),
        new SignatureComparisonAnalyzer(),
        new SignedInAnalyzer(),
        new SoleItemAnalyzer(),
        new SpreadContentAnalyzer(),
        new SwitchedOffAnalyzer(),
        new TextInjectionAnalyzer(),
        new TypedTextAnalyzer(),
        new UnaskedMerchantAnalyzer(),
        new UncheckedResultAnalyzer(),
        new UncomparedAmountAnalyzer(),
        new UnreadDeciderAnalyzer(),
        new UnreadStatusAnalyzer(),
        new UnreadTestModeAnalyzer(),
        new UnsavedChangesAnalyzer(),
        new UnsignedReadAnalyzer(),
        new UnvalidatedTokenAnalyzer(),
        new UnverifiedReadAnalyzer(),
        new WrongLevelAnalyzer(),
    ];

    /// <summary>Collects the rules.</summary>
    public CallbackAnalyzer() => SupportedDiagnostics = [.. Rules.SelectMany(rule => rule.SupportedDiagnostics).Distinct()];

    // The rules register their actions themselves.
#pragma warning disable RS1012
    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places) { }
#pragma warning restore RS1012
}
