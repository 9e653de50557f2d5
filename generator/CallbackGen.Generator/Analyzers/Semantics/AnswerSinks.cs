using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds the values that code writes into the answer to a request.</summary>
internal static class AnswerSinks
{
    private static readonly string[] Makers = ["Results", "TypedResults", "ControllerBase", "Controller"];

    private static readonly string[] Writers = ["WriteAsync", "WriteAsJsonAsync", "Write"];

    private static readonly string[] Made =
    [
        "ContentResult",
        "JsonResult",
        "ProblemDetails",
        "HttpValidationProblemDetails",
        "ValidationProblemDetails",
    ];

    /// <summary>Returns the values that an operation writes into an answer; empty for most operations.</summary>
    public static IEnumerable<IOperation> In(IOperation operation, ISymbol owner) =>
        operation switch
        {
            IInvocationOperation { TargetMethod.Name: "UseDeveloperExceptionPage" } page => [page],
            IInvocationOperation { TargetMethod: { Name: "AddModelError", ContainingType.Name: "ModelStateDictionary" } } error =>
                error.Arguments.Select(argument => argument.Value),
            ISimpleAssignmentOperation
            {
                Target: IPropertyReferenceOperation { Property: { Name: "ReasonPhrase", ContainingType.Name: "IHttpResponseFeature" } }
            } phrase => [phrase.Value],
            IInvocationOperation call => OfCall(call),
            IObjectCreationOperation { Type: { } type } creation when IsMade(type) && !IsHandedOn(creation) => creation
                .Arguments.Select(argument => argument.Value)
                .Concat(creation.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>().Select(member => member.Value) ?? []),
            ISimpleAssignmentOperation
            {
                Target: IPropertyReferenceOperation { Property: { IsIndexer: true }, Instance: { } headers }
            } assignment => IsOfResponse(headers) ? [assignment.Value] : [],
            IReturnOperation { ReturnedValue: { } value } => IsAnswer(operation, value, owner) ? [value] : [],
            _ => [],
        };

    /// <summary>Returns the values that an operation writes into a health report.</summary>
    public static IEnumerable<IOperation> InHealth(IOperation operation) =>
        operation switch
        {
            IInvocationOperation { TargetMethod: { ContainingType: { Name: "HealthCheckResult" } } } call => call.Arguments.Select(
                argument => argument.Value
            ),
            IObjectCreationOperation { Type.Name: "HealthCheckResult" } creation => creation.Arguments.Select(argument => argument.Value),
            _ => [],
        };

    private static IEnumerable<IOperation> OfCall(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (Makers.Contains(method.ContainingType.Name) && EndpointMethods.IsIn(method.ContainingType, "Microsoft.AspNetCore"))
            return call.Arguments.Where(argument => argument.ArgumentKind != ArgumentKind.DefaultValue).Select(argument => argument.Value);
        var target = RequestData.Receiver(call);
        if (target is null)
            return [];
        var isResponse = Values.Bare(target).Type?.Name == "HttpResponse" || IsOfResponse(target);
        return isResponse && (Writers.Contains(method.Name) || method.Name is "Append" or "Add" or "TryAdd" or "AppendCommaSeparatedValues")
            ? call.Arguments.Skip(call.Instance is null ? 1 : 0).Select(argument => argument.Value)
            : [];
    }

    /// <summary>Whether a created value is passed to another call that answers with it, which is analyzed by itself.</summary>
    private static bool IsHandedOn(IOperation made) =>
        Surroundings
            .Ancestors(made)
            .TakeWhile(ancestor => ancestor is not IBlockOperation)
            .OfType<IInvocationOperation>()
            .Any(call => Makers.Contains(call.TargetMethod.ContainingType.Name));

    private static bool IsMade(ITypeSymbol type) =>
        (Made.Contains(type.Name) || type.Name.EndsWith("ObjectResult", StringComparison.Ordinal))
        && EndpointMethods.IsIn(type, "Microsoft.AspNetCore");

    /// <summary>Whether a value is a part of the response, such as its headers or its body.</summary>
    private static bool IsOfResponse(IOperation value) =>
        Values.Bare(value)
            is IPropertyReferenceOperation { Property.Name: "Headers" or "Body" or "BodyWriter", Instance.Type.Name: "HttpResponse" };

    /// <summary>Whether a function that a host calls returns a value that becomes the answer as it is.</summary>
    private static bool IsAnswer(IOperation answer, IOperation value, ISymbol owner)
    {
        if (
            Values.Result(value) is not { Type: { } type } bare
            || bare.ConstantValue.HasValue
            || type.Name == "IResult"
            || type.AllInterfaces.Any(contract => contract.Name is "IResult" or "IActionResult")
            || type.Name == "IActionResult"
        )
            return false;
        // A lambda inside the function does not return to the host.
        var inner = Surroundings
            .Ancestors(answer)
            .FirstOrDefault(ancestor => ancestor is IAnonymousFunctionOperation or ILocalFunctionOperation);
        var function = ServingFunction.Of(answer, owner);
        return (function.Mapping is not null || function.Symbol is { } action && EndpointMethods.IsAction(action))
            && (inner is null || inner == function.Body);
    }
}
