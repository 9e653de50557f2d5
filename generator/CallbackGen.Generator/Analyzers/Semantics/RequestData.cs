using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Determines whether a value was read from an HTTP request, as far as one function and the helpers that it calls show.</summary>
internal static class RequestData
{
    private static readonly string[] Parts = ["Body", "BodyReader", "Form", "Query", "QueryString", "Content", "InputStream"];

    // Namespaces whose methods convert bytes and text to another form. A cache or a store that is queried by a part of the request
    // returns data of the application.
    private static readonly string[] Carriers =
    [
        "System.Text",
        "System.IO",
        "System.Buffers",
        "System.Net.Http",
        "Microsoft.AspNetCore.Http",
        "Microsoft.AspNetCore.WebUtilities",
        "Newtonsoft.Json",
    ];

    private static readonly string[] BoundTypes =
    [
        "JsonElement",
        "JsonDocument",
        "JsonNode",
        "JsonObject",
        "Stream",
        "PipeReader",
        "JObject",
        "JToken",
    ];

    // Types of request data that a helper receives, besides text, bytes and types for binding.
    private static readonly string[] ReadTypes =
    [
        "MemoryStream",
        "TextReader",
        "StreamReader",
        "StringReader",
        "JsonReader",
        "JsonTextReader",
        "Utf8JsonReader",
        "ReadResult",
        "ReadOnlySequence",
        "BinaryData",
        "HttpContent",
        "IFormCollection",
        "IQueryCollection",
        "IFormFile",
    ];

    /// <summary>
    /// Returns the description of a part of a request in words; null when the member is no part with a callback's content.
    /// </summary>
    public static string? PartOf(IPropertyReferenceOperation property) =>
        !IsRequest(property.Instance?.Type)
            ? null
            : property.Property.Name switch
            {
                "Body" or "BodyReader" or "Content" or "InputStream" => "the body",
                "Form" => "the form",
                "Query" or "QueryString" => "the query",
                _ => null,
            };

    /// <summary>Whether a type is the request type of a host.</summary>
    public static bool IsRequest(ITypeSymbol? type) =>
        type
            is
        {
            Name: "HttpRequest"
                    or "HttpRequestData"
                    or "HttpRequestMessage"
                    or "CallbackRequest"
                    or "APIGatewayProxyRequest"
                    or "APIGatewayHttpApiV2ProxyRequest"
        };

