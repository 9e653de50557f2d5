using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Follows values back to their assignments, inside one member.</summary>
internal static class Values
{
    // The assignments of a member are collected once, however many of its locals are followed.
    private static readonly ConditionalWeakTable<IOperation, Dictionary<ISymbol, List<IOperation>>> Written = new();

    /// <summary>Returns an expression without operations that keep its value: conversions, parentheses, awaits.</summary>
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

    /// <summary>Returns the same without the task around it: <c>Task.FromResult(value)</c>.</summary>
    public static IOperation Result(IOperation value) =>
        Bare(value) switch
        {
            IInvocationOperation { TargetMethod.Name: "FromResult", Arguments: [var result] } => Result(result.Value),
            IObjectCreationOperation { Type.Name: "ValueTask", Arguments: [var result] } => Result(result.Value),
            var bare => bare,
        };

    /// <summary>Returns a constant text, or null.</summary>
    public static string? Constant(IOperation? value) =>
        value is not null && Bare(value).ConstantValue is { HasValue: true, Value: string text } ? text : null;

    /// <summary>Returns the operands of a call: its arguments, then its instance.</summary>
    public static IEnumerable<IOperation> Operands(IInvocationOperation call) =>
        call.Arguments.Select(argument => argument.Value).Concat([call.Instance]).OfType<IOperation>();

    /// <summary>Returns the return values of a function, without those of functions inside it.</summary>
    public static IEnumerable<IOperation> Returned(IOperation function) =>
        Directly(function).OfType<IReturnOperation>().Select(answer => answer.ReturnedValue).OfType<IOperation>();

    /// <summary>Returns the first constant text among arguments, which is the name for a lookup at any position; or null.</summary>
    public static string? FirstConstant(IEnumerable<IArgumentOperation> arguments) =>
        arguments.Select(argument => Constant(argument.Value)).FirstOrDefault(name => name is not null);

    /// <summary>Whether the source fixes a value: a constant, null, a default, the empty text.</summary>
    public static bool IsConstant(IOperation value) =>
        value.ConstantValue.HasValue
        || Bare(value)
            is { ConstantValue.HasValue: true }
                or IDefaultValueOperation
                or IFieldReferenceOperation { Field: { Name: "Empty", ContainingType.SpecialType: SpecialType.System_String } };

    /// <summary>
    /// Returns the expressions that a local is assigned: its initializer, assignments, additions to it, the collection that it
    /// enumerates, the call with it as an <c>out</c> argument or destination, the value that its pattern matches, and the
    /// arguments of a string builder's calls.
    /// </summary>
    public static IReadOnlyList<IOperation> WrittenTo(ILocalReferenceOperation reference) => WrittenTo(reference.Local, Root(reference));

    /// <summary>Returns the same for a local without a reference yet, in the root operation of its member.</summary>
    public static IReadOnlyList<IOperation> WrittenTo(ILocalSymbol local, IOperation member) =>
        Written.GetValue(member, static root => CollectWrites(root)).TryGetValue(local, out var values) ? values : [];

    /// <summary>Returns the root operation of a member.</summary>
    public static IOperation Root(IOperation operation)
    {
        while (operation.Parent is { } parent)
            operation = parent;
        return operation;
    }

    /// <summary>Returns the operations that run when a function runs: all inside it except the functions that it declares.</summary>
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

    private static Dictionary<ISymbol, List<IOperation>> CollectWrites(IOperation root)
    {
        var writes = new Dictionary<ISymbol, List<IOperation>>(SymbolEqualityComparer.Default);
        foreach (var (local, value) in root.DescendantsAndSelf().SelectMany(WritesOf))
        {
            if (local is null || value is null)
                continue;
            if (!writes.TryGetValue(local, out var values))
                writes.Add(local, values = []);
            values.Add(value);
        }

        return writes;
    }

    /// <summary>Returns the values that one operation assigns, and their targets.</summary>
    private static IEnumerable<(ISymbol? Local, IOperation? Value)> WritesOf(IOperation operation) =>
        operation switch
        {
            IVariableDeclaratorOperation declarator => [(declarator.Symbol, declarator.GetVariableInitializer()?.Value)],
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment => [(target.Local, assignment.Value)],
            ICompoundAssignmentOperation { Target: ILocalReferenceOperation target } addition => [(target.Local, addition.Value)],
            IForEachLoopOperation loop => loop.Locals.Select(local => ((ISymbol?)local, (IOperation?)loop.Collection)),
            IIsPatternOperation pattern => [(Declared(pattern.Pattern), pattern.Value)],
            IListPatternOperation { Parent: IIsPatternOperation match } list => list.Patterns.Select(part =>
                (Declared(part), (IOperation?)match.Value)
            ),
            IPropertySubpatternOperation part => [(Declared(part.Pattern), part.Member)],
            IDeconstructionAssignmentOperation apart when TupleOf(apart.Value) is { } values && TargetsOf(apart.Target) is { } targets =>
                targets.Elements.Zip(values.Elements, (target, value) => (Target(target), (IOperation?)value)),
            IArgumentOperation argument when IsOutput(argument) => [(Target(argument.Value), argument.Parent)],
            IInvocationOperation { TargetMethod: { ContainingType.Name: "StringBuilder" }, Arguments: [.., var appended] } append
                when append.TargetMethod.Name.StartsWith("Append", StringComparison.Ordinal) => [(Built(append.Instance), appended.Value)],
            _ => [],
        };

    /// <summary>Returns the local whose string builder a call chain appends to.</summary>
    private static ISymbol? Built(IOperation? builder) =>
        builder switch
        {
            ILocalReferenceOperation local => local.Local,
            IInvocationOperation { TargetMethod.ContainingType.Name: "StringBuilder", Instance: var earlier } => Built(earlier),
            _ => null,
        };

    private static ITupleOperation? TupleOf(IOperation value) => Bare(value) as ITupleOperation;

    /// <summary>Returns the variables that are assigned together.</summary>
    private static ITupleOperation? TargetsOf(IOperation target) =>
        target is IDeclarationExpressionOperation declaration ? TargetsOf(declaration.Expression) : target as ITupleOperation;

    private static bool IsOutput(IArgumentOperation argument) =>
        argument.Parameter is { RefKind: RefKind.Out } or { Name: "destination" or "output" };

    private static ISymbol? Declared(IPatternOperation pattern) =>
        pattern switch
        {
            IDeclarationPatternOperation declaration => declaration.DeclaredSymbol,
            IRecursivePatternOperation recursive => recursive.DeclaredSymbol,
            INegatedPatternOperation not => Declared(not.Pattern),
            _ => null,
        };

    private static ISymbol? Target(IOperation value) =>
        Bare(value) switch
        {
            ILocalReferenceOperation local => local.Local,
            IDeclarationExpressionOperation { Expression: ILocalReferenceOperation local } => local.Local,
            IInvocationOperation { TargetMethod.Name: "AsSpan" or "AsMemory", Arguments: [var first, ..] } => Target(first.Value),
            _ => null,
        };
}
