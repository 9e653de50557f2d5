using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds the catch clauses that catch any failure of a handler's work.</summary>
internal static class CaughtFailures
{
    // Exceptions that a second attempt may resolve. A database's own exception may be a duplicate, which a handler may ignore.
    private static readonly string[] Transient =
    [
        "HttpRequestException",
        "TimeoutException",
        "IOException",
        "SocketException",
        "TaskCanceledException",
        "AggregateException",
        "TimeoutRejectedException",
        "BrokenCircuitException",
    ];

    private static readonly string[] OfDatabases =
    [
        "DbException",
        "SqliteException",
        "NpgsqlException",
        "PostgresException",
        "SqlException",
        "MySqlException",
        "OracleException",
        "DbUpdateException",
        "RedisException",
    ];

    private static readonly string[] Failed = ["LogWarning", "LogError", "LogCritical", "Warning", "Error", "Fatal", "Warn"];

    /// <summary>
    /// Whether a clause catches every failure of a database, a duplicate as well as a full disk, logs it as a failure, and does not
    /// distinguish them.
    /// </summary>
    public static bool IsOfDatabase(ICatchClauseOperation clause) =>
        clause.Filter is null
        && clause.ExceptionType is { } type
        && OfDatabases.Contains(type.Name)
        && clause.Handler.Descendants().Any(operation => operation is IInvocationOperation call && Failed.Contains(call.TargetMethod.Name))
        && !AsksOrSays(clause);

    /// <summary>Whether a clause catches every failure of a database, does not distinguish them, and logs nothing.</summary>
    public static bool IsSilent(ICatchClauseOperation clause) =>
        clause.Filter is null
        && clause.ExceptionType is { } type
        && OfDatabases.Contains(type.Name)
        && !AsksOrSays(clause)
        && !clause.Handler.Descendants().Any(operation => operation is IInvocationOperation call && Sinks.Of(call) is not null);

    private static bool AsksOrSays(ICatchClauseOperation clause) =>
        clause
            .Handler.Descendants()
            .Any(operation =>
                operation is IConditionalOperation or ISwitchOperation or ISwitchExpressionOperation
                || Values.Constant(operation) is { } text && SaysDuplicate(text)
            );

    private static bool SaysDuplicate(string text) =>
        text.IndexOf("duplicate", StringComparison.OrdinalIgnoreCase) >= 0
        || text.IndexOf("already", StringComparison.OrdinalIgnoreCase) >= 0;

    /// <summary>Whether a clause catches all exceptions, or those that a second attempt may resolve, regardless of its filter.</summary>
    public static bool Has(ICatchClauseOperation clause)
    {
        var type = clause.ExceptionType;
        var isBroad =
            type is null or { SpecialType: SpecialType.System_Object }
            || type.Name is "Exception" or "SystemException" or "ApplicationException"
                && type.ContainingNamespace?.ToDisplayString() == "System"
            || Transient.Contains(type.Name);
        return isBroad && (clause.Filter is null || Passes(clause.Filter));
    }

    /// <summary>Whether a filter accepts all exceptions except a named one, such as a cancellation or the application's own.</summary>
    private static bool Passes(IOperation filter) =>
        Surroundings.Unwrap(filter) switch
        {
            { ConstantValue: { HasValue: true, Value: true } } => true,
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var operand } => Surroundings.Unwrap(operand)
                is IIsPatternOperation
                    or IIsTypeOperation
                    or IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" },
            IIsPatternOperation { Pattern: INegatedPatternOperation } => true,
            IIsPatternOperation { Pattern: var pattern } => IsAnyException(pattern),
            IIsTypeOperation { TypeOperand: { Name: "Exception", ContainingNamespace.Name: "System" } } => true,
            IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both => Passes(both.LeftOperand)
                && Passes(both.RightOperand),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either => Passes(either.LeftOperand)
                || Passes(either.RightOperand),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } difference => Surroundings.Unwrap(difference.LeftOperand)
                is ILocalReferenceOperation
                && Surroundings.Unwrap(difference.RightOperand).ConstantValue is { HasValue: true, Value: null },
            IInvocationOperation call => AlwaysTrue(call),
            _ => false,
        };

    private static bool IsAnyException(IPatternOperation pattern) =>
        pattern switch
        {
            IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or } either => IsAnyException(either.LeftPattern)
                || IsAnyException(either.RightPattern),
            ITypePatternOperation { MatchedType: { Name: "Exception", ContainingNamespace.Name: "System" } }
            or IDeclarationPatternOperation { MatchedType: { Name: "Exception", ContainingNamespace.Name: "System" } } => true,
            _ => false,
        };

    /// <summary>Whether a function of the compilation always returns true, such as one that logs in a filter.</summary>
    private static bool AlwaysTrue(IInvocationOperation call) =>
        call.SemanticModel?.Compilation is { } compilation
        && MethodBodies.Of(call.TargetMethod, compilation, CancellationToken.None) is { } body
        && Values.Returned(body).ToList() is { Count: > 0 } answers
        && answers.TrueForAll(answer => answer.ConstantValue is { HasValue: true, Value: true });
}
