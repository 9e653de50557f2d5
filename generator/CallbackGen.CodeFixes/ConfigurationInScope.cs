using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CallbackGen.CodeFixes;

/// <summary>
/// Finds the configuration that code at a position can read: a symbol of that type, or an object that has it, such as <c>builder</c> or
/// <c>app</c>.
/// </summary>
internal static class ConfigurationInScope
{
    /// <summary>Returns an expression that reads the configuration at a position, or null where none is in scope.</summary>
    public static string? At(SyntaxNode place, SemanticModel model, CancellationToken cancellationToken)
    {
        var reach = Reach.Of(place, model, cancellationToken);
        var candidates = model
            .LookupSymbols(place.SpanStart)
            .Where(symbol => reach.Includes(symbol) && CanRead(symbol, place, cancellationToken))
            .Select(symbol => (symbol.Name, Type: TypeOf(symbol), Distance: reach.DistanceOf(symbol)))
            .Where(candidate => candidate.Type is not null)
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .ToList();
        return candidates.Where(candidate => IsConfiguration(candidate.Type!)).Select(candidate => candidate.Name).FirstOrDefault()
            ?? candidates
                .Where(candidate => Configuration(candidate.Type!) is { } type && IsConfiguration(type))
                .Select(candidate => candidate.Name + ".Configuration")
                .FirstOrDefault();
    }

    /// <summary>
    /// Whether a local is assigned before a position: it is declared earlier, and its declaration does not contain the position.
    /// </summary>
    private static bool CanRead(ISymbol symbol, SyntaxNode place, CancellationToken cancellationToken) =>
        symbol switch
        {
            ILocalSymbol local => local.DeclaringSyntaxReferences is [var reference]
                && reference.GetSyntax(cancellationToken) is VariableDeclaratorSyntax { Initializer: not null } declarator
                && declarator.Span.End <= place.SpanStart,
            IParameterSymbol parameter => parameter.RefKind == RefKind.None,
            _ => !symbol.IsImplicitlyDeclared,
        };

    private static ITypeSymbol? TypeOf(ISymbol symbol) =>
        symbol switch
        {
            ILocalSymbol local => local.Type,
            IParameterSymbol { NullableAnnotation: not NullableAnnotation.Annotated } parameter => parameter.Type,
            IFieldSymbol { NullableAnnotation: not NullableAnnotation.Annotated } field => field.Type,
            IPropertySymbol { IsIndexer: false, GetMethod: not null, NullableAnnotation: not NullableAnnotation.Annotated } property =>
                property.Type,
            _ => null,
        };

    private static ITypeSymbol? Configuration(ITypeSymbol type) =>
        type.GetMembers("Configuration")
            .Concat(type.AllInterfaces.SelectMany(contract => contract.GetMembers("Configuration")))
            .OfType<IPropertySymbol>()
            .FirstOrDefault(property => property.DeclaredAccessibility == Accessibility.Public)
            ?.Type;

    private static bool IsConfiguration(ITypeSymbol type) => IsContract(type) || type.AllInterfaces.Any(IsContract);

    private static bool IsContract(ITypeSymbol type) =>
        type.Name == "IConfiguration" && type.ContainingNamespace.ToDisplayString() == "Microsoft.Extensions.Configuration";

    /// <summary>
    /// The functions around a position, and the members that code there may use. The locals of top-level statements are visible in the
    /// whole program, but only those statements can use them.
    /// </summary>
    private sealed record Reach(HashSet<ISymbol> Functions, INamedTypeSymbol? Type, bool HasInstance, bool HasConstructor)
    {
        public static Reach Of(SyntaxNode place, SemanticModel model, CancellationToken cancellationToken)
        {
            var functions = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
            var isOpen = true;
            var symbol = model.GetEnclosingSymbol(place.SpanStart, cancellationToken);
            var member = symbol;
            for (; symbol is not null and not INamedTypeSymbol; symbol = symbol.ContainingSymbol)
            {
                if (isOpen)
                    functions.Add(symbol);
                isOpen =
                    isOpen
                    && symbol is not IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction, IsStatic: true };
                member = symbol;
            }

            // An instance is not available in a field initializer, nor in the arguments of this(…) and base(…).
            var isInitializer =
                member is IFieldSymbol or IPropertySymbol
                || place.Ancestors().Any(node => node is ConstructorInitializerSyntax or PrimaryConstructorBaseTypeSyntax)
                || place.FirstAncestorOrSelf<MemberDeclarationSyntax>()
                    is FieldDeclarationSyntax
                        or PropertyDeclarationSyntax { Initializer: not null };
            var isInstance = isOpen && member is { IsStatic: false };
            return new Reach(functions, symbol as INamedTypeSymbol, isInstance && !isInitializer, isInstance);
        }

        public bool Includes(ISymbol symbol) =>
            symbol switch
            {
                ILocalSymbol => Functions.Contains(symbol.ContainingSymbol),
                IParameterSymbol => Functions.Contains(symbol.ContainingSymbol)
                    || HasConstructor
                        && symbol.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor
                        && SymbolEqualityComparer.Default.Equals(constructor.ContainingType, Type),
                IFieldSymbol or IPropertySymbol => symbol.IsStatic || HasInstance && IsOwn(symbol.ContainingType),
                _ => false,
            };

        /// <summary>
        /// Returns a rank: the nearest symbol is the smallest. A constructor parameter of the type ranks last, because a
        /// member may store its value already.
        /// </summary>
        public int DistanceOf(ISymbol symbol) =>
            symbol is IFieldSymbol or IPropertySymbol ? 1
            : Functions.Contains(symbol.ContainingSymbol) ? 0
            : 2;

        private bool IsOwn(INamedTypeSymbol owner)
        {
            for (var type = Type; type is not null; type = type.BaseType)
            {
                if (SymbolEqualityComparer.Default.Equals(type, owner))
                    return true;
            }

            return false;
        }
    }
}
