using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator.Analyzers;

/// <summary>CBG1052: a cache may store the answer to a callback, so that a handler does not run, or other clients see the answer.</summary>
public sealed class CachedAnswerAnalyzer : HandlerAnalyzer
{
    private const string Output = "\"CacheOutput\"";

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.CachedAnswer];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var code = new CallbackCode(symbols);
        var parts = new CallbackParts(symbols);
        new CallbackFunctions(symbols).Register(
            context,
            (operation, function, _) => AnalyzeAttributes(operation, function, symbols, places)
        );
        new ServedCode(symbols).Register(
            context,
            part => CacheRules.HeaderIn(part) is not null || part is IInvocationOperation call && CacheRules.IsKeptForAll(call),
            (operation, _, body) => AnalyzeBody(operation, body, parts)
        );
        context.RegisterOperationAction(operation => AnalyzeConvention(operation, symbols, places, code), OperationKind.Invocation);
    }

    private static void AnalyzeAttributes(
        OperationAnalysisContext context,
        IMethodSymbol function,
        CallbackSymbols symbols,
        SchemaPlaces places
    )
    {
        if (CacheRules.Of(function) is not var (attribute, isShared))
            return;
        var payload = symbols.PayloadTakenBy(function);
        var syntax = attribute.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken);
        // An editor drops diagnostics outside of the function that it analyzes.
        var place =
            syntax is not null
            && context.Operation.Syntax.SyntaxTree == syntax.SyntaxTree
            && context.Operation.Syntax.Span.Contains(syntax.Span)
                ? syntax.GetLocation()
                : function.Locations[0];
        Report(context, place, $"[{attribute.AttributeClass!.Name.Replace("Attribute", "")}]", isShared && MayBeGet(payload, places));
    }

    private static void AnalyzeBody(OperationAnalysisContext context, IOperation body, CallbackParts parts)
    {
        foreach (
            var call in body.Descendants()
                .OfType<IInvocationOperation>()
                .Where(call => CacheRules.IsKeptForAll(call) && call.Arguments.Any(argument => parts.HasContent(argument.Value)))
        )
            Report(
                context,
                call.Syntax.GetLocation(),
                $"\"{call.TargetMethod.Name}\" under a key that is the same for every payer",
                isCertain: false
            );
        foreach (var part in body.Descendants().Select(CacheRules.HeaderIn).OfType<IOperation>())
            Report(context, part.Syntax.GetLocation(), "This header", isCertain: true);
    }

    /// <summary>Analyzes a convention of an endpoint, of a group, or of all endpoints of a program.</summary>
    private static void AnalyzeConvention(OperationAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places, CallbackCode code)
    {
        var call = (IInvocationOperation)context.Operation;
        switch (call.TargetMethod)
        {
            case { Name: "CacheOutput", ContainingType.Name: "OutputCacheConventionBuilderExtensions" }
                when CacheRules.Keeps(call)
                    && RequestData.Receiver(call) is { } receiver
                    && Mapped(receiver, symbols, code, new Trail()) is var (isOne, payload)
                    && isOne:
                Report(context, PlaceOf(call), Output, MayBeGet(payload, places));
                break;
            case { Name: "AddBasePolicy", ContainingType.Name: "OutputCacheOptions" }
                when CacheRules.Keeps(call)
                    && !call.Descendants()
                        .Any(part => part is IInvocationOperation { TargetMethod.Name: "With" or "AddPolicy" } or IObjectCreationOperation)
                    && places.Feeds.Any(feed => feed.Receive.Any(transport => transport.Method == RequestMethod.Get)):
                Report(context, call.Syntax.GetLocation(), "A policy for all addresses", isCertain: false);
                break;
        }
    }

    // The receiver of the call may be a screen of code, so the location starts at the method's name.
    private static Location PlaceOf(IInvocationOperation call) =>
        call.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: var name } }
            ? Location.Create(name.SyntaxTree, TextSpan.FromBounds(name.SpanStart, call.Syntax.Span.End))
            : call.Syntax.GetLocation();

    /// <summary>Whether the receiver of a convention maps callbacks, and the feed's payload where the code shows it.</summary>
    private static (bool IsOne, INamedTypeSymbol? Payload) Mapped(
        IOperation builder,
        CallbackSymbols symbols,
        CallbackCode code,
        Trail trail
    )
    {
        for (
            IOperation? step = Values.Bare(builder);
            step is not null;
            step = step is IInvocationOperation chained && RequestData.Receiver(chained) is { } next ? Values.Bare(next) : null
        )
        {
            switch (step)
            {
                case IInvocationOperation map when Maps(map, symbols, code) is var (isOne, payload) && isOne:
                    return (true, payload);
                case ILocalReferenceOperation local when local.Type?.Name == "RouteGroupBuilder":
                    return OfGroup(local, symbols, code);
                case ILocalReferenceOperation local:
                    return trail
                        .WrittenTo(local)
                        .Select(written => Mapped(written, symbols, code, trail))
                        .FirstOrDefault(found => found.IsOne);
                case IInvocationOperation { TargetMethod.Name: "MapGroup" } group when GroupOf(group) is { } named:
                    return OfGroup(named, Values.Root(group), symbols, code);
            }
        }

        return default;
    }

    private static (bool IsOne, INamedTypeSymbol? Payload) Maps(IInvocationOperation map, CallbackSymbols symbols, CallbackCode code)
    {
        if (CallbackSymbols.IsMapCallback(map.TargetMethod) || map.TargetMethod.Name == "MapCallbacks")
            return (true, symbols.PayloadOf(map.TargetMethod.TypeArguments.FirstOrDefault()));
        if (RouteHandlers.Of(map) is not { Method: var handler } mapped)
            return default;
        var taken = symbols.PayloadTakenBy(handler);
        var lambda = mapped.Argument.DescendantsAndSelf().OfType<IAnonymousFunctionOperation>().FirstOrDefault();
        return (taken is not null || lambda is not null && code.Verifies(new ServingFunction(lambda.Symbol, lambda, map)), taken);
    }

    /// <summary>Returns the local to which a group is assigned, with its conventions.</summary>
    private static ILocalSymbol? GroupOf(IOperation group)
    {
        var outer = group;
        while (outer.Parent is IArgumentOperation { Parent: IInvocationOperation } or IInvocationOperation or IConversionOperation)
            outer = outer.Parent;
        return Locals.InitializedBy(outer);
    }

    private static (bool IsOne, INamedTypeSymbol? Payload) OfGroup(
        ILocalReferenceOperation group,
        CallbackSymbols symbols,
        CallbackCode code
    ) => OfGroup(group.Local, Values.Root(group), symbols, code);

    private static (bool IsOne, INamedTypeSymbol? Payload) OfGroup(
        ILocalSymbol group,
        IOperation member,
        CallbackSymbols symbols,
        CallbackCode code
    ) =>
        member
            .Descendants()
            .OfType<IInvocationOperation>()
            .Where(map =>
                RequestData.Receiver(map) is { } on
                && Values.Bare(on) is ILocalReferenceOperation local
                && SymbolEqualityComparer.Default.Equals(local.Local, group)
            )
            .Select(map => Maps(map, symbols, code))
            .FirstOrDefault(found => found.IsOne);

    /// <summary>Whether callbacks of a feed may come by GET, whose answers caches store.</summary>
    private static bool MayBeGet(INamedTypeSymbol? payload, SchemaPlaces places) =>
        payload is null || places.FeedOf(payload) is not { } feed || feed.Receive.Any(transport => transport.Method == RequestMethod.Get);

    private static void Report(OperationAnalysisContext context, Location place, string what, bool isCertain) =>
        context.ReportDiagnostic(
            Diagnostic.Create(
                HandlerRules.CachedAnswer,
                place,
                isCertain ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info,
                null,
                null,
                what
            )
        );
}
