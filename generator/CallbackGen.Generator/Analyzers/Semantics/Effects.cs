using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Tells calls that may change something outside from those that look something up, log or reshape.</summary>
internal sealed class Effects(DecidingWords words)
{
    private static readonly char[] Separators = [' ', '\n', '\r', '\t', ',', '=', '(', ')', '\'', '"', '[', ']', '`', ';'];

    private static readonly string[] Tellers = ["Mail", "Smtp", "Notif", "Alert", "Pager", "Sms"];

    private static readonly string[] Keepers = ["Queue", "DeadLetter", "Outbox", "Inbox", "Retry", "Repository", "Store", "Schedule"];

    /// <summary>Whether a call does something by its name, although it gives something back; or sends a command that does.</summary>
    public bool Orders(IInvocationOperation call) => NamesOf(call).Any(words.IsAct);

    /// <summary>Whether an effect marks something as paid: a call or a member of such a name, or a state of it that is handed on. Telling somebody marks nothing.</summary>
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

    /// <summary>Whether an effect is what a payment was made for: something is marked as paid, shipped, granted.</summary>
    public bool IsDeed(IOperation effect) => MarksPaid(effect) || effect is IInvocationOperation call && NamesOf(call).Any(words.IsDeed);

    /// <summary>Whether a call, or the command that it sends, charges, pays out or ships, so that it must happen once.</summary>
    public bool MustHappenOnce(IInvocationOperation call) => NamesOf(call).Any(words.MustHappenOnce) && IsEffect(call);

    /// <summary>
    /// Whether a call only tells somebody, by its name or by that of its type: a mailer, a notifier, an alert. What puts a message into a
    /// queue keeps it.
    /// </summary>
    public bool Tells(IInvocationOperation call)
    {
        var (method, type) = (call.TargetMethod.Name, call.TargetMethod.ContainingType.Name);
        return (words.IsTelling(method) && !Names(method, "Message") || Tellers.Any(word => Names(type, word)))
            && !Keepers.Any(word => Names(type, word) || Names(method, word));
    }

    private static bool Names(string name, string word) => name.IndexOf(word, StringComparison.Ordinal) >= 0;

    /// <summary>The calls with an effect that run when a function or a part of it runs.</summary>
    public IEnumerable<IInvocationOperation> In(IOperation part) => Values.Directly(part).OfType<IInvocationOperation>().Where(IsEffect);

    /// <summary>Whether a call may change something outside. What the platform does in memory, answers and logs do not.</summary>
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

    /// <summary>Whether a call only asks for a price or another measure: what it gives back is a number, or may be one, and is compared. A number of rows is none.</summary>
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

    /// <summary>Whether a call gives nothing, at once or later.</summary>
    public static bool GivesNothing(IInvocationOperation call) =>
        call.Type is { SpecialType: SpecialType.System_Void } or INamedTypeSymbol { Name: "Task" or "ValueTask", IsGenericType: false };

    /// <summary>Whether an expression is a task.</summary>
    public static bool IsTask(ITypeSymbol? type) =>
        type is { Name: "Task" or "ValueTask" } && type.ContainingNamespace?.ToDisplayString() == "System.Threading.Tasks";

    private static bool IsMemory(ITypeSymbol type) =>
        EndpointMethods.IsIn(type, "System")
        && !EndpointMethods.IsIn(type, "System.Net")
        && !EndpointMethods.IsIn(type, "System.Data")
        && !EndpointMethods.IsIn(type, "System.IO");

    /// <summary>The name of a method, and that of the command that it sends.</summary>
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

    /// <summary>Where an effect marks something as paid: the states of that name that it may hand on, or the effect as a whole.</summary>
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

    /// <summary>Whether a value is, or may be, a state of something paid.</summary>
    public bool IsPaidState(IOperation value) => PaidStates(value).Any();

    /// <summary>The states of something paid that a value is, or may be.</summary>
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