    /// <summary>Whether values of a type may be the content of a request: text, bytes, streams, readers, and unparsed JSON.</summary>
    public static bool IsContent(ITypeSymbol? type) =>
        type is not null
        && (
            SignatureValues.IsText(type)
            || BoundTypes.Contains(type.Name)
            || ReadTypes.Contains(type.Name)
            || type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: [var result] } && IsContent(result)
        );

    /// <summary>Whether a value was read from a request.</summary>
    /// <param name="operation">The value.</param>
    /// <param name="given">A parameter that is known to hold content of a request, or null.</param>
    public static bool IsFrom(IOperation? operation, IParameterSymbol? given = null) => new Way(given, mayStep: true).IsFrom(operation);

    /// <summary>Returns the receiver of a call: the instance, or the first argument of an extension.</summary>
    public static IOperation? Receiver(IInvocationOperation call) =>
        call.Instance ?? (call.TargetMethod.IsExtensionMethod ? call.Arguments.FirstOrDefault()?.Value : null);

    /// <summary>Follows one value back to its origin.</summary>
    private sealed class Way(IParameterSymbol? given, bool mayStep)
    {
        private readonly Trail _trail = new();

        public bool IsFrom(IOperation? operation)
        {
            if (operation is null || !_trail.Goes())
                return false;
            return operation switch
            {
                IConversionOperation conversion => IsFrom(conversion.Operand),
                IAwaitOperation wait => IsFrom(wait.Operation),
                IPropertyReferenceOperation property => IsRequest(property.Instance?.Type)
                    ? Parts.Contains(property.Property.Name)
                    : IsFrom(property.Instance),
                IInvocationOperation call => IsCall(call),
                IObjectCreationOperation creation => creation.Arguments.Any(argument => IsFrom(argument.Value)),
                ICoalesceOperation coalesce => IsFrom(coalesce.Value),
                IArrayElementReferenceOperation element => IsFrom(element.ArrayReference),
                ILocalReferenceOperation local => IsLocal(local),
                IParameterReferenceOperation parameter => SymbolEqualityComparer.Default.Equals(parameter.Parameter, given)
                    || IsBound(parameter)
                    || IsPiped(parameter),
                _ => IsRequest(operation.Type),
            };
        }

        private bool IsCall(IInvocationOperation call)
        {
            var method = call.TargetMethod;
            var operands = call
                .Arguments.Select(argument => argument.Value)
                .Append(call.Instance!)
                .Where(operand => operand is not null)
                .ToList();
            if (Carries(method.ContainingType))
                return operands.Any(operand =>
                    IsFrom(operand)
                    || IsRequest(Surroundings.Unwrap(operand).Type) && method.Name.StartsWith("Read", StringComparison.Ordinal)
                );
            var hasRequest = operands.Any(operand =>
                Surroundings.Unwrap(operand).Type is { } type && (IsRequest(type) || type.Name == "HttpContext")
            );
            // A helper that reads the body of its request argument, by its name or by its return value.
            return hasRequest && (method.Name.Contains("Body") || method.Name.Contains("Read"))
                || mayStep && IsContent(method.ReturnType) && IsReturned(call, hasRequest);
        }

        /// <summary>
        /// Whether a helper of the application returns data that it reads from a request, or from its argument with content.
        /// </summary>
        private bool IsReturned(IInvocationOperation call, bool hasRequest)
        {
            var handed = call.Arguments.Where(argument => IsContent(argument.Parameter?.Type) && IsFrom(argument.Value)).ToList();
            if (
                !hasRequest && handed.Count == 0
                || call.SemanticModel?.Compilation is not { } compilation
                || MethodBodies.Written(call.TargetMethod, compilation, CancellationToken.None) is not { } written
                || MethodBodies.Of(written, compilation, CancellationToken.None) is not { } body
            )
                return false;
            var returned = Values.Directly(body).OfType<IReturnOperation>().Select(answer => answer.ReturnedValue).ToList();
            return hasRequest && returned.Any(value => new Way(null, mayStep: false).IsFrom(value))
                || handed.Any(argument =>
                    returned.Any(value => new Way(written.Parameters[argument.Parameter!.Ordinal], mayStep: false).IsFrom(value))
                );
        }

        /// <summary>
        /// Whether a local is assigned data of the request, or filled from it: <c>await request.Body.CopyToAsync(bytes)</c>.
        /// </summary>
        private bool IsLocal(ILocalReferenceOperation reference)
        {
            if (!_trail.Enters(reference.Local))
                return false;
            foreach (var operation in Values.Root(reference).Descendants())
            {
                switch (operation)
                {
                    case IVariableDeclaratorOperation declarator
                        when Same(declarator.Symbol, reference) && IsFrom(declarator.GetVariableInitializer()?.Value):
                    case ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment
                        when Same(target.Local, reference) && IsFrom(assignment.Value):
                    case IInvocationOperation call
                        when call.Arguments.Any(argument => Names(argument.Value, reference))
                            && IsPart(call.Instance ?? call.Arguments[0].Value):
                        return true;
                }
            }

            return false;
        }

        private bool IsPart(IOperation operation) =>
            Surroundings.Unwrap(operation) is var part
            && (
                part is IPropertyReferenceOperation property && PartOf(property) is not null
                || part is IParameterReferenceOperation parameter && SymbolEqualityComparer.Default.Equals(parameter.Parameter, given)
            );

        /// <summary>Whether a lambda's parameter receives the receiver of the call: <c>body.Pipe(text => …)</c>.</summary>
        private bool IsPiped(IParameterReferenceOperation reference)
        {
            if (reference.Parameter.ContainingSymbol is not IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } function)
                return false;
            var lambda = Surroundings
                .Ancestors(reference)
                .FirstOrDefault(ancestor =>
                    ancestor is IAnonymousFunctionOperation around && SymbolEqualityComparer.Default.Equals(around.Symbol, function)
                );
            var parent = lambda?.Parent;
            while (parent is IConversionOperation or IDelegateCreationOperation or IArgumentOperation)
                parent = parent.Parent;
            return parent is IInvocationOperation call && Receiver(call) is { } receiver && IsFrom(receiver);
        }
    }

    private static bool Carries(INamedTypeSymbol type) =>
        type.SpecialType == SpecialType.System_String
        || type
            is
        {
            Name: "Convert"
                    or "MemoryExtensions"
                    or "Encoding"
                    or "ReadOnlyMemory"
                    or "ReadOnlySequence"
                    or "Memory"
                    or "StringValues"
                    or "BinaryData"
        }
        || type.Name is not ("File" or "Path") && Carriers.Any(carrier => EndpointMethods.IsIn(type, carrier))
        || type.Name == "Task"
        || type.Name == "ConfiguredTaskAwaitable"
        || type.Name == "TaskAwaiter";

    private static bool Names(IOperation value, ILocalReferenceOperation reference) =>
        Surroundings.Unwrap(value) is ILocalReferenceOperation local && Same(local.Local, reference);

    private static bool Same(ILocalSymbol local, ILocalReferenceOperation reference) =>
        SymbolEqualityComparer.Default.Equals(local, reference.Local);

    /// <summary>Whether the host binds the body to a parameter.</summary>
    private static bool IsBound(IParameterReferenceOperation reference)
    {
        var parameter = reference.Parameter;
        if (parameter.ContainingSymbol is not IMethodSymbol method)
            return false;
        if (EndpointMethods.Has(parameter, "FromBodyAttribute") || EndpointMethods.Has(parameter, "FromFormAttribute"))
            return true;
        return BoundTypes.Contains(parameter.Type.Name)
            && (
                EndpointMethods.IsAction(method)
                || EndpointMethods.IsHttpFunction(method)
                || IsRouteLambda(reference, method)
                || IsMapped(reference, method)
            );
    }

    private static bool IsRouteLambda(IOperation inside, IMethodSymbol method) =>
        Surroundings
            .Ancestors(inside)
            .OfType<IInvocationOperation>()
            .Any(call => RouteHandlers.Of(call) is { } handler && SymbolEqualityComparer.Default.Equals(handler.Method, method));

    /// <summary>Whether a private method or a local function is mapped to a route by its name.</summary>
    private static bool IsMapped(IOperation inside, IMethodSymbol method) =>
        inside.SemanticModel?.Compilation is { } compilation
        && MethodBodies.UsesOf(method, compilation, CancellationToken.None) is { } uses
        && uses.Any(use => IsRouteLambda(use, method));
}
