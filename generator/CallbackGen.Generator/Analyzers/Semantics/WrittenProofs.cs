using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds values that the browser can write itself, and that a program treats as a proof of payment.</summary>
internal sealed class WrittenProofs(DecidingWords words, Effects effects)
{
    private static readonly string[] Areas = ["Cookies", "Query", "Form"];

    private static readonly string[] Rights =
    [
        "premium",
        "unlocked",
        "entitled",
        "purchased",
        "vip",
        "hasaccess",
        "has_access",
        "has-access",
        "subscribed",
        "licensed",
        "isactive",
    ];

    private static readonly string[] Serving = ["File", "PhysicalFile", "Stream", "Bytes", "SendFileAsync"];

    private static readonly string[] Protecting =
    [
        "Unprotect",
        "Protect",
        "ValidateToken",
        "ValidateTokenAsync",
        "FixedTimeEquals",
        "AuthenticateAsync",
        "AuthorizeAsync",
    ];

    private static readonly string[] Succeeded = ["Success", "Succeeded", "Successful", "Completed", "Ok", "Approved", "Captured"];

    private static readonly string[] Scripts = ["localStorage.setItem", "sessionStorage.setItem", "document.cookie"];

    /// <summary>Whether a name means that an order is paid, or that its owner has more rights than others.</summary>
    public bool IsOfProof(string name) =>
        words.IsPaid(DecidingWords.NameOf(name))
        || words.IsPaid(Capitalized(name))
        || Rights.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    /// <summary>
    /// Returns the cookie or script by which a handler has the browser store the proof unprotected; null for any other operation.
    /// </summary>
    public (string Name, IOperation Place)? Given(IOperation operation)
    {
        switch (operation)
        {
            case IInvocationOperation
            {
                TargetMethod: { Name: "Append", ContainingType.Name: "IResponseCookies" },
                Arguments: [var name, var value, ..]
            } call when Values.Constant(name.Value) is { } text && IsOfProof(text) && !IsProtected(value.Value, new Trail()):
                return (text, call);
            case ILiteralOperation { ConstantValue: { HasValue: true, Value: string script } } literal
                when Scripts.FirstOrDefault(word => script.IndexOf(word, StringComparison.Ordinal) >= 0) is { } kept
                    && IsOfProof(NameAfter(script, script.IndexOf(kept, StringComparison.Ordinal) + kept.Length)):
                return (kept, literal);
            default:
                return null;
        }
    }

    /// <summary>Whether a value is encrypted or signed, or comes from a service of the program that may do so.</summary>
    private static bool IsProtected(IOperation value, Trail trail)
    {
        if (!trail.Goes())
            return true;
        var bare = Values.Bare(value);
        if (
            bare is IInvocationOperation call
            && (
                call.TargetMethod.Name.IndexOf("Protect", StringComparison.Ordinal) >= 0
                || !EndpointMethods.IsIn(call.TargetMethod.ContainingType, "System")
            )
        )
            return true;
        var parts = bare is ILocalReferenceOperation local ? trail.WrittenTo(local) : bare.ChildOperations;
        return parts.Any(part => IsProtected(part, trail));
    }

    /// <summary>
    /// Returns the value of a request that an endpoint treats as the proof, and the test of it; null where there is none.
    /// </summary>
    public (string Name, IOperation Place)? Believed(IMethodSymbol function, IOperation body)
    {
        var parts = body.Descendants().ToList();
        foreach (var part in parts)
        {
            if (NameOf(part, function) is { } name && (IsOfProof(name) || IsStatedAsPaid(part, name)) && Decides(part, body))
                return parts.Exists(IsChecked) ? null : (name, part);
        }

        return null;
    }

