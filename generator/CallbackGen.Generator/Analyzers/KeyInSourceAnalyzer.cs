using System.Collections.Concurrent;
using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>CBG1007: a key of callbacks is written in the source, where everyone with access to the source can read it.</summary>
public sealed class KeyInSourceAnalyzer : HandlerAnalyzer
{
    /// <summary>The diagnostic property with the configuration path of the key.</summary>
    internal const string Path = "Path";

    /// <summary>
    /// The diagnostic property which states that the source configures the key at its path, so that the entry can be removed.
    /// </summary>
    internal const string IsEntry = "IsEntry";

    private static readonly string[] KeyNames = ["secret", "signingKey", "hashKey", "hmacKey", "webhookKey", "apiKey", "secretKey"];

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.KeyInSource];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var search = new Search(symbols, places);
        context.RegisterOperationAction(search.Attribute, OperationKind.Attribute);

        // The whole block is analyzed, because an editor shows diagnostics inside the analyzed block or operation, and the literal may be
        // in another statement than its use.
        context.RegisterOperationBlockAction(search.Block);
    }

    private sealed class Search
    {
        private readonly CallbackSymbols _symbols;
        private readonly KeySinks _sinks;
        private readonly CallbackChecks _checks;
        private readonly KeyHelpers _helpers;
        private readonly ConcurrentDictionary<SyntaxNode, bool> _reported = new();

        public Search(CallbackSymbols symbols, SchemaPlaces places)
        {
            _symbols = symbols;
            _sinks = new KeySinks(symbols, places);
            _checks = new CallbackChecks(symbols);
            _helpers = new KeyHelpers(symbols, _sinks, _checks);
        }

        public void Block(OperationBlockAnalysisContext context)
        {
            foreach (var operation in context.OperationBlocks.SelectMany(root => root.DescendantsAndSelf()))
            {
                if (operation is not (IInvocationOperation or IObjectCreationOperation or IAssignmentOperation))
                    continue;
                foreach (var sink in _sinks.Of(operation))
                    Report(context.ReportDiagnostic, sink, context.CancellationToken);
                foreach (var sink in _helpers.Of(operation, context.CancellationToken))
                    Report(context.ReportDiagnostic, sink, context.CancellationToken);
            }
        }

        /// <summary>
        /// Reports an attribute of a handler with a member for a key and a value that looks like a key. Configuration paths and names do
        /// not.
        /// </summary>
        public void Attribute(OperationAnalysisContext context)
        {
            if (
                ((IAttributeOperation)context.Operation).Operation is not IObjectCreationOperation attribute
                || !IsOfHandler(context.ContainingSymbol)
            )
                return;
            foreach (var argument in attribute.Arguments)
                Secret(argument.Parameter?.Name, argument.Value);
            foreach (var member in attribute.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>() ?? [])
                Secret((member.Target as IMemberReferenceOperation)?.Member.Name, member.Value);

            void Secret(string? name, IOperation value)
            {
                if (
                    name is not null
                    && IsKeyName(name)
                    && Values.Constant(value) is { Length: >= 12 } text
                    && text.Any(char.IsDigit)
                    && !text.Any(character => char.IsWhiteSpace(character) || character == ':')
                )
                    Report(context.ReportDiagnostic, new KeySink(value, _ => null), context.CancellationToken);
            }
        }

        private void Report(Action<Diagnostic> report, KeySink sink, CancellationToken cancellationToken)
        {
            foreach (var text in KeyTexts.In(sink.Value))
            {
                if (sink.Mac is not null && (!_checks.AreAround(sink.Mac, cancellationToken) || MacKeys.IsDerivation(sink.Mac)))
                    return;
                if (!_reported.TryAdd(text.Syntax, true))
                    continue;
                // Configuration returns text, which cannot replace bytes.
                var properties = ImmutableDictionary<string, string?>.Empty.Add(
                    Path,
                    text.Type?.SpecialType == SpecialType.System_String ? sink.PathOf(text) : null
                );
                report(
                    Diagnostic.Create(
                        HandlerRules.KeyInSource,
                        text.Syntax.GetLocation(),
                        sink.IsEntry ? properties.Add(IsEntry, "") : properties
                    )
                );
            }
        }

        private bool IsOfHandler(ISymbol symbol) =>
            symbol switch
            {
                IMethodSymbol method => method.Parameters.Any(parameter => _symbols.LevelOf(parameter.Type) is not null),
                INamedTypeSymbol type => type.AllInterfaces.Any(_symbols.IsHandler)
                    || type.GetMembers().OfType<IMethodSymbol>().Any(IsOfHandler),
                _ => false,
            };

        private static bool IsKeyName(string name) => KeyNames.Any(end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase));
    }
}
