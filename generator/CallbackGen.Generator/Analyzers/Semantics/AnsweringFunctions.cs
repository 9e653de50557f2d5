using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Determines the answer of an application's function to a refused callback, one call away.</summary>
/// <param name="symbols">The runtime's symbols.</param>
internal sealed class AnsweringFunctions(CallbackSymbols symbols)
{
    // Usual name parts of functions that answer a refusal.
    private static readonly string[] Refusing = ["Refus", "Reject", "Deny", "Denied", "Ignore", "Drop", "Fail", "Invalid", "Decline"];

    /// <summary>Whether a function that answers a refusal returns only answers with a status of 2xx.</summary>
    public bool Accept(IOperation value) =>
        Values.Result(value) is IInvocationOperation call
        && IsAboutRefusal(call)
        && Body(call) is { } body
        && Values.Returned(body).SelectMany(DoubtfulAnswers.Branches).ToList() is { Count: > 0 } answers
        && answers.TrueForAll(Answers.IsSuccess);

    /// <summary>Whether a function that receives the response sets only a status of 2xx on it.</summary>
    public bool Writes(IInvocationOperation call) =>
        IsAboutRefusal(call)
        && call.Arguments.Any(argument => argument.Parameter?.Type.Name is "HttpContext" or "HttpResponse")
        && Body(call) is { } body
        && body.Descendants().OfType<ISimpleAssignmentOperation>().Where(IsStatus).ToList() is { Count: > 0 } statuses
        && statuses.TrueForAll(status => Answers.IsSuccessStatus(status.Value));

    /// <summary>
    /// Whether a call is about the refusal: it receives the refusal, or constants only, or no arguments, or its name says so. A function
    /// that receives the request may try another verification.
    /// </summary>
    private bool IsAboutRefusal(IInvocationOperation call) =>
        call.Arguments.Any(argument => IsRefusal(Values.Bare(argument.Value)))
        || call.Arguments.All(argument =>
            Values.IsConstant(argument.Value) || argument.Parameter?.Type.Name is "CancellationToken" or "ILogger"
        )
        || Refusing.Any(word => call.TargetMethod.Name.IndexOf(word, StringComparison.Ordinal) >= 0);

    private bool IsRefusal(IOperation value) =>
        value
            .DescendantsAndSelf()
            .Any(part =>
                part.Type is { } type
                && (
                    symbols.IsResult(type)
                    || type.Name is "CallbackRejection" or "CallbackRejectedException" && EndpointMethods.IsIn(type, "CallbackGen")
                )
            );

    private IOperation? Body(IInvocationOperation call) =>
        call.TargetMethod.DeclaringSyntaxReferences.IsEmpty
            ? null
            : MethodBodies.Of(call.TargetMethod, symbols.Compilation, CancellationToken.None);

    private static bool IsStatus(ISimpleAssignmentOperation assignment) =>
        assignment.Target is IPropertyReferenceOperation { Property: { Name: "StatusCode", ContainingType.Name: "HttpResponse" } };
}
