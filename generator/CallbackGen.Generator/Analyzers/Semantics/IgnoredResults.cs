using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds effects whose return value reports success or failure, where no code tests it.</summary>
internal sealed class IgnoredResults(DecidingWords words, CallbackSymbols symbols)
{
    private static readonly string[] Flags =
    [
        "IsSuccess",
        "IsSuccessful",
        "Succeeded",
        "Success",
        "IsFailure",
        "IsFailed",
        "Failed",
        "IsError",
        "HasErrors",
        "HasError",
        "IsOk",
        "IsSuccessStatusCode",
    ];

    private static readonly string[] Statements = ["ExecuteUpdate", "ExecuteDelete", "ExecuteSql", "ExecuteNonQuery", "Execute"];

    private readonly Effects _effects = new(words);
    private readonly CallbackParts _parts = new(symbols);

    /// <summary>
    /// Returns the calls of a handler, or of a function of its class, whose results no code tests, with their names, and the results in
    /// words.
    /// </summary>
    public IEnumerable<(IInvocationOperation Call, string Name, string Told)> In(IOperation body, ISymbol owner)
    {
        foreach (var (call, told) in Of(body, null))
            yield return (call, call.TargetMethod.Name, told);
        foreach (
            var own in Values
                .Directly(body)
                .OfType<IInvocationOperation>()
                .Where(call => SoleWork.IsOwn(call, owner) && !_effects.Tells(call))
        )
        {
            if (
                MethodBodies.Of(own.TargetMethod, symbols.Compilation, CancellationToken.None) is { } called
                && Of(called, own).Select(found => ((IInvocationOperation, string)?)found).FirstOrDefault() is var (inner, told)
            )
                yield return (own, $"{inner.TargetMethod.Name}\" in \"{own.TargetMethod.Name}", told);
        }
    }

    private IEnumerable<(IInvocationOperation Call, string Told)> Of(IOperation body, IInvocationOperation? caller)
    {
        foreach (var call in _effects.In(body))
        {
            if (
                !_effects.Tells(call)
                && Told(call) is { } told
                && !KnowsRepetition(call, body, caller)
                && (IsIgnored(call, body) || HasFlag(ResultOf(call.Type)) && IsOnlyLogged(call, body))
            )
                yield return (call, told);
        }
    }

