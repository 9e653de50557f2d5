using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Identifies query parameters that only select the presentation of an answer: its language, its page, its format. No
/// action of a handler depends on them.
/// </summary>
internal sealed class ShownParameters(CallbackSymbols symbols, DecidingWords words)
{
    // Names for the subject of a callback; a sender that repeats the request can write another value.
    private static readonly string[] Meant =
    [
        "Id",
        "Order",
        "Invoice",
        "Payment",
        "Transaction",
        "Reference",
        "Ref",
        "Number",
        "Amount",
        "Sum",
        "Total",
        "Price",
        "Currency",
        "Status",
        "State",
        "Result",
        "Success",
        "Paid",
        "Event",
        "Type",
        "Key",
        "Token",
        "Secret",
        "Sign",
        "Signature",
        "Customer",
        "User",
        "Account",
        "Wallet",
        "Email",
        "Code",
        "Merchant",
        "Payload",
        "Data",
        "Body",
        "Test",
        "Force",
        "Skip",
        "Debug",
    ];

    // Names for the target of the answer. A value that is only compared selects among the application's own addresses.
    private static readonly string[] Leading = ["Url", "Uri", "Return", "Redirect", "Next", "Path", "File"];

    // Methods by which an application selects a text or a page.
    private static readonly string[] Choosing =
    [
        "Text",
        "Localiz",
        "Culture",
        "Translat",
        "Resource",
        "Template",
        "View",
        "Message",
        "Label",
    ];

    private readonly Effects _effects = new(words);

