using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// CBG1002: a payload is read out of a request by something that verifies nothing, or a handler that has a verified
/// message in its hands reads the request again.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnverifiedReadAnalyzer : HandlerAnalyzer
{
    private static readonly string[] Readers = ["Deserialize", "ReadFromJson", "GetFromJson", "ToObject", "ReadJson", "ReadForm", "TryUpdateModel"];

    private static readonly string[] BoundTypes = ["IFormCollection", "Stream", "PipeReader", "JsonDocument", "JsonElement", "JsonNode", "JsonObject"];

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.UnverifiedRead];

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        context.RegisterOperationAction(operation => AnalyzeCall(operation, symbols, places), OperationKind.Invocation);
        context.RegisterOperationAction(operation => AnalyzePart(operation, symbols), OperationKind.PropertyReference);
    }

    private static void AnalyzeCall(OperationAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var call = (IInvocationOperation)context.Operation;
        if (RouteHandlers.Of(call) is { } handler)
            AnalyzeParameters(context, call, handler, symbols);
        else if (PayloadRead(call, symbols) is { } payload && ReadsRequest(call, symbols))
            context.ReportDiagnostic(Create(HandlerRules.UnverifiedRead, call.Syntax.GetLocation(), places.Of(payload), call.TargetMethod.Name, payload.Name, $"take {symbols.ReachedBy(payload) ?? Rung.Verified}<{payload.Name}> as a parameter instead"));
        else if (ReadsAny(call) && HasMessage(call, symbols))
            context.ReportDiagnostic(Beside(call.Syntax.GetLocation(), call.TargetMethod.Name, call.TargetMethod.Name.StartsWith("ReadForm", StringComparison.Ordinal) ? "the form" : "the body"));
    }

    /// <summary>The payload that a call makes out of text or bytes, or null.</summary>
    internal static INamedTypeSymbol? PayloadRead(IInvocationOperation call, CallbackSymbols symbols)
    {
        var method = call.TargetMethod;
        if (!Readers.Any(reader => method.Name.StartsWith(reader, StringComparison.Ordinal)))
            return null;
        return method.TypeArguments.Select(symbols.PayloadIn).FirstOrDefault(payload => payload is not null)
            ?? call.Arguments.Select(argument => argument.Value is ITypeOfOperation typeOf ? symbols.PayloadIn(typeOf.TypeOperand) : null).FirstOrDefault(payload => payload is not null);
    }

    private static bool ReadsRequest(IInvocationOperation call, CallbackSymbols symbols)
    {
        var source = call.Instance ?? call.Arguments.FirstOrDefault()?.Value;
        if (source is null)
            return false;
        if (call.TargetMethod.Name.StartsWith("TryUpdateModel", StringComparison.Ordinal))
            return true;
        source = Surroundings.Unwrap(source);
        if (RequestData.IsRequest(source.Type) || RequestData.IsFrom(source))
            return true;
        // What the provider's API answers is what ConfirmAsync asks for; a handler that asks by itself skips its check.
        return call.TargetMethod.Name.StartsWith("GetFromJson", StringComparison.Ordinal) && HasMessage(call, symbols, isUnproven: true) && !Confirms(call);
    }

    /// <summary>Whether the answer is for <c>ConfirmAsync</c> or <c>ReconcileAsync</c>: it is called in the same member, or is given the function around.</summary>
    private static bool Confirms(IOperation call) =>
        Values.Root(call).Descendants().Any(operation => operation is IInvocationOperation asked && Surroundings.IsConfirmation(asked.TargetMethod));

    /// <summary>Whether a call reads the body or form of a request, whatever it makes of it.</summary>
    private static bool ReadsAny(IInvocationOperation call) =>
        call.TargetMethod.Name is "ReadFormAsync" or "ReadFromJsonAsync"
        && (call.Instance ?? call.Arguments.FirstOrDefault()?.Value) is { } request && RequestData.IsRequest(Surroundings.Unwrap(request).Type);

    private static void AnalyzePart(OperationAnalysisContext context, CallbackSymbols symbols)
    {
        var property = (IPropertyReferenceOperation)context.Operation;
        if (RequestData.PartOf(property) is not { } part || property.Instance?.Type?.Name == "CallbackRequest" || property.Instance?.Type?.Name == "HttpRequestMessage" || !HasMessage(property, symbols))
            return;
        // A payload that is read out of it is reported as that.
        if (Surroundings.Ancestors(property).OfType<IInvocationOperation>().Any(call => PayloadRead(call, symbols) is not null))
            return;
        context.ReportDiagnostic(Beside(property.Syntax.GetLocation(), property.Property.Name, part));
    }

    private static void AnalyzeParameters(OperationAnalysisContext context, IInvocationOperation call, RouteHandler handler, CallbackSymbols symbols)
    {
        if (!CallbackSymbols.IsMapCallback(call.TargetMethod) && !TakesMessage(handler.Method, symbols))
            return;
        foreach (var parameter in handler.Method.Parameters)
        {
            if (symbols.PayloadIn(parameter.Type) is null && BoundPart(parameter) is { } part
                && parameter.DeclaringSyntaxReferences is [var reference] && handler.Argument.Syntax.Span.Contains(reference.Span)
                && reference.GetSyntax(context.CancellationToken) is ParameterSyntax { Type: { } type })
                context.ReportDiagnostic(Beside(type.GetLocation(), parameter.Name, part));
        }
    }

    /// <summary>The part of the request with which the host fills a parameter, in words, or null.</summary>
    internal static string? BoundPart(IParameterSymbol parameter)
    {
        if (EndpointMethods.Has(parameter, "FromQueryAttribute"))
            return "the query";
        if (EndpointMethods.Has(parameter, "FromFormAttribute") || parameter.Type.Name == "IFormCollection")
            return "the form";
        return EndpointMethods.Has(parameter, "FromBodyAttribute") || BoundTypes.Contains(parameter.Type.Name) ? "the body" : null;
    }

    /// <summary>Whether a function around the operation is handed a message, so that reading the request again goes around it.</summary>
    private static bool HasMessage(IOperation operation, CallbackSymbols symbols, bool isUnproven = false)
    {
        foreach (var ancestor in Surroundings.Ancestors(operation))
        {
            var function = ancestor switch
            {
                IAnonymousFunctionOperation lambda => lambda.Symbol,
                ILocalFunctionOperation local => local.Symbol,
                IMethodBodyOperation body => body.SemanticModel?.GetDeclaredSymbol(body.Syntax) as IMethodSymbol,
                _ => null,
            };
            if (function is not null && TakesMessage(function, symbols) && (!isUnproven || IsUnproven(function, symbols)))
                return true;
        }

        return false;
    }

    private static bool TakesMessage(IMethodSymbol function, CallbackSymbols symbols) =>
        function.Parameters.Any(parameter => symbols.PayloadInside(parameter.Type) is not null);

    /// <summary>Whether a function takes a message that is to be confirmed, and does not answer with what the provider says.</summary>
    private static bool IsUnproven(IMethodSymbol function, CallbackSymbols symbols) =>
        function.Parameters.Any(parameter => symbols.RungOf(parameter.Type) is Rung.Authenticated or Rung.Received)
        && symbols.PayloadOf(function.ReturnType is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: [var answer] } ? answer : function.ReturnType) is null;

    private static Diagnostic Beside(Location location, string name, string part) =>
        Create(HandlerRules.UnverifiedRead, location, null, name, part, "read the Payload of the message at hand");
}
