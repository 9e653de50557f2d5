using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>A safeguard that code removes.</summary>
/// <param name="Place">The operation.</param>
/// <param name="What">The fault, in words.</param>
/// <param name="IsCertain">Whether it is wrong in every environment.</param>
internal sealed record LostSafeguard(IOperation Place, string What, bool IsCertain);

/// <summary>
/// Finds where code removes conditions on which verification relies, in any environment: present and strong keys, and an
/// authenticated connection to the provider.
/// </summary>
internal sealed class Safeguards(CallbackSymbols symbols)
{
    private const string WeakKey = "AllowWeakKey";

    private static readonly string[] CertificateChecks =
    [
        "ServerCertificateCustomValidationCallback",
        "ServerCertificateValidationCallback",
        "RemoteCertificateValidationCallback",
        "ServerCertificateValidator",
    ];

    private readonly INamedTypeSymbol? _keys = symbols.Find("CallbackKeys");

    private readonly CallbackCode _code = new(symbols);

    /// <summary>Returns the safeguard that an assignment removes; null when there is none.</summary>
    public LostSafeguard? By(ISimpleAssignmentOperation assignment, ISymbol owner)
    {
        if (assignment.Target is not IPropertyReferenceOperation { Property: { } property } target || Switches.IsInEnvironment(assignment))
            return null;
        if (property.Name == "RequireKeys" && IsOwn(property.ContainingType))
            return assignment.Value.ConstantValue is { HasValue: true, Value: false }
                ? new(assignment, "\"RequireKeys = false\" lets a program start that can verify nothing", false)
                : null;
        if (
            property.Name == WeakKey && IsOwn(property.ContainingType)
            || property.IsIndexer && IsWeakKeyPath(target.Arguments.FirstOrDefault()?.Value)
        )
            return Values.Constant(assignment.Value) is { Length: > 0 }
                ? new(assignment, $"This \"{WeakKey}\" is set in code, so weak keys are accepted in production too", false)
                : null;
        return CertificateChecks.Contains(property.Name) && AcceptsAll(assignment.Value)
            ? new(
                assignment,
                "This client trusts every certificate, so an attacker on the network can answer in place of the provider",
                _code.Serves(ServingFunction.Of(assignment, owner))
            )
            : null;
    }

    /// <summary>Returns the safeguard that a call removes; null when there is none.</summary>
    public LostSafeguard? By(IInvocationOperation call) =>
        CallbackSymbols.Is(call.TargetMethod.ContainingType, _keys)
        && call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "allowWeakKey")
            is { ArgumentKind: ArgumentKind.Explicit } reason
        && Values.Constant(reason.Value) is { Length: > 0 }
        && call.Arguments.Any(argument => argument.Value.DescendantsAndSelf().Any(IsConfigured))
        && !Switches.IsInEnvironment(call)
            ? new(reason.Value, $"This \"{WeakKey}\" is set in code, so weak keys are accepted in production too", false)
            : null;

    private static bool IsOwn(ITypeSymbol type) => EndpointMethods.IsIn(type, "CallbackGen");

    private static bool IsWeakKeyPath(IOperation? path) =>
        Values.Constant(path) is { } text
        && text.StartsWith("Callbacks:", StringComparison.OrdinalIgnoreCase)
        && text.EndsWith(":" + WeakKey, StringComparison.OrdinalIgnoreCase);

    private static bool IsConfigured(IOperation value) =>
        value switch
        {
            IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } source } => Configurations.Is(source),
            IInvocationOperation { TargetMethod: { Name: "GetEnvironmentVariable", ContainingType.Name: "Environment" } } => true,
            _ => false,
        };

    /// <summary>Whether a function that validates certificates accepts all of them.</summary>
    private static bool AcceptsAll(IOperation validator) =>
        Values.Bare(validator) switch
        {
            IPropertyReferenceOperation { Property.Name: "DangerousAcceptAnyServerCertificateValidator" } => true,
            IAnonymousFunctionOperation lambda => AlwaysYes(lambda.Body),
            ILocalReferenceOperation local => Values.WrittenTo(local).Any(AcceptsAll),
            IMethodReferenceOperation group => validator.SemanticModel?.Compilation is { } compilation
                && MethodBodies.Of(group.Method, compilation, CancellationToken.None) is { } body
                && AlwaysYes(body),
            _ => false,
        };

    /// <summary>Whether a function always returns true.</summary>
    public static bool AlwaysYes(IOperation body) =>
        Values.Returned(body).ToList() is { Count: > 0 } returned && returned.TrueForAll(PassedChecks.IsYes);
}
