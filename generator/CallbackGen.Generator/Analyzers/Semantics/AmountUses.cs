using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>A handler's use of its callback's amount.</summary>
/// <param name="IsSound">Whether one use compares the amount unchanged, or passes it on.</param>
/// <param name="Compared">A sound comparison, where no use passes the amount on; otherwise null.</param>
/// <param name="Fault">A comparison that a lower amount than the expected one can pass, and the fault in words, with <c>{0}</c> for the
/// amount; null when there is none.</param>
internal sealed record AmountUse(bool IsSound, IOperation? Compared, (IOperation Place, string Said)? Fault);

/// <summary>Follows an amount from its read to the comparisons with it.</summary>
/// <param name="words">The word lists that apply.</param>
/// <param name="deeds">The actions that the handler takes for the payment.</param>
/// <param name="askedBy">Returns the call of the helper that contains an operation, or null.</param>
/// <param name="compilation">The compilation of the handler.</param>
/// <param name="cancellationToken">Cancels the search.</param>
internal sealed class AmountUses(
    DecidingWords words,
    IReadOnlyList<IOperation> deeds,
    Func<IOperation, IInvocationOperation?> askedBy,
    Compilation compilation,
    CancellationToken cancellationToken
)
{
    private const string Cut = "compares {0} only after its digits were cut off; compare it as it is";
    private const string Tolerated = "compares {0} with a tolerance, so less than the order's amount is enough";
    private const string Reversed = "accepts {0} if it is less than the order's amount";
    private const string Spelled = "compares {0} as a text, whose digits depend on how it was written; compare the numbers";
    private const string Ignored = "acts regardless of the comparison of {0}";

    // Name parts of methods that are meant for another amount than the expected one.
    private static readonly string[] OtherDeeds =
    [
        "Refund",
        "Partial",
        "Partially",
        "Review",
        "Dispute",
        "Chargeback",
        "Deposit",
        "Instalment",
        "Installment",
    ];

    private static readonly string[] ToleranceNames = ["Tolerance", "Epsilon", "Delta", "Leeway", "Threshold"];

    private readonly Effects _effects = new(words);

    // The call of the method whose body is being analyzed, which receives the amount.
    private IInvocationOperation? _inside;

    /// <summary>Returns the combined use of all reads of an amount.</summary>
    public AmountUse Of(IEnumerable<IOperation> reads)
    {
        var ends = reads.Where(read => !ConstantComparison.Is(read)).SelectMany(read => EndsOf(read, new Way(), new Trail())).ToList();
        var fault = ends.Find(end => end.Fault is not null);
        // An action for a wrong amount does not make a comparison sound.
        var sound = ends.Where(end => end.Fault is null && (fault is null || end.IsComparison || !IsForOther(end.Place, fault.Place)))
            .ToList();
        return new AmountUse(
            sound.Count > 0,
            sound.Count > 0 && sound.TrueForAll(end => end.IsComparison) ? sound[0].Place : null,
            fault is null ? null : (fault.Place, fault.Fault!)
        );
    }

    /// <summary>
    /// Whether an operation belongs to an action for a wrong amount, or is in a branch of a comparison that takes no action for the right
    /// amount.
    /// </summary>
    private bool IsForOther(IOperation place, IOperation comparison)
    {
        if (
            Surroundings
                .Ancestors(place)
                .Prepend(place)
                .TakeWhile(part => part is not IBlockOperation)
                .OfType<IInvocationOperation>()
                .Any(call => OtherDeeds.Any(word => call.TargetMethod.Name.IndexOf(word, StringComparison.Ordinal) >= 0))
        )
            return true;
        return Surroundings
                .Ancestors(comparison)
                .OfType<IConditionalOperation>()
                .FirstOrDefault(choice => choice.Condition.Syntax.Span.Contains(comparison.Syntax.Span))
                is { } choice
            && new[] { choice.WhenTrue, choice.WhenFalse }.Any(branch =>
                branch is not null
                && branch.Syntax.Span.Contains(place.Syntax.Span)
                && !deeds.Any(deed => branch.Syntax.Span.Contains(deed.Syntax.Span))
            );
    }

    private IEnumerable<End> EndsOf(IOperation read, Way way, Trail trail)
    {
        var value = read;
        while (trail.Goes())
        {
            switch (value.Parent)
            {
                case IConversionOperation conversion:
                    way = Loses(conversion) ? way.WithCut() : way;
                    break;
                case IParenthesizedOperation
                or ICoalesceOperation
                or IInterpolationOperation
                or IPropertyReferenceOperation { Property.Name: "Value" }:
                case IConditionalAccessOperation access when access.Operation != value:
                case IInvocationOperation { TargetMethod.Name: "GetValueOrDefault" } call when call.Instance == value:
                    break;
                case IInterpolatedStringOperation:
                    way = way with { IsText = true };
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Multiply } scaled
                    when Values.IsConstant(Comparing.Other(scaled, value)):
                    way = way with { IsScaled = true };
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract } difference:
                    way = way with { IsDifference = true };
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Divide } share when share.LeftOperand == value:
                    way = way with { IsShare = true };
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum when IsTolerance(Comparing.Other(sum, value)):
                    way = way with { Fault = Tolerated };
                    break;
                case IBinaryOperation comparison when Comparing.Compares(comparison.OperatorKind):
                    return [new End(comparison, FaultOf(comparison, value, way), IsComparison: true)];
                case IInvocationOperation call when call.Instance == value:
                    if (call.TargetMethod.Name != "ToString")
                        return [OfMethod(call, call.Arguments.FirstOrDefault()?.Value, way)];
                    way = way with { IsText = true };
                    break;
                case IArgumentOperation { Parent: IInvocationOperation call } argument:
                    if (Reshaped(call, argument, way) is not { } reshaped)
                        return OfArgument(call, argument, way, trail);
                    way = reshaped;
                    value = argument;
                    break;
                case IVariableInitializerOperation when Locals.InitializedBy(value) is { } local:
                    return OfLocal(local, value, way, trail);
                case IIsPatternOperation { Pattern: var pattern } match when Comparing.Named(pattern) is { } local:
                    return OfLocal(local, match, way, trail);
                case IPropertySubpatternOperation { Pattern: var pattern } part when Comparing.Named(pattern) is { } local:
                    return OfLocal(local, part, way, trail);
                default:
                    return [new End(read, null, IsComparison: false)];
            }

            value = value.Parent!;
        }

        return [];
    }

    private IEnumerable<End> OfLocal(ILocalSymbol local, IOperation at, Way way, Trail trail) =>
        !trail.Enters(local)
            ? []
            : Locals
                .References(local, Values.Root(at))
                .Where(reference => !Surroundings.IsInLog(reference, words) && (way.IsDifference || !ConstantComparison.Is(reference)))
                .SelectMany(reference => EndsOf(reference, way, trail));

    /// <summary>Returns the state of the amount after a conversion call that receives it; null when the call is not a conversion.</summary>
    private static Way? Reshaped(IInvocationOperation call, IArgumentOperation argument, Way way)
    {
        var method = call.TargetMethod;
        if (!EndpointMethods.IsIn(method.ContainingType, "System") || argument != call.Arguments[0])
            return null;
        return (method.ContainingType.Name, method.Name) switch
        {
            ("Math" or "Decimal", "Abs") => way with { IsAbsolute = true },
            ("Math" or "Decimal" or "MathF" or "Double", "Round") => call.Arguments.Any(digits =>
                digits.Value.ConstantValue is { HasValue: true, Value: int and >= 2 } && digits.Parameter?.Name is "decimals" or "digits"
            )
                ? way
                : way.WithCut(),
            ("Math" or "Decimal" or "MathF" or "Double", "Floor" or "Truncate" or "Ceiling") => way.WithCut(),
            ("Convert", "ToDecimal") => way,
            ("Convert" or "Decimal", "ToInt16" or "ToInt32" or "ToInt64" or "ToUInt32" or "ToUInt64" or "ToDouble" or "ToSingle") =>
                call.Arguments[0].Value.Type?.SpecialType == SpecialType.System_String ? way : way.WithCut(),
            ("Convert", "ToString") => way with { IsText = true },
            _ => null,
        };
    }

    private End OfMethod(IInvocationOperation call, IOperation? other, Way way) =>
        call.TargetMethod.Name switch
        {
            "Equals" when other is not null => new End(
                call,
                way.Fault ?? (way.IsText ? Spelled : null) ?? (IsUnanswered(call) ? Ignored : null),
                IsComparison: true
            ),
            "CompareTo" when other is not null => new End(
                call,
                way.Fault
                    ?? (way.IsText ? Spelled : null)
                    ?? (call.Parent is IBinaryOperation order && IsReversed(order, order.OperatorKind) ? Reversed : null),
                IsComparison: true
            ),
            "StartsWith" or "Contains" or "EndsWith" when way.IsText => new End(call, Spelled, IsComparison: true),
            _ => new End(call, null, IsComparison: false),
        };

    private List<End> OfArgument(IInvocationOperation call, IArgumentOperation argument, Way way, Trail trail)
    {
        if (
            call.TargetMethod.Name is "Equals" or "Compare" or "CompareTo" or "CompareOrdinal"
            && EndpointMethods.IsIn(call.TargetMethod.ContainingType, "System")
        )
        {
            var isReversed =
                call.TargetMethod.Name is "Compare" or "CompareTo"
                && call.Parent is IBinaryOperation order
                && IsReversed(
                    order,
                    call.Instance is null && argument == call.Arguments[0] ? order.OperatorKind : Comparing.Mirrored(order.OperatorKind)
                );
            return [new End(call, way.Fault ?? (way.IsText ? Spelled : null) ?? (isReversed ? Reversed : null), IsComparison: true)];
        }

        if (call.Type?.SpecialType != SpecialType.System_Boolean)
            return [new End(call, null, IsComparison: false)];
        // A boolean query whose result is ignored.
        if (words.IsLookup(call.TargetMethod.Name) && IsUnanswered(call))
            return [new End(call, Ignored, IsComparison: true)];
        return OfHelper(call, argument, way, trail) is { Count: > 0 } inside ? inside : [new End(call, null, IsComparison: false)];
    }

    /// <summary>
    /// Follows the amount into a method of the application that returns a boolean. Calls inside that method are not followed.
    /// </summary>
    private List<End> OfHelper(IInvocationOperation call, IArgumentOperation argument, Way way, Trail trail)
    {
        if (
            _inside is not null
            || argument.Parameter is not { } parameter
            || MethodBodies.Written(call.TargetMethod, compilation, cancellationToken) is not { } written
            || MethodBodies.Of(written, compilation, cancellationToken) is not { } body
        )
            return [];
        var taken = MethodBodies.Taken(written, call, parameter);
        _inside = call;
        var ends = body.Descendants()
            .OfType<IParameterReferenceOperation>()
            .Where(reference => SymbolEqualityComparer.Default.Equals(reference.Parameter, taken) && !ConstantComparison.Is(reference))
            .SelectMany(reference => EndsOf(reference, way, trail))
            .Select(end => end with { Place = call })
            .ToList();
        _inside = null;
        return ends;
    }

    private string? FaultOf(IBinaryOperation comparison, IOperation side, Way way)
    {
        var other = Comparing.Other(comparison, side);
        var operation = comparison.LeftOperand == side ? comparison.OperatorKind : Comparing.Mirrored(comparison.OperatorKind);
        if (way.IsDifference)
            return IsExact(other) || !way.IsAbsolute && !IsTolerance(other) ? way.Fault ?? Unheard(comparison) : Tolerated;
        if (way.IsShare)
            return Number(other) is < 1 ? Tolerated : way.Fault;
        if (way.Fault is not null)
            return way.Fault;
        if (way.IsText)
            return Spelled;
        if (IsLess(other))
            return Tolerated;
        return IsReversed(comparison, operation) ? Reversed : Unheard(comparison);
    }

    private string? Unheard(IOperation comparison) => IsUnanswered(comparison) ? Ignored : null;

    /// <summary>Whether an action for a full payment runs where the amount is lower than the expected one.</summary>
    private bool IsReversed(IOperation comparison, BinaryOperatorKind operation)
    {
        bool? value = operation switch
        {
            BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.NotEquals => true,
            BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual => false,
            _ => null,
        };
        if (value is not { } less)
            return false;
        // The return value of a helper carries the outcome of the comparison inside it.
        if ((_inside ?? askedBy(comparison)) is { } call)
        {
            if (Guards.AnswerWhere(comparison, less) is not (var answer, true))
                return false;
            (comparison, less) = (call, answer);
        }

        return deeds.Any(deed => IsForAll(deed) && _effects.PlacesOf(deed).Any(place => Guards.Decides(place, comparison, less)));
    }

    /// <summary>
    /// Whether an action is for the full amount. An action that marks or stores how much was paid may be for a lower one.
    /// </summary>
    private bool IsForAll(IOperation deed) =>
        deed switch
        {
            IInvocationOperation { TargetMethod.Name: var name } => !OtherDeeds.Any(word =>
                name.IndexOf(word, StringComparison.Ordinal) >= 0
            ) && (_effects.MarksPaid(deed) || !DecidingWords.StartsWithWord(name, "Mark")),
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: var name } } assignment => !OtherDeeds.Any(
                word => name.IndexOf(word, StringComparison.Ordinal) >= 0
            )
                && (
                    assignment.Value.Type?.SpecialType == SpecialType.System_Boolean
                    || !assignment
                        .Value.DescendantsAndSelf()
                        .Any(part => part is IPropertyReferenceOperation read && CallbackSymbols.IsPayloadMember(read.Property))
                ),
            _ => false,
        };

    /// <summary>Whether only a log uses the outcome of a comparison.</summary>
    private bool IsUnanswered(IOperation comparison)
    {
        var value = comparison;
        while (true)
        {
            switch (value.Parent)
            {
                case IParenthesizedOperation or IUnaryOperation or IConversionOperation or IBinaryOperation:
                    value = value.Parent;
                    continue;
                case IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation }:
                    return true;
                case IVariableInitializerOperation when Locals.InitializedBy(value) is { } local:
                    return Locals
                        .References(local, Values.Root(value))
                        .All(reference => Surroundings.IsInLog(reference, words) || IsUnanswered(reference));
                case IConditionalOperation choice when choice.Condition == value:
                    return OnlyLogs(choice.WhenTrue) && OnlyLogs(choice.WhenFalse);
                default:
                    return false;
            }
        }
    }

    private bool OnlyLogs(IOperation? branch) =>
        branch switch
        {
            null or IEmptyOperation => true,
            IBlockOperation block => block.Operations.All(OnlyLogs),
            IExpressionStatementOperation { Operation: var statement } => Values.Bare(statement) is IInvocationOperation call
                && (Surroundings.IsLog(call.TargetMethod, words) || Sinks.Of(call) is not null),
            _ => false,
        };

    /// <summary>
    /// Whether a value is lower than its source value: by a factor, or by the subtraction of a value with the name of a tolerance.
    /// </summary>
    private static bool IsLess(IOperation value) =>
        Values.Bare(value) switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract } difference => IsTolerance(difference.RightOperand),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Multiply } part => IsFraction(part.LeftOperand)
                || IsFraction(part.RightOperand),
            _ => false,
        };

    private static bool IsTolerance(IOperation value) =>
        Number(value) is { } number
            ? number > 0.01
            : value
                .DescendantsAndSelf()
                .Any(part =>
                    part switch
                    {
                        ILocalReferenceOperation local => IsNamed(local.Local.Name),
                        IMemberReferenceOperation member => IsNamed(member.Member.Name),
                        IParameterReferenceOperation parameter => IsNamed(parameter.Parameter.Name),
                        _ => false,
                    }
                    || part is IBinaryOperation { OperatorKind: BinaryOperatorKind.Multiply } share
                        && (IsFraction(share.LeftOperand) || IsFraction(share.RightOperand))
                );

    private static bool IsNamed(string name) => ToleranceNames.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    private static bool IsFraction(IOperation value) => Number(value) is > 0.5 and < 1 or > 0 and < 0.009;

    /// <summary>Whether a bound on a difference allows none: amounts have two decimal digits.</summary>
    private static bool IsExact(IOperation bound) => Number(bound) is >= -0.01 and <= 0.01;

    private static double? Number(IOperation value) =>
        Values.Bare(value).ConstantValue is { HasValue: true, Value: IConvertible number and not (string or bool or char) }
            ? number.ToDouble(null)
            : null;

    /// <summary>Whether a conversion cuts off decimal digits of an amount.</summary>
    private static bool Loses(IConversionOperation conversion) =>
        conversion.Operand.Type?.SpecialType is SpecialType.System_Decimal or SpecialType.System_Double or SpecialType.System_Single
        && conversion.Type?.SpecialType
            is SpecialType.System_Double
                or SpecialType.System_Single
                or SpecialType.System_Int16
                or SpecialType.System_Int32
                or SpecialType.System_Int64
                or SpecialType.System_UInt32
                or SpecialType.System_UInt64
        && !(conversion.Operand.Type.SpecialType != SpecialType.System_Decimal && conversion.Type.SpecialType == SpecialType.System_Double);

    /// <summary>The changes of an amount on its way from the read to a use.</summary>
    private sealed record Way(
        string? Fault = null,
        bool IsScaled = false,
        bool IsText = false,
        bool IsDifference = false,
        bool IsShare = false,
        bool IsAbsolute = false
    )
    {
        // An amount that was scaled to hundredths before loses no digits.
        public Way WithCut() => IsScaled ? this : this with { Fault = Cut };
    }

    /// <summary>A final use of an amount: a comparison, which may have a fault, or another use.</summary>
    private sealed record End(IOperation Place, string? Fault, bool IsComparison);
}
