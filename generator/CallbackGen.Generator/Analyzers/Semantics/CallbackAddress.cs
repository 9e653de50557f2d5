using CallbackGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds requests to an address from an unproven callback: its URL or its host is a member that anyone may have written. A member in the
/// path or in the query of a fixed host does not count.
/// </summary>
internal sealed class CallbackAddress(CallbackSymbols symbols)
{
    private static readonly string[] Names = ["url", "uri", "host", "baseaddress", "baseurl", "baseuri", "endpoint", "requesturi"];

    private static readonly string[] Tests = ["StartsWith", "Contains", "Equals", "IsMatch", "IsBaseOf", "Any", "All"];

    /// <summary>Returns the argument of a call with such an address, or null.</summary>
    public IOperation? In(IInvocationOperation call) =>
        call.Instance is not null && call.TargetMethod.ContainingType.SpecialType == SpecialType.System_String || IsConversion(call)
            ? null
            : call
                .Arguments.Where(argument => IsAddress(argument.Parameter) && IsRequested(call))
                .Select(argument => argument.Value)
                .FirstOrDefault(Chooses);

    /// <summary>Returns the argument with which a request or a client is created for such an address, or null.</summary>
    public IOperation? In(IObjectCreationOperation creation) =>
        creation.Type is { Name: "HttpRequestMessage" or "RestRequest" or "RestClient" or "RestClientOptions" }
            ? creation.Arguments.Where(argument => IsAddress(argument.Parameter)).Select(argument => argument.Value).FirstOrDefault(Chooses)
            : null;

    /// <summary>Returns such an address that is assigned to a client or a request, or null.</summary>
    public IOperation? In(ISimpleAssignmentOperation assignment) =>
        assignment.Target
            is IPropertyReferenceOperation
        {
            Property:
            {
                Name: "BaseAddress" or "RequestUri" or "BaseUrl",
                ContainingType.Name: "HttpClient" or "HttpRequestMessage" or "RestClientOptions"
            }
        }
        && Chooses(assignment.Value)
            ? assignment.Value
            : null;

    private static bool IsAddress(IParameterSymbol? parameter) =>
        parameter is not null
        && (parameter.Type.Name == "Uri" || parameter.Type.SpecialType == SpecialType.System_String)
        && Names.Any(name => parameter.Name.EndsWith(name, StringComparison.OrdinalIgnoreCase))
        && parameter.Name.IndexOf("return", StringComparison.OrdinalIgnoreCase) < 0
        && parameter.Name.IndexOf("redirect", StringComparison.OrdinalIgnoreCase) < 0;

    /// <summary>Whether a call sends a request: a method of the platform's client, or a method with an awaited result.</summary>
    private static bool IsRequested(IInvocationOperation call) =>
        EndpointMethods.IsIn(call.TargetMethod.ContainingType, "System.Net")
        || call.TargetMethod.ReturnType is INamedTypeSymbol { Name: "Task" or "ValueTask", IsGenericType: true };

    private static bool IsConversion(IInvocationOperation call) => call.TargetMethod.Name is "TryCreate" or "EscapeDataString" or "Parse";

    private bool Chooses(IOperation value)
    {
        var parts = new List<IOperation>();
        Flatten(value, parts, new Trail());
        var prefix = "";
        foreach (var part in parts)
        {
            if (Values.Constant(part) is { } text)
                prefix += text;
            else
                return Claim(part) is { } member && IsHost(prefix, member, parts.Count == 1) && !IsTested(member);
        }

        return false;
    }

    // After a fixed host, the rest is a path. A member that is the whole address, or is named as an address, is a host.
    private static bool IsHost(string prefix, IPropertyReferenceOperation member, bool isAlone)
    {
        if (prefix.Length == 0)
            return isAlone || Names.Any(name => member.Property.Name.EndsWith(name, StringComparison.OrdinalIgnoreCase));
        var scheme = prefix.IndexOf("://", StringComparison.Ordinal);
        return scheme > 0 && prefix.IndexOf('/', scheme + 3) < 0;
    }

