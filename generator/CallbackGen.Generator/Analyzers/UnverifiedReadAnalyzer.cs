using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// CBG1002: code that verifies nothing reads a payload from a request, or a handler with a verified message reads the request again.
/// </summary>
public sealed class UnverifiedReadAnalyzer : HandlerAnalyzer
{
    private static readonly string[] BoundTypes =
    [
        "IFormCollection",
        "Stream",
        "PipeReader",
        "JsonDocument",
        "JsonElement",
        "JsonNode",
        "JsonObject",
    ];

    // Usual name parts of a type for a body.
    private static readonly string[] Models = ["Dto", "Request", "Body", "Model", "Payload", "Callback", "Webhook", "Notification"];

    // Headers about the transport of a request, which decide nothing.
    private static readonly string[] TransportHeaders =
    [
        "trace",
        "correlation",
        "request-id",
        "requestid",
        "user-agent",
        "useragent",
        "content-",
        "accept",
        "forwarded",
    ];

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.UnverifiedRead];

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var helpers = new HelperReads(symbols);
        context.RegisterOperationAction(operation => AnalyzeCall(operation, symbols, places, helpers), OperationKind.Invocation);
        context.RegisterOperationAction(operation => AnalyzePart(operation, symbols, helpers), OperationKind.PropertyReference);
        context.RegisterSymbolAction(symbol => AnalyzeMethod(symbol, symbols), SymbolKind.Method);
    }

    private static void AnalyzeCall(OperationAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places, HelperReads helpers)
    {
        var call = (IInvocationOperation)context.Operation;
        if (RouteHandlers.Of(call) is { } handler)
            AnalyzeParameters(context, call, handler, symbols);
        else if (PayloadRead(call, symbols) is { } payload && ReadsRequest(call, symbols))
            context.ReportDiagnostic(Around(call, call.TargetMethod.Name, payload, symbols, places));
        else if (helpers.By(call, context.CancellationToken) is { } read)
            context.ReportDiagnostic(Around(read.Place, read.Name, read.Payload, symbols, places));
        else if (ReadsAny(call) && HasMessage(call, symbols))
            context.ReportDiagnostic(Beside(call.Syntax.GetLocation(), call.TargetMethod.Name, PartBy(call)));
        else if (RepeatedReads.ReadsContent(call) && RepeatedReads.FollowsVerification(call, symbols))
            context.ReportDiagnostic(Again(call, PartBy(call)));
        else if (RepeatedReads.PartBy(call, context.Compilation, context.CancellationToken) is { } part && HasMessage(call, symbols))
            context.ReportDiagnostic(Again(call, part));
    }

    private static string PartBy(IInvocationOperation call) =>
        call.TargetMethod.Name.StartsWith("ReadForm", StringComparison.Ordinal) ? "the form" : "the body";

    /// <summary>Returns the payload type that a call deserializes from text or bytes, or null.</summary>
    internal static INamedTypeSymbol? PayloadRead(IInvocationOperation call, CallbackSymbols symbols) =>
        PayloadReads.TypesOf(call).Select(symbols.PayloadIn).FirstOrDefault(payload => payload is not null);

    private static bool ReadsRequest(IInvocationOperation call, CallbackSymbols symbols)
    {
        if (
            call.TargetMethod.Name.StartsWith("TryUpdateModel", StringComparison.Ordinal)
            || PayloadReads.SourcesOf(call).Any(source => RequestData.IsRequest(source.Type) || RequestData.IsFrom(source))
        )
            return true;
        // ConfirmAsync queries the provider's API for its answer; a handler that queries the API itself omits that check.
        return call.TargetMethod.Name.StartsWith("GetFromJson", StringComparison.Ordinal)
            && HasMessage(call, symbols, isUnproven: true)
            && !Confirms(call);
    }

    /// <summary>
    /// Whether the member around the call also calls <c>ConfirmAsync</c> or <c>ReconcileAsync</c>, so that the answer is for the
    /// confirmation.
    /// </summary>
    private static bool Confirms(IOperation call) =>
        Values
            .Root(call)
            .Descendants()
            .Any(operation => operation is IInvocationOperation asked && Surroundings.IsConfirmation(asked.TargetMethod));

    /// <summary>Whether a call reads the body or form of a request, regardless of its return type.</summary>
    private static bool ReadsAny(IInvocationOperation call) =>
        call.TargetMethod.Name is "ReadFormAsync" or "ReadFromJsonAsync"
        && (call.Instance ?? call.Arguments.FirstOrDefault()?.Value) is { } request
        && RequestData.IsRequest(Surroundings.Unwrap(request).Type);

    private static void AnalyzePart(OperationAnalysisContext context, CallbackSymbols symbols, HelperReads helpers)
    {
        var property = (IPropertyReferenceOperation)context.Operation;
        if (
            RequestData.PartOf(property) is not { } part
            || property.Instance?.Type?.Name == "CallbackRequest"
            || property.Instance?.Type?.Name == "HttpRequestMessage"
            || !HasMessage(property, symbols)
        )
            return;
        // A call that deserializes a payload from this part is reported instead.
        if (
            Surroundings
                .Ancestors(property)
                .OfType<IInvocationOperation>()
                .Any(call => PayloadRead(call, symbols) is not null || helpers.By(call, context.CancellationToken) is not null)
        )
            return;
        if (part == "the query" && IsShown(property, symbols, DecidingWords.Of(context)))
            return;
        context.ReportDiagnostic(Beside(property.Syntax.GetLocation(), property.Property.Name, part));
    }

    // A value that only selects the presentation of the answer does not bypass the verification.
    private static bool IsShown(IPropertyReferenceOperation query, CallbackSymbols symbols, DecidingWords words) =>
        Surroundings.FunctionsAround(query).Select(around => around.Function).FirstOrDefault(function => TakesMessage(function, symbols))
            is { } function
        && new ShownParameters(symbols, words).Are(query, function, symbols.PayloadTakenBy(function)!);

    private static void AnalyzeParameters(
        OperationAnalysisContext context,
        IInvocationOperation call,
        RouteHandler handler,
        CallbackSymbols symbols
    )
    {
        if (!CallbackSymbols.IsMapCallback(call.TargetMethod) && !TakesMessage(handler.Method, symbols))
            return;
        var body =
            handler
                .Argument.DescendantsAndSelf()
                .OfType<IAnonymousFunctionOperation>()
                .FirstOrDefault(lambda => SymbolEqualityComparer.Default.Equals(lambda.Symbol, handler.Method))
            ?? MethodBodies.Of(handler.Method, context.Compilation, context.CancellationToken);
        foreach (var (parameter, part) in PartsBeside(handler.Method, symbols, DecidingWords.Of(context), body))
        {
            // A function that is declared elsewhere is reported where it is mapped, because an editor analyzes one code block at a time.
            var declared =
                parameter.DeclaringSyntaxReferences is [var reference] && handler.Argument.Syntax.Span.Contains(reference.Span)
                    ? TypeOf(parameter, context.CancellationToken)
                    : null;
            context.ReportDiagnostic(Beside((declared ?? handler.Argument.Syntax).GetLocation(), parameter.Name, part));
        }
    }

    /// <summary>Analyzes an action or a page's handler that receives a message, and also a part of the request.</summary>
    private static void AnalyzeMethod(SymbolAnalysisContext context, CallbackSymbols symbols)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (!TakesMessage(method, symbols) || !EndpointMethods.IsAction(method) && !EndpointMethods.IsPageHandler(method))
            return;
        var words = method.DeclaringSyntaxReferences is [var declared] ? DecidingWords.Of(context.Options, declared.SyntaxTree) : null;
        foreach (
            var (parameter, part) in PartsBeside(
                method,
                symbols,
                words,
                MethodBodies.Of(method, context.Compilation, context.CancellationToken)
            )
        )
        {
            if (TypeOf(parameter, context.CancellationToken) is { } type)
                context.ReportDiagnostic(Beside(type.GetLocation(), parameter.Name, part));
        }
    }

    private static IEnumerable<(IParameterSymbol Parameter, string Part)> PartsBeside(
        IMethodSymbol function,
        CallbackSymbols symbols,
        DecidingWords? words,
        IOperation? body
    )
    {
        foreach (var parameter in function.Parameters)
        {
            if (
                symbols.PayloadIn(parameter.Type) is null
                && BoundPart(parameter) is { } part
                && !(part == "the query" && IsShown(parameter))
            )
                yield return (parameter, part);
        }

        // A value that only selects the presentation of the answer does not bypass the verification.
        bool IsShown(IParameterSymbol parameter) =>
            body is not null
            && words is not null
            && symbols.PayloadTakenBy(function) is { } payload
            && new ShownParameters(symbols, words).Are(parameter, payload, body);
    }

    /// <summary>Returns in words the part of the request to which the host binds a parameter, or null.</summary>
    internal static string? BoundPart(IParameterSymbol parameter)
    {
        if (EndpointMethods.Has(parameter, "FromQueryAttribute"))
            return "the query";
        if (EndpointMethods.Has(parameter, "FromFormAttribute") || parameter.Type.Name == "IFormCollection")
            return "the form";
        if (EndpointMethods.HeaderOf(parameter) is { } header)
            return TransportHeaders.Any(part => header.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0) ? null : "a header";
        return EndpointMethods.Has(parameter, "FromBodyAttribute") || BoundTypes.Contains(parameter.Type.Name) || IsModel(parameter)
            ? "the body"
            : null;
    }

    /// <summary>Whether the host binds the body to a parameter without an attribute: its type is a data type, and is named so.</summary>
    private static bool IsModel(IParameterSymbol parameter) =>
        !parameter.Type.DeclaringSyntaxReferences.IsEmpty
        && parameter.GetAttributes().IsEmpty
        && Models.Any(end => parameter.Type.Name.EndsWith(end, StringComparison.Ordinal))
        && PayloadShapes.IsData(parameter.Type);

    private static TypeSyntax? TypeOf(IParameterSymbol parameter, CancellationToken cancellationToken) =>
        parameter.DeclaringSyntaxReferences is [var reference] ? (reference.GetSyntax(cancellationToken) as ParameterSyntax)?.Type : null;

    /// <summary>
    /// Whether a function around the operation receives a message, so that reading the request again bypasses the verification.
    /// </summary>
    private static bool HasMessage(IOperation operation, CallbackSymbols symbols, bool isUnproven = false) =>
        Surroundings
            .FunctionsAround(operation)
            .Any(around => TakesMessage(around.Function, symbols) && (!isUnproven || IsUnproven(around.Function, symbols)));

    private static bool TakesMessage(IMethodSymbol function, CallbackSymbols symbols) => symbols.PayloadTakenBy(function) is not null;

    /// <summary>Whether a function receives an unconfirmed message, and does not return the provider's answer.</summary>
    private static bool IsUnproven(IMethodSymbol function, CallbackSymbols symbols) =>
        function.Parameters.Any(parameter => symbols.LevelOf(parameter.Type) is TrustLevel.Authenticated or TrustLevel.Received)
        && symbols.PayloadOf(OwnVerification.Answer(function.ReturnType)) is null;

    private static Diagnostic Around(
        IOperation read,
        string name,
        INamedTypeSymbol payload,
        CallbackSymbols symbols,
        SchemaPlaces places
    ) =>
        Create(
            HandlerRules.UnverifiedRead,
            read.Syntax.GetLocation(),
            places.Of(payload),
            name,
            payload.Name,
            $"take {symbols.ReachedBy(payload) ?? TrustLevel.Verified}<{payload.Name}> as a parameter instead"
        );

    private static Diagnostic Beside(Location location, string name, string part) =>
        Create(HandlerRules.UnverifiedRead, location, null, name, part, "read the Payload of the message at hand");

    // A function that verifies a request and reads it again reads the provider's data, by another parser: this is a hint only.
    private static Diagnostic Again(IInvocationOperation read, string part) =>
        Diagnostic.Create(
            HandlerRules.UnverifiedRead,
            read.Syntax.GetLocation(),
            DiagnosticSeverity.Info,
            null,
            null,
            read.TargetMethod.Name,
            part,
            "read the Payload of the message at hand",
            ""
        );
}
