using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// CBG1032: a handler ships or marks an order for a callback that may be a test, and never reads the member that states so.
/// </summary>
public sealed class UnreadTestModeAnalyzer : HandlerAnalyzer
{
    // Names of the values of a member that distinguishes tests.
    private static readonly string[] Values = ["Test", "Live", "Sandbox", "Production", "Prod", "Testing", "Staging"];

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.UnreadTestMode];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places) =>
        HandlerFunctions.Register(context, symbols, (operation, handler) => Analyze(operation, handler, symbols, places));

    private static void Analyze(OperationAnalysisContext context, HandlerFunction handler, CallbackSymbols symbols, SchemaPlaces places)
    {
        var words = DecidingWords.Of(context);
        if (
            CallbackSymbols
                .MembersOf(handler.Payload)
                .FirstOrDefault(candidate => IsMode(candidate, symbols, words) && !symbols.IsUnsigned(candidate))
            is not { } mode
        )
            return;
        var reads = new HandlerReads(handler, symbols, words, context.CancellationToken);
        var effects = new Effects(words);
        var deed = reads
            .Effects()
            .FirstOrDefault(effect => effects.IsDeed(effect) || effect is IInvocationOperation call && effects.MustHappenOnce(call));
        if (deed is null || reads.Members.Any(read => words.IsTestMode(read.Property.Name)) || reads.PayloadEscapes())
            return;
        var name = deed is IInvocationOperation act
            ? act.TargetMethod.Name
            : ((IPropertyReferenceOperation)((ISimpleAssignmentOperation)deed).Target).Property.Name;
        context.ReportDiagnostic(Create(HandlerRules.UnreadTestMode, handler.PlaceOf(deed), places.Of(mode), name, mode.Name));
    }

    /// <summary>
    /// Whether a member distinguishes tests from payments: a boolean of such a name, or a text that may be one of the words.
    /// </summary>
    private static bool IsMode(IPropertySymbol member, CallbackSymbols symbols, DecidingWords words)
    {
        if (!words.IsTestMode(member.Name))
            return false;
        var type = member.Type
            is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var inner] }
            ? inner
            : member.Type;
        if (type.SpecialType == SpecialType.System_Boolean)
            return true;
        if (CallbackSymbols.Is(type, symbols.OpenEnum) && type is INamedTypeSymbol { TypeArguments: [var listed] })
            type = listed;
        // A mode may be the payment method, unless its values show otherwise.
        return type.TypeKind == TypeKind.Enum
            ? type.GetMembers().OfType<IFieldSymbol>().Any(value => Values.Contains(value.Name))
            : type.SpecialType == SpecialType.System_String && member.Name != "Mode";
    }
}