    /// <summary>Returns in words how a call's result reports its success; null where it does not.</summary>
    private string? Told(IInvocationOperation call)
    {
        var result = ResultOf(call.Type);
        return result switch
        {
            { SpecialType: SpecialType.System_Boolean } => Decides(call) ? "whether it did anything" : null,
            { SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 } => IsConditional(call)
                ? "how many rows it changed"
                : null,
            { Name: "HttpResponseMessage" } => DecidingWords.StartsWithWord(call.TargetMethod.Name, "Get")
            || DecidingWords.StartsWithWord(call.TargetMethod.Name, "Ensure")
                ? null
                : "the status of the answer",
            INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct or TypeKind.Interface } named
                when !symbols.IsResult(named) && HasFlag(named) => "whether it succeeded",
            _ => null,
        };
    }

    /// <summary>
    /// Whether a boolean or a number of rows only shows that the work was done before: the call receives the event's key, or its name
    /// starts with "Try", and no unrepeatable effect follows.
    /// </summary>
    private bool KnowsRepetition(IInvocationOperation call, IOperation body, IInvocationOperation? caller)
    {
        var isHandedKey = IsHandedKey(call, caller);
        var mayBeRepeated = ResultOf(call.Type) switch
        {
            { SpecialType: SpecialType.System_Boolean } => isHandedKey || DecidingWords.StartsWithWord(call.TargetMethod.Name, "Try"),
            { SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 } => isHandedKey,
            _ => false,
        };
        return mayBeRepeated && !IsFollowed(call, body, caller) && (caller is null || !IsFollowed(caller, Values.Root(caller), null));
    }

    /// <summary>Whether an effect that must not be repeated, and does not receive the event's key, follows a call.</summary>
    private bool IsFollowed(IInvocationOperation call, IOperation body, IInvocationOperation? caller) =>
        _effects
            .In(body)
            .Any(other =>
                other.Syntax.SpanStart > call.Syntax.Span.End
                && (_effects.IsDeed(other) || _effects.MustHappenOnce(other))
                && !IsHandedKey(other, caller)
            );

    /// <summary>Whether a call receives the event's key, possibly through a parameter of its function.</summary>
    private bool IsHandedKey(IInvocationOperation call, IInvocationOperation? caller) =>
        (_parts.InArguments(call) & CallbackPart.Key) != 0
        || caller is not null
            && call.Descendants()
                .OfType<IParameterReferenceOperation>()
                .Any(parameter =>
                    caller.Arguments.FirstOrDefault(argument =>
                        argument.Parameter?.Ordinal == parameter.Parameter.Ordinal && argument.Parameter.Name == parameter.Parameter.Name
                    )
                        is { } handed
                    && _parts.HasKey(handed.Value)
                );

    private static ITypeSymbol? ResultOf(ITypeSymbol? type) =>
        type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: [var result] } && Effects.IsTask(type) ? result : type;

    /// <summary>Whether the outcome of a method is uncertain by its name: it tries, marks, pays, saves.</summary>
    private bool Decides(IInvocationOperation call) =>
        DecidingWords.StartsWithWord(call.TargetMethod.Name, "Try")
        || words.IsAct(call.TargetMethod.Name)
        || words.IsPaid(call.TargetMethod.Name)
        || words.MustHappenOnce(call.TargetMethod.Name);

    /// <summary>Whether a statement changes rows only under a condition in addition to the id, or only where no row exists yet.</summary>
    private static bool IsConditional(IInvocationOperation call)
    {
        if (!Statements.Any(statement => DecidingWords.StartsWithWord(call.TargetMethod.Name, statement)))
            return false;
        var sql = call.DescendantsAndSelf()
            .Select(part => part is IInterpolatedStringOperation interpolated ? TextOf(interpolated) : Values.Constant(part))
            .OfType<string>()
            .Concat(CommandTexts(call))
            .ToList();
        if (sql.Exists(IsConditional))
            return true;
        return RequestData.Receiver(call) is { } query
            && query.DescendantsAndSelf().Any(part => part is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd })
            && !IsOfFoundRow(query);
    }

    /// <summary>
    /// Whether a statement is for the one row that the handler has found and read before, so that the row is known to exist.
    /// </summary>
    private static bool IsOfFoundRow(IOperation query) =>
        query
            .Descendants()
            .OfType<IBinaryOperation>()
            .Any(equality =>
                equality.OperatorKind == BinaryOperatorKind.Equals
                && (IsId(equality.LeftOperand) is { } left && IsId(equality.RightOperand) is { } right && (left ^ right))
            );

    /// <summary>
    /// Whether a value is the id of a row in a local (true), or in a lambda's parameter (false); null for any other value.
    /// </summary>
    private static bool? IsId(IOperation value) =>
        Values.Bare(value) is IPropertyReferenceOperation { Property.Name: "Id", Instance: { } row }
            ? Values.Bare(row) switch
            {
                ILocalReferenceOperation local => Locals
                    .References(local.Local, Values.Root(local))
                    .Any(reference =>
                        reference.Parent is IPropertyReferenceOperation
                        && Surroundings.Ancestors(reference).Any(ancestor => ancestor is IBinaryOperation)
                        && !Surroundings.Ancestors(reference).Any(ancestor => ancestor is IAnonymousFunctionOperation)
                    )
                    ? true
                    : null,
                IParameterReferenceOperation => false,
                _ => null,
            }
            : null;

    private static string TextOf(IInterpolatedStringOperation text) =>
        string.Concat(text.Parts.Select(part => part is IInterpolatedStringTextOperation literal ? Values.Constant(literal.Text) : "?"));

    /// <summary>Returns the texts that are assigned to the command of a call.</summary>
    private static IEnumerable<string> CommandTexts(IInvocationOperation call)
    {
        if (call.Instance is not { } instance || Values.Bare(instance) is not ILocalReferenceOperation command)
            return [];
        var assigned = Values
            .Root(call)
            .Descendants()
            .OfType<ISimpleAssignmentOperation>()
            .Where(assignment =>
                assignment.Target is IPropertyReferenceOperation { Property.Name: "CommandText", Instance: ILocalReferenceOperation target }
                && SymbolEqualityComparer.Default.Equals(target.Local, command.Local)
            )
            .Select(assignment => assignment.Value);
        return assigned
            .Concat(Values.WrittenTo(command).SelectMany(written => written.Descendants()))
            .Select(Values.Constant)
            .OfType<string>();
    }

    private static bool IsConditional(string sql)
    {
        var text = string.Join(" ", sql.ToLowerInvariant().Split((char[])[' ', '\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries));
        var where = text.IndexOf(" where ", StringComparison.Ordinal);
        // A statement with a subquery may find no rows because it runs too early.
        if (where > 0 && text.IndexOf("(select ", where, StringComparison.Ordinal) > 0)
            return false;
        return text.StartsWith("update ", StringComparison.Ordinal)
                && where > 0
                && text.IndexOf(" and ", where, StringComparison.Ordinal) > 0
            || text.StartsWith("insert ", StringComparison.Ordinal)
                && (
                    text.Contains(" do nothing")
                    || text.Contains("insert or ignore")
                    || text.Contains("insert ignore")
                    || text.Contains("not exists")
                );
    }

    /// <summary>Whether only a condition tests a result, and a failure is only logged or notified, so that a success is answered.</summary>
    private bool IsOnlyLogged(IInvocationOperation call, IOperation body)
    {
        IOperation value = call;
        while (
            value.Parent is IConversionOperation or IAwaitOperation
            || value.Parent is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" }
        )
            value = value.Parent;
        if (Locals.InitializedBy(value) is not { } local)
            return false;
        var asked = Locals
            .References(local, body)
            .Where(reference =>
                reference.Parent is not IInvocationOperation { TargetMethod.Name: "Dispose" } && !Surroundings.IsInLog(reference, words)
            )
            .ToList();
        return asked.Count == 1
            && FailureBranch(asked[0]) is var (branch, after)
            && IsQuiet(branch)
            && after.All(statement => statement is not IReturnOperation { ReturnedValue: { } answer } || Swallowing.IsSuccess(answer));
    }

    /// <summary>Returns the branch that runs where a flag of a result reports a failure, and the code after it.</summary>
    private static (IOperation Branch, IEnumerable<IOperation> After)? FailureBranch(ILocalReferenceOperation result)
    {
        if (result.Parent is not IPropertyReferenceOperation flag)
            return null;
        var isFailure =
            flag.Property.Name.StartsWith("IsFail", StringComparison.Ordinal)
            || flag.Property.Name.Contains("Error")
            || flag.Property.Name == "Failed";
        IOperation condition = flag;
        for (
            ;
            condition.Parent is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } or IParenthesizedOperation or IConversionOperation;
            condition = condition.Parent
        )
            isFailure ^= condition.Parent is IUnaryOperation;
        if (
            condition.Parent is not IConditionalOperation { Type: null, Parent: IBlockOperation block } choice
            || choice.Condition != condition
            || (isFailure ? choice.WhenTrue : choice.WhenFalse) is not { } branch
        )
            return null;
        return (branch, block.Operations.SkipWhile(statement => statement != choice).Skip(1));
    }

    /// <summary>Whether a branch neither throws, nor answers with an error, nor has any effect that saves the callback.</summary>
    private bool IsQuiet(IOperation branch) =>
        branch
            .DescendantsAndSelf()
            .All(operation =>
                operation switch
                {
                    IThrowOperation or IAssignmentOperation => false,
                    IReturnOperation { ReturnedValue: { } answer } => Swallowing.IsSuccess(answer),
                    IInvocationOperation call => Sinks.Of(call) is not null
                        || Surroundings.IsLog(call.TargetMethod, words)
                        || _effects.Tells(call)
                        || !_effects.IsEffect(call) && !EndpointMethods.IsIn(call.TargetMethod.ContainingType, "System"),
                    _ => true,
                }
            );

    private static bool HasFlag(ITypeSymbol? type)
    {
        for (var part = type as INamedTypeSymbol; part is not null; part = part.BaseType)
        {
            if (
                part.GetMembers()
                    .Any(member =>
                        member is IPropertySymbol { Type.SpecialType: SpecialType.System_Boolean, IsStatic: false }
                        && Flags.Contains(member.Name)
                    )
            )
                return true;
        }

        return false;
    }

    /// <summary>Whether no code uses a result: it is dropped, or assigned to a local that is never read.</summary>
    private static bool IsIgnored(IInvocationOperation call, IOperation body)
    {
        var value = Surroundings.Awaited(call);
        // Another rule reports a call that is not awaited.
        if (Effects.IsTask(call.Type) && value == call)
            return false;
        return value.Parent switch
        {
            IExpressionStatementOperation => true,
            ISimpleAssignmentOperation { Target: IDiscardOperation } => true,
            // The caller receives a task without a result.
            IReturnOperation => value.Type is INamedTypeSymbol { IsGenericType: false } given
                && Effects.IsTask(given)
                && call.Type is INamedTypeSymbol { IsGenericType: true },
            IVariableInitializerOperation when Locals.InitializedBy(value) is { } local => Locals
                .References(local, body)
                .All(reference => reference.Parent is IInvocationOperation { TargetMethod.Name: "Dispose" }),
            _ => false,
        };
    }
}
