using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Distinguishes calls that may change state outside of the function from calls that look up, log or convert data.</summary>
internal sealed class Effects(DecidingWords words)
{
    private static readonly char[] Separators = [' ', '\n', '\r', '\t', ',', '=', '(', ')', '\'', '"', '[', ']', '`', ';'];

    private static readonly string[] Tellers = ["Mail", "Smtp", "Notif", "Alert", "Pager", "Sms"];

    private static readonly string[] Keepers = ["Queue", "DeadLetter", "Outbox", "Inbox", "Retry", "Repository", "Store", "Schedule"];

    /// <summary>Whether a call has an effect by its name although it returns a value, or sends a command that has.</summary>
    public bool Orders(IInvocationOperation call) => NamesOf(call).Any(words.IsAct);

    /// <summary>
    /// Whether an effect marks an order as paid: a call or a member of such a name, or a paid state that is passed or
    /// assigned. A notification marks nothing.
    /// </summary>
    public bool MarksPaid(IOperation effect) =>
        effect switch
        {
            IInvocationOperation call => !words.IsTelling(call.TargetMethod.Name)
                && (
                    words.IsPaid(call.TargetMethod.Name)
                    || call.Arguments.Any(argument => IsPaidState(argument.Value))
                    || SqlTexts.WrittenBy(call) is { } sql && sql.Split(Separators).Any(word => words.IsPaid(DecidingWords.NameOf(word)))
                ),
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: var name }, Value: var value } =>
                words.IsPaid(name) && value.ConstantValue is not { HasValue: true, Value: false or null } || IsPaidState(value),
            _ => false,
        };

    /// <summary>Whether an effect is an action that was paid for: an order is marked as paid, shipped or granted.</summary>
    public bool IsDeed(IOperation effect) => MarksPaid(effect) || effect is IInvocationOperation call && NamesOf(call).Any(words.IsDeed);

    /// <summary>Whether a call, or the command that it sends, charges, pays out or ships, so that it must happen only once.</summary>
    public bool MustHappenOnce(IInvocationOperation call) => NamesOf(call).Any(words.MustHappenOnce) && IsEffect(call);

    /// <summary>
    /// Whether a call only notifies a person, by its name or its type's name: a mailer, a notifier, an alert. A call that enqueues a
    /// message stores it and does not count.
    /// </summary>
    public bool Tells(IInvocationOperation call)
    {
        var (method, type) = (call.TargetMethod.Name, call.TargetMethod.ContainingType.Name);
        return (words.IsTelling(method) && !Names(method, "Message") || Tellers.Any(word => Names(type, word)))
            && !Keepers.Any(word => Names(type, word) || Names(method, word));
    }

    private static bool Names(string name, string word) => name.IndexOf(word, StringComparison.Ordinal) >= 0;

    /// <summary>Returns the calls with an effect that run directly in a function or a part of it.</summary>
    public IEnumerable<IInvocationOperation> In(IOperation part) => Values.Directly(part).OfType<IInvocationOperation>().Where(IsEffect);

    /// <summary>
    /// Whether a call may change state outside of the function. The platform's operations in memory, answers and logs do not.
    /// </summary>
    public bool IsEffect(IInvocationOperation call)
    {
        var type = call.TargetMethod.ContainingType;
        if (
            Sinks.Of(call) is not null
            || IsMemory(type)
            || EndpointMethods.IsIn(type, "Microsoft.AspNetCore")
            || EndpointMethods.IsIn(type, "Microsoft.Extensions")
            || EndpointMethods.IsIn(type, "CallbackGen")
        )
            return false;
        if (
            call.Instance is { } instance
            && Values.Bare(instance) is IPropertyReferenceOperation part
            && RequestData.PartOf(part) is not null
        )
            return false;
        return !words.IsLookup(call.TargetMethod.Name);
    }

    /// <summary>
    /// Whether a call only queries a price or another measure: its result is a number, possibly null, and is compared. An integer, such as
    /// a number of rows, does not count.
    /// </summary>
    public static bool IsQuestion(IInvocationOperation call)
    {
        var type = call.Type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: [var result] } ? result : call.Type;
        type = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var value] }
            ? value
            : type;
        return type?.SpecialType is SpecialType.System_Decimal or SpecialType.System_Double && IsCompared(call);
    }

    private static bool IsCompared(IOperation value)
    {
        var outer = Surroundings.Awaited(value);
        return outer.Parent is IBinaryOperation or IIsPatternOperation
            || Locals.InitializedBy(outer) is { } local && Locals.References(local, Values.Root(value)).Any(IsCompared);
    }

    /// <summary>Whether a call returns no value, directly or as a task.</summary>
    public static bool GivesNothing(IInvocationOperation call) =>
        call.Type is { SpecialType: SpecialType.System_Void } or INamedTypeSymbol { Name: "Task" or "ValueTask", IsGenericType: false };

    /// <summary>Whether a type is a task.</summary>
    public static bool IsTask(ITypeSymbol? type) =>
        type is { Name: "Task" or "ValueTask" } && type.ContainingNamespace?.ToDisplayString() == "System.Threading.Tasks";

    private static bool IsMemory(ITypeSymbol type) =>
        EndpointMethods.IsIn(type, "System")
        && !EndpointMethods.IsIn(type, "System.Net")
        && !EndpointMethods.IsIn(type, "System.Data")
        && !EndpointMethods.IsIn(type, "System.IO");

    /// <summary>Returns the name of a method, and the name of the command that it sends.</summary>
    private static IEnumerable<string> NamesOf(IInvocationOperation call)
    {
        yield return call.TargetMethod.Name;
        if (
            call.TargetMethod.Name is "Send" or "SendAsync" or "InvokeAsync"
            && call.Arguments is [{ Value: var command }, ..]
            && Values.Bare(command) is IObjectCreationOperation { Type.Name: var name }
        )
            yield return name;
    }

    /// <summary>
    /// Returns the expressions by which an effect marks an order as paid: the paid states that it may pass on, or the whole effect.
    /// </summary>
    public IEnumerable<IOperation> PlacesOf(IOperation effect)
    {
        var states = effect switch
        {
            ISimpleAssignmentOperation assignment => PaidStates(assignment.Value),
            IInvocationOperation call => call.Arguments.SelectMany(argument => PaidStates(argument.Value)),
            _ => [],
        };
        return states.DefaultIfEmpty(effect);
    }

    /// <summary>Whether a value is, or may be, a paid state.</summary>
    public bool IsPaidState(IOperation value) => PaidStates(value).Any();

    /// <summary>Returns the paid states that a value is, or may be.</summary>
    private IEnumerable<IOperation> PaidStates(IOperation value) =>
        Surroundings.Unwrap(value) switch
        {
            IConditionalOperation { WhenFalse: { } otherwise } choice => PaidStates(choice.WhenTrue).Concat(PaidStates(otherwise)),
            ISwitchExpressionOperation choice => choice.Arms.SelectMany(arm => PaidStates(arm.Value)),
            IFieldReferenceOperation { Field: { IsConst: true, ContainingType.TypeKind: TypeKind.Enum, Name: var state } } constant
                when words.IsPaidState(state) => [constant],
            ILiteralOperation { ConstantValue: { HasValue: true, Value: string text } } literal
                when words.IsPaidState(DecidingWords.NameOf(text)) => [literal],
            _ => [],
        };
}
