using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// The bodies of methods that the compilation declares, and the references to a member, for rules that look one call away. Each is
/// computed once per compilation. The callers of this class follow no further calls: one step, without recursion.
/// </summary>
internal static class MethodBodies
{
    // Far more characters than a handwritten body; a longer body is generated.
    private const int MostCharacters = 100_000;

    private static readonly ConditionalWeakTable<Compilation, Found> Known = new();

    /// <summary>
    /// Returns the body that runs when a method is called, as <see cref="IMethodBodyOperation"/>,
    /// <see cref="ILocalFunctionOperation"/>, <see cref="IConstructorBodyOperation"/>, or <see cref="IBlockOperation"/> of an accessor
    /// with an expression body. For an interface's member, this is the body of its only implementation in the compilation. Returns
    /// null when the source of the body is not in this compilation.
    /// </summary>
    public static IOperation? Of(IMethodSymbol method, Compilation compilation, CancellationToken cancellationToken) =>
        Written(method, compilation, cancellationToken) is { } written
            ? Known.GetOrCreateValue(compilation).Bodies.GetOrAdd(written, _ => Read(written, compilation, cancellationToken))
            : null;

    /// <summary>
    /// Returns the declared method whose body runs when a method is called: not reduced, not constructed, the implementing part. Its
    /// parameters are those of the body. Returns null when its source is not in this compilation.
    /// </summary>
    public static IMethodSymbol? Written(IMethodSymbol method, Compilation compilation, CancellationToken cancellationToken)
    {
        var declared = (IMethodSymbol)Declared(method);
        declared = declared.PartialImplementationPart ?? declared;
        if (
            declared.DeclaringSyntaxReferences.IsEmpty
            || !SymbolEqualityComparer.Default.Equals(declared.ContainingAssembly, compilation.Assembly)
        )
            return null;
        return declared.ContainingType is { TypeKind: TypeKind.Interface } && declared.IsAbstract
            ? Known
                .GetOrCreateValue(compilation)
                .Implementations.GetOrAdd(declared, _ => Implementation(declared, compilation, cancellationToken))
            : declared;
    }

    /// <summary>Returns the body's parameter for a parameter of the called method; null where the two declarations differ.</summary>
    public static IParameterSymbol? Taken(IMethodSymbol written, IInvocationOperation call, IParameterSymbol parameter) =>
        written.Parameters.ElementAtOrDefault(parameter.Ordinal + (call.TargetMethod.ReducedFrom is null ? 0 : 1));

    /// <summary>
    /// Returns the operations that reference a private method, field or property, or a local function: <see cref="IInvocationOperation"/>
    /// for a call, <see cref="IMethodReferenceOperation"/> for a method group, otherwise <see cref="IMemberReferenceOperation"/>. Returns
    /// null for any other member, which code outside of the compilation may reference.
    /// </summary>
    public static IReadOnlyList<IOperation>? UsesOf(ISymbol member, Compilation compilation, CancellationToken cancellationToken)
    {
        var declared = Declared(member);
        var isOwn =
            declared is IMethodSymbol { MethodKind: MethodKind.LocalFunction }
            || declared.DeclaredAccessibility == Accessibility.Private
                && declared
                    is IFieldSymbol
                        or IPropertySymbol
                        or IMethodSymbol { MethodKind: MethodKind.Ordinary, ExplicitInterfaceImplementations.IsEmpty: true };
        return isOwn
            ? Known.GetOrCreateValue(compilation).Uses.GetOrAdd(declared, _ => FindUses(declared, compilation, cancellationToken))
            : null;
    }

    /// <summary>Whether a file is generated: the behavior of such code is known without analysis.</summary>
    public static bool IsMade(SyntaxTree tree) => tree.FilePath.EndsWith(".g.cs", StringComparison.OrdinalIgnoreCase);

    private static IOperation? Read(IMethodSymbol method, Compilation compilation, CancellationToken cancellationToken)
    {
        if (
            method.IsAbstract
            || method.IsExtern
            || method.DeclaringSyntaxReferences is not [var reference]
            || IsMade(reference.SyntaxTree)
            || reference.Span.Length > MostCharacters
        )
            return null;
        var syntax = reference.GetSyntax(cancellationToken);
        return syntax is TypeDeclarationSyntax or ParameterSyntax
            ? null
            : ModelOf(reference.SyntaxTree, compilation).GetOperation(syntax, cancellationToken);
    }

