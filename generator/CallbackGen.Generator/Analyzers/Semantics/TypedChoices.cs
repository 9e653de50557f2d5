using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds where a text that the payer typed selects the goods that the payer receives, or counts as an address that the payer has proven.
/// </summary>
internal sealed class TypedChoices(TypedTexts texts, DecidingWords words, Effects effects)
{
    private static readonly string[] Tests = ["Contains", "StartsWith", "EndsWith", "Equals", "IsMatch", "IndexOf"];

    // Members of the application by which a user has more rights than before.
    private static readonly string[] Gifts =
    [
        "Plan",
        "Role",
        "Roles",
        "Tier",
        "Level",
        "Package",
        "Product",
        "Credits",
        "IsAdmin",
        "IsVip",
        "IsStaff",
        "IsEmployee",
        "IsPremium",
        "Discount",
        "Price",
        "Total",
        "Owner",
        "OwnerId",
        "CustomerId",
        "AccountId",
        "UserId",
        "MemberId",
    ];

    private static readonly string[] Proven = ["Confirmed", "Verified"];

    private static readonly string[] Addresses = ["Email", "EMail", "Mail", "Phone", "PhoneNumber", "Mobile", "Address"];

    /// <summary>Returns the text by which an operation selects, and the location; null where it does not.</summary>
    public (string Text, IOperation Place)? Of(IOperation operation)
    {
        var (text, value) = operation switch
        {
            IInvocationOperation { TargetMethod: { Name: "Parse" or "TryParse", ContainingType.Name: "Enum" } } parse => (
                texts.In(parse.Arguments.FirstOrDefault(argument => argument.Value.Type?.SpecialType == SpecialType.System_String)?.Value),
                operation
            ),
            ISwitchExpressionOperation { Arms.Length: > 1 } choice
                when choice.Arms.Any(arm =>
                    arm.Pattern is IConstantPatternOperation or IBinaryPatternOperation or IRecursivePatternOperation
                ) || choice.Arms.Any(arm => arm.Guard is not null) => (TextOfSwitch(choice), operation),
            IConditionalOperation { Type: { } type, Condition: var condition } when type.SpecialType != SpecialType.System_Boolean => (
                Tested(condition),
                operation
            ),
            IPropertyReferenceOperation { Property.IsIndexer: true, Arguments: [var key] } indexed when IsMap(indexed.Instance?.Type) => (
                texts.In(key.Value),
                operation
            ),
            IInvocationOperation { TargetMethod: { Name: "GetValueOrDefault" or "TryGetValue" } } get
                when get.Arguments.Any(argument => argument.Parameter?.Name == "key") => (
                texts.In(get.Arguments.First(argument => argument.Parameter?.Name == "key").Value),
                operation
            ),
            _ => default((string?, IOperation)),
        };
        if (text is not null && IsActedOn(value))
            return (text, operation);
        if (
            operation
                is ISimpleAssignmentOperation
            {
                Target: IPropertyReferenceOperation { Property: { Name: var gift, Type.SpecialType: SpecialType.System_Boolean } }
            } given
            && IsGift(gift)
            && Tested(given.Value) is { } looked
        )
            return (looked, operation);
        return
            operation is IConditionalOperation { Type: null } branch
            && Tested(branch.Condition) is { } tested
            && branch.WhenTrue.DescendantsAndSelf().Any(IsGift)
            ? (tested, branch.Condition)
            : null;
    }

    private string? TextOfSwitch(ISwitchExpressionOperation choice) =>
        choice.Type?.SpecialType == SpecialType.System_Boolean ? null
        : IsText(choice.Value) && texts.In(choice.Value) is { } text ? text
        : choice.Arms.Select(arm => arm.Guard is { } guard ? Tested(guard) : null).FirstOrDefault(found => found is not null);

    private static bool IsText(IOperation value) => value.Type?.SpecialType == SpecialType.System_String;

