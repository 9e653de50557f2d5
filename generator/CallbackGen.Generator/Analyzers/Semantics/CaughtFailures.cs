using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Tells the catch clauses that take whatever a handler fails with.</summary>
internal static class CaughtFailures
{
    // What a second try repairs. A database's own exception may be the duplicate that a handler should pass over.
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
    /// Whether a clause takes every failure of a database, the duplicate and the full disk alike, writes that it is one, and asks
    /// nothing about it.
    /// </summary>
    public static bool IsOfDatabase(ICatchClauseOperation clause) =>
        clause.Filter is null
        && clause.ExceptionType is { } type
        && OfDatabases.Contains(type.Name)
        && clause.Handler.Descendants().Any(operation => operation is IInvocationOperation call && Failed.Contains(call.TargetMethod.Name))
        && !AsksOrSays(clause);

    /// <summary>Whether a clause takes every failure of a database, asks nothing about it and writes nothing of it anywhere.</summary>
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

    /// <summary>Whether a clause catches everything, or what a second try repairs, whatever its filter asks.</summary>
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

    /// <summary>Whether a filter lets through all but what it names: a cancellation, an exception of one's own.</summary>
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

    /// <summary>Whether a function of the compilation returns true and nothing else, such as one that logs in a filter.</summary>
    private static bool AlwaysTrue(IInvocationOperation call) =>
        call.SemanticModel?.Compilation is { } compilation
        && MethodBodies.Of(call.TargetMethod, compilation, CancellationToken.None) is { } body
        && Values.Returned(body).ToList() is { Count: > 0 } answers
        && answers.TrueForAll(answer => answer.ConstantValue is { HasValue: true, Value: true });
}
