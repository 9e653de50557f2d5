using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds operations that add to a stored value or subtract from it, so that a repetition does so twice.</summary>
internal static class Increments
{
    private const int LongestText = 2000;

    // Counters that a repeated callback may increment, such as the number of attempts.
    private static readonly string[] Counters = ["version", "attempt", "retry", "retries", "revision", "visit", "view", "hits"];

    private static readonly Regex Column = new(
        @"(?<column>[\w\[\]""`]+)\s*=\s*(?:\w+\.)?\k<column>\s*[-+]",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(1)
    );

    /// <summary>Returns the name of the value that such an operation changes, or null.</summary>
    public static string? NameOf(IOperation operation)
    {
        var name = operation switch
        {
            IInvocationOperation { TargetMethod.Name: "SetProperty", Arguments: [.., { Value: var member }, { Value: var value }] } =>
                MemberOf(member) is { } set && IsSum(value, set) ? set.Name : null,
            IInvocationOperation call when SqlTexts.WrittenBy(call) is { } sql => ColumnOf(sql),
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "CommandText" } } command => Values.Constant(
                command.Value
            )
                is { } sql
                ? ColumnOf(sql)
                : null,
            ICompoundAssignmentOperation
            {
                OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract,
                Target: IPropertyReferenceOperation
                {
                    Instance: not IInstanceReferenceOperation,
                    Property: { Type.SpecialType: not SpecialType.System_String } added
                }
            } => added.Name,
            _ => null,
        };
        return name is null || Counters.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0) ? null : name;
    }

    /// <summary>
    /// Whether code in a handler may detect a repetition: it tests a state, the result of a statement or a query, or a row with data of
    /// the callback, or it catches a conflict.
    /// </summary>
    public static bool AreGuarded(IOperation body, IOperation sum, CallbackParts parts, DecidingWords words) =>
        body.Descendants()
            .Any(operation =>
                operation switch
                {
                    IConditionalOperation { Condition: var condition } => condition
                        .Descendants()
                        .Append(condition)
                        .Any(part => Tells(part, words)),
                    IInvocationOperation call => (
                        call.TargetMethod.Name is "Add" or "AddAsync" or "AddIfNotExists"
                        || SqlTexts.WrittenBy(call)?.TrimStart().StartsWith("INSERT", StringComparison.OrdinalIgnoreCase) == true
                    )
                        && parts.InArguments(call) != CallbackPart.None
                        && Guards.IsOnTheWay(call, sum),
                    _ => UniqueKeys.IsConflictCaught(operation),
                }
            );

    private static bool Tells(IOperation part, DecidingWords words) =>
        part switch
        {
            IPropertyReferenceOperation { Property: var member }
                when !CallbackSymbols.IsPayloadMember(member) && !CallbackSymbols.IsPayloadRecord(member.ContainingType) =>
                !EndpointMethods.IsIn(member.ContainingType, "CallbackGen")
                    && (
                        words.IsPaid(member.Name)
                        || words.IsStatus(member.Name)
                        || member.Name.EndsWith("At", StringComparison.Ordinal)
                        || member.Name.EndsWith("By", StringComparison.Ordinal)
                    ),
            IInvocationOperation call => Counts(call),
            ILocalReferenceOperation local => Values.WrittenTo(local).Select(Values.Bare).OfType<IInvocationOperation>().Any(Counts),
            _ => false,
        };

    /// <summary>Whether a call returns a boolean, or the number of rows that a statement changed.</summary>
    public static bool Counts(IInvocationOperation call) =>
        OwnVerification.Answer(call.TargetMethod.ReturnType).SpecialType
            is SpecialType.System_Boolean
                or SpecialType.System_Int32
                or SpecialType.System_Int64
        && call.TargetMethod.ContainingType.SpecialType != SpecialType.System_String
        && !EndpointMethods.IsIn(call.TargetMethod.ContainingType, "CallbackGen")
        && !CallbackSymbols.IsPayloadRecord(call.TargetMethod.ContainingType);

    private static string? ColumnOf(string sql) =>
        sql.Length <= LongestText && Column.Match(sql) is { Success: true } found
            ? found.Groups["column"].Value.Trim('[', ']', '"', '`')
            : null;

    private static IPropertySymbol? MemberOf(IOperation lambda) =>
        lambda.DescendantsAndSelf().OfType<IPropertyReferenceOperation>().FirstOrDefault()?.Property;

    private static bool IsSum(IOperation lambda, IPropertySymbol member) =>
        lambda
            .DescendantsAndSelf()
            .OfType<IBinaryOperation>()
            .Any(sum =>
                sum.OperatorKind is BinaryOperatorKind.Add or BinaryOperatorKind.Subtract
                && Values.Bare(sum.LeftOperand) is IPropertyReferenceOperation read
                && SymbolEqualityComparer.Default.Equals(read.Property, member)
            );
}
