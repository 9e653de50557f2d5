using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>CBG1032: a handler ships or marks for a callback that may be a test, and never reads the member that says so.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnreadTestModeAnalyzer : HandlerAnalyzer
{
    // What the values of a member that tells tests apart are called.
    private static readonly string[] Values = ["Test", "Live", "Sandbox", "Production", "Prod", "Testing", "Staging"];

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.UnreadTestMode];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places) =>
        Register(context, symbols, places, new SandboxMappings(context.Compilation));

    private static void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places, SandboxMappings mappings) =>
        HandlerFunctions.Register(context, symbols, (operation, handler) =>
        {
            Analyze(operation, handler, symbols, places);
            AnalyzeMappings(operation, handler, symbols, mappings);
        });

    /// <summary>A handler of payments that is mapped for the sandbox too, and does not ask whose key it was.</summary>
    private static void AnalyzeMappings(OperationAnalysisContext context, HandlerFunction handler, CallbackSymbols symbols, SandboxMappings mappings)
    {
        var sandbox = context.Operation is IInvocationOperation mapping
            ? handler.Mapped is null || RouteHandlers.Of(mapping) is not { Method.Name: var function } ? null : mappings.OfFunction(handler.Payload, function, mapping.Syntax.SyntaxTree, context.CancellationToken)
            : handler.Message.ContainingSymbol is IMethodSymbol method && HandlerFunctions.Handles(method, symbols) ? mappings.OfClass(handler.Payload, context.CancellationToken) : null;
        if (sandbox is null || context.Operation is IInvocationOperation && context.Operation.Syntax != sandbox)
            return;
        var words = DecidingWords.Of(context);
        var effects = new Effects(words);
        var deed = new HandlerReads(handler, symbols, words).Effects().FirstOrDefault(effect => effects.IsDeed(effect) || effect is IInvocationOperation call && effects.MustHappenOnce(call));
        if (deed is null || handler.Body.Descendants().Any(part => AsksWhose(part, symbols, words)))
            return;
        context.ReportDiagnostic(Create(HandlerRules.UnreadTestMode, handler.PlaceOf(deed), null, NameOf(deed), "this address or Receipt.KeySet"));
    }

    private static bool AsksWhose(IOperation part, CallbackSymbols symbols, DecidingWords words) => part switch
    {
        IPropertyReferenceOperation { Property: { Name: "KeySet" or "KeyId", ContainingType: var receipt } } => CallbackSymbols.Is(receipt, symbols.Receipt),
        IPropertyReferenceOperation { Property.Name: "Receipt" } receipt => receipt.Parent is not IMemberReferenceOperation,
        IPropertyReferenceOperation { Property: var member } => words.IsTestMode(member.Name),
        IInvocationOperation { TargetMethod.Name: "IsProduction" or "IsDevelopment" or "IsStaging" or "IsEnvironment" } => true,
        IArgumentOperation { Value: var whole } => symbols.PayloadInside(whole.Type) is not null,
        _ => false,
    };

    private static string NameOf(IOperation deed) => deed is IInvocationOperation act ? act.TargetMethod.Name : ((IPropertyReferenceOperation)((ISimpleAssignmentOperation)deed).Target).Property.Name;

    private static void Analyze(OperationAnalysisContext context, HandlerFunction handler, CallbackSymbols symbols, SchemaPlaces places)
    {
        var words = DecidingWords.Of(context);
        if (CallbackSymbols.MembersOf(handler.Payload).FirstOrDefault(candidate => IsMode(candidate, symbols, words) && !symbols.IsUnsigned(candidate)) is not { } mode)
            return;
        var reads = new HandlerReads(handler, symbols, words, context.CancellationToken);
        var effects = new Effects(words);
        var deed = reads.Effects().FirstOrDefault(effect => effects.IsDeed(effect) || effect is IInvocationOperation call && effects.MustHappenOnce(call));
        if (deed is null || reads.Members.Any(read => words.IsTestMode(read.Property.Name)) || reads.PayloadEscapes())
            return;
        context.ReportDiagnostic(Create(HandlerRules.UnreadTestMode, handler.PlaceOf(deed), places.Of(mode), NameOf(deed), mode.Name));
    }

    /// <summary>Whether a member tells tests from payments: a yes or no of such a name, or a text that may be one of the words.</summary>
    private static bool IsMode(IPropertySymbol member, CallbackSymbols symbols, DecidingWords words)
    {
        if (!words.IsTestMode(member.Name))
            return false;
        var type = member.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var inner] } ? inner : member.Type;
        if (type.SpecialType == SpecialType.System_Boolean)
            return true;
        if (CallbackSymbols.Is(type, symbols.OpenEnum) && type is INamedTypeSymbol { TypeArguments: [var listed] })
            type = listed;
        // A mode may be how somebody pays, where its values do not say otherwise.
        return type.TypeKind == TypeKind.Enum ? type.GetMembers().OfType<IFieldSymbol>().Any(value => Values.Contains(value.Name)) : type.SpecialType == SpecialType.System_String && member.Name != "Mode";
    }
}
