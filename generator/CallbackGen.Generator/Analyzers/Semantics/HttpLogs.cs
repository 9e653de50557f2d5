using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds where the host's own log of requests is configured to write the bodies of callbacks.</summary>
internal static class HttpLogs
{
    /// <summary>
    /// Returns the fields that a call has logged, when the body is among them: for the route of a callback, or for all requests of a
    /// program that maps callbacks and configures none of its routes otherwise. Returns null for any other call.
    /// </summary>
    public static IOperation? BodiesIn(IInvocationOperation call, Compilation compilation)
    {
        var method = call.TargetMethod;
        if (method.Name == "WithHttpLogging" && method.ContainingType.Name == "HttpLoggingEndpointConventionBuilderExtensions")
            return call.Arguments.Select(argument => argument.Value).FirstOrDefault(IsBody) is { } fields && IsOfCallback(call)
                ? fields
                : null;
        var isForAll =
            method.Name == "AddHttpLogging" && method.ContainingType.Name == "HttpLoggingServicesExtensions"
            || method is { Name: "Configure", TypeArguments: [{ Name: "HttpLoggingOptions" }] };
        if (!isForAll)
            return null;
        var set = call.Descendants()
            .OfType<IAssignmentOperation>()
            .FirstOrDefault(assignment =>
                assignment is ISimpleAssignmentOperation or ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Or }
                && assignment.Target
                    is IPropertyReferenceOperation { Property: { Name: "LoggingFields", ContainingType.Name: "HttpLoggingOptions" } }
                && IsBody(assignment.Value)
            );
        return set is not null && MapsCallbacks(compilation) ? set.Value : null;
    }

    /// <summary>Whether an attribute of an endpoint has the body logged: <c>[HttpLogging(HttpLoggingFields.All)]</c>.</summary>
    public static bool IsOfBody(AttributeData attribute) =>
        attribute
            is
        {
            AttributeClass.Name: "HttpLoggingAttribute",
            ConstructorArguments: [{ Type: INamedTypeSymbol fields, Value: { } value }, ..]
        }
        && HasBody(fields, value);

    private static bool IsBody(IOperation fields) =>
        fields.Type is INamedTypeSymbol { Name: "HttpLoggingFields" } type
        && fields.ConstantValue is { HasValue: true, Value: { } value }
        && HasBody(type, value);

    private static bool HasBody(INamedTypeSymbol type, object value) =>
        type.GetMembers("RequestBody").OfType<IFieldSymbol>().FirstOrDefault() is { ConstantValue: { } body }
        && (Convert.ToInt64(value) & Convert.ToInt64(body)) != 0;

    /// <summary>Whether a convention applies to a callback's endpoint.</summary>
    private static bool IsOfCallback(IInvocationOperation call) =>
        call.Descendants().OfType<IInvocationOperation>().Any(MapsCallback)
        // A group is a local on which callbacks are mapped.
        || Surroundings.Ancestors(call).OfType<IVariableDeclaratorOperation>().FirstOrDefault() is { Symbol: var group }
            && Locals
                .References(group, Values.Root(call))
                .Any(reference =>
                    Surroundings
                        .Ancestors(reference)
                        .TakeWhile(ancestor => ancestor is not IBlockOperation)
                        .OfType<IInvocationOperation>()
                        .Any(MapsCallback)
                );

    private static bool MapsCallback(IInvocationOperation call) =>
        CallbackSymbols.IsMapCallback(call.TargetMethod) || call.TargetMethod.Name == "MapCallbacks";

    // The search compares text; it runs only for programs that log bodies.
    private static bool MapsCallbacks(Compilation compilation)
    {
        var texts = compilation.SyntaxTrees.Where(tree => !MethodBodies.IsMade(tree)).Select(tree => tree.GetText().ToString()).ToList();
        return texts.Exists(text => text.Contains(".MapCallback")) && !texts.Exists(text => text.Contains(".WithHttpLogging("));
    }
}
