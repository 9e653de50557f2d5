using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds where a handler selects an account, an order or a plan by a text that the payer typed.</summary>
internal sealed class TypedLookups(TypedTexts texts, DecidingWords words, Effects effects)
{
    private static readonly string[] Finders =
    [
        "Single",
        "First",
        "Last",
        "Find",
        "Get",
        "Load",
        "Query",
        "Lookup",
        "Fetch",
        "Resolve",
        "TryGet",
        "Where",
        "Execute",
        "FromSql",
    ];

    // Methods that only count rows, or list them for a person, grant nothing.
    private static readonly string[] Counting =
    [
        "Any",
        "Count",
        "LongCount",
        "All",
        "Exists",
        "Contains",
        "ToList",
        "ToArray",
        "ToDictionary",
        "Sum",
    ];

    private static readonly string[] Tests =
    [
        "Contains",
        "StartsWith",
        "EndsWith",
        "Equals",
        "IndexOf",
        "IsMatch",
        "Like",
        "ILike",
        "Compare",
    ];

    private static readonly char[] AfterName = ['=', ' ', '\n', '\r', '\t', ')', '}'];

    /// <summary>Returns the text by which a call looks up a row, and its location; null where it does not.</summary>
    public (string Text, IOperation Place)? Of(IInvocationOperation call)
    {
        if (call.Arguments.All(argument => argument.Value.ConstantValue.HasValue))
            return null;
        if (OfQuery(call) is { } condition)
            return condition;
        if (OfSql(call) is { } sql)
            return (sql, call);
        return OfCall(call) is { } text && IsUsed(call) ? (text, call) : null;
    }

    /// <summary>
    /// Returns the text in a query condition that compares a row with it: <c>customer => customer.Email == it.PayerEmail</c>.
    /// </summary>
    private (string Text, IOperation Place)? OfQuery(IInvocationOperation call)
    {
        if (
            !Finders.Any(word => call.TargetMethod.Name.StartsWith(word, StringComparison.Ordinal))
            || IsCounted(call)
            || call.Arguments.Select(argument => Values.Bare(argument.Value)).OfType<IAnonymousFunctionOperation>().FirstOrDefault()
                is not { } condition
        )
            return null;
        foreach (var test in condition.Body.Descendants())
        {
            var sides = SidesOf(test);
            if (
                sides.Select(texts.In).FirstOrDefault(found => found is not null) is not { } text
                || !sides.Exists(side => IsOfRow(side, condition))
            )
                continue;
            // A row that the callback also identifies otherwise is only compared with the text.
            return IsBound(call) || !IsUsed(call) ? null : (text, test);
        }

        return null;
    }

