using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// CBG1053: a text that the payer typed decides which account is credited or which goods the payer receives, or counts as the payer's
/// proven address.
/// </summary>
public sealed class TypedTextAnalyzer : HandlerAnalyzer
{
    private const string Finding = "decides here whose it is",
        Choosing = "decides here which action is taken",
        Confirming = "counts here as an address that is confirmed";

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.TypedText];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places) =>
        new ServedCode(symbols).Register(context, MayBe, (operation, _, body) => Analyze(operation, body, symbols));

    private static bool MayBe(IOperation operation) =>
        operation is IPropertyReferenceOperation { Property: var member }
            && CallbackSymbols.IsPayloadMember(member)
            && member.Type.SpecialType == SpecialType.System_String
        || operation
            is IInvocationOperation { TargetMethod: { Name: "GetProperty" or "TryGetProperty", ContainingType.Name: "JsonElement" } };

    private static void Analyze(OperationAnalysisContext context, IOperation body, CallbackSymbols symbols)
    {
        var words = DecidingWords.Of(context);
        var texts = new TypedTexts(symbols, words);
        if (!body.Descendants().Any(part => texts.Of(part) is not null))
            return;
        var effects = new Effects(words);
        var lookups = new TypedLookups(texts, words, effects);
        var choices = new TypedChoices(texts, words, effects);
        var reported = new HashSet<SyntaxNode>();
        foreach (var part in body.Descendants().Where(part => !Surroundings.IsInSink(part)))
        {
            if (part is IInvocationOperation call && lookups.Of(call) is var (text, place))
                Report(text, place, Finding);
            else if (choices.Of(part) is var (chosen, choice))
                Report(chosen, choice, Choosing);
            else if (choices.Confirmed(part) is var (address, flag))
                Report(address, flag, Confirming);
        }

        void Report(string text, IOperation place, string how)
        {
            if (
                !reported.Any(node => node.Span.Contains(place.Syntax.Span) || place.Syntax.Span.Contains(node.Span))
                && reported.Add(place.Syntax)
            )
                context.ReportDiagnostic(Diagnostic.Create(HandlerRules.TypedText, place.Syntax.GetLocation(), text, how));
        }
    }
}
