using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds where a callback pays for something else than the order that was placed: an order that is made of the callback itself, one of a
/// similar number, the cart as it is now; and money for an order that nobody knows, which is forgotten.
/// </summary>
internal sealed class OtherOrders(HandlerCode code)
{
    private const string Invented = "makes the order of the callback's own amount, so that whatever was paid is what was asked for; put it under review";
    private const string Similar = "finds what is paid by a part of its name, so that a similar one may be paid; compare the whole";
    private const string Forgotten = "acknowledges money for an order that it does not know, and nobody hears of it; put it under review, or throw";
    private const string Anew = "reads {0} as it is now, which whoever pays may have changed since; take what was fixed when the payment was begun";

    private static readonly string[] Searches = ["StartsWith", "EndsWith", "Contains", "IndexOf", "Like", "ILike"];

    private static readonly string[] Makers = ["Create", "Add", "New", "Insert", "Open", "Place"];

    private static readonly string[] Prices = ["Total", "Amount", "Price", "Due", "Sum", "Cost", "Gross"];

    // What an application keeps of money that came, which is no order.
    private static readonly string[] Records =
        ["Payment", "Transaction", "Receipt", "Review", "Event", "Log", "Deposit", "TopUp", "Donation", "Credit", "Wallet", "Account", "Balance", "Unmatched", "Transfer", "Refund", "Entry", "Ledger", "Audit", "Message", "Command", "Request"];

    private static readonly string[] Tables = ["Order", "Orders", "Purchase", "Purchases", "Booking", "Bookings", "Invoice", "Invoices", "Sale", "Sales", "Bill", "Bills"];

    private static readonly string[] Carts = ["Cart", "Carts", "Basket", "Baskets", "ShoppingBag"];

    private static readonly string[] Removers = ["Remove", "Delete", "Clear", "Empty", "ExecuteDelete", "Close", "Drop", "Reset"];

    private readonly MoneyReads _money = new(code);
    private readonly StatusReads _states = new(code);

    /// <summary>Every place, and what is wrong there.</summary>
    public IEnumerable<(IOperation Place, string Said)> Find()
    {
        if (code.Deeds.Count == 0)
            yield break;
        foreach (var operation in code.Operations)
        {
            if (code.IsOwn(operation) && !code.IsAside(operation) && SaidOf(operation) is { } said)
                yield return (operation, said);
        }
    }

