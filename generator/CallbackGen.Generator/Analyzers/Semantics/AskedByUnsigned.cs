using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds confirmations that query the provider by members outside the signature, so that its answer may be about another payment than the
/// confirmed one.
/// </summary>
internal static class AskedByUnsigned
{
    /// <summary>Registers the search.</summary>
    public static void Register(
        CompilationStartAnalysisContext context,
        CallbackSymbols symbols,
        SchemaPlaces places,
        SelfAnswer answers
    ) => context.RegisterOperationAction(operation => Analyze(operation, symbols, places, answers), OperationKind.Invocation);

    private static void Analyze(OperationAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places, SelfAnswer answers)
    {
        var call = (IInvocationOperation)context.Operation;
        if (
            call.TargetMethod.Name != "ConfirmAsync"
            || symbols.LevelOf(call.TargetMethod.ContainingType) != TrustLevel.Authenticated
            || call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value is not { } ask
            || answers.Body(ask) is not { } body
        )
            return;
        var asked = MembersAsked(body, symbols, context.CancellationToken);
        // A token in the payload proves its own content.
        if (
            asked.Count == 0
            || asked.Exists(read => !symbols.IsUnsigned(read.Property) || places.IsProof(read.Property))
            || !CallbackSymbols.MembersOf(asked[0].Property.ContainingType).Any(member => IsNamed(member, symbols, places))
            || Binds(body, symbols)
        )
            return;
        context.ReportDiagnostic(
            Diagnostic.Create(
                HandlerRules.SelfConfirmation,
                Surroundings.Near(asked[0], ask).Syntax.GetLocation(),
                DiagnosticSeverity.Info,
                null,
                null,
                $"The provider is asked by \"{asked[0].Property.Name}\", which nothing signs, and the answer may be about another "
                    + "payment than the signed one"
            )
        );
    }

    /// <summary>Returns the members of the claim that the function passes to the calls which query the provider.</summary>
    private static List<IPropertyReferenceOperation> MembersAsked(
        IOperation body,
        CallbackSymbols symbols,
        CancellationToken cancellationToken
    )
    {
        var found = new List<IPropertyReferenceOperation>();
        foreach (
            var argument in body.Descendants()
                .OfType<IInvocationOperation>()
                .Where(call => !Comparing.IsEqualsName(call.TargetMethod.Name) && Sinks.Of(call) is null)
                .SelectMany(call => call.Arguments)
        )
        {
            cancellationToken.ThrowIfCancellationRequested();
            // A function that receives the whole claim may use all of it.
            if (symbols.PayloadOf(Values.Bare(argument.Value).Type) is not null)
                return [];
            found.AddRange(MembersIn(argument.Value, new Trail()));
        }

        return found;
    }

    private static IEnumerable<IPropertyReferenceOperation> MembersIn(IOperation value, Trail trail)
    {
        if (!trail.Goes())
            return [];
        if (value is IPropertyReferenceOperation { Property: var member } read && CallbackSymbols.IsPayloadMember(member))
            return IsOfClaim(read) && !CallbackSymbols.IsPayloadRecord(member.Type) ? [read] : [];
        var parts = value is ILocalReferenceOperation local ? trail.WrittenTo(local) : value.ChildOperations;
        return parts.SelectMany(part => MembersIn(part, trail));
    }

    /// <summary>Whether a member is signed and identifies the payment: the reference, or a member that is named as an id.</summary>
    private static bool IsNamed(IPropertySymbol member, CallbackSymbols symbols, SchemaPlaces places) =>
        !symbols.IsUnsigned(member)
        && !places.IsProof(member)
        && (
            symbols.Plays(member, Role.Reference)
            || member.Name.EndsWith("Id", StringComparison.Ordinal)
            || member.Name.EndsWith("Number", StringComparison.Ordinal)
        );

    /// <summary>Whether a signed member is compared with the answer, or is replaced by the answer's value.</summary>
    private static bool Binds(IOperation body, CallbackSymbols symbols) =>
        body.Descendants()
            .Any(operation =>
                operation switch
                {
                    IBinaryOperation { OperatorKind: var kind } comparison when Comparing.Compares(kind) => comparison
                        .Descendants()
                        .Any(part => IsSigned(part, symbols)),
                    IInvocationOperation call when Comparing.IsEqualsName(call.TargetMethod.Name) => call.Descendants()
                        .Any(part => IsSigned(part, symbols)),
                    IIsPatternOperation match => match.Descendants().Any(part => IsSigned(part, symbols)),
                    ISimpleAssignmentOperation { Target: { } target, Value: var value } => IsSigned(target, symbols)
                        && !value.DescendantsAndSelf().Any(part => IsSigned(part, symbols) && IsOfClaim((IPropertyReferenceOperation)part)),
                    IObjectCreationOperation { Type: { } made } => CallbackSymbols.IsPayloadRecord(made),
                    _ => false,
                }
            );

    // The answer may be of the same type as the claim.
    private static bool IsOfClaim(IPropertyReferenceOperation member)
    {
        var owner = member.Instance;
        while (owner is IPropertyReferenceOperation { Instance: { } outer })
            owner = outer;
        return owner is not null && Values.Bare(owner) is IParameterReferenceOperation;
    }

    private static bool IsSigned(IOperation part, CallbackSymbols symbols) =>
        part is IPropertyReferenceOperation { Property: var member }
        && CallbackSymbols.IsPayloadMember(member)
        && !symbols.IsUnsigned(member);
}
