using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>CBG1006: a handler marks something as paid and leaves out how much was paid, or in which currency.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UncomparedAmountAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.UncomparedAmount];

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places) =>
        HandlerFunctions.Register(context, symbols, (operation, handler) => Analyze(operation, handler, symbols, places));

    private static void Analyze(OperationAnalysisContext context, HandlerFunction handler, CallbackSymbols symbols, SchemaPlaces places)
    {
        var words = DecidingWords.Of(context);
        var reads = new HandlerReads(handler, symbols, words);
        if (reads.Effects().FirstOrDefault(effect => MarksPaid(effect, words)) is not { } mark || reads.PayloadEscapes() || reads.Players(Role.Amount) is not [var amount, ..])
            return;
        var missing = !reads.Reads(Role.Amount) ? amount
            // Whoever hands the amount on may compare the currency there.
            : reads.Members.Any(member => symbols.Plays(member.Property, Role.Amount) && IsCompared(member)) && !reads.Reads(Role.Currency)
                ? reads.Players(Role.Currency).FirstOrDefault()
                : null;
        if (missing is not null)
            context.ReportDiagnostic(Create(HandlerRules.UncomparedAmount, handler.PlaceOf(mark), places.Of(missing), missing.Name));
    }

    private static bool IsCompared(IOperation member) =>
        Surroundings.Ancestors(member).TakeWhile(ancestor => ancestor is IConversionOperation or IBinaryOperation).Any(ancestor => ancestor is IBinaryOperation);

    private static bool MarksPaid(IOperation effect, DecidingWords words) => effect switch
    {
        IInvocationOperation call => !words.IsTelling(call.TargetMethod.Name) && (words.IsPaid(call.TargetMethod.Name) || call.Arguments.Any(argument => IsPaidState(argument.Value, words))),
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: var name }, Value: var value } =>
            words.IsPaid(name) && value.ConstantValue is not { HasValue: true, Value: false or null }
            || IsPaidState(value, words),
        _ => false,
    };

    private static bool IsPaidState(IOperation value, DecidingWords words) =>
        Surroundings.Unwrap(value) is IFieldReferenceOperation { Field: { IsConst: true, ContainingType.TypeKind: TypeKind.Enum, Name: var state } } && words.IsPaidState(state);
}
