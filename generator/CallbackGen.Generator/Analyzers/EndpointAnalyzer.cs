using System.Collections.Concurrent;
using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// CBG1011: a program compiles a feed and never serves it. CBG1025: it maps a feed to one address twice. A library is exempt, because the
/// programs that use it serve its feeds.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class EndpointAnalyzer : HandlerAnalyzer
{
    private const string Routes = "Microsoft.AspNetCore.Builder.CallbackEndpointRouteBuilderExtensions";

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [HandlerRules.UnservedFeed, HandlerRules.RepeatedAddress];

    // The call to a library that serves every feed may be anywhere.
    private protected override bool LooksEverywhere => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var compilation = context.Compilation;
        if (
            compilation.Options.OutputKind is OutputKind.DynamicallyLinkedLibrary or OutputKind.NetModule
            || compilation.GetTypesByMetadataName(Routes).IsEmpty
            || TestProjects.IsTest(compilation, context.Options)
        )
            return;
        var served = new MappedFeeds(symbols, [.. FeedsOf(compilation, symbols, context.CancellationToken)]);
        var addresses = new MappedAddresses();
        if (served.Names.Count > 0)
            context.RegisterSemanticModelAction(served.Mentions);
        context.RegisterOperationAction(
            operation =>
            {
                served.Call((IInvocationOperation)operation.Operation);
                addresses.Call((IInvocationOperation)operation.Operation);
            },
            OperationKind.Invocation
        );
        context.RegisterCompilationEndAction(end =>
        {
            // A file with errors is unfinished, and its own diagnostics say so.
            foreach (var feed in served.Missing.Where(feed => places.FeedOf(feed) is not { HasErrors: true }))
            {
                if (places.Of(feed) is { } place)
                    end.ReportDiagnostic(Diagnostic.Create(HandlerRules.UnservedFeed, place.Location, feed.Name));
            }

            foreach (var (again, feed, pattern) in addresses.Repeated)
                end.ReportDiagnostic(Diagnostic.Create(HandlerRules.RepeatedAddress, again, feed, pattern));
        });
    }

    /// <summary>Returns the payloads of the feeds that a generator emitted into this compilation.</summary>
    private static IEnumerable<INamedTypeSymbol> FeedsOf(
        Compilation compilation,
        CallbackSymbols symbols,
        CancellationToken cancellationToken
    )
    {
        foreach (var file in compilation.SyntaxTrees.Where(MethodBodies.IsMade))
        {
            foreach (
                var declaration in CallbackFiles
                    .TypesIn(file, cancellationToken)
                    .OfType<TypeDeclarationSyntax>()
                    .Where(type => type is { BaseList: not null, Parent: not TypeDeclarationSyntax })
            )
            {
                if (
                    MethodBodies.ModelOf(file, compilation).GetDeclaredSymbol(declaration, cancellationToken) is { } type
                    && symbols.PayloadOf(type) is { } payload
                    && SymbolEqualityComparer.Default.Equals(payload, type)
                )
                    yield return type;
            }
        }
    }

    /// <summary>The feeds that some code serves, or may serve.</summary>
    private sealed class MappedFeeds(CallbackSymbols symbols, ImmutableArray<INamedTypeSymbol> feeds)
    {
        private readonly ConcurrentDictionary<string, bool> _served = new(StringComparer.Ordinal);
        private bool _all;

        public HashSet<string> Names { get; } = new(feeds.Select(feed => feed.Name), StringComparer.Ordinal);

        public IEnumerable<INamedTypeSymbol> Missing => _all ? [] : feeds.Where(feed => !_served.ContainsKey(feed.Name));

        /// <summary>
        /// Analyzes the names in a file, unless its text alone shows that it has no relevant name. Hardly any file has one.
        /// </summary>
        public void Mentions(SemanticModelAnalysisContext context)
        {
            var tree = context.SemanticModel.SyntaxTree;
            if (!MayMention(tree.GetText(context.CancellationToken).ToString()))
                return;
            foreach (var name in tree.GetRoot(context.CancellationToken).DescendantNodes().OfType<IdentifierNameSyntax>())
                Mention(name, context);
        }

        // An identifier can be written with Unicode escapes.
        private bool MayMention(string text) =>
            text.Contains("CallbackFeed")
            || text.Contains("\\u")
            || text.Contains("\\U")
            || Names.Any(name => !_served.ContainsKey(name) && text.Contains(name));

        private void Mention(IdentifierNameSyntax name, SemanticModelAnalysisContext context)
        {
            var text = name.Identifier.ValueText;
            if (text is "CallbackFeeds" or "CallbackFeedRegistry")
            {
                // The flag is only ever set: files are analyzed concurrently, and one must not undo a result of another.
                if (!IsGivenToAddCallbacks(name))
                    _all = true;
            }
            else if (Names.Contains(text) && !_served.ContainsKey(text) && Serves(name, context))
                _served[text] = true;
        }

        /// <summary>
        /// Analyzes a call of a library that references CallbackGen and receives the route builder: it may map every registered feed.
        /// </summary>
        public void Call(IInvocationOperation call)
        {
            var assembly = call.TargetMethod.ContainingAssembly;
            if (
                _all
                || assembly is null
                || SymbolEqualityComparer.Default.Equals(assembly, symbols.Compilation.Assembly)
                || assembly.Name is "CallbackGen.AspNetCore" or "CallbackGen"
            )
                return;
            var method = call.TargetMethod.ReducedFrom ?? call.TargetMethod;
            if (
                method.Parameters.Any(parameter =>
                    parameter.Type.Name is "IEndpointRouteBuilder" or "WebApplication" or "IApplicationBuilder"
                ) && assembly.Modules.Any(module => module.ReferencedAssemblies.Any(referenced => referenced.Name == "CallbackGen"))
            )
                _all = true;
        }

        // Registering feeds does not map any of them.
        private static bool IsGivenToAddCallbacks(SyntaxNode name) =>
            name.FirstAncestorOrSelf<InvocationExpressionSyntax>()
                is { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AddCallbacks" } };

        /// <summary>
        /// Whether a reference to a feed's type serves the feed: the code uses its <c>Feed</c> or its verification, or passes it as a type
        /// argument where a feed is expected, or the use cannot be followed.
        /// </summary>
        private bool Serves(IdentifierNameSyntax name, SemanticModelAnalysisContext context)
        {
            SyntaxNode node = name;
            while (
                node.Parent is QualifiedNameSyntax or AliasQualifiedNameSyntax or NullableTypeSyntax
                || node.Parent is MemberAccessExpressionSyntax qualified && qualified.Name == node
            )
                node = node.Parent;
            return node.Parent switch
            {
                TypeOfExpressionSyntax or UsingDirectiveSyntax => true,
                MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText is "Feed" or "Verify" or "Receive",
                TypeArgumentListSyntax { Parent: GenericNameSyntax generic } list => TakesFeed(
                    context.SemanticModel.GetSymbolInfo(generic, context.CancellationToken),
                    list.Arguments.IndexOf((TypeSyntax)node)
                ),
                _ => false,
            };
        }

        /// <summary>
        /// Whether a type parameter is for the payload of a feed, such as the type parameter of <c>MapCallback</c> and <c>Verified</c>.
        /// </summary>
        private bool TakesFeed(SymbolInfo info, int position)
        {
            var symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
            var parameters = symbol switch
            {
                IMethodSymbol method => method.OriginalDefinition.TypeParameters,
                INamedTypeSymbol type => type.OriginalDefinition.TypeParameters,
                // Code that does not compile yet may be meant to serve the feed.
                _ => default,
            };
            return parameters.IsDefault
                || position >= parameters.Length
                || symbol?.Name.StartsWith("Map", StringComparison.Ordinal) == true
                || parameters[position].ConstraintTypes.Any(constraint => symbols.IsPayloadContract(constraint))
                || CallbackSymbols.Is(symbol as INamedTypeSymbol, symbols.Trusted);
        }
    }

    /// <summary>
    /// The addresses to which feeds are mapped. Only certain facts count: constant patterns, one route builder, no branches.
    /// </summary>
    private sealed class MappedAddresses
    {
        // These conventions distinguish endpoints of one address.
        private static readonly string[] Distinctions =
        [
            "RequireHost",
            "WithOrder",
            "WithMetadata",
            "Add",
            "HasApiVersion",
            "MapToApiVersion",
            "WithApiVersionSet",
        ];

        private readonly ConcurrentDictionary<(string Builder, string Feed, string Pattern), ConcurrentBag<Location>> _mapped = new();

        public IEnumerable<(Location Again, string Feed, string Pattern)> Repeated =>
            _mapped.SelectMany(entry =>
                entry
                    .Value.OrderBy(place => place.GetLineSpan().Path, StringComparer.Ordinal)
                    .ThenBy(place => place.SourceSpan.Start)
                    .Skip(1)
                    .Select(place => (place, entry.Key.Feed, "/" + entry.Key.Pattern))
            );

        public void Call(IInvocationOperation call)
        {
            if (
                !CallbackSymbols.IsMapCallback(call.TargetMethod)
                || FeedOf(call) is not { } feed
                || Argument(call, "pattern") is not { } pattern
                || Values.Constant(pattern) is not { } text
                || BuilderOf(call) is not { } builder
                || IsConditional(call.Syntax)
                || IsDistinct(call.Syntax)
            )
                return;
            _mapped.GetOrAdd((builder, feed, text.Trim('/').ToLowerInvariant()), _ => []).Add(pattern.Syntax.GetLocation());
        }

        private static string? FeedOf(IInvocationOperation call) =>
            call.TargetMethod.TypeArguments is [var payload]
                ? payload.TypeKind == TypeKind.TypeParameter
                    ? null
                    : payload.Name
                : Argument(call, "feed") is { } feed
                && Values.Bare(feed) is IPropertyReferenceOperation { Property: { Name: "Feed", IsStatic: true } property }
                    ? property.ContainingType.Name
                    : null;

        /// <summary>
        /// Returns a key of the route builder: the application wherever it has its usual name, or a variable of one function; null for any
        /// other builder, such as an unnamed group.
        /// </summary>
        private static string? BuilderOf(IInvocationOperation call)
        {
            var builder = call.Instance ?? call.Arguments.FirstOrDefault()?.Value;
            ISymbol? symbol = builder is null
                ? null
                : Values.Bare(builder) switch
                {
                    ILocalReferenceOperation local => local.Local,
                    IParameterReferenceOperation parameter => parameter.Parameter,
                    _ => null,
                };
            if (symbol is null)
                return null;
            return Values.Bare(builder!).Type?.Name == "WebApplication" ? "" : $"{symbol.ContainingSymbol.ToDisplayString()} {symbol.Name}";
        }

        private static IOperation? Argument(IInvocationOperation call, string name) =>
            call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == name)?.Value;

        private static bool IsConditional(SyntaxNode call) =>
            call.Ancestors()
                .TakeWhile(node => node is not (MemberDeclarationSyntax and not GlobalStatementSyntax) and not LocalFunctionStatementSyntax)
                .Any(node =>
                    node
                        is IfStatementSyntax
                            or SwitchSectionSyntax
                            or SwitchExpressionArmSyntax
                            or ConditionalExpressionSyntax
                            or AnonymousFunctionExpressionSyntax
                );

        private static bool IsDistinct(SyntaxNode call)
        {
            while (call.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax next } access)
            {
                if (Distinctions.Contains(access.Name.Identifier.ValueText))
                    return true;
                call = next;
            }

            return false;
        }
    }
}
