using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds the keys of MACs, including those of methods of the project, and the empty defaults for missing keys.</summary>
internal static class MacSecrets
{
    // Methods that return a key in another form.
    private static readonly string[] Transforms =
    [
        "GetBytes",
        "FromBase64String",
        "FromHexString",
        "Trim",
        "ToArray",
        "AsSpan",
        "AsMemory",
        "Replace",
        "Concat",
        "ToString",
        "DecodeFromChars",
    ];

    /// <summary>Returns the keys that an operation passes to a MAC.</summary>
    public static IEnumerable<IOperation> In(IOperation operation) =>
        operation switch
        {
            IObjectCreationOperation creation when !MacKeys.IsTokenKey(creation) => MacKeys.Of(creation).Select(sink => sink.Value),
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation target } assignment => MacKeys
                .Of(target, assignment.Value)
                .Select(sink => sink.Value),
            IInvocationOperation call when call.Arguments.Any(IsKey) && IsKeyed(call) => call
                .Arguments.Where(IsKey)
                .Select(argument => argument.Value),
            _ => [],
        };

    /// <summary>
    /// Returns the expressions in a key where an empty value replaces a missing one: in the key itself, or the reference to a field that
    /// is declared so.
    /// </summary>
    public static IEnumerable<IOperation> Fallbacks(IOperation key) => Fallbacks(key, new Trail());

    /// <summary>Returns the local, parameter or member that a value is, or from which it is converted; null for any other value.</summary>
    public static ISymbol? SymbolOf(IOperation value) =>
        Values.Bare(value) switch
        {
            ILocalReferenceOperation local => local.Local,
            IParameterReferenceOperation parameter => parameter.Parameter,
            IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol { IsIndexer: false } } member => member.Member,
            IInvocationOperation call when Transforms.Contains(call.TargetMethod.Name) => (
                call.Instance is { } instance && SymbolOf(instance) is IFieldSymbol or ILocalSymbol or IParameterSymbol
                    ? call.Instance
                    : call.Arguments.FirstOrDefault()?.Value ?? call.Instance
            )
                is { } source
                ? SymbolOf(source)
                : null,
            _ => null,
        };

    private static bool IsKeyed(IInvocationOperation call) =>
        SignatureValues.IsMac(call.TargetMethod.ContainingType)
        || MacKeys.IsKeyed(call.TargetMethod)
        || SignatureValues.ReturnsMac(call.TargetMethod);

    private static bool IsKey(IArgumentOperation argument) =>
        argument.Parameter is { } parameter
        && (parameter.Name == "key" || SignatureNames.IsKey(parameter.Name) && !parameter.DeclaringSyntaxReferences.IsEmpty);

    private static IEnumerable<IOperation> Fallbacks(IOperation value, Trail trail)
    {
        var bare = Values.Bare(value);
        if (!trail.Goes())
            return [];
        return bare switch
        {
            ICoalesceOperation coalesce => EmptinessTest.IsEmpty(coalesce.WhenNull)
                ? [coalesce]
                : Fallbacks(coalesce.Value, trail).Concat(Fallbacks(coalesce.WhenNull, trail)),
            IConditionalOperation { WhenFalse: { } otherwise } choice
                when EmptinessTest.IsEmpty(choice.WhenTrue) || EmptinessTest.IsEmpty(otherwise) => EmptinessTest.Of(choice.Condition)
                is null
                ? []
                : [choice],
            ILocalReferenceOperation local => trail.WrittenTo(local).SelectMany(written => Fallbacks(written, trail)),
            IFieldReferenceOperation { Field: { } field } when IsEmptyByDefault(field) => [bare],
            IPropertyReferenceOperation { Property: { IsIndexer: false } property } when IsEmptyByDefault(property) => [bare],
            IInvocationOperation
            {
                TargetMethod: { Name: "GetValue", ContainingType.Name: "ConfigurationBinder" },
                Arguments: [.., var fallback]
            } call => EmptinessTest.IsEmpty(fallback.Value) ? [call] : [],
            IInvocationOperation call when Transforms.Contains(call.TargetMethod.Name) => new[] { call.Instance }
                .Concat(call.Arguments.Select(argument => argument.Value))
                .OfType<IOperation>()
                .SelectMany(part => Fallbacks(part, trail)),
            _ => [],
        };
    }

    /// <summary>Whether the declaration or a constructor assigns <c>?? ""</c> to a member of this project.</summary>
    private static bool IsEmptyByDefault(ISymbol member)
    {
        if (member.DeclaringSyntaxReferences is not [var reference])
            return false;
        var declaration = reference.GetSyntax();
        var written = declaration switch
        {
            VariableDeclaratorSyntax { Initializer.Value: { } value } => value,
            PropertyDeclarationSyntax { Initializer.Value: { } value } => value,
            PropertyDeclarationSyntax { ExpressionBody.Expression: { } value } => value,
            _ => null,
        };
        var assigned = declaration
            .FirstAncestorOrSelf<TypeDeclarationSyntax>()
            ?.Members.OfType<ConstructorDeclarationSyntax>()
            .SelectMany(constructor => constructor.DescendantNodes())
            .OfType<AssignmentExpressionSyntax>()
            .Where(assignment =>
                assignment.Left is IdentifierNameSyntax name && name.Identifier.ValueText == member.Name
                || assignment.Left is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } access
                    && access.Name.Identifier.ValueText == member.Name
            )
            .Select(assignment => assignment.Right);
        return (assigned ?? [])
            .Concat(new[] { written }.OfType<ExpressionSyntax>())
            .SelectMany(value => value.DescendantNodesAndSelf())
            .Any(node =>
                node is BinaryExpressionSyntax fallback && fallback.IsKind(SyntaxKind.CoalesceExpression) && IsEmpty(fallback.Right)
            );
    }

    private static bool IsEmpty(ExpressionSyntax value) =>
        value switch
        {
            LiteralExpressionSyntax literal => literal.Token.Value is "",
            CollectionExpressionSyntax { Elements.Count: 0 } => true,
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Empty" } => true,
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Empty" } } => true,
            _ => false,
        };
}
