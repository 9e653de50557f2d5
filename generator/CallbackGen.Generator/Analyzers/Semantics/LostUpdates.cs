using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds a sum that is read, incremented and written back: of two concurrent callbacks, one update is lost, because each writes its own
/// result. A lock, a stricter isolation level, a concurrency token or an incrementing statement keeps both.
/// </summary>
internal sealed class LostUpdates(IOperation body, CallbackParts parts, Compilation compilation)
{
    private const string Said =
        "Of two callbacks at the same moment one is lost, as each writes the sum that it read; "
        + "add in one statement, lock the row that is read, or use a concurrency token";

    private static readonly string[] LockWords =
    [
        "FOR UPDATE",
        "FOR NO KEY UPDATE",
        "UPDLOCK",
        "XLOCK",
        "SERIALIZABLE",
        "pg_advisory",
        "GET_LOCK",
        "sp_getapplock",
    ];

    private static readonly string[] Tokens = ["version", "xmin", "etag", "revision", "token"];

    private static readonly Mentions Configured = new("IsConcurrencyToken", "IsRowVersion", "UseXminAsConcurrencyToken");

    /// <summary>Returns the writes of such a sum, and the fault in words.</summary>
    public IEnumerable<(string What, IOperation Place)> Find()
    {
        var operations = body.Descendants().ToList();
        if (
            operations.Exists(Locks)
            || operations.Exists(operation => operation is ICatchClauseOperation { ExceptionType.Name: "DbUpdateConcurrencyException" })
        )
            yield break;
        if (operations.Find(IsWritten) is { } place)
            yield return (Said, place);
    }

    /// <summary>Whether an operation locks the data that is read: a SQL text, an isolation level, a lock of any kind.</summary>
    public static bool Locks(IOperation operation) =>
        operation switch
        {
            ILiteralOperation { ConstantValue: { HasValue: true, Value: string text } } => LockWords.Any(word =>
                text.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0
            ),
            IFieldReferenceOperation { Field: { Name: "Serializable" or "RepeatableRead", ContainingType.Name: "IsolationLevel" } } => true,
            IInvocationOperation { TargetMethod: { Name: var method, ContainingType.Name: var type } } => method.IndexOf(
                "Lock",
                StringComparison.Ordinal
            ) >= 0
                || type.IndexOf("Lock", StringComparison.Ordinal) >= 0,
            _ => false,
        };

    private bool IsWritten(IOperation operation) =>
        operation switch
        {
            IInvocationOperation call when SqlTexts.WrittenBy(call) is { } sql => IsUnguarded(sql)
                && call.Arguments.SelectMany(argument => MembersOf(Values.Bare(argument.Value))).Any(IsSumOfRead),
            IInvocationOperation { TargetMethod.Name: "AddWithValue", Arguments: [_, { Value: var value }] } => IsSumOfRead(value),
            ICompoundAssignmentOperation
            {
                OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract,
                Target: IPropertyReferenceOperation target
            } sum => parts.HasContent(sum.Value) && IsTracked(target),
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation target, Value: var value } => Sum(value) is { } sum
                && IsSame(sum.LeftOperand, target)
                && parts.HasContent(sum.RightOperand)
                && IsTracked(target),
            _ => false,
        };

    /// <summary>Whether an update states no expected value besides the row's id.</summary>
    private static bool IsUnguarded(string sql)
    {
        var where = sql.IndexOf("WHERE", StringComparison.OrdinalIgnoreCase);
        if (where < 0 || !sql.TrimStart().StartsWith("UPDATE", StringComparison.OrdinalIgnoreCase))
            return false;
        var (set, condition) = (sql.Substring(0, where), sql.Substring(where));
        var columns = set.Split(' ', ',', '\n', '\r', '\t', '=')
            .Where(word => word.Length > 0 && (char.IsLetter(word[0]) || word[0] is '[' or '"' or '`'))
            .Skip(3);
        return !Tokens.Any(word => condition.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0)
            && !columns.Any(column => condition.Split(' ', '=', '(', ')').Contains(column, StringComparer.OrdinalIgnoreCase));
    }

    private static IEnumerable<IOperation> MembersOf(IOperation parameters) =>
        parameters is IAnonymousObjectCreationOperation anonymous
            ? anonymous.Initializers.OfType<ISimpleAssignmentOperation>().Select(member => member.Value)
            : [];

    /// <summary>Whether a value is the sum of a query's result and a value of the callback.</summary>
    private bool IsSumOfRead(IOperation value) =>
        Sum(value) is { } sum
        && (IsRead(sum.LeftOperand) && parts.HasContent(sum.RightOperand) || IsRead(sum.RightOperand) && parts.HasContent(sum.LeftOperand));

    private static IBinaryOperation? Sum(IOperation value)
    {
        var bare = Values.Bare(value);
        if (bare is ILocalReferenceOperation local && Values.WrittenTo(local) is [var only])
            bare = Values.Bare(only);
        return bare is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract } sum ? sum : null;
    }

    private static bool IsRead(IOperation value) =>
        Values.Bare(value) switch
        {
            IInvocationOperation call => call.Arguments.Any(argument =>
                Values.Constant(argument.Value)?.TrimStart().StartsWith("SELECT", StringComparison.OrdinalIgnoreCase) == true
            ) || call.TargetMethod.Name is "ExecuteScalar" or "ExecuteScalarAsync" or "GetDecimal" or "GetInt64" or "GetInt32",
            ILocalReferenceOperation local => Values
                .WrittenTo(local)
                .Any(written => Values.Bare(written) is not ILocalReferenceOperation && IsRead(written)),
            IPropertyReferenceOperation { Instance: ILocalReferenceOperation row } => IsRead(row),
            _ => false,
        };

    private static bool IsSame(IOperation value, IPropertyReferenceOperation target) =>
        Values.Bare(value) is IPropertyReferenceOperation read
        && SymbolEqualityComparer.Default.Equals(read.Property, target.Property)
        && read.Instance is ILocalReferenceOperation left
        && target.Instance is ILocalReferenceOperation right
        && SymbolEqualityComparer.Default.Equals(left.Local, right.Local);

    /// <summary>
    /// Whether a member belongs to an entity without a concurrency token, which this function reads by Entity Framework and saves.
    /// </summary>
    private bool IsTracked(IPropertyReferenceOperation target) =>
        target
            is
        {
            Instance: ILocalReferenceOperation entity,
            Property: { Type.SpecialType: not SpecialType.System_String, ContainingType: var type }
        }
        && !type.DeclaringSyntaxReferences.IsEmpty
        && Values
            .WrittenTo(entity)
            .Any(written =>
                Values
                    .Bare(written)
                    .DescendantsAndSelf()
                    .OfType<IInvocationOperation>()
                    .Any(call => EndpointMethods.IsIn(call.TargetMethod.ContainingType, "Microsoft.EntityFrameworkCore"))
            )
        && body.Descendants().Any(operation => operation is IInvocationOperation { TargetMethod.Name: "SaveChanges" or "SaveChangesAsync" })
        && !type.GetMembers()
            .Any(member =>
                member
                    .GetAttributes()
                    .Any(attribute => attribute.AttributeClass?.Name is "ConcurrencyCheckAttribute" or "TimestampAttribute")
            )
        && !compilation.SyntaxTrees.Any(Configured.AreIn);
}
