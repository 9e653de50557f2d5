using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds feeds that a program maps twice, for payments and for the tests of a provider's sandbox, to one handler. A mapping behind a
/// condition, such as on the environment, is left out.
/// </summary>
internal sealed class SandboxMappings(Compilation compilation)
{
    private static readonly string[] Words = ["sandbox", "test", "testing", "testmode", "demo"];

    private List<Mapping>? _all;

    /// <summary>The call that maps a handler class's feed for a sandbox too, or null.</summary>
    public SyntaxNode? OfClass(INamedTypeSymbol payload, CancellationToken cancellationToken) => Shared([.. All(cancellationToken).Where(mapping => mapping.Payload == payload.Name && mapping.Handler is null)]);

    /// <summary>The call that maps a named function for a sandbox too, or null.</summary>
    public SyntaxNode? OfFunction(INamedTypeSymbol payload, string name, SyntaxTree file, CancellationToken cancellationToken) =>
        Shared([.. All(cancellationToken).Where(mapping => mapping.Payload == payload.Name && mapping.Handler == name && mapping.Call.SyntaxTree == file)]);

    private static InvocationExpressionSyntax? Shared(List<Mapping> mappings) =>
        mappings.Exists(mapping => !mapping.IsSandbox) ? mappings.Find(mapping => mapping is { IsSandbox: true, IsConditional: false })?.Call : null;

    private List<Mapping> All(CancellationToken cancellationToken) => _all ??=
        [.. compilation.SyntaxTrees.Where(tree => !MethodBodies.IsMade(tree)).SelectMany(tree => tree.GetRoot(cancellationToken).DescendantNodes()).OfType<InvocationExpressionSyntax>().Select(Of).OfType<Mapping>()];

    private static Mapping? Of(InvocationExpressionSyntax call)
    {
        if (call.Expression is not MemberAccessExpressionSyntax { Name: GenericNameSyntax { Identifier.ValueText: "MapCallback", TypeArgumentList.Arguments: [var payload] } })
            return null;
        SyntaxNode chain = call;
        var texts = call.ArgumentList.Arguments.Take(1).ToList();
        while (chain.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax outer } access && access.Expression == chain)
        {
            if (access.Name.Identifier.ValueText == "WithKeySet")
                texts.AddRange(outer.ArgumentList.Arguments);
            chain = outer;
        }

        var handler = call.ArgumentList.Arguments.Skip(1).Select(argument => argument.Expression).FirstOrDefault();
        return new Mapping(
            call, payload.ToString().Split('.').Last(), handler is null ? null : handler is MemberAccessExpressionSyntax member ? member.Name.Identifier.ValueText : handler.ToString(),
            texts.SelectMany(text => text.DescendantTokens()).Any(token => IsOfTests(token.ValueText)),
            call.Ancestors().Any(ancestor => ancestor is IfStatementSyntax or ElseClauseSyntax or SwitchSectionSyntax or ConditionalExpressionSyntax or SwitchExpressionArmSyntax));
    }

    /// <summary>Whether a text says sandbox anywhere, or has a word of tests of its own.</summary>
    private static bool IsOfTests(string text) => text.IndexOf("sandbox", StringComparison.OrdinalIgnoreCase) >= 0
        || text.Split('/', '-', '_', '.', ':', '"', ' ').Any(part => Words.Contains(part.ToLowerInvariant())) || text.EndsWith("Test", StringComparison.Ordinal);

    private sealed record Mapping(InvocationExpressionSyntax Call, string Payload, string? Handler, bool IsSandbox, bool IsConditional);
}
