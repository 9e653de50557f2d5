using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// CBG1041 and CBG1042: text of a callback becomes part of a text that is parsed as a language. Verification proves who sent a callback,
/// and not that a customer's name in it is harmless.
/// </summary>
public sealed class TextInjectionAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [HandlerRules.InjectedText, HandlerRules.SteeringText];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var uses = new TextUses(symbols);
        // A composed text is reported at the read of the member, which may come before the call that uses it.
        context.RegisterOperationBlockAction(block =>
        {
            var found = block
                .OperationBlocks.SelectMany(root => root.DescendantsAndSelf())
                .Where(operation => operation is IInvocationOperation or IObjectCreationOperation or ISimpleAssignmentOperation)
                .SelectMany(operation => uses.By(operation, block.CancellationToken))
                .ToList();
            if (found.Count > 0)
                Report(block, found, places);
        });
    }

    /// <summary>Reports each read once per rule, however often its result is used.</summary>
    private static void Report(OperationBlockAnalysisContext context, List<TextUse> found, SchemaPlaces places)
    {
        var reported = new HashSet<(DiagnosticDescriptor, Location)>();
        foreach (var use in found.OrderBy(use => use.Language).ThenBy(use => use.Value.Syntax.SpanStart))
        {
            var rule = use.Language is TextLanguage.Sql or TextLanguage.Html or TextLanguage.Command
                ? HandlerRules.InjectedText
                : HandlerRules.SteeringText;
            var place = use.Read.Syntax.GetLocation();
            if (!reported.Add((rule, place)))
                continue;
            var (what, instead) = Words(use.Language);
            var member = (use.Read as IPropertyReferenceOperation)?.Property;
            context.ReportDiagnostic(
                Create(
                    rule,
                    place,
                    member is not null && CallbackSymbols.IsPayloadMember(member) ? places.Of(member) : null,
                    NameOf(use.Read),
                    use.Helper is null ? what : $"{what} in \"{use.Helper.Name}\"",
                    instead
                )
            );
        }
    }

    private static string NameOf(IOperation read) =>
        read switch
        {
            IPropertyReferenceOperation { Property.Name: "Text", Instance: IPropertyReferenceOperation outer } => outer.Property.Name,
            IPropertyReferenceOperation property => property.Property.Name,
            IInvocationOperation call => call.TargetMethod.Name,
            _ => "The payload",
        };

    private static (string What, string Instead) Words(TextLanguage language) =>
        language switch
        {
            TextLanguage.Sql => ("an SQL statement", "hand it over as a parameter"),
            TextLanguage.Html => ("HTML", "encode it with HtmlEncoder"),
            TextLanguage.Command => ("the command line of a process", "add it to ArgumentList"),
            TextLanguage.Path => ("the path of a file", "use your own name, or Path.GetFileName of it"),
            TextLanguage.Redirect => ("the address that a browser is sent to", "choose among addresses of your own"),
            TextLanguage.Address => ("the address of a call", "read the host from configuration"),
            TextLanguage.Pattern => ("a regular expression", "escape it with Regex.Escape"),
            TextLanguage.Xml => ("XML", "write it with XElement or an XmlWriter"),
            TextLanguage.Json => ("JSON", "write it with JsonSerializer"),
            TextLanguage.Filter => ("a filter", "encode it for the filter, or compare it in C#"),
            TextLanguage.Table => (
                "a table that a spreadsheet opens",
                "write it with a library for such tables, and an apostrophe before what begins as a formula"
            ),
            TextLanguage.Code => ("code", "choose among names of your own"),
            _ => ("the template of a log line", "write a constant template and hand it over as a value"),
        };
}
