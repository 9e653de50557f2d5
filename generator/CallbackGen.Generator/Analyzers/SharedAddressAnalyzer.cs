using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// CBG0061 where an address is mapped: of several feeds at one address, a feed without <c>select</c> receives the requests of the feeds
/// after it. The schema files alone do not show which feeds share an address.
/// </summary>
public sealed class SharedAddressAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [SchemaRules.SharedSelection];

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places) =>
        context.RegisterOperationAction(
            operation =>
            {
                if (operation.Operation is not IInvocationOperation { TargetMethod.Name: "MapCallbacks" } call)
                    return;
                var mapped = call.Descendants()
                    .OfType<IInvocationOperation>()
                    .Where(inner => IsGroupFeed(inner.TargetMethod) && !IsConditional(inner.Syntax, call.Syntax))
                    .Select(inner => (Feed: FeedOf(inner, places), Place: NameOf(inner)))
                    .OrderBy(feed => feed.Place.SourceSpan.Start)
                    .ToList();
                for (var first = 0; first < mapped.Count; first++)
                {
                    if (
                        mapped[first].Feed is { HasErrors: false, HasSelection: false } feed
                        && mapped
                            .Skip(first + 1)
                            .Select(later => later.Feed)
                            .FirstOrDefault(later =>
                                later is not null && later.FeedName != feed.FeedName && feed.Receive.Any(later.Receive.Contains)
                            )
                            is { } other
                    )
                        operation.ReportDiagnostic(
                            Diagnostic.Create(
                                SchemaRules.SharedSelection,
                                mapped[first].Place,
                                $"{feed.FeedName} has no \"select\" and takes every request "
                                    + $"that arrives at this address as {other.FeedName} does"
                            )
                        );
                }
            },
            OperationKind.Invocation
        );

    private static FeedModel? FeedOf(IInvocationOperation call, SchemaPlaces places) =>
        call.TargetMethod.TypeArguments is [INamedTypeSymbol payload] ? places.FeedOf(payload)
        : call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "feed")?.Value is { } value
        && Values.Bare(value) is IPropertyReferenceOperation { Property: { Name: "Feed", IsStatic: true } property }
            ? places.FeedOf(property.ContainingType)
        : null;

    private static bool IsGroupFeed(IMethodSymbol method) =>
        method
            is { Name: "Feed", IsStatic: false, ContainingType: { Name: "CallbackGroupBuilder", ContainingNamespace.Name: "CallbackGen" } };

    private static Location NameOf(IInvocationOperation call) =>
        (
            call.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } ? access.Name : call.Syntax
        ).GetLocation();

    private static bool IsConditional(SyntaxNode call, SyntaxNode map) =>
        call.Ancestors()
            .TakeWhile(node => node != map)
            .Any(node => node is IfStatementSyntax or SwitchSectionSyntax or SwitchExpressionArmSyntax or ConditionalExpressionSyntax);
}
