using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Identifies the endpoints whose callers must have signed in, or that only operators can reach.</summary>
internal sealed class Logins(Compilation compilation)
{
    // Conventions whose names start with Require and that exclude no caller.
    private static readonly string[] Open = ["RequireCors", "RequireRateLimiting", "RequireDistributedCache"];

    private static readonly string[] Attributes =
    [
        "Authorize",
        "Permission",
        "RequiresScope",
        "RequiredScope",
        "RequireRole",
        "TypeFilter",
        "ServiceFilter",
        "ApiKey",
        "BasicAuth",
        "Admin",
        "Operator",
    ];

    // Names of calls that may require every caller of a program to sign in.
    private static readonly Mentions Policies = new(
        "FallbackPolicy",
        "SetFallbackPolicy",
        "AuthorizeFilter",
        "AuthorizeFolder",
        "AuthorizePage",
        "AuthorizeAreaFolder",
        "UseWhen",
        "MapWhen"
    );

    /// <summary>Whether an attribute of an endpoint, or a call on its mapping, requires a login.</summary>
    public static bool AreAsked(ServingFunction function) =>
        function.Symbol is { } symbol
            && (
                EndpointMethods.Has(symbol, "AuthorizeAttribute")
                || symbol.ContainingType is { } type && EndpointMethods.Has(type, "AuthorizeAttribute")
            )
        || function.Mapping is { } mapping
            && Surroundings.Ancestors(mapping).OfType<IInvocationOperation>().Any(call => call.TargetMethod.Name == "RequireAuthorization");

    /// <summary>Also counts requirements of the group, of the program, and of the endpoint's own code.</summary>
    public bool Guard(ServingFunction function, CancellationToken cancellationToken)
    {
        if (function.Symbol is not { } symbol)
            return true;
        var isOpen =
            EndpointMethods.Has(symbol, "AllowAnonymousAttribute")
            || symbol.ContainingType is { } declared && EndpointMethods.Has(declared, "AllowAnonymousAttribute");
        List<InvocationExpressionSyntax> mapped = function.Mapping?.Syntax is InvocationExpressionSyntax mapping
            ? [mapping]
            : [.. MappedAnywhere(symbol, cancellationToken)];
        var chains = mapped.Select(ChainOf).ToList();
        isOpen |= chains.Exists(chain => chain.Contains("AllowAnonymous"));
        if (!isOpen && (HasAttribute(symbol) || HasPolicy(cancellationToken)))
            return true;
        if (
            chains.Count > 0 && chains.TrueForAll(chain => chain.Any(IsBar))
            || mapped.Exists(call => IsBarredElsewhere(call, cancellationToken))
        )
            return true;
        return Switches.IsInEnvironment(function.Mapping ?? function.Body) || AsksItself(function);
    }

    /// <summary>Whether some file maps a function by its name.</summary>
    public bool IsMapped(ServingFunction function, CancellationToken cancellationToken) =>
        function.Symbol is { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } method
        && method.Name != WellKnownMemberNames.TopLevelStatementsEntryPointMethodName
        && MappedAnywhere(method, cancellationToken).Any();

    private static bool HasAttribute(IMethodSymbol symbol)
    {
        for (
            ISymbol? owner = symbol;
            owner is IMethodSymbol or INamedTypeSymbol;
            owner =
                    owner is INamedTypeSymbol { BaseType: { } ancestor } ? ancestor
                    : owner is IMethodSymbol ? owner.ContainingType
                    : null
        )
        {
            if (
                owner
                    .GetAttributes()
                    .Any(attribute =>
                        attribute.AttributeClass is { } type
                        && (
                            Attributes.Any(word => type.Name.IndexOf(word, StringComparison.Ordinal) >= 0)
                            || type.AllInterfaces.Any(contract =>
                                contract.Name is "IAuthorizeData" or "IAuthorizationFilter" or "IAsyncAuthorizationFilter"
                            )
                        )
                    )
            )
                return true;
        }

        return false;
    }

    private bool HasPolicy(CancellationToken cancellationToken) =>
        compilation.SyntaxTrees.Any(tree => !MethodBodies.IsMade(tree) && Policies.AreIn(tree))
        || NamesIn("RequireAuthorization", cancellationToken)
            .Any(call =>
                ChainOf(call)
                    .Any(name => name is "MapControllers" or "MapDefaultControllerRoute" or "MapControllerRoute" or "MapRazorPages")
            );

