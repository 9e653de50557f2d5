using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Determines whether a database stores a value only once, as far as the compilation shows.</summary>
internal static class UniqueKeys
{
    private static readonly string[] Conflicts =
    [
        "DbUpdate",
        "Sql",
        "Postgres",
        "Npgsql",
        "DbException",
        "Unique",
        "Duplicate",
        "Constraint",
        "Mongo",
    ];

    private static readonly Mentions Configured = new("IsUnique", "HasKey", "HasAlternateKey", "unique: true");

    private static readonly ConditionalWeakTable<Compilation, ConcurrentDictionary<IPropertySymbol, bool>> Known = new();

    /// <summary>Whether an operation catches a database's exception for a duplicate key.</summary>
    public static bool IsConflictCaught(IOperation operation) =>
        operation is ICatchClauseOperation clause
        && Conflicts.Any(word => clause.ExceptionType.Name.IndexOf(word, StringComparison.Ordinal) >= 0);

    /// <summary>
    /// Whether two rows cannot have the same value in a member: by its name, by an attribute, by the model or a migration.
    /// </summary>
    public static bool IsUnique(IPropertySymbol member, Compilation compilation, CancellationToken cancellationToken) =>
        Known
            .GetValue(compilation, static _ => new(SymbolEqualityComparer.Default))
            .GetOrAdd(
                member.OriginalDefinition,
                asked =>
                    asked.Name == "Id"
                    || asked.Name == asked.ContainingType.Name + "Id"
                    || IsMarked(asked)
                    || compilation
                        .SyntaxTrees.Where(tree => !MethodBodies.IsMade(tree) && Configured.AreIn(tree))
                        .Any(tree => IsConfigured(asked, tree.GetRoot(cancellationToken), MethodBodies.ModelOf(tree, compilation)))
            );

    private static bool IsMarked(IPropertySymbol member) =>
        member.GetAttributes().Any(attribute => attribute.AttributeClass?.Name is "KeyAttribute" or "UniqueAttribute" or "BsonIdAttribute")
        || member
            .ContainingType.GetAttributes()
            .Any(attribute =>
                attribute.AttributeClass?.Name is "PrimaryKeyAttribute" or "IndexAttribute"
                && IsOnlyNamed(attribute, member.Name)
                && (
                    attribute.AttributeClass.Name == "PrimaryKeyAttribute"
                    || attribute.NamedArguments.Any(argument => argument is { Key: "IsUnique", Value.Value: true })
                )
            );

    private static bool IsOnlyNamed(AttributeData attribute, string name) =>
        attribute.ConstructorArguments.Any(argument =>
            argument.Kind == TypedConstantKind.Array
                ? argument.Values.Any(value => value.Value as string == name)
                : argument.Value as string == name
        );

    /// <summary>Whether the text of a model or a migration names a member in a unique index or key.</summary>
    private static bool IsConfigured(IPropertySymbol member, SyntaxNode root, SemanticModel model) =>
        root.DescendantNodes()
            .OfType<InvocationExpressionSyntax>()
            .Any(call =>
                NameOf(call) switch
                {
                    "HasKey" or "HasAlternateKey" => IsNamed(call.ArgumentList, member, model),
                    "IsUnique" => IsNamed(call, member, model),
                    "CreateIndex" or "AddUniqueConstraint" => call.ToString() is var text
                        && text.Contains("unique: true")
                        && text.Contains($"\"{member.Name}\""),
                    _ => false,
                }
            );

    // By an expression, or by a string, which may be for any entity.
    private static bool IsNamed(SyntaxNode part, IPropertySymbol member, SemanticModel model) =>
        part.DescendantNodes()
            .Any(node =>
                node switch
                {
                    LiteralExpressionSyntax text => text.Token.ValueText == member.Name,
                    IdentifierNameSyntax name => name.Identifier.ValueText == member.Name
                        && SymbolEqualityComparer.Default.Equals(
                            model.GetSymbolInfo(name).Symbol?.OriginalDefinition,
                            member.OriginalDefinition
                        ),
                    _ => false,
                }
            );

    private static string NameOf(InvocationExpressionSyntax call) =>
        call.Expression switch
        {
            MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
            MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
            _ => "",
        };
}
