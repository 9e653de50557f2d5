using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds the switches by which a verifying function accepts a callback, and acts on it, without verification.</summary>
internal sealed class SkippedChecks
{
    private const StringComparison Exact = StringComparison.Ordinal;

    // Usual names of a function that only returns for a genuine request, or returns whether it is genuine.
    private static readonly string[] Checking =
    [
        "Verify",
        "Validate",
        "Ensure",
        "Check",
        "Authenticate",
        "Assert",
        "Require",
        "IsValid",
        "IsGenuine",
        "IsAuthentic",
    ];

    // Methods that refuse, by their names.
    private static readonly string[] Refusing =
    [
        "Reject",
        "Refuse",
        "Deny",
        "Fail",
        "Throw",
        "Forbid",
        "Unauthorized",
        "WriteError",
        "Challenge",
    ];

    private readonly ConcurrentDictionary<IMethodSymbol, bool> _helpers = new(SymbolEqualityComparer.Default);
    private readonly CallbackSymbols _symbols;
    private readonly OwnVerification _verification;
    private readonly RefusedBranches _refused;
    private readonly Switches _switches;

    public SkippedChecks(CallbackSymbols symbols)
    {
        _symbols = symbols;
        _verification = new OwnVerification(symbols);
        _refused = new RefusedBranches(symbols);
        _switches = new Switches(_verification);
    }

    /// <summary>Returns the switch in an operation with which a callback is accepted unverified; null for most operations.</summary>
    public Switch? Of(IOperation operation, ISymbol owner, DecidingWords words)
    {
        var found = operation switch
        {
            IConditionalOperation choice => _switches.In(choice.Condition),
            ISwitchExpressionOperation choice => _switches.Of(choice.Value),
            ISwitchOperation choice => _switches.Of(choice.Value),
            ICatchClauseOperation { Filter: { } filter } => _switches.In(filter),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either
                when !IsTermOf(either, BinaryOperatorKind.ConditionalOr) => _switches.In(either),
            _ => null,
        };
        if (found is null)
            return null;
        var function = ServingFunction.Of(operation, owner);
        if (!function.Operations.Any(IsCheck))
            return null;
        var way = new Way(this, function, words);
        return operation switch
        {
            IConditionalOperation choice => way.PassesBy(choice),
            ISwitchExpressionOperation choice => way.PassesBy(choice),
            ISwitchOperation choice => way.PassesBy(choice),
            ICatchClauseOperation clause => way.PassesBy(clause),
            IBinaryOperation either => way.PassesBy(either),
            _ => false,
        }
            ? found
            : null;
    }

    private static bool IsTermOf(IOperation operation, BinaryOperatorKind kind) =>
        operation.Parent is IBinaryOperation parent && parent.OperatorKind == kind;

    private bool HasCheck(IOperation? part) => part is not null && part.DescendantsAndSelf().Any(IsCheck);

    private bool HasCheck(IEnumerable<IOperation> parts) => parts.Any(HasCheck);

    /// <summary>Whether an operation verifies, itself or by a function of the project, one call away.</summary>
    private bool IsCheck(IOperation operation) =>
        _verification.IsCheck(operation) || operation is IInvocationOperation call && (AsksByName(call) || IsHelper(call.TargetMethod));

    /// <summary>Whether a call with the name of a check receives the request and returns a boolean.</summary>
    private static bool AsksByName(IInvocationOperation call) =>
        OwnVerification.SaysYesOrNo(call.TargetMethod)
        && OwnVerification.IsCalledCheck(call.TargetMethod.Name)
        && call.Arguments.Any(argument =>
            argument.Value is var value
            && Values.Bare(value).Type is { } type
            && (RequestData.IsRequest(type) || type.Name is "HttpContext" or "IHeaderDictionary")
        );

    private bool IsHelper(IMethodSymbol method) =>
        !method.DeclaringSyntaxReferences.IsEmpty
        && _helpers.GetOrAdd(
            method.OriginalDefinition,
            asked =>
                MethodBodies.Of(asked, _symbols.Compilation, CancellationToken.None) is { } body
                && body.Descendants().Any(_verification.IsCheck)
        );

