using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// CBG1031: a part of the request outside the signed message chooses the object that a callback pays, ships or marks.
/// </summary>
public sealed class ChosenByRequestAnalyzer : HandlerAnalyzer
{
    private static readonly string[] Comparers = ["Equals", "CompareTo", "Compare", "Contains", "SequenceEqual", "StartsWith"];

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.ChosenByRequest];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        new CallbackFunctions(symbols).Register(
            context,
            (operation, function, body) => Analyze(operation, function, body, symbols, places)
        );
    }

    private static void Analyze(
        OperationAnalysisContext context,
        IMethodSymbol function,
        IOperation body,
        CallbackSymbols symbols,
        SchemaPlaces places
    )
    {
        var words = DecidingWords.Of(context);
        var effects = new Effects(words);
        var parameters = RequestChoices.ParametersOf(function, words);
        var parts = body.Descendants().ToList();
        var choices = new RequestChoices(symbols, words, parameters);
        if (
            parameters.Count == 0
            && !parts.Exists(part =>
                RequestChoices.IsArea(part)
                || part is IInvocationOperation { TargetMethod.Name: "GetRouteValue" }
                || choices.IsStep(part)
                || part is IInvocationOperation call && Reads(call, symbols, words, effects, context.CancellationToken)
            )
        )
            return;
        if (
            parts.Find(part => Chosen(part, choices, symbols, words, effects, context.CancellationToken)) is not { } act
            || parts.Exists(part => Binds(part, choices, words, Origins.Message))
            || SignsAddress(function, parts, symbols, places)
        )
            return;
        var name = act is IInvocationOperation call
            ? call.TargetMethod.Name
            : ((IPropertyReferenceOperation)((ISimpleAssignmentOperation)act).Target).Property.Name;
        // A stored object may be about the request itself, and a method that also receives the message's key may have linked the two
        // before.
        var severity =
            parts.Exists(part => Binds(part, choices, words, Origins.Key))
            || act is IInvocationOperation { TargetMethod: var stored } done
                && (words.IsStoring(stored.Name) && !effects.IsDeed(act) || !IsChosen(done, choices))
                ? DiagnosticSeverity.Info
                : HandlerRules.ChosenByRequest.DefaultSeverity;
        context.ReportDiagnostic(
            Diagnostic.Create(
                HandlerRules.ChosenByRequest,
                act.Syntax.GetLocation(),
                severity,
                null,
                null,
                name,
                choices.NameIn(act) ?? "the request"
            )
        );
    }

    /// <summary>Whether an operation settles a payment for an object that the request names and the message does not.</summary>
    private static bool Chosen(
        IOperation part,
        RequestChoices choices,
        CallbackSymbols symbols,
        DecidingWords words,
        Effects effects,
        CancellationToken cancellationToken
    )
    {
        switch (part)
        {
            case IInvocationOperation call when Acts(call, words, effects):
                return IsChosen(call, choices) || Reads(call, symbols, words, effects, cancellationToken);
            // One call away: a method of the application that receives the value from the request.
            case IInvocationOperation call
                when SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingAssembly, symbols.Compilation.Assembly)
                    && IsOwn(call.TargetMethod)
                    && !words.IsLookup(call.TargetMethod.Name):
                return IsChosen(call, choices)
                    ? Helps(call, choices, symbols, words, effects, cancellationToken)
                    : Reads(call, symbols, words, effects, cancellationToken);
            case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Instance: { } owner } } assignment
                when effects.MarksPaid(assignment):
                return choices.Of(owner) == Origins.Request && !IsUsedForMessage(owner, choices);
            default:
                return false;
        }
    }

    private static bool Helps(
        IInvocationOperation call,
        RequestChoices choices,
        CallbackSymbols symbols,
        DecidingWords words,
        Effects effects,
        CancellationToken cancellationToken
    )
    {
        if (
            MethodBodies.Written(call.TargetMethod, symbols.Compilation, cancellationToken) is not { } written
            || MethodBodies.Of(written, symbols.Compilation, cancellationToken) is not { } body
        )
            return false;
        var taken = call
            .Arguments.Where(argument => argument.Parameter is not null && choices.Of(argument.Value) == Origins.Request)
            .Select(argument => MethodBodies.Taken(written, call, argument.Parameter!))
            .OfType<IParameterSymbol>()
            .ToList();
        var inside = new RequestChoices(symbols, words, taken);
        return taken.Count > 0
            && body.Descendants()
                .Any(part =>
                    part switch
                    {
                        IInvocationOperation inner => Acts(inner, words, effects) && IsChosen(inner, inside),
                        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Instance: { } owner } } assignment =>
                            effects.MarksPaid(assignment) && inside.Of(owner) == Origins.Request,
                        _ => false,
                    }
                );
    }

    /// <summary>
    /// Whether a function of the same class acts on a value that it reads from the request itself, without comparing the value with
    /// anything.
    /// </summary>
    private static bool Reads(
        IInvocationOperation call,
        CallbackSymbols symbols,
        DecidingWords words,
        Effects effects,
        CancellationToken cancellationToken
    )
    {
        if (
            !IsOwn(call.TargetMethod)
            || MethodBodies.Of(call.TargetMethod, symbols.Compilation, cancellationToken) is not { } body
            || !body.Descendants().Any(RequestSteps.IsArea)
        )
            return false;
        var inside = new RequestChoices(symbols, words, [], isStep: true);
        var parts = body.Descendants().ToList();
        return parts.Exists(part => part is IInvocationOperation inner && Acts(inner, words, effects) && IsChosen(inner, inside))
            && !parts.Exists(part => Binds(part, inside, words, Origins.Message));
    }

    private static bool IsOwn(IMethodSymbol method) => method.DeclaredAccessibility is Accessibility.Private or Accessibility.NotApplicable;

    private static bool IsChosen(IInvocationOperation call, RequestChoices choices)
    {
        var arguments = call.Arguments.Aggregate(Origins.None, (found, argument) => found | choices.Of(argument.Value));
        var receiver = choices.Of(call.Instance);
        return ((arguments | receiver) & ~Origins.Key) == Origins.Request
            && ((arguments & ~Origins.Key) != Origins.None || !IsUsedForMessage(call.Instance!, choices));
    }

    /// <summary>
    /// Whether a local that the request chose also receives data of the message: a tenant's database, or an order to which the payment is
    /// added.
    /// </summary>
    private static bool IsUsedForMessage(IOperation owner, RequestChoices choices) =>
        Values.Bare(owner) is ILocalReferenceOperation local
        && Locals
            .References(local.Local, Values.Root(owner))
            .Any(reference =>
                Surroundings
                    .Ancestors(reference)
                    .OfType<IInvocationOperation>()
                    .Any(call =>
                        call.Instance?.DescendantsAndSelf().Contains(reference) == true
                        && call.Arguments.Any(argument => choices.Of(argument.Value).HasFlag(Origins.Message))
                    )
            );

    private static bool Acts(IInvocationOperation call, DecidingWords words, Effects effects)
    {
        if (
            HandlerReads.IsOfHost(call.TargetMethod.ContainingType)
            || words.IsTelling(call.TargetMethod.Name)
            || words.IsAbout(call.TargetMethod.Name)
            || Surroundings.IsLog(call.TargetMethod, words)
            || Sinks.Of(call) is not null
        )
            return false;
        return effects.Orders(call) || effects.MarksPaid(call) || effects.MustHappenOnce(call) || SqlTexts.WrittenBy(call) is not null;
    }

    /// <summary>
    /// Whether an operation links the values from the request and from the message: it compares them, looks up both, or passes both on.
    /// </summary>
    private static bool Binds(IOperation part, RequestChoices choices, DecidingWords words, Origins by) =>
        part switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison => AreBoth(
                choices.Of(comparison.LeftOperand) | choices.Of(comparison.RightOperand),
                by
            ),
            IInvocationOperation call
                when Comparers.Contains(call.TargetMethod.Name)
                    || !HandlerReads.IsOfHost(call.TargetMethod.ContainingType)
                        && !Surroundings.IsLog(call.TargetMethod, words)
                        && Sinks.Of(call) is null => AreBoth(
                call.Arguments.Aggregate(
                    choices.Of(call.Instance),
                    (found, argument) => found | choices.Of(argument.Value) | (IsContext(argument.Value) ? Origins.Request : Origins.None)
                ),
                by
            ),
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Instance: { } owner } } assignment => AreBoth(
                choices.Of(owner) | choices.Of(assignment.Value),
                by
            ),
            _ => false,
        };

    private static bool AreBoth(Origins origins, Origins by) => origins.HasFlag(Origins.Request | by);

    private static bool IsContext(IOperation value) => Values.Bare(value).Type?.Name is "HttpContext" or "HttpRequest";

    /// <summary>Whether the feed signs its own address, so that the route is proven too.</summary>
    private static bool SignsAddress(IMethodSymbol function, List<IOperation> parts, CallbackSymbols symbols, SchemaPlaces places) =>
        function
            .Parameters.Select(parameter => parameter.Type)
            .Concat(
                parts
                    .OfType<IInvocationOperation>()
                    .Select(call => call.Type)
                    .OfType<INamedTypeSymbol>()
                    .Where(symbols.IsResult)
                    .Select(result => result.TypeArguments[0])
            )
            .Select(symbols.PayloadInside)
            .OfType<INamedTypeSymbol>()
            .Any(payload => places.FeedOf(payload) is { } feed && SourceUse.OfUrl(feed));
}
