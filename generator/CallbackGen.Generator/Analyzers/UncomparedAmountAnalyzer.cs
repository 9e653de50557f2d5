using System.Collections.Immutable;
using System.Globalization;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallbackGen.Generator.Analyzers;

/// <summary>CBG1006: a handler marks an order as paid without a comparison of the paid amount, or with a faulty one.</summary>
public sealed class UncomparedAmountAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.UncomparedAmount];

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        HandlerFunctions.RegisterWithHelpers(context, symbols, (operation, handler) => Analyze(operation, handler, symbols, places));
        HandlerCode.Register(context, symbols, AnalyzeMisread);
    }

    /// <summary>Reports a read that changes an amount, or that compares it with a value of the same callback.</summary>
    private static void AnalyzeMisread(HandlerCode code)
    {
        foreach (var (place, said) in new LossyAmounts(code).Find())
            code.Context.ReportDiagnostic(Create(HandlerRules.UncomparedAmount, code.PlaceOf(place), null, said));
        if (ComparedWithin.Find(code) is { } within)
            code.Context.ReportDiagnostic(
                Create(
                    HandlerRules.UncomparedAmount,
                    code.PlaceOf(within),
                    null,
                    "marks something as paid if members of the callback agree with each other, and compares none of them with the order"
                )
            );
    }

    private static void Analyze(OperationAnalysisContext context, HandlerFunction handler, CallbackSymbols symbols, SchemaPlaces places)
    {
        var words = DecidingWords.Of(context);
        var reads = new HandlerReads(handler, symbols, words, context.CancellationToken);
        if (!reads.PayloadEscapes() && new MinorUnits(symbols, handler.Body).Find() is { } division)
            context.ReportDiagnostic(
                Create(
                    HandlerRules.UncomparedAmount,
                    handler.PlaceOf(division),
                    null,
                    "divides an amount by a hundred regardless of its currency, although some have no minor unit and some a "
                        + "thousandth; compare the currency with the accepted ones, or divide by its own unit"
                )
            );
        if (
            !handler.IsHelper
            && reads.PayloadEscapes()
            && HandlerReads.WithOwnFunctions(handler, symbols, words, context) is var whole
            && !whole.ReadsOf(Role.Amount).Any()
        )
            reads = whole;
        var effects = new Effects(words);
        var deeds = reads.Effects().Where(effects.IsDeed).ToList();
        if (deeds.Count == 0 || reads.Players(Role.Amount) is not [var amount, ..] || reads.PayloadEscapes())
            return;
        // A caller may have done the check that a helper omits.
        var mark = handler.IsHelper ? null : deeds.FirstOrDefault(effects.MarksPaid);
        var amounts = reads.ReadsOf(Role.Amount).ToList();
        var follow = new AmountUses(words, deeds, reads.AskedBy, symbols.Compilation, context.CancellationToken);
        var uses = follow.Of(amounts);
        if (AmountReads.ComparedWithItself(amounts) is var (equal, member))
        {
            Report(equal, amount, $"compares {amount.Name} with itself, as {member} was set to it before");
        }
        else if (uses.IsSound)
        {
            if (mark is null || reads.Players(Role.Currency) is not [var currency, ..])
                return;
            if (uses.Compared is { } comparison && !reads.ReadsOf(Role.Currency).Any())
                Report(
                    comparison,
                    amount,
                    $"compares {amount.Name} and never reads {currency.Name}, so an amount in any currency is accepted"
                );
            else if (
                reads.ReadsOf(Role.Currency).ToList() is { Count: > 0 } currencies
                && currencies.TrueForAll(IsAside)
                && follow.Of(amounts.Where(read => !IsAside(read))) is { IsSound: true, Compared: { } alone }
            )
                Report(
                    alone,
                    amount,
                    $"compares {amount.Name} and reads {currency.Name} elsewhere only, so an amount in any currency is accepted"
                );
        }
        else if (uses.Fault is var (place, said))
        {
            Report(place, amount, string.Format(CultureInfo.InvariantCulture, said, amount.Name));
        }
        else if (mark is not null)
        {
            Report(mark, amount, $"neither compares {amount.Name} with the order's amount nor passes it on");
        }

        bool IsAside(IOperation read) => reads.AskedBy(read) is null && AmountReads.IsAside(read, mark!);

        void Report(IOperation place, IPropertySymbol member, string what) =>
            context.ReportDiagnostic(
                Create(
                    HandlerRules.UncomparedAmount,
                    handler.PlaceOf(reads.AskedBy(place) ?? reads.PlaceIn(place)),
                    places.Of(member),
                    "marks something as paid and " + what
                )
            );
    }
}