    private static List<IOperation> SidesOf(IOperation test) =>
        test switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } equality => [equality.LeftOperand, equality.RightOperand],
            IInvocationOperation call when Tests.Contains(call.TargetMethod.Name) => [.. Values.Operands(call)],
            _ => [],
        };

    private static bool IsOfRow(IOperation side, IAnonymousFunctionOperation condition) =>
        side.DescendantsAndSelf()
            .Any(part =>
                part is IParameterReferenceOperation { Parameter: var row }
                && condition.Symbol.Parameters.Contains(row, SymbolEqualityComparer.Default)
            );

    /// <summary>Whether a query, with all its steps, compares with a member that identifies the payment.</summary>
    private bool IsBound(IInvocationOperation query)
    {
        var outer = query;
        while (Next(outer) is { } next)
            outer = next;
        return outer.Descendants().SelectMany(SidesOf).Any(texts.Names);
    }

    private static bool IsCounted(IInvocationOperation query)
    {
        for (var step = query; step is not null; step = Next(step))
        {
            if (
                Counting.Any(word => DecidingWords.StartsWithWord(step.TargetMethod.Name, word) || step.TargetMethod.Name == word + "Async")
            )
                return true;
        }

        return false;
    }

    /// <summary>Returns the next step of a query.</summary>
    private static IInvocationOperation? Next(IInvocationOperation step) =>
        step.Parent switch
        {
            IInvocationOperation next when next.Instance == step => next,
            IArgumentOperation { Parent: IInvocationOperation next } argument
                when next.TargetMethod.IsExtensionMethod && next.Arguments[0] == argument => next,
            IConversionOperation { Parent: IArgumentOperation { Parent: IInvocationOperation next } argument }
                when next.TargetMethod.IsExtensionMethod && next.Arguments[0] == argument => next,
            _ => null,
        };

    /// <summary>Returns the text argument of a SQL statement with a typed column in its condition.</summary>
    private string? OfSql(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (Values.Bare(argument.Value) is IInterpolatedStringOperation interpolated && OfHoles(interpolated) is { } hole)
                return hole;
            if (ConditionOf(argument.Value) is not { } condition || !HasTypedColumn(condition))
                continue;
            var given = call.Arguments.Where(other => other != argument).SelectMany(other => Members(other.Value)).ToList();
            if (
                given.Select(member => texts.In(member.Value)).FirstOrDefault(found => found is not null) is { } text
                && !given.Exists(member => IsMentioned(condition, member.Name) && texts.Names(member.Value))
            )
                return text;
        }

        return null;
    }

    private static string? ConditionOf(IOperation value)
    {
        var sql =
            Values.Constant(value)
            ?? (
                Values.Bare(value) is ILocalReferenceOperation local
                    ? Values.WrittenTo(local).Select(Values.Constant).FirstOrDefault()
                    : null
            );
        var at = sql?.IndexOf("where", StringComparison.OrdinalIgnoreCase) ?? -1;
        return at < 0 ? null : sql!.Substring(at);
    }

    private bool HasTypedColumn(string condition)
    {
        for (var at = condition.IndexOf('='); at > 0; at = condition.IndexOf('=', at + 1))
        {
            if (words.IsTypedColumn(ColumnBefore(condition, at)))
                return true;
        }

        return false;
    }

    private static string ColumnBefore(string text, int at)
    {
        var column = text.Substring(0, at).TrimEnd(' ', ')', '"', ']', '`', '=', '\n', '\r');
        return column.Substring(column.LastIndexOfAny([' ', '.', '(', '"', '[', '`', '\n', '\t']) + 1);
    }

    private string? OfHoles(IInterpolatedStringOperation sql)
    {
        string? found = null;
        var before = "";
        foreach (var part in sql.Parts)
        {
            if (part is IInterpolatedStringTextOperation { Text: var text })
                before += Values.Constant(text);
            if (
                part is not IInterpolationOperation { Expression: var hole }
                || before.IndexOf("where", StringComparison.OrdinalIgnoreCase) < 0
            )
                continue;
            if (texts.Names(hole))
                return null;
            if (
                before.TrimEnd().EndsWith("=", StringComparison.Ordinal)
                && words.IsTypedColumn(ColumnBefore(before, before.LastIndexOf('=')))
            )
                found ??= texts.In(hole);
        }

        return found;
    }

    private static IEnumerable<(string Name, IOperation Value)> Members(IOperation value) =>
        Values.Bare(value) switch
        {
            IAnonymousObjectCreationOperation anonymous => anonymous
                .Initializers.OfType<ISimpleAssignmentOperation>()
                .Select(member => (((IPropertyReferenceOperation)member.Target).Property.Name, member.Value)),
            _ => [],
        };

    private static bool IsMentioned(string condition, string parameter)
    {
        var at = condition.IndexOf("@" + parameter, StringComparison.OrdinalIgnoreCase);
        return at >= 0
            && (
                at + parameter.Length + 1 == condition.Length
                || Array.IndexOf(AfterName, condition[at + parameter.Length + 1]) >= 0
                || !char.IsLetterOrDigit(condition[at + parameter.Length + 1])
            );
    }

    /// <summary>Returns the text argument of a call without any other argument that could identify the payment.</summary>
    private string? OfCall(IInvocationOperation call)
    {
        var (method, type) = (call.TargetMethod, call.TargetMethod.ContainingType);
        if (
            EndpointMethods.IsIn(type, "System")
            || EndpointMethods.IsIn(type, "Microsoft") && !EndpointMethods.IsIn(type, "Microsoft.AspNetCore.Identity")
            || EndpointMethods.IsIn(type, "CallbackGen")
            || Sinks.Of(call) is not null
            || effects.Tells(call)
        )
            return null;
        var finds =
            words.IsByTyped(method.Name) || GivesRow(method) && Finders.Any(word => DecidingWords.StartsWithWord(method.Name, word));
        if (!finds && !words.IsDeed(method.Name) && !words.MustHappenOnce(method.Name) || IsCounted(call))
            return null;
        string? text = null;
        foreach (
            var argument in call.Arguments.Where(argument =>
                argument.ArgumentKind != ArgumentKind.DefaultValue && argument.Value.Type?.Name != "CancellationToken"
            )
        )
        {
            if (texts.In(argument.Value) is { } found)
                text ??= found;
            else if (!IsNeutral(argument.Value))
                return null;
        }

        return text;
    }

    /// <summary>Whether a method returns more than a text, a flag or bytes that it computes from its arguments.</summary>
    private static bool GivesRow(IMethodSymbol method)
    {
        var given = OwnVerification.Answer(method.ReturnType);
        return given is not IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte }
            && given.SpecialType is not (SpecialType.System_String or SpecialType.System_Boolean or SpecialType.System_Void)
            && given.Name is not ("Task" or "ValueTask");
    }

    /// <summary>Whether an argument does not identify the payment: a constant, an amount, the event's key.</summary>
    private bool IsNeutral(IOperation value) =>
        Values.IsConstant(value)
        || value
            .DescendantsAndSelf()
            .Any(part =>
                part is IPropertyReferenceOperation { Property: var member }
                && (CallbackSymbols.IsPayloadMember(member) || member.ContainingType.Name == "CallbackReceipt")
            ) && !texts.Names(value);

    /// <summary>Whether the result of a call is used for more than a log line or a test whether there is one.</summary>
    private bool IsUsed(IOperation value)
    {
        var outer = value;
        while (outer is IInvocationOperation step && Next(step) is { } next)
            outer = next;
        outer = Surroundings.Awaited(outer);
        if (Locals.InitializedBy(outer) is not { } local)
            return outer.Parent
                is not (
                    IBinaryOperation
                    or IIsPatternOperation
                    {
                        Pattern: IConstantPatternOperation or INegatedPatternOperation { Pattern: IConstantPatternOperation }
                    }
                );
        return Locals
            .References(local, Values.Root(value))
            .Any(reference =>
                Surroundings.Awaited(reference).Parent
                    is not (
                        IBinaryOperation
                        or IIsPatternOperation
                        {
                            Pattern: IConstantPatternOperation or INegatedPatternOperation { Pattern: IConstantPatternOperation }
                        }
                    )
                && !Surroundings.IsInLog(reference, words)
            );
    }
}
