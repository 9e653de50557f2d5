using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Follows values back to where they were written, inside one member.</summary>
internal static class Values
{
    /// <summary>An expression without what changes nothing about its value: conversions, parentheses, awaiting.</summary>
    public static IOperation Bare(IOperation value)
    {
        while (true)
        {
            switch (value)
            {
                case IConversionOperation conversion:
                    value = conversion.Operand;
                    break;
                case IParenthesizedOperation parenthesized:
                    value = parenthesized.Operand;
                    break;
                case IAwaitOperation awaited:
                    value = awaited.Operation;
                    break;
                case IDelegateCreationOperation creation:
                    value = creation.Target;
                    break;
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } task }:
                    value = task;
                    break;
                default:
                    return value;
            }
        }
    }

    /// <summary>A constant text, or null.</summary>
    public static string? Constant(IOperation? value) =>
        value is not null && Bare(value).ConstantValue is { HasValue: true, Value: string text } ? text : null;

    /// <summary>Whether a value is fixed by the source: a constant, null, a default, the empty text.</summary>
    public static bool IsConstant(IOperation value) =>
        value.ConstantValue.HasValue
        || Bare(value) is { ConstantValue.HasValue: true } or IDefaultValueOperation or IFieldReferenceOperation { Field: { Name: "Empty", ContainingType.SpecialType: SpecialType.System_String } };

    /// <summary>
    /// The expressions that a local gets: its initializer, assignments, the collection it walks, the call whose <c>out</c>
    /// argument or destination it is, the value that a pattern named so, and what a string builder is given.
    /// </summary>
    public static IEnumerable<IOperation> WrittenTo(ILocalReferenceOperation reference)
    {
        foreach (var operation in Root(reference).DescendantsAndSelf())
        {
            if (WrittenBy(operation, reference.Local) is { } value)
                yield return value;
        }
    }

    /// <summary>The operation that holds all of a member.</summary>
    public static IOperation Root(IOperation operation)
    {
        while (operation.Parent is { } parent)
            operation = parent;
        return operation;
    }

    /// <summary>What runs when a function runs: everything in it but the functions that it declares.</summary>
    public static IEnumerable<IOperation> Directly(IOperation function)
    {
        foreach (var child in function.ChildOperations)
        {
            if (child is IAnonymousFunctionOperation or ILocalFunctionOperation)
                continue;
            yield return child;
            foreach (var descendant in Directly(child))
                yield return descendant;
        }
    }

    /// <summary>The text that a readonly field, or a property without more to it, is given where it is declared; null for any other.</summary>
    public static string? DeclaredText(ISymbol member) =>
        member.DeclaringSyntaxReferences is [var reference]
            ? (member, reference.GetSyntax()) switch
            {
                (IFieldSymbol { IsReadOnly: true }, VariableDeclaratorSyntax { Initializer.Value: LiteralExpressionSyntax literal }) => literal.Token.Value as string,
                (IPropertySymbol, PropertyDeclarationSyntax { ExpressionBody.Expression: LiteralExpressionSyntax literal }) => literal.Token.Value as string,
                (IPropertySymbol { SetMethod: null }, PropertyDeclarationSyntax { Initializer.Value: LiteralExpressionSyntax literal }) => literal.Token.Value as string,
                _ => null,
            }
            : null;

    private static IOperation? WrittenBy(IOperation operation, ILocalSymbol local)
    {
        return operation switch
        {
            IVariableDeclaratorOperation declarator when Is(declarator.Symbol) => declarator.GetVariableInitializer()?.Value,
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment when Is(target.Local) => assignment.Value,
            IForEachLoopOperation loop when loop.Locals.Any(Is) => loop.Collection,
            IIsPatternOperation pattern when Is(Declared(pattern.Pattern)) => pattern.Value,
            IPropertySubpatternOperation part when Is(Declared(part.Pattern)) => part.Member,
            IDeconstructionAssignmentOperation { Value: var taken } apart when TupleOf(taken) is { } tuple && Position(apart.Target, Is) is >= 0 and var position && position < tuple.Elements.Length => tuple.Elements[position],
            IArgumentOperation argument when IsOutput(argument) && Is(Target(argument.Value)) => argument.Parent,
            IInvocationOperation { TargetMethod: { ContainingType.Name: "StringBuilder" }, Arguments: [.., var appended] } append
                when append.TargetMethod.Name.StartsWith("Append", StringComparison.Ordinal) && append.Instance is ILocalReferenceOperation builder && Is(builder.Local) => appended.Value,
            _ => null,
        };

        bool Is(ISymbol? symbol) => SymbolEqualityComparer.Default.Equals(symbol, local);
    }

    private static ITupleOperation? TupleOf(IOperation value) => Bare(value) as ITupleOperation;

    /// <summary>Which of the variables that are assigned together one is, or -1.</summary>
    private static int Position(IOperation target, Func<ISymbol?, bool> isWanted) => target switch
    {
        IDeclarationExpressionOperation declaration => Position(declaration.Expression, isWanted),
        ITupleOperation tuple => tuple.Elements.IndexOf(tuple.Elements.FirstOrDefault(element => isWanted(Target(element)))!),
        _ => -1,
    };

    private static bool IsOutput(IArgumentOperation argument) =>
        argument.Parameter is { RefKind: RefKind.Out } or { Name: "destination" or "output" };

    private static ISymbol? Declared(IPatternOperation pattern) => pattern switch
    {
        IDeclarationPatternOperation declaration => declaration.DeclaredSymbol,
        IRecursivePatternOperation recursive => recursive.DeclaredSymbol,
        _ => null,
    };

    private static ISymbol? Target(IOperation value) => Bare(value) switch
    {
        ILocalReferenceOperation local => local.Local,
        IDeclarationExpressionOperation { Expression: ILocalReferenceOperation local } => local.Local,
        IInvocationOperation { TargetMethod.Name: "AsSpan" or "AsMemory", Arguments: [var first, ..] } => Target(first.Value),
        _ => null,
    };
}
