using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Tells whether a value was read from an HTTP request, as far as one function shows.</summary>
internal static class RequestData
{
    private static readonly string[] Parts = ["Body", "BodyReader", "Form", "Query", "QueryString", "Content", "InputStream"];

    // What carries bytes and text from one form to another. A cache or a store that is asked by a part of the request
    // gives back what the application put there.
    private static readonly string[] Carriers =
        ["System.Text", "System.IO", "System.Buffers", "System.Net.Http", "Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.WebUtilities", "Newtonsoft.Json"];

    private static readonly string[] BoundTypes = ["JsonElement", "JsonDocument", "JsonNode", "JsonObject", "Stream", "PipeReader", "JObject", "JToken"];

    /// <summary>What a part of a request is, in words; null when the member is no part that holds a callback.</summary>
    public static string? PartOf(IPropertyReferenceOperation property) => !IsRequest(property.Instance?.Type) ? null : property.Property.Name switch
    {
        "Body" or "BodyReader" or "Content" or "InputStream" => "the body",
        "Form" => "the form",
        "Query" or "QueryString" => "the query",
        _ => null,
    };

    /// <summary>Whether a type is a request as some host hands it over.</summary>
    public static bool IsRequest(ITypeSymbol? type) =>
        type is { Name: "HttpRequest" or "HttpRequestData" or "HttpRequestMessage" or "CallbackRequest" or "APIGatewayProxyRequest" or "APIGatewayHttpApiV2ProxyRequest" };

    public static bool IsFrom(IOperation? operation) => IsFrom(operation, new Trail());

    private static bool IsFrom(IOperation? operation, Trail trail)
    {
        if (operation is null || !trail.Goes())
            return false;
        return operation switch
        {
            IConversionOperation conversion => IsFrom(conversion.Operand, trail),
            IAwaitOperation wait => IsFrom(wait.Operation, trail),
            IPropertyReferenceOperation property => IsRequest(property.Instance?.Type) ? Parts.Contains(property.Property.Name) : IsFrom(property.Instance, trail),
            IInvocationOperation call => IsCall(call, trail),
            IObjectCreationOperation creation => creation.Arguments.Any(argument => IsFrom(argument.Value, trail)),
            ICoalesceOperation coalesce => IsFrom(coalesce.Value, trail),
            IArrayElementReferenceOperation element => IsFrom(element.ArrayReference, trail),
            ILocalReferenceOperation local => IsLocal(local, trail),
            IParameterReferenceOperation parameter => IsBound(parameter),
            _ => IsRequest(operation.Type),
        };
    }

    private static bool IsCall(IInvocationOperation call, Trail trail)
    {
        var method = call.TargetMethod;
        var operands = call.Arguments.Select(argument => argument.Value).Append(call.Instance!).Where(operand => operand is not null).ToList();
        if (Carries(method.ContainingType))
            return operands.Any(operand => IsFrom(operand, trail) || IsRequest(Surroundings.Unwrap(operand).Type) && method.Name.StartsWith("Read", StringComparison.Ordinal));
        // A helper of the application that reads the body of the request that it is given.
        return (method.Name.Contains("Body") || method.Name.Contains("Read"))
            && operands.Any(operand => Surroundings.Unwrap(operand).Type is { } type && (IsRequest(type) || type.Name == "HttpContext"));
    }

    private static bool Carries(INamedTypeSymbol type) =>
        type.SpecialType == SpecialType.System_String || type is { Name: "Convert" or "MemoryExtensions" or "Encoding" or "ReadOnlyMemory" or "ReadOnlySequence" or "Memory" or "StringValues" or "BinaryData" }
        || type.Name != "File" && Carriers.Any(carrier => EndpointMethods.IsIn(type, carrier))
        || type.Name == "Task" || type.Name == "ConfiguredTaskAwaitable" || type.Name == "TaskAwaiter";

    /// <summary>A local is set to something of the request, or filled from it: <c>await request.Body.CopyToAsync(bytes)</c>.</summary>
    private static bool IsLocal(ILocalReferenceOperation reference, Trail trail)
    {
        if (!trail.Enters(reference.Local))
            return false;
        foreach (var operation in Values.Root(reference).Descendants())
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation declarator when Same(declarator.Symbol, reference) && IsFrom(declarator.GetVariableInitializer()?.Value, trail):
                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment when Same(target.Local, reference) && IsFrom(assignment.Value, trail):
                case IInvocationOperation call when call.Arguments.Any(argument => IsLocal(argument.Value, reference)) && IsPart(call.Instance ?? call.Arguments[0].Value):
                    return true;
            }
        }

        return false;
    }

    private static bool IsPart(IOperation operation) => Surroundings.Unwrap(operation) is IPropertyReferenceOperation property && PartOf(property) is not null;

    private static bool IsLocal(IOperation value, ILocalReferenceOperation reference) => Surroundings.Unwrap(value) is ILocalReferenceOperation local && Same(local.Local, reference);

    private static bool Same(ILocalSymbol local, ILocalReferenceOperation reference) => SymbolEqualityComparer.Default.Equals(local, reference.Local);

    /// <summary>A parameter into which the host reads the body.</summary>
    private static bool IsBound(IParameterReferenceOperation reference)
    {
        var parameter = reference.Parameter;
        if (parameter.ContainingSymbol is not IMethodSymbol method)
            return false;
        if (EndpointMethods.Has(parameter, "FromBodyAttribute") || EndpointMethods.Has(parameter, "FromFormAttribute"))
            return true;
        return BoundTypes.Contains(parameter.Type.Name) && (EndpointMethods.IsAction(method) || EndpointMethods.IsHttpFunction(method) || IsRouteLambda(reference, method));
    }

    private static bool IsRouteLambda(IOperation inside, IMethodSymbol method) => Surroundings.Ancestors(inside).OfType<IInvocationOperation>().Any(call =>
        RouteHandlers.Of(call) is { } handler && SymbolEqualityComparer.Default.Equals(handler.Method, method));
}
