using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds the values that the declaration of a member fixes for its whole lifetime.</summary>
internal static class DeclaredValues
{
    /// <summary>
    /// Returns the initializer of a read-only field or property, or of a private field without other assignments, or the values that a
    /// property's getter or a method returns. Returns nothing for a member that is assigned at run time, or that another assembly
    /// declares.
    /// </summary>
    public static IEnumerable<IOperation> Of(ISymbol member, Compilation compilation, CancellationToken cancellationToken) =>
        member switch
        {
            IFieldSymbol field
                when field.IsReadOnly || field.DeclaredAccessibility == Accessibility.Private && !IsWritten(field, cancellationToken) =>
                Initializer(field, compilation, cancellationToken),
            IPropertySymbol { IsIndexer: false, SetMethod: null, GetMethod: { } getter } property =>
            [
                .. Initializer(property, compilation, cancellationToken),
                .. Returned(getter, compilation, cancellationToken),
            ],
            IMethodSymbol method => Returned(method, compilation, cancellationToken),
            _ => [],
        };

    /// <summary>Returns the initializer of a field or property of the compilation.</summary>
    public static IEnumerable<IOperation> Initializer(ISymbol member, Compilation compilation, CancellationToken cancellationToken)
    {
        if (
            member.OriginalDefinition.DeclaringSyntaxReferences is not [var reference]
            || !SymbolEqualityComparer.Default.Equals(member.ContainingAssembly, compilation.Assembly)
        )
            return [];
        var value = reference.GetSyntax(cancellationToken) switch
        {
            VariableDeclaratorSyntax { Initializer: { } initializer } => initializer.Value,
            PropertyDeclarationSyntax { Initializer: { } initializer } => initializer.Value,
            _ => null,
        };
        var operation = value is null
            ? null
            : MethodBodies.ModelOf(reference.SyntaxTree, compilation).GetOperation(value, cancellationToken);
        // An initializer in braces without "new" is the content of an array creation.
        return (operation is IArrayInitializerOperation ? operation.Parent : operation) is { } found ? [found] : [];
    }

    private static IEnumerable<IOperation> Returned(IMethodSymbol method, Compilation compilation, CancellationToken cancellationToken) =>
        MethodBodies.Of(method, compilation, cancellationToken) is { } body ? Values.Returned(body) : [];

    private static bool IsWritten(IFieldSymbol field, CancellationToken cancellationToken) =>
        field
            .ContainingType.DeclaringSyntaxReferences.SelectMany(reference => reference.GetSyntax(cancellationToken).DescendantNodes())
            .Any(node =>
                node switch
                {
                    AssignmentExpressionSyntax assignment => IsNamed(assignment.Left, field.Name),
                    ArgumentSyntax { RefKindKeyword.RawKind: not 0 } argument => IsNamed(argument.Expression, field.Name),
                    _ => false,
                }
            );

    private static bool IsNamed(ExpressionSyntax expression, string name) =>
        expression switch
        {
            IdentifierNameSyntax identifier => identifier.Identifier.ValueText == name,
            MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText == name,
            _ => false,
        };
}