    /// <summary>Returns the names of the calls in a call chain, before a call and after it.</summary>
    private static List<string> ChainOf(InvocationExpressionSyntax call)
    {
        var names = new List<string>();
        for (
            ExpressionSyntax? receiver = call;
            receiver is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access };
            receiver = access.Expression
        )
            names.Add(access.Name.Identifier.ValueText);
        for (
            SyntaxNode after = call;
            after.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax next } access;
            after = next
        )
            names.Add(access.Name.Identifier.ValueText);
        return names;
    }

    private static bool IsBar(string name) =>
        name.StartsWith("Require", StringComparison.Ordinal) && !Open.Contains(name)
        || name.IndexOf("Authoriz", StringComparison.Ordinal) >= 0
        || name.StartsWith("AddEndpointFilter", StringComparison.Ordinal)
        || name == "WithMetadata";

    /// <summary>
    /// Whether the variable on which a route is mapped requires a login where it is created, or by a statement of its own.
    /// </summary>
    private bool IsBarredElsewhere(InvocationExpressionSyntax call, CancellationToken cancellationToken)
    {
        ExpressionSyntax receiver = call;
        while (receiver is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access })
            receiver = access.Expression;
        if (receiver is not IdentifierNameSyntax group)
            return true;
        var model = MethodBodies.ModelOf(call.SyntaxTree, compilation);
        return model.GetSymbolInfo(group, cancellationToken).Symbol switch
        {
            ILocalSymbol { DeclaringSyntaxReferences: [var reference] } => reference.GetSyntax(cancellationToken)
                is VariableDeclaratorSyntax { Initializer.Value: { } made } declarator
                && (
                    made is InvocationExpressionSyntax first && ChainOf(first).Any(IsBar)
                    || IsBarredByStatement(declarator, group.Identifier.ValueText)
                    || made is InvocationExpressionSyntax derived
                        && derived.DescendantNodes().OfType<IdentifierNameSyntax>().FirstOrDefault() is { } outer
                        && outer.Identifier.ValueText != group.Identifier.ValueText
                        && model.GetTypeInfo(outer, cancellationToken).Type?.Name == "RouteGroupBuilder"
                        && IsBarredElsewhere(derived, cancellationToken)
                ),
            // An extension that maps routes on its parameter: its caller may have restricted the group.
            IParameterSymbol { ContainingSymbol: IMethodSymbol { Name: var name } } => NamesIn(name, cancellationToken)
                .Any(user =>
                    ChainOf(user).Any(IsBar)
                    || user.FirstAncestorOrSelf<StatementSyntax>()?.ToString().Contains("RequireAuthorization") == true
                    || IsBarredUser(user, cancellationToken)
                ),
            _ => false,
        };
    }

    /// <summary>Whether an extension is called on a group that requires a login.</summary>
    private bool IsBarredUser(InvocationExpressionSyntax user, CancellationToken cancellationToken) =>
        user.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax group }
            && MethodBodies.ModelOf(user.SyntaxTree, compilation).GetSymbolInfo(group, cancellationToken).Symbol is ILocalSymbol
            && IsBarredElsewhere(user, cancellationToken)
        || user.ArgumentList.Arguments.Select(argument => argument.Expression)
            .OfType<IdentifierNameSyntax>()
            .Any(group =>
                user.SyntaxTree.GetRoot(cancellationToken)
                    .DescendantNodes()
                    .OfType<VariableDeclaratorSyntax>()
                    .Any(declarator =>
                        declarator.Identifier.ValueText == group.Identifier.ValueText
                        && declarator.Initializer?.Value is InvocationExpressionSyntax made
                        && ChainOf(made).Any(IsBar)
                    )
            );

    private static bool IsBarredByStatement(SyntaxNode declarator, string name) =>
        declarator
            .SyntaxTree.GetRoot()
            .DescendantNodes()
            .OfType<InvocationExpressionSyntax>()
            .Any(call =>
                call.Expression
                    is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax receiver, Name.Identifier.ValueText: var bar }
                && receiver.Identifier.ValueText == name
                && (bar.StartsWith("Require", StringComparison.Ordinal) || bar.StartsWith("AddEndpointFilter", StringComparison.Ordinal))
                && IsBar(bar)
            );

    /// <summary>Returns the calls that map a function by its name.</summary>
    private IEnumerable<InvocationExpressionSyntax> MappedAnywhere(IMethodSymbol method, CancellationToken cancellationToken) =>
        EndpointMethods.IsAction(method) || method.MethodKind == MethodKind.AnonymousFunction
            ? []
            : compilation
                .SyntaxTrees.Where(tree => !MethodBodies.IsMade(tree))
                .SelectMany(tree => tree.GetRoot(cancellationToken).DescendantNodes().OfType<InvocationExpressionSyntax>())
                .Where(call =>
                    call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: var map }
                    && map.StartsWith("Map", StringComparison.Ordinal)
                    && call.ArgumentList.Arguments.Any(argument =>
                        argument.Expression is IdentifierNameSyntax named && named.Identifier.ValueText == method.Name
                        || argument.Expression is MemberAccessExpressionSyntax access && access.Name.Identifier.ValueText == method.Name
                    )
                );

    private IEnumerable<InvocationExpressionSyntax> NamesIn(string method, CancellationToken cancellationToken) =>
        compilation
            .SyntaxTrees.Where(tree => !MethodBodies.IsMade(tree))
            .SelectMany(tree => tree.GetRoot(cancellationToken).DescendantNodes().OfType<InvocationExpressionSyntax>())
            .Where(call =>
                (call.Expression as MemberAccessExpressionSyntax)?.Name.Identifier.ValueText == method
                || (call.Expression as SimpleNameSyntax)?.Identifier.ValueText == method
            );

    /// <summary>Whether an endpoint checks its caller itself.</summary>
    private static bool AsksItself(ServingFunction function) =>
        function.Operations.Any(operation =>
            operation switch
            {
                IPropertyReferenceOperation { Property.Name: "IsAuthenticated" or "LocalPort" } => true,
                IInvocationOperation
                {
                    TargetMethod.Name: "IsInRole" or "HasClaim" or "AuthorizeAsync" or "AuthenticateAsync" or "FixedTimeEquals"
                } => true,
                _ => false,
            }
        );
}