    private string? SaidOf(IOperation operation) => operation switch
    {
        ICoalesceOperation coalesce when IsLookup(coalesce.Value) && Makes(coalesce.WhenNull) => Invented,
        ICoalesceAssignmentOperation coalesce when Makes(coalesce.Value) => Invented,
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation local } assignment when Makes(assignment.Value) && IsInAbsence(assignment, local) => Invented,
        IInvocationOperation call when IsSearch(call) => Similar,
        IInvocationOperation call when MakesOrFinds(call) || IsInsert(call) => Invented,
        IInvocationOperation call when CartIn(call) is { } cart => Anew.Replace("{0}", cart),
        IConditionalOperation { Type: null } choice when Forgets(choice) => Forgotten,
        IConditionalAccessOperation { Parent: IExpressionStatementOperation or IAwaitOperation } access when IsFound(access.Operation) && access.WhenNotNull is IInvocationOperation call && code.Effects.IsDeed(call) => Forgotten,
        _ => null,
    };

    // An order of the callback's own amount.

    private bool Makes(IOperation value) => value.DescendantsAndSelf().Any(part => part switch
    {
        IObjectCreationOperation { Type: { } type } creation => !MoneyReads.HasWord(type.Name, Records) && IsPriced(creation),
        IInvocationOperation { TargetMethod.Name: var name } call => Makers.Any(word => DecidingWords.StartsWithWord(name, word)) && !EndpointMethods.IsIn(call.TargetMethod.ContainingType, "System") && !EndpointMethods.IsIn(call.TargetMethod.ContainingType, "Microsoft")
            && !MoneyReads.HasWord(name, Records) && call.Arguments.Any(argument => MoneyReads.IsNumber(argument.Value.Type) && _money.HasAmount(argument.Value)),
        _ => false,
    });

    /// <summary>Whether an object is made with the callback's amount as its price.</summary>
    private bool IsPriced(IObjectCreationOperation creation) =>
        creation.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>().Any(assignment => assignment.Target is IPropertyReferenceOperation { Property: var member } && MoneyReads.HasWord(member.Name, Prices) && _money.HasAmount(assignment.Value)) == true
        || creation.Arguments.Any(argument => argument.Parameter is { Name: var name } && MoneyReads.HasWord(DecidingWords.NameOf(name), Prices) && _money.HasAmount(argument.Value));

    private bool MakesOrFinds(IInvocationOperation call)
    {
        var name = call.TargetMethod.Name;
        var isOfOrder = name.IndexOf("OrCreate", StringComparison.Ordinal) > 0 || name.IndexOf("OrAdd", StringComparison.Ordinal) > 0 || name.IndexOf("OrInsert", StringComparison.Ordinal) > 0;
        return isOfOrder && !MoneyReads.HasWord(name, Records) && !EndpointMethods.IsIn(call.TargetMethod.ContainingType, "Microsoft")
            && call.Arguments.Any(argument => Values.Bare(argument.Value) is IAnonymousFunctionOperation made ? Makes(made) : MoneyReads.IsNumber(argument.Value.Type) && _money.HasAmount(argument.Value));
    }

    /// <summary>Whether SQL writes an order with the callback's amount.</summary>
    private bool IsInsert(IInvocationOperation call) => SqlTexts.WrittenBy(call) is { } sql && sql.Split([' ', '\n', '\r', '\t', '('], StringSplitOptions.RemoveEmptyEntries) is [var verb, var into, var table, ..]
        && string.Equals(verb, "insert", StringComparison.OrdinalIgnoreCase) && string.Equals(into, "into", StringComparison.OrdinalIgnoreCase) && Tables.Contains(DecidingWords.NameOf(table)) && call.Arguments.Any(argument => _money.HasAmount(argument.Value));

    /// <summary>Whether an assignment runs where the local that it sets was null.</summary>
    private static bool IsInAbsence(IOperation assignment, ILocalReferenceOperation local) => Surroundings.Ancestors(assignment).OfType<IConditionalOperation>().Any(choice =>
        choice.WhenTrue.Syntax.Span.Contains(assignment.Syntax.Span) && NullTest(choice.Condition) is ILocalReferenceOperation tested && SymbolEqualityComparer.Default.Equals(tested.Local, local.Local));

    // An order of a similar number.

    private bool IsSearch(IInvocationOperation call)
    {
        if (IsLikeInSql(call))
            return true;
        var isText = call.TargetMethod.ContainingType.SpecialType == SpecialType.System_String || call.TargetMethod.ContainingType.Name.EndsWith("DbFunctionsExtensions", StringComparison.Ordinal);
        if (!isText || !Searches.Contains(call.TargetMethod.Name) || Surroundings.Ancestors(call).OfType<IAnonymousFunctionOperation>().FirstOrDefault() is not { } predicate || Values.Operands(call).ToList() is not { Count: >= 2 } operands)
            return false;
        var row = operands.Find(operand => IsRow(operand, predicate));
        return row is not null && operands.Exists(operand => operand != row && code.Leaves(operand).Any(IsText)) && !IsFoundWhole(call);
    }

    private static bool IsText(IOperation operation) => MoneyReads.IsOfCallback(operation) && (operation is not IPropertyReferenceOperation { Property.IsIndexer: false } member || member.Type?.SpecialType == SpecialType.System_String || !MoneyReads.IsNumber(member.Type));

    private bool IsRow(IOperation operand, IAnonymousFunctionOperation predicate) => operand.DescendantsAndSelf().Any(part => part is IPropertyReferenceOperation { Instance: { } owner }
        && Values.Bare(owner) is IParameterReferenceOperation parameter && !code.IsWhole(parameter.Type) && SymbolEqualityComparer.Default.Equals(parameter.Parameter.ContainingSymbol, predicate.Symbol));

    /// <summary>Whether the same statement asks for a whole text of the callback too.</summary>
    private bool IsFoundWhole(IOperation search)
    {
        var statement = Surroundings.Ancestors(search).FirstOrDefault(ancestor => ancestor.Parent is IBlockOperation { Parent: not IAnonymousFunctionOperation { Symbol.ReturnType.SpecialType: SpecialType.System_Boolean } }) ?? search;
        return statement.DescendantsAndSelf().OfType<IBinaryOperation>().Any(comparison => comparison.OperatorKind == BinaryOperatorKind.Equals
            && new[] { comparison.LeftOperand, comparison.RightOperand }.Any(side => code.Leaves(side).Any(part => IsText(part) && (part is not IPropertyReferenceOperation { Property: { IsIndexer: false } member } || !code.Symbols.Plays(member, Role.Currency) && member.Name != "Currency"))));
    }

    private bool IsLikeInSql(IInvocationOperation call) => !EndpointMethods.IsIn(call.TargetMethod.ContainingType, "System")
        && call.Arguments.Any(argument => Values.Bare(argument.Value) is { } value && value is ILiteralOperation or IInterpolatedStringOperation or ILocalReferenceOperation && code.Leaves(value).Any(part => part.ConstantValue is { HasValue: true, Value: string text } && HasLike(text)))
        && call.Arguments.Any(argument => code.Leaves(argument.Value).Any(IsText));

    private static bool HasLike(string sql) => sql.IndexOf(" like ", StringComparison.OrdinalIgnoreCase) > 0 && sql.IndexOf(" where ", StringComparison.OrdinalIgnoreCase) is >= 0 and var where
        && sql.IndexOf(" like ", where, StringComparison.OrdinalIgnoreCase) is > 0 and var at && !sql.Substring(at + 6).TrimStart().StartsWith("'", StringComparison.Ordinal) | sql.IndexOf("||", at, StringComparison.Ordinal) > 0;

    // The cart as it is now.

    private static string? CartIn(IInvocationOperation call)
    {
        if (MoneyReads.HasWord(call.TargetMethod.Name, Removers) || Removers.Any(word => call.TargetMethod.Name.StartsWith(word, StringComparison.Ordinal)) || call.TargetMethod.MethodKind == MethodKind.PropertySet || !IsReading(call) || IsRemoved(call))
            return null;
        var named = call.TargetMethod.Name is "GetString" or "Get" or "GetInt32" && call.Arguments.Any(argument => Values.Constant(argument.Value) is { } key && MoneyReads.HasWord(DecidingWords.NameOf(key), Carts))
            ? "the cart"
            : RequestData.Receiver(call) is { } receiver && NameOf(receiver) is { } name && IsCart(name) ? name : IsCart(call.TargetMethod.Name) ? call.TargetMethod.Name : null;
        // A cart that the callback names is the order.
        return named is null || call.DescendantsAndSelf().Any(MoneyReads.IsOfCallback) || !IsUsed(call) ? null : named == "the cart" ? named : $"\"{named}\"";
    }

    private static bool IsCart(string name) => MoneyReads.HasWord(name, Carts) && !name.EndsWith("Id", StringComparison.Ordinal) && !name.EndsWith("Number", StringComparison.Ordinal);

    private static string? NameOf(IOperation receiver)
    {
        for (var value = Values.Bare(receiver); ; value = Values.Bare(RequestData.Receiver((IInvocationOperation)value)!))
        {
            switch (value)
            {
                case IMemberReferenceOperation { Member.Name: var name }:
                    return name.TrimStart('_') is var plain && plain.Length > 0 ? char.ToUpperInvariant(plain[0]) + plain.Substring(1) : null;
                case IParameterReferenceOperation { Parameter.Name: var name }:
                    return DecidingWords.NameOf(name);
                case IInvocationOperation { TargetMethod.IsGenericMethod: true, TargetMethod: { Name: "Set", TypeArguments: [{ Name: var row }] } }:
                    return row;
                case IInvocationOperation call when RequestData.Receiver(call) is not null:
                    continue;
                default:
                    return null;
            }
        }
    }

    /// <summary>Whether a call is the end of a chain that reads something.</summary>
    private static bool IsReading(IInvocationOperation call) => Effects.IsTask(call.Type) && call.Type is INamedTypeSymbol { IsGenericType: true } || !Effects.IsTask(call.Type) && call.Type?.SpecialType is not (SpecialType.System_Void or SpecialType.System_Boolean);

    private static bool IsRemoved(IOperation call) => Surroundings.Ancestors(call).OfType<IInvocationOperation>().Any(outer => Removers.Any(word => outer.TargetMethod.Name.StartsWith(word, StringComparison.Ordinal)))
        || Locals.InitializedBy(Surroundings.Awaited(call)) is { } local && Locals.References(local, Values.Root(call)).ToList() is { Count: > 0 } uses
            && uses.TrueForAll(use => Surroundings.Ancestors(use).OfType<IInvocationOperation>().Any(outer => Removers.Any(word => outer.TargetMethod.Name.StartsWith(word, StringComparison.Ordinal))));

    /// <summary>Whether something is done with what a call gives: it is walked through, kept or handed on.</summary>
    private static bool IsUsed(IInvocationOperation call)
    {
        var value = Surroundings.Awaited(call);
        while (value.Parent is ICoalesceOperation or IConditionalAccessOperation)
            value = Surroundings.Awaited(value.Parent);
        return value.Parent is IForEachLoopOperation or IArgumentOperation or IVariableInitializerOperation or ISimpleAssignmentOperation or IPropertyReferenceOperation && IsLast(call, value);
    }

    // A chain is told at its end.
    private static bool IsLast(IInvocationOperation call, IOperation value) => !(value.Parent is IArgumentOperation { Parent: IInvocationOperation outer } && RequestData.Receiver(outer) is { } receiver && receiver.Syntax.Span.Contains(call.Syntax.Span));

    // Money for an order that nobody knows.

    private bool Forgets(IConditionalOperation choice)
    {
        if (Surroundings.Unwrap(choice.Condition) is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var asked } && Values.Bare(asked) is IInvocationOperation exists && Exists(exists))
            return choice.WhenFalse is null && IsQuiet(choice.WhenTrue) && IsDoneAfter(choice);
        if (NullTest(choice.Condition) is { } tested)
            return IsFound(tested) && choice.WhenFalse is null && IsQuiet(choice.WhenTrue) && IsDoneAfter(choice);
        // Where it is known something is done, and nothing where it is not. A condition that asks for the status too lets other callbacks by.
        return choice.WhenFalse is null && Known(choice.Condition) is { } known && IsFound(known) && !choice.Condition.DescendantsAndSelf().Any(part => part is IPropertySubpatternOperation || _states.IsState(part) || _states.IsKind(part)) && code.Deeds.Any(deed => choice.WhenTrue.Syntax.Span.Contains(deed.Syntax.Span)) && choice.Parent is IBlockOperation block
            && block.Operations.SkipWhile(statement => statement != choice).Skip(1).All(IsEnd);
    }

    /// <summary>Whether a call asks whether there is an order that the callback names.</summary>
    private bool Exists(IInvocationOperation call) => (DecidingWords.StartsWithWord(call.TargetMethod.Name, "Exists") || DecidingWords.StartsWithWord(call.TargetMethod.Name, "Any")) && RequestData.Receiver(call) is { } receiver && NameOf(receiver) is { } name
        && Tables.Any(word => DecidingWords.HasHump(name, word)) && call.Arguments.SelectMany(argument => code.Leaves(argument.Value)).Any(MoneyReads.IsOfCallback);

    private bool IsDoneAfter(IConditionalOperation choice) => code.Deeds.Any(deed => deed.Syntax.SyntaxTree == choice.Syntax.SyntaxTree && deed.Syntax.SpanStart > choice.Syntax.Span.End) && choice.Parent is IBlockOperation;

    /// <summary>Whether a statement ends a handler with a success, or saves what was done.</summary>
    private static bool IsEnd(IOperation statement) => statement switch
    {
        IReturnOperation { ReturnedValue: null } => true,
        IReturnOperation { ReturnedValue: { } answer } => Swallowing.IsSuccess(answer),
        IExpressionStatementOperation { Operation: var one } => Values.Bare(one) is IInvocationOperation call && (DecidingWords.StartsWithWord(call.TargetMethod.Name, "Save") || DecidingWords.StartsWithWord(call.TargetMethod.Name, "Commit")),
        _ => false,
    };

    /// <summary>Whether a branch does nothing but end the handler with a success.</summary>
    private static bool IsQuiet(IOperation branch) => branch switch
    {
        IBlockOperation block => block.Operations.Length > 0 && block.Operations.All(IsQuiet),
        IReturnOperation { ReturnedValue: null } => true,
        IReturnOperation { ReturnedValue: { } answer } => Swallowing.IsSuccess(answer),
        IBranchOperation { BranchKind: BranchKind.Continue } => true,
        _ => false,
    };

    /// <summary>What a condition asks whether it is null, where it holds whenever it is: alone, or as one of several that are enough.</summary>
    private static IOperation? NullTest(IOperation condition) => Surroundings.Unwrap(condition) switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either => NullTest(either.LeftOperand) ?? NullTest(either.RightOperand),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } comparison => DoubtfulAnswers.IsNull(Surroundings.Unwrap(comparison.RightOperand)) ? Values.Bare(comparison.LeftOperand) : null,
        IIsPatternOperation { Pattern: IConstantPatternOperation { Value: var value } } match => DoubtfulAnswers.IsNull(Surroundings.Unwrap(value)) ? Values.Bare(match.Value) : null,
        IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IRecursivePatternOperation or IDeclarationPatternOperation or ITypePatternOperation } } match => Values.Bare(match.Value),
        _ => null,
    };

    /// <summary>What a condition asks to be there, alone or with more.</summary>
    private static IOperation? Known(IOperation condition) => Surroundings.Unwrap(condition) switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both => Known(both.LeftOperand) ?? Known(both.RightOperand),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } comparison => DoubtfulAnswers.IsNull(Surroundings.Unwrap(comparison.RightOperand)) ? Values.Bare(comparison.LeftOperand) : null,
        IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation { Value: var value } } } match => DoubtfulAnswers.IsNull(Surroundings.Unwrap(value)) ? Values.Bare(match.Value) : null,
        IIsPatternOperation { Pattern: IRecursivePatternOperation } match => Values.Bare(match.Value),
        _ => null,
    };

    /// <summary>Whether a value is what was looked up by the callback.</summary>
    private bool IsFound(IOperation value) => value switch
    {
        ILocalReferenceOperation local => Values.WrittenTo(local) is { Count: > 0 } written && written.All(IsLookup),
        _ => IsLookup(value),
    };

    private bool IsLookup(IOperation value)
    {
        if (Values.Bare(value) is not IInvocationOperation call || MoneyReads.IsOfCallback(call) || call.TargetMethod.Name.StartsWith("Try", StringComparison.Ordinal))
            return false;
        var type = call.Type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: [var result] } ? result : call.Type;
        var isValue = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var inner] } && MoneyReads.IsNumber(inner);
        if (type is not { IsReferenceType: true, SpecialType: SpecialType.None } && !isValue || type is null || EndpointMethods.IsIn(call.TargetMethod.ContainingType, "CallbackGen") || EndpointMethods.IsIn(call.TargetMethod.ContainingType, "System") && !EndpointMethods.IsIn(call.TargetMethod.ContainingType, "System.Linq") || code.IsWhole(type) || CallbackSymbols.IsPayloadRecord(type))
            return false;
        // What is handed the amount too may compare it, and do what is to be done.
        var handed = call.Arguments.SelectMany(argument => code.Leaves(argument.Value)).ToList();
        return handed.Exists(MoneyReads.IsOfCallback) && (!handed.Exists(_money.IsAmount) || handed.Exists(part => part is IAnonymousFunctionOperation));
    }
}