    /// <summary>
    /// Whether a parameter is one of these. Its name must not be one of the payload's, and the code must read it for the answer only.
    /// </summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="payload">The payload of the function's message.</param>
    /// <param name="body">The body of the function.</param>
    public bool Are(IParameterSymbol parameter, INamedTypeSymbol payload, IOperation body)
    {
        var reads = body.Descendants()
            .OfType<IParameterReferenceOperation>()
            .Where(read => SymbolEqualityComparer.Default.Equals(read.Parameter, parameter))
            .ToList();
        if (
            IsMeant(parameter.Name, payload, reads)
            || IsMeant(EndpointMethods.BoundNameOf(parameter), payload, reads)
            || parameter.Type.SpecialType == SpecialType.None
                && parameter.Type
                    is not INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T }
                        and not { TypeKind: TypeKind.Enum }
        )
            return false;
        return reads.Count > 0 && reads.TrueForAll(read => IsShown(read, parameter.ContainingSymbol, new Trail()));
    }

    /// <summary>Whether a value that a function reads from the query by a constant name is one of these.</summary>
    /// <param name="query">The query of the request.</param>
    /// <param name="function">The function around it.</param>
    /// <param name="payload">The payload of its message.</param>
    public bool Are(IPropertyReferenceOperation query, IMethodSymbol function, INamedTypeSymbol payload) =>
        query.Parent is IPropertyReferenceOperation { Property.IsIndexer: true, Arguments: [var index] } value
        && value.Instance == query
        && Values.Constant(index.Value) is { } name
        && !IsMeant(name, payload, [value])
        && IsShown(value, function, new Trail());

    /// <summary>Whether a name is one of the payload's, or names the subject of a callback.</summary>
    private static bool IsMeant(string name, INamedTypeSymbol payload, IEnumerable<IOperation> reads)
    {
        var plain = Plain(name);
        var words = DecidingWords.NameOf(name);
        return Meant.Any(word => DecidingWords.HasHump(words, word))
            || Leading.Any(word => DecidingWords.HasHump(words, word)) && !reads.All(read => IsCompared(read, new Trail()))
            || MembersOf(payload, 3)
                .Any(member =>
                    Plain(member) is var other
                    && (
                        other == plain
                        || plain.Length > 3
                            && (other.EndsWith(plain, StringComparison.Ordinal) || plain.EndsWith(other, StringComparison.Ordinal))
                    )
                );
    }

    /// <summary>Whether all uses of a value are comparisons with constants.</summary>
    private static bool IsCompared(IOperation value, Trail trail)
    {
        var (inner, outer) = (value, value.Parent);
        while (
            outer is IConversionOperation or IParenthesizedOperation
            || outer is IArgumentOperation && outer.Parent is IInvocationOperation { TargetMethod.Name: "FirstOrDefault" }
            || outer is IInvocationOperation { TargetMethod.Name: "ToString" or "FirstOrDefault" }
        )
            (inner, outer) = (outer, outer.Parent);
        return outer switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison => Values.IsConstant(
                comparison.LeftOperand
            ) || Values.IsConstant(comparison.RightOperand),
            IIsPatternOperation => true,
            ISwitchExpressionOperation choice => choice.Value == inner,
            IVariableInitializerOperation when Locals.InitializedBy(inner) is { } local => trail.Enters(local)
                && Locals.References(local, Values.Root(value)).All(reference => IsCompared(reference, trail)),
            _ => false,
        };
    }

    private static string Plain(string name) => name.Replace("_", "").Replace("-", "").ToLowerInvariant();

    private static IEnumerable<string> MembersOf(INamedTypeSymbol payload, int levels) =>
        CallbackSymbols
            .MembersOf(payload)
            .SelectMany(member =>
                levels > 1 && member.Type is INamedTypeSymbol inner && CallbackSymbols.IsPayloadRecord(inner)
                    ? MembersOf(inner, levels - 1).Prepend(member.Name)
                    : [member.Name]
            );

    /// <summary>Whether all uses of a value are an answer, or a choice between answers.</summary>
    private bool IsShown(IOperation value, ISymbol owner, Trail trail)
    {
        var inner = value;
        foreach (var ancestor in Surroundings.Ancestors(value))
        {
            if (!trail.Goes())
                return false;
            switch (ancestor)
            {
                // A lambda inside the function does not return to the host.
                case IReturnOperation:
                    return Surroundings
                            .Ancestors(ancestor)
                            .FirstOrDefault(around => around is IAnonymousFunctionOperation or ILocalFunctionOperation)
                            is not { } around
                        || SymbolEqualityComparer.Default.Equals(
                            (around as IAnonymousFunctionOperation)?.Symbol ?? ((ILocalFunctionOperation)around).Symbol,
                            owner
                        );
                case IInvocationOperation call when !IsForAnswer(call):
                case IObjectCreationOperation creation
                    when !EndpointMethods.IsIn(creation.Type!, "System") && !EndpointMethods.IsIn(creation.Type!, "Microsoft.AspNetCore"):
                    return false;
                case IConditionalOperation { Type: null } choice:
                    return choice.Condition == inner
                        && !HasEffect(choice.WhenTrue)
                        && !(choice.WhenFalse is { } otherwise && HasEffect(otherwise));
                case ISwitchOperation choice:
                    return choice.Value == inner && !choice.Cases.SelectMany(one => one.Body).Any(HasEffect);
                case IVariableInitializerOperation when Locals.InitializedBy(inner) is { } local:
                    return trail.Enters(local)
                        && Locals.References(local, Values.Root(value)).All(reference => IsShown(reference, owner, trail));
                case IAssignmentOperation
                {
                    Parent: not (IAnonymousObjectCreationOperation or IObjectOrCollectionInitializerOperation)
                } assignment:
                    return assignment.Target is IPropertyReferenceOperation target
                        && target
                            .DescendantsAndSelf()
                            .Any(part =>
                                part is IPropertyReferenceOperation { Property: { Name: var name, ContainingType: var owner } }
                                && (name is "ViewData" or "ViewBag" || owner.Name is "HttpResponse" or "CultureInfo")
                            );
                case IExpressionStatementOperation:
                    return true;
                case IBlockOperation:
                    return false;
            }

            inner = ancestor;
        }

        return false;
    }

    private bool HasEffect(IOperation part) =>
        part.DescendantsAndSelf()
            .Any(operation =>
                operation is IInvocationOperation call && _effects.IsEffect(call)
                || operation is IAssignmentOperation { Target: IPropertyReferenceOperation }
            );

    /// <summary>Whether a call creates an answer or a text, writes a log, or belongs to the platform.</summary>
    private bool IsForAnswer(IInvocationOperation call)
    {
        var type = call.TargetMethod.ContainingType;
        if (
            Sinks.Of(call) is not null
            || call.TargetMethod.Name is "ToString" or "FirstOrDefault"
            || EndpointMethods.IsIn(type, "Microsoft.AspNetCore")
            || EndpointMethods.IsIn(type, "Microsoft.Extensions.Localization")
        )
            return true;
        if (EndpointMethods.IsIn(type, "System"))
            return !EndpointMethods.IsIn(type, "System.Net")
                && !EndpointMethods.IsIn(type, "System.Data")
                && !EndpointMethods.IsIn(type, "System.IO")
                && !EndpointMethods.IsIn(type, "System.Linq")
                && !EndpointMethods.IsIn(type, "System.Collections");
        return !_effects.Orders(call)
            && !_effects.MustHappenOnce(call)
            && symbols.PayloadOf(call.Type) is null
            && Choosing.Any(word =>
                type.Name.IndexOf(word, StringComparison.Ordinal) >= 0
                || call.TargetMethod.Name.IndexOf(word, StringComparison.Ordinal) >= 0
            );
    }
}