    /// <summary>Whether a status from the request is compared with one that means paid.</summary>
    private bool IsStatedAsPaid(IOperation value, string name)
    {
        var outer = Surroundings.Awaited(value);
        var constant = outer.Parent switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison => Values.Constant(
                Comparing.Other(comparison, outer)
            ),
            IIsPatternOperation { Pattern: IConstantPatternOperation { Value: var pattern } } => Values.Constant(pattern),
            IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation { Value: var pattern } } } =>
                Values.Constant(pattern),
            _ => null,
        };
        return constant is not null
            && words.IsStatus(Capitalized(name))
            && (words.IsPaidState(DecidingWords.NameOf(constant)) || Succeeded.Contains(DecidingWords.NameOf(constant)));
    }

    /// <summary>Returns the name under which an operation reads a value of a request, or null.</summary>
    private static string? NameOf(IOperation operation, IMethodSymbol function) =>
        operation switch
        {
            IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } area, Arguments: [var index] } when IsArea(area) =>
                Values.Constant(index.Value),
            IInvocationOperation { TargetMethod.Name: "ContainsKey" or "TryGetValue" } call
                when RequestData.Receiver(call) is { } area && IsArea(area) => Values.FirstConstant(call.Arguments),
            IParameterReferenceOperation
            {
                Parameter: { Type.SpecialType: SpecialType.System_String or SpecialType.System_Boolean } parameter
            } when SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, function) => EndpointMethods.BoundNameOf(parameter),
            _ => null,
        };

    private static bool IsArea(IOperation value) =>
        Values.Bare(value) is IPropertyReferenceOperation { Property: { Name: var name, ContainingType.Name: "HttpRequest" } }
        && Areas.Contains(name);

    /// <summary>
    /// Whether an operation checks a proof that the browser cannot write: it unprotects a value, reads a paid state of the application, or
    /// verifies or confirms a callback.
    /// </summary>
    private bool IsChecked(IOperation part) =>
        part is IInvocationOperation call
            && (
                Protecting.Contains(call.TargetMethod.Name)
                || words.IsPaid(call.TargetMethod.Name) && !effects.IsDeed(call)
                || call.TargetMethod.Name is "ConfirmAsync" or "Verify"
            )
        || part is IPropertyReferenceOperation { Property: { Name: var member, ContainingType: { } owner } }
            && words.IsPaid(member)
            && !owner.DeclaringSyntaxReferences.IsEmpty
            && part.Parent is not ISimpleAssignmentOperation;

    /// <summary>
    /// Whether the actions or the answer depend on a value: it is in a condition of a function that marks, ships or serves.
    /// </summary>
    private bool Decides(IOperation value, IOperation body)
    {
        var places = Surroundings.Ancestors(value).TakeWhile(ancestor => ancestor is not IBlockOperation).ToList();
        var isCondition = places.Exists(ancestor =>
            ancestor is IConditionalOperation choice && choice.Condition.DescendantsAndSelf().Contains(value)
            || ancestor is ISwitchExpressionOperation
        );
        if (
            !isCondition
            && !(
                places.OfType<IVariableInitializerOperation>().FirstOrDefault() is { Parent: IVariableDeclaratorOperation declarator }
                && Locals
                    .References(declarator.Symbol, body)
                    .Any(reference =>
                        Surroundings
                            .Ancestors(reference)
                            .TakeWhile(ancestor => ancestor is not IBlockOperation)
                            .OfType<IConditionalOperation>()
                            .Any(choice => choice.Condition.DescendantsAndSelf().Contains(reference))
                    )
            )
        )
            return false;
        return body.Descendants()
            .Any(part =>
                part is IInvocationOperation call
                    && (
                        effects.IsDeed(call)
                        || Serving.Contains(call.TargetMethod.Name)
                            && EndpointMethods.IsIn(call.TargetMethod.ContainingType, "Microsoft.AspNetCore")
                    )
                || part
                    is ISimpleAssignmentOperation
                {
                    Target: IPropertyReferenceOperation { Property.ContainingType.DeclaringSyntaxReferences.IsEmpty: false }
                } assignment
                    && effects.MarksPaid(assignment)
            );
    }

    /// <summary>Returns the first name in a script after a position.</summary>
    private static string NameAfter(string script, int at)
    {
        var name = script.Substring(at).TrimStart(' ', '(', '\'', '"', '`', '=', '\\');
        return new string([.. name.TakeWhile(character => char.IsLetterOrDigit(character) || character is '_' or '-')]);
    }

    private static string Capitalized(string name) => name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name.Substring(1);
}