    /// <summary>
    /// Whether a term is true for genuine callbacks (true) or for refused ones (false); null when it tests anything else.
    /// </summary>
    private bool? Finds(IOperation term)
    {
        var bare = Values.Bare(term);
        if (_refused.RefusedWhen(term) is { } refused)
            return !refused;
        return bare switch
        {
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => !Finds(not.Operand),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } binary
                when _verification.IsCheck(binary) => binary.OperatorKind == BinaryOperatorKind.Equals,
            IBinaryOperation
            {
                OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals,
                RightOperand.ConstantValue: { HasValue: true, Value: bool flag }
            } told => Finds(told.LeftOperand) is { } found ? found == (flag == (told.OperatorKind == BinaryOperatorKind.Equals)) : null,
            IIsPatternOperation
            {
                Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: bool flag } }
            } match => Finds(match.Value) is { } found ? found == flag : null,
            IInvocationOperation call when OwnVerification.SaysYesOrNo(call.TargetMethod) && IsCheck(call) => true,
            ILocalReferenceOperation local when local.Type?.SpecialType == SpecialType.System_Boolean => Values
                .WrittenTo(local)
                .Where(HasCheck)
                .Select(Finds)
                .FirstOrDefault(found => found is not null),
            _ => null,
        };
    }

    /// <summary>The paths through one function.</summary>
    private sealed class Way(SkippedChecks checks, ServingFunction function, DecidingWords words)
    {
        private readonly Effects _effects = new(words);

        private bool IsChecking => function.Symbol is { } symbol && Checking.Any(word => symbol.Name.StartsWith(word, Exact));

        /// <summary>Whether a disjunction skips a check, and the whole decides: <c>isTest || Verify(…)</c>.</summary>
        public bool PassesBy(IBinaryOperation either)
        {
            var terms = Alternatives(either).ToList();
            if (
                !terms.Exists(term => checks.Finds(term) == true)
                || !terms.Exists(term => !checks.HasCheck(term) && checks.Finds(term) is null && checks._switches.In(term) is not null)
            )
                return false;
            IOperation condition = either;
            var isNegated = false;
            while (
                condition.Parent
                    is IParenthesizedOperation
                        or IConversionOperation
                        or IUnaryOperation { OperatorKind: UnaryOperatorKind.Not }
                        or IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd }
            )
            {
                isNegated ^= condition.Parent is IUnaryOperation;
                condition = condition.Parent;
            }

            return condition.Parent is not IConditionalOperation choice
                || choice.Condition != condition
                || (
                    isNegated
                        ? Refuses(choice.WhenTrue)
                        : Passes([choice.WhenTrue]) || choice.WhenFalse is { } otherwise && Refuses(otherwise) || RefusesAfter(choice)
                );
        }

        /// <summary>Whether one arm accepts without a check, and another arm checks.</summary>
        public bool PassesBy(ISwitchExpressionOperation choice) =>
            choice.Arms.Any(arm => checks.HasCheck(arm.Value))
            && choice.Arms.Any(arm => !checks.HasCheck(arm.Value) && Passes([arm.Value]));

        /// <summary>Whether one section of a switch statement accepts without a check, and another section checks.</summary>
        public bool PassesBy(ISwitchOperation choice) =>
            choice.Cases.Any(one => checks.HasCheck(one.Body)) && choice.Cases.Any(one => !checks.HasCheck(one.Body) && Passes(one.Body));

        /// <summary>Whether a catch clause accepts after a refusal.</summary>
        public bool PassesBy(ICatchClauseOperation clause) =>
            clause.Parent is ITryOperation attempt && checks.HasCheck(attempt.Body) && Passes([clause.Handler]);

        public bool PassesBy(IConditionalOperation choice)
        {
            if (Terms(choice.Condition).Any(term => checks.Finds(term) == false))
                // if (!skip && !Verify(…)) return 401;
                return !IsAlternative(choice.Condition)
                    && Refuses(choice.WhenTrue)
                    && !(checks.HasCheck(choice.Condition) && IsCheckedBefore(choice))
                    && (choice.WhenFalse is { } past ? Passes([past, .. After(choice)]) : Passes(After(choice)));
            if (checks.HasCheck(choice.Condition) || Terms(choice.Condition).Any(term => checks.Finds(term) == true))
                return false;
            var (first, second) = (checks.HasCheck(choice.WhenTrue), checks.HasCheck(choice.WhenFalse));
            if (first && second)
                return false;
            if (IsRefused(choice))
                // Refused callbacks are refused in some environments only.
                return !first
                    && !second
                    && (
                        Refuses(choice.WhenTrue) && RefusedBranches.Ends(choice.WhenTrue)
                            ? Passes(choice.WhenFalse is { } rest ? [rest, .. After(choice)] : After(choice))
                            : Passes([choice.WhenTrue])
                    );
            if (IsCheckedBefore(choice))
                return false;
            if (first)
                return IsPassedOver(choice, choice.WhenTrue, choice.WhenFalse);
            if (second)
                return IsPassedOver(choice, choice.WhenFalse!, choice.WhenTrue);
            // The check comes after the condition.
            return checks.HasCheck(After(choice))
                && (
                    RefusedBranches.Ends(choice.WhenTrue) && Passes([choice.WhenTrue])
                    || choice.WhenFalse is { } other && RefusedBranches.Ends(other) && Passes([other])
                );
        }

        /// <summary>Whether a callback is accepted on the path without the check.</summary>
        private bool IsPassedOver(IConditionalOperation choice, IOperation checking, IOperation? past)
        {
            if (choice.Type is not null)
                return past is not null && Passes([past]);
            if (past is not null && RefusedBranches.Ends(past))
                return Passes([past]);
            IOperation[] after = [.. After(choice)];
            if (checks.HasCheck(after) || IsRefusedUnlessSet(checking))
                return past is not null && Passes([past]);
            return Passes(past is null ? after : [past, .. after]);
        }

        /// <summary>Whether the local to which a check is assigned refuses by default: <c>var isGenuine = false;</c>.</summary>
        private bool IsRefusedUnlessSet(IOperation checking)
        {
            var kept = checking
                .DescendantsAndSelf()
                .Where(checks.IsCheck)
                .Select(check => Surroundings.Ancestors(check).OfType<ISimpleAssignmentOperation>().FirstOrDefault())
                .ToList();
            return kept.Count > 0
                && kept.TrueForAll(assignment =>
                    assignment?.Target is ILocalReferenceOperation local
                    && !Values.WrittenTo(local).Any(written => written != assignment.Value && PassedChecks.IsYes(written))
                );
        }

        /// <summary>Whether every path to an operation contains a check before it.</summary>
        private bool IsCheckedBefore(IOperation operation)
        {
            for (var child = operation; child.Parent is { } parent && child != function.Body; child = parent)
            {
                if (
                    parent is IBlockOperation block
                    && block
                        .Operations.TakeWhile(statement => statement != child)
                        .Any(statement =>
                            statement is not IConditionalOperation { Type: null } choice
                                ? statement is not ILocalFunctionOperation && checks.HasCheck(statement)
                                : checks.HasCheck(choice.Condition)
                        )
                )
                    return true;
                if (
                    parent is IConditionalOperation around
                    && around.Condition != child
                    && (checks.HasCheck(around.Condition) || Terms(around.Condition).Any(term => checks.Finds(term) is not null))
                )
                    return true;
            }

            return false;
        }

        /// <summary>Whether an operation runs for refused callbacks.</summary>
        private bool IsRefused(IOperation operation) =>
            Surroundings
                .Ancestors(operation)
                .Any(ancestor =>
                    ancestor switch
                    {
                        IConditionalOperation around => checks.Finds(around.Condition) is { } found
                            && ((found ? around.WhenFalse : around.WhenTrue)?.DescendantsAndSelf().Contains(operation) ?? false),
                        ICatchClauseOperation { Parent: ITryOperation attempt } => checks.HasCheck(attempt.Body)
                            && !attempt.Body.Descendants().Any(IsWork),
                        _ => false,
                    }
                );

        // Where a try block also contains the work, its catch clause is about the work.
        private bool IsWork(IOperation operation) =>
            operation is IInvocationOperation call && !PayloadReads.IsReader(call.TargetMethod) && Acts(call);

        /// <summary>Whether statements declare a callback genuine, pass it on, or act on it.</summary>
        private bool Passes(IEnumerable<IOperation> parts) => parts.Any(part => Own(part).Any(IsPass));

        private bool IsPass(IOperation operation) =>
            operation switch
            {
                IReturnOperation { IsImplicit: false } answer when IsChecking => answer.ReturnedValue is null
                    ? function.Symbol!.ReturnsVoid || function.Symbol.IsAsync
                    : !Answers.IsRefusal(answer.ReturnedValue)
                        && !checks.HasCheck(answer.ReturnedValue)
                        && !IsUnknown(answer.ReturnedValue),
                IReturnOperation { ReturnedValue: { } value } => PassedChecks.IsYes(value),
                ISimpleAssignmentOperation { Target: ILocalReferenceOperation local } assignment
                    when PassedChecks.IsYes(assignment.Value) => Values.WrittenTo(local).Any(checks.HasCheck),
                ISimpleAssignmentOperation
                {
                    Target: IPropertyReferenceOperation
                    {
                        Property.ContainingType: { } owner,
                        Instance: not null and not IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver }
                    }
                } => !EndpointMethods.IsIn(owner, "Microsoft") && !EndpointMethods.IsIn(owner, "System"),
                IInvocationOperation call => PassedChecks.HandsOn(call) || Acts(call),
                _ => operation.Parent is IConditionalOperation { Type: not null } or ISwitchExpressionArmOperation
                    && PassedChecks.IsYes(operation),
            };

        /// <summary>
        /// Whether a call acts on a callback, or deserializes a payload from it. A function that receives the request may verify it.
        /// </summary>
        private bool Acts(IInvocationOperation call)
        {
            var method = call.TargetMethod;
            if (PayloadReads.IsReader(method) && !method.ReturnsVoid)
                return true;
            if (
                !_effects.IsEffect(call)
                || Surroundings.IsLog(method, words)
                || Refusing.Any(word => method.Name.StartsWith(word, Exact))
                || checks.IsCheck(call)
            )
                return false;
            return !call.Arguments.Any(argument =>
                    Values.Bare(argument.Value).Type is { } type && (RequestData.IsRequest(type) || type.Name == "HttpContext")
                ) || MethodBodies.Of(method, checks._symbols.Compilation, CancellationToken.None) is not null;
        }

        private bool RefusesAfter(IConditionalOperation choice) =>
            After(choice)
                .FirstOrDefault(statement =>
                    statement is IReturnOperation or IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation }
                )
                is { } end
            && Refuses(end);

        private static bool Refuses(IOperation branch) =>
            Own(branch)
                .Any(part =>
                    part switch
                    {
                        IReturnOperation { ReturnedValue: { } value } => Answers.IsRefusal(value),
                        IThrowOperation => true,
                        ISimpleAssignmentOperation
                        {
                            Target: IPropertyReferenceOperation { Property.Name: "StatusCode" },
                            Value.ConstantValue: { HasValue: true, Value: >= 400 }
                        } => true,
                        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "Result" } } result =>
                            Answers.IsRefusal(result.Value),
                        IInvocationOperation call => Refusing.Any(word => call.TargetMethod.Name.StartsWith(word, Exact)),
                        _ => false,
                    }
                ) || Answers.IsRefusal(branch);

        // A check may have assigned the local.
        private static bool IsUnknown(IOperation answer) => Values.Bare(answer) is ILocalReferenceOperation;

        private static IEnumerable<IOperation> Own(IOperation part) => Values.Directly(part).Prepend(part);

        private static IEnumerable<IOperation> Alternatives(IOperation condition) =>
            Values.Bare(condition) is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either
                ? Alternatives(either.LeftOperand).Concat(Alternatives(either.RightOperand))
                : [condition];

        private static bool IsAlternative(IOperation condition) =>
            Values.Bare(condition) is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr };

        private static IEnumerable<IOperation> Terms(IOperation condition) =>
            Values.Bare(condition)
                is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both
                ? Terms(both.LeftOperand).Concat(Terms(both.RightOperand))
                : [condition];

        /// <summary>Returns the code after a statement, to the end of its function.</summary>
        private IEnumerable<IOperation> After(IOperation statement)
        {
            for (
                var child = statement;
                child.Parent is { } parent
                    && child != function.Body
                    && parent is not IAnonymousFunctionOperation and not ILocalFunctionOperation;
                child = parent
            )
            {
                if (parent is not IBlockOperation block)
                    continue;
                var ends = false;
                foreach (
                    var next in block
                        .Operations.SkipWhile(other => other != child)
                        .Skip(1)
                        .Where(next => next is not ILocalFunctionOperation)
                )
                {
                    yield return next;
                    ends |= RefusedBranches.Ends(next);
                }

                if (ends)
                    yield break;
            }
        }
    }
}