    /// <summary>Collects the parts of a text or an address, in order.</summary>
    private static void Flatten(IOperation value, List<IOperation> parts, Trail trail)
    {
        if (!trail.Goes())
            return;
        switch (Values.Bare(value))
        {
            case IInterpolatedStringOperation interpolated:
                foreach (var part in interpolated.Parts)
                    Flatten(
                        part switch
                        {
                            IInterpolationOperation hole => hole.Expression,
                            IInterpolatedStringTextOperation text => text.Text,
                            _ => part,
                        },
                        parts,
                        trail
                    );
                break;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum:
                Flatten(sum.LeftOperand, parts, trail);
                Flatten(sum.RightOperand, parts, trail);
                break;
            case IObjectCreationOperation { Type.Name: "Uri" or "UriBuilder" } address when address.Arguments.Length > 0:
                Flatten(address.Arguments[0].Value, parts, trail);
                break;
            case IInvocationOperation
            {
                TargetMethod: { Name: "TryCreate" or "Create" or "Concat", ContainingType.Name: "Uri" or "String" }
            } made:
                foreach (var argument in made.TargetMethod.Name == "Concat" ? made.Arguments : made.Arguments.Take(1))
                    Flatten(argument.Value, parts, trail);
                break;
            case IInvocationOperation { TargetMethod.Name: "ToString" or "TrimEnd" or "Trim", Instance: { } instance }:
                Flatten(instance, parts, trail);
                break;
            case IPropertyReferenceOperation { Property: { Name: "Uri", ContainingType.Name: "UriBuilder" }, Instance: { } builder }:
                Flatten(builder, parts, trail);
                break;
            case ILocalReferenceOperation local when trail.WrittenTo(local).FirstOrDefault() is { } written:
                Flatten(written, parts, trail);
                break;
            case var other:
                parts.Add(other);
                break;
        }
    }

    /// <summary>Returns the member of an unproven payload that a value reads, or null.</summary>
    private IPropertyReferenceOperation? Claim(IOperation value)
    {
        var part = Values.Bare(value);
        if (part is not IPropertyReferenceOperation member)
            return null;
        var isUnsigned = false;
        for (; part is IPropertyReferenceOperation reference; part = Values.Bare(reference.Instance!))
        {
            if (reference.Instance is null)
                return null;
            isUnsigned |= symbols.IsUnsigned(reference.Property);
            if (symbols.PayloadOf(reference.Type) is not null)
                return
                    reference is { Property.Name: "Payload", Instance: { } message }
                    && IsUnproven(symbols.LevelOf(message.Type), isUnsigned)
                    ? member
                    : null;
        }

        return part switch
        {
            IParameterReferenceOperation
            {
                Parameter: { ContainingSymbol: IMethodSymbol { Parameters: [var first, { Type.Name: "CancellationToken" }] } } parameter
            }
                when SymbolEqualityComparer.Default.Equals(first, parameter)
                    && symbols.PayloadOf(parameter.Type) is { } payload
                    && IsUnproven(symbols.ReachedBy(payload), isUnsigned) => member,
            ILocalReferenceOperation local
                when Values.WrittenTo(local) is [IPropertyReferenceOperation { Property.Name: "Payload", Instance: { } message }]
                    && IsUnproven(symbols.LevelOf(message.Type), isUnsigned) => member,
            _ => null,
        };
    }

    private static bool IsUnproven(TrustLevel? level, bool isUnsigned) =>
        level == TrustLevel.Received || level == TrustLevel.Authenticated && isUnsigned;

    /// <summary>Whether the function compares the member, or the host of an address, with allowed values.</summary>
    private static bool IsTested(IPropertyReferenceOperation member) =>
        Values
            .Root(member)
            .Descendants()
            .Any(operation =>
                operation switch
                {
                    IPropertyReferenceOperation
                    {
                        Property: { Name: "Host" or "Authority" or "DnsSafeHost" or "IdnHost", ContainingType.Name: "Uri" }
                    } => true,
                    IPropertyReferenceOperation other => SymbolEqualityComparer.Default.Equals(other.Property, member.Property)
                        && other.Syntax.Span != member.Syntax.Span
                        && IsComparison(other),
                    _ => false,
                }
            );

    private static bool IsComparison(IOperation value) =>
        value.Parent switch
        {
            IConversionOperation or IParenthesizedOperation => IsComparison(value.Parent),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } or IIsPatternOperation => true,
            IInvocationOperation call => Tests.Contains(call.TargetMethod.Name),
            IArgumentOperation { Parent: IInvocationOperation call } => Tests.Contains(call.TargetMethod.Name),
            _ => false,
        };
}