    /// <summary>Returns the implementation of an interface's member by the only type that has one, or null.</summary>
    private static IMethodSymbol? Implementation(IMethodSymbol member, Compilation compilation, CancellationToken cancellationToken)
    {
        IMethodSymbol? only = null;
        foreach (var type in TypesOf(compilation, cancellationToken))
        {
            if (
                type.AllInterfaces.FirstOrDefault(contract =>
                    SymbolEqualityComparer.Default.Equals(contract.OriginalDefinition, member.ContainingType)
                )
                is not { } contract
            )
                continue;
            var asked = contract
                .GetMembers(member.Name)
                .OfType<IMethodSymbol>()
                .FirstOrDefault(candidate => SymbolEqualityComparer.Default.Equals(candidate.OriginalDefinition, member));
            if (
                asked is null
                || type.FindImplementationForInterfaceMember(asked) is not IMethodSymbol implementation
                || SymbolEqualityComparer.Default.Equals(implementation.OriginalDefinition, only)
            )
                continue;
            if (only is not null)
                return null;
            only = implementation.OriginalDefinition;
        }

        return only is { DeclaringSyntaxReferences.IsEmpty: false } ? only : null;
    }

    /// <summary>Returns every class and struct that the compilation declares.</summary>
    private static ImmutableArray<INamedTypeSymbol> TypesOf(Compilation compilation, CancellationToken cancellationToken)
    {
        var found = Known.GetOrCreateValue(compilation);
        if (found.Types.IsDefault)
        {
            var types = ImmutableArray.CreateBuilder<INamedTypeSymbol>();
            Collect(compilation.Assembly.GlobalNamespace);
            found.Types = types.ToImmutable();

            void Collect(INamespaceOrTypeSymbol container)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (container is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } type)
                    types.Add(type);
                foreach (var member in container.GetMembers().OfType<INamespaceOrTypeSymbol>())
                    Collect(member);
            }
        }

        return found.Types;
    }

    private static ISymbol Declared(ISymbol member) =>
        member is IMethodSymbol { ReducedFrom: { } extension } ? extension.OriginalDefinition : member.OriginalDefinition;

    private static ImmutableArray<IOperation> FindUses(ISymbol member, Compilation compilation, CancellationToken cancellationToken)
    {
        // A local function is referenced inside the member that declares it, and a private member inside its type.
        var scope = member is IMethodSymbol { MethodKind: MethodKind.LocalFunction } ? member.ContainingSymbol : member.ContainingType;
        var uses = ImmutableArray.CreateBuilder<IOperation>();
        foreach (var reference in scope.DeclaringSyntaxReferences)
        {
            var model = ModelOf(reference.SyntaxTree, compilation);
            var names = reference
                .GetSyntax(cancellationToken)
                .DescendantNodes()
                .OfType<SimpleNameSyntax>()
                .Where(name => name.Identifier.ValueText == member.Name);
            foreach (var name in names)
            {
                if (UseBy(name, model, cancellationToken) is { } use && SymbolEqualityComparer.Default.Equals(Named(use), member))
                    uses.Add(use);
            }
        }

        return uses.ToImmutable();
    }

    /// <summary>Returns the call of the function that a name refers to, or the reference to the member.</summary>
    private static IOperation? UseBy(SimpleNameSyntax name, SemanticModel model, CancellationToken cancellationToken)
    {
        SyntaxNode expression =
            name.Parent is MemberAccessExpressionSyntax access && access.Name == name || name.Parent is MemberBindingExpressionSyntax
                ? name.Parent
                : name;
        return expression.Parent is InvocationExpressionSyntax call && call.Expression == expression
                ? model.GetOperation(call, cancellationToken)
            : model.GetOperation(expression, cancellationToken) is { } named ? Values.Bare(named)
            : null;
    }

    private static ISymbol? Named(IOperation use) =>
        use switch
        {
            IInvocationOperation call => Declared(call.TargetMethod),
            IMemberReferenceOperation reference => Declared(reference.Member),
            _ => null,
        };

    /// <summary>Returns the semantic model of a file of the compilation.</summary>
    // The driver caches one model per file of its compilation, and returns it here. A method of another file is analyzed only where a call
    // passes data of a callback to it.
#pragma warning disable RS1030
    public static SemanticModel ModelOf(SyntaxTree tree, Compilation compilation) => compilation.GetSemanticModel(tree);
#pragma warning restore RS1030

    /// <summary>The results for one compilation.</summary>
    private sealed class Found
    {
        public ConcurrentDictionary<IMethodSymbol, IOperation?> Bodies { get; } = new(SymbolEqualityComparer.Default);

        public ConcurrentDictionary<IMethodSymbol, IMethodSymbol?> Implementations { get; } = new(SymbolEqualityComparer.Default);

        public ConcurrentDictionary<ISymbol, ImmutableArray<IOperation>> Uses { get; } = new(SymbolEqualityComparer.Default);

        public ImmutableArray<INamedTypeSymbol> Types { get; set; }
    }
}