    /// <summary>Returns the text that a condition tests, when it tests nothing else.</summary>
    private string? Tested(IOperation condition) =>
        Surroundings.Unwrap(condition) switch
        {
            IInvocationOperation call when Tests.Contains(call.TargetMethod.Name) && Values.Operands(call).Any(Values.IsConstant) =>
                texts.In(call),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } equality
                when equality.LeftOperand.ConstantValue is { HasValue: true, Value: true } or { HasValue: true, Value: string }
                    || equality.RightOperand.ConstantValue is { HasValue: true, Value: true } or { HasValue: true, Value: string }
                    || Surroundings.Unwrap(equality.RightOperand).ConstantValue is { HasValue: true, Value: true } => TestedPart(
                equality.LeftOperand
            ) ?? TestedPart(equality.RightOperand),
            IIsPatternOperation
            {
                Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: string { Length: > 0 } or true } }
                    or IBinaryPatternOperation
            } match => TestedPart(match.Value),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either => Tested(either.LeftOperand)
                ?? Tested(either.RightOperand),
            _ => null,
        };

    private string? TestedPart(IOperation value) =>
        Surroundings.Unwrap(value) switch
        {
            var bare when IsText(bare) => texts.In(bare),
            IConditionalAccessOperation access => access
                .WhenNotNull.DescendantsAndSelf()
                .OfType<IInvocationOperation>()
                .Any(call => Tests.Contains(call.TargetMethod.Name) && call.Arguments.Any(argument => Values.IsConstant(argument.Value)))
                ? texts.In(access.Operation)
                : null,
            IInvocationOperation call => Tested(call),
            _ => null,
        };

    private static bool IsMap(ITypeSymbol? type) =>
        type is INamedTypeSymbol { TypeArguments.Length: 2 } map && map.Name.IndexOf("Dictionary", StringComparison.Ordinal) >= 0;

    /// <summary>Whether a selected value is passed to a call with an effect, or stored in a member.</summary>
    private bool IsActedOn(IOperation value)
    {
        var outer = Surroundings.Awaited(value);
        if (
            value is IInvocationOperation { Arguments: var arguments }
            && arguments.FirstOrDefault(argument => argument.Parameter?.RefKind == RefKind.Out)?.Value is { } given
            && Values.Bare(given) is IDeclarationExpressionOperation { Expression: ILocalReferenceOperation made }
        )
            return Locals.References(made.Local, Values.Root(value)).Any(IsHandedOn);
        return Locals.InitializedBy(outer) is { } local ? Locals.References(local, Values.Root(value)).Any(IsHandedOn) : IsHandedOn(outer);
    }

    private bool IsHandedOn(IOperation value) =>
        Surroundings
            .Ancestors(value)
            .TakeWhile(ancestor => ancestor is not (IBlockOperation or IConditionalOperation { Type: null } or IAnonymousFunctionOperation))
            .Any(ancestor =>
                ancestor switch
                {
                    IInvocationOperation call => effects.IsEffect(call)
                        && !effects.Tells(call)
                        && !Surroundings.IsLog(call.TargetMethod, words)
                        && !DecidingWords.HasHump(call.TargetMethod.Name, "Note"),
                    ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: var name } } assignment => assignment
                        .Value.DescendantsAndSelf()
                        .Contains(value) && IsGift(name),
                    _ => false,
                }
            );

    private bool IsGift(IOperation operation) =>
        operation switch
        {
            IInvocationOperation call => effects.IsDeed(call) || effects.MustHappenOnce(call),
            IAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: var name } } => IsGift(name),
            _ => false,
        };

    private static bool IsGift(string name) => Gifts.Contains(name);

    /// <summary>
    /// Returns the operation that treats an address from the payer as confirmed, and the address; null for any other operation.
    /// </summary>
    public (string Text, IOperation Place)? Confirmed(IOperation operation)
    {
        switch (operation)
        {
            case ISimpleAssignmentOperation
            {
                Target: IPropertyReferenceOperation { Property.Name: var name, Instance: { } owner }
            } assignment when IsProven(name) && !IsNothing(assignment.Value):
                var beside = assignment.Parent is IObjectOrCollectionInitializerOperation initializer
                    ? initializer.Initializers.OfType<ISimpleAssignmentOperation>()
                    : AssignedTo(owner);
                return
                    beside
                        .Where(member => member.Target is IPropertyReferenceOperation { Property.Name: var address } && IsAddress(address))
                        .Select(member => texts.In(member.Value))
                        .FirstOrDefault(found => found is not null)
                        is { } text
                    ? (text, assignment)
                    : null;
            case IObjectCreationOperation creation
                when creation.Arguments.Any(argument =>
                    argument.Parameter is { Name: var flag } && IsProven(flag) && !IsNothing(argument.Value)
                ):
                return FirstIn(creation.Arguments) is { } given ? (given, creation) : null;
            case IInvocationOperation { TargetMethod.Name: var method } call
                when IsProving(method)
                    || call.Arguments.Any(argument =>
                        argument.Parameter is { Name: var flag } && IsProven(flag) && !IsNothing(argument.Value)
                    ):
                return FirstIn(call.Arguments) is { } handed ? (handed, call) : null;
            default:
                return null;
        }
    }

    private string? FirstIn(IEnumerable<IArgumentOperation> arguments) =>
        arguments.Select(argument => texts.In(argument.Value)).FirstOrDefault(found => found is not null);

    /// <summary>Returns the assignments to members of a local's object, at its creation and later.</summary>
    private static IEnumerable<ISimpleAssignmentOperation> AssignedTo(IOperation owner) =>
        Values.Bare(owner) is not ILocalReferenceOperation local
            ? []
            : Locals
                .References(local.Local, Values.Root(owner))
                .Select(reference =>
                    reference.Parent is IPropertyReferenceOperation { Parent: ISimpleAssignmentOperation set } member
                    && set.Target == member
                        ? set
                        : null
                )
                .OfType<ISimpleAssignmentOperation>()
                .Concat(
                    Values
                        .WrittenTo(local)
                        .SelectMany(written => written.DescendantsAndSelf())
                        .OfType<IObjectCreationOperation>()
                        .SelectMany(creation => creation.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>() ?? [])
                );

    private static bool IsProven(string name) =>
        Array.Exists(Proven, word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0)
        && (
            Array.Exists(Addresses, address => name.IndexOf(address, StringComparison.OrdinalIgnoreCase) >= 0)
            || Array.Exists(Proven, word => name.Equals("Is" + word, StringComparison.OrdinalIgnoreCase))
        );

    // ConfirmEmail and similar methods, which receive the address.
    private static bool IsProving(string method) =>
        (
            DecidingWords.StartsWithWord(method, "Confirm")
            || DecidingWords.StartsWithWord(method, "MarkConfirmed")
            || DecidingWords.StartsWithWord(method, "SetConfirmed")
        ) && Array.Exists(Addresses, address => DecidingWords.HasHump(method, address));

    private static bool IsAddress(string name) =>
        Array.Exists(Addresses, address => DecidingWords.HasHump(name, address)) || name is "UserName" or "NormalizedEmail";

    private static bool IsNothing(IOperation value) =>
        Values.Bare(value).ConstantValue is { HasValue: true, Value: false or null } || Values.Bare(value) is IDefaultValueOperation;
}
