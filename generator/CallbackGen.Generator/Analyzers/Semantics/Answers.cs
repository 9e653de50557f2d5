using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Determines how a provider interprets an answer: that its callback was accepted, or that it was refused.</summary>
internal static class Answers
{
    private static readonly string[] Refusals =
    [
        "Unauthorized",
        "Forbid",
        "Challenge",
        "BadRequest",
        "NotFound",
        "Conflict",
        "Problem",
        "ValidationProblem",
        "UnprocessableEntity",
        "InternalServerError",
    ];

    /// <summary>Whether an expression is an answer with a status of 2xx.</summary>
    public static bool IsSuccess(IOperation value)
    {
        var bare = Values.Result(value);
        if (
            bare
            is IObjectCreationOperation { Type.Name: "HttpResponseMessage" }
                or IInvocationOperation { TargetMethod.Name: "CreateResponse" }
        )
            return Arguments(bare)
                .Where(argument => argument.Parameter?.Type.Name == "HttpStatusCode")
                .Select(argument => argument.Value)
                .Any(IsSuccessStatus);
        return MadeBy(bare) is { } maker && EndpointMethods.IsIn(maker, "Microsoft.AspNetCore") && Swallowing.IsSuccess(bare);
    }

    /// <summary>Whether an expression refuses: it is false, throws an exception, or is an answer with a status of 4xx or 5xx.</summary>
    public static bool IsRefusal(IOperation value)
    {
        var bare = Values.Result(value);
        return bare switch
        {
            IThrowOperation or { ConstantValue: { HasValue: true, Value: false or null } } or IDefaultValueOperation => true,
            IInvocationOperation call when Refusals.Contains(call.TargetMethod.Name) => true,
            IObjectCreationOperation { Type.Name: var name }
                when Refusals.Any(refusal => name.StartsWith(refusal, StringComparison.Ordinal)) => true,
            _ => Arguments(bare)
                .Any(argument => argument is { Parameter.Name: "statusCode", Value.ConstantValue: { HasValue: true, Value: >= 400 } }),
        };
    }

    /// <summary>Whether a constant is a status of 2xx.</summary>
    public static bool IsSuccessStatus(IOperation value) => Values.Bare(value).ConstantValue is { HasValue: true, Value: >= 200 and < 300 };

    private static ImmutableArray<IArgumentOperation> Arguments(IOperation maker) =>
        maker switch
        {
            IInvocationOperation call => call.Arguments,
            IObjectCreationOperation creation => creation.Arguments,
            _ => [],
        };

    private static ITypeSymbol? MadeBy(IOperation value) =>
        value switch
        {
            IInvocationOperation call => call.TargetMethod.ContainingType,
            IObjectCreationOperation creation => creation.Type,
            IPropertyReferenceOperation property => property.Property.ContainingType,
            _ => null,
        };
}
