using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CallbackGen.CodeFixes;

/// <summary>Finds the configuration that code at a place can read: by its name, or by that of what has it, such as <c>builder</c> or <c>app</c>.</summary>
internal static class ConfigurationInScope
{
    /// <summary>An expression of it, or null.</summary>
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

    /// <summary>Whether a local has its value at a place: it is declared before, and not by what the place is a part of.</summary>
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

    /// <summary>What the functions around a place let it use. The names of a program's top-level statements are seen everywhere, and used only there.</summary>
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

            // Neither an initializer nor what is handed to another constructor has the object.
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

        /// <summary>What is nearer is read first. A parameter of the type comes last, where a member may hold it already.</summary>
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
