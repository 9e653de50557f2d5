using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds reads of a request that was verified before: after the verification in the same function, or by a helper that a function with a
/// message calls.
/// </summary>
internal static class RepeatedReads
{
    private static readonly ConditionalWeakTable<Compilation, ConcurrentDictionary<IMethodSymbol, string>> Known = new();

    /// <summary>Whether a call converts the content of a request to anything other than text: a JSON reader, a form.</summary>
    public static bool ReadsContent(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        var isReader =
            PayloadReads.IsReader(method) && !method.Name.StartsWith("GetFromJson", StringComparison.Ordinal)
            || method.Name is "Parse" or "ParseAsync"
                && method.ContainingType.Name is "JsonDocument" or "JsonNode" or "JObject" or "JToken" or "XDocument" or "XElement";
        return isReader && PayloadReads.SourcesOf(call).Any(source => RequestData.IsRequest(source.Type) || RequestData.IsFrom(source));
    }

    /// <summary>Whether the function around a call verifies a callback before it.</summary>
    public static bool FollowsVerification(IInvocationOperation call, CallbackSymbols symbols)
    {
        var function =
            Surroundings
                .Ancestors(call)
                .FirstOrDefault(ancestor => ancestor is IAnonymousFunctionOperation or ILocalFunctionOperation or IMethodBodyOperation)
            ?? Values.Root(call);
        return Values
            .Directly(function)
            .Any(operation =>
                operation is IInvocationOperation { TargetMethod: { Name: "Verify" or "Receive" or "VerifyAsync", ReturnType: var result } }
                && operation.Syntax.SpanStart < call.Syntax.SpanStart
                && (
                    symbols.IsResult(result)
                    || result is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: [var inner] } && symbols.IsResult(inner)
                )
            );
    }

    /// <summary>
    /// Returns in words the part of a request that a called helper of the compilation reads; null when it reads none, or only text for a
    /// log line.
    /// </summary>
    public static string? PartBy(IInvocationOperation call, Compilation compilation, CancellationToken cancellationToken)
    {
        if (
            !call.Arguments.Any(argument =>
                argument.Parameter is { Type: var type }
                && (RequestData.IsRequest(type) && type.Name != "CallbackRequest" || type.Name == "HttpContext")
            ) || MethodBodies.Written(call.TargetMethod, compilation, cancellationToken) is not { } written
        )
            return null;
        var part = Known
            .GetOrCreateValue(compilation)
            .GetOrAdd(
                written,
                method =>
                    MethodBodies.Of(method, compilation, cancellationToken) is { } body
                    && body.Descendants().OfType<IInvocationOperation>().FirstOrDefault(ReadsContent) is { } read
                        ? read.TargetMethod.Name.StartsWith("ReadForm", StringComparison.Ordinal)
                            ? "the form"
                            : "the body"
                        : ""
            );
        return part.Length == 0 ? null : part;
    }
}
