using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds a secret in the address or a header of a request, under any name, that is compared with the configured one:
/// <c>/callbacks/acme/{secret}</c>.
/// </summary>
internal static class SentSecrets
{
    private static readonly string[] Words =
    [
        "secret",
        "token",
        "key",
        "apikey",
        "sig",
        "sign",
        "signature",
        "auth",
        "authorization",
        "hmac",
        "passcode",
        "credential",
        "credentials",
    ];

    // Names of keys that grant no access.
    private static readonly string[] Plain =
    [
        "idempoten",
        "cache",
        "partition",
        "public",
        "sort",
        "foreign",
        "primary",
        "order",
        "page",
        "continuation",
        "cancellation",
        "dedup",
        "routing",
        "group",
    ];

    private static readonly string[] OptionNames = ["Options", "Settings", "Config", "Configuration"];

    /// <summary>Returns the side of a comparison that is such a secret; null where no configured value is on the other side.</summary>
    public static IOperation? In(Comparison comparison)
    {
        if (comparison.IsSearch || Values.IsConstant(comparison.Left) || Values.IsConstant(comparison.Right))
            return null;
        if (IsSent(comparison.Left) && IsConfigured(comparison.Right, new Trail()))
            return comparison.Left;
        return IsSent(comparison.Right) && IsConfigured(comparison.Left, new Trail()) ? comparison.Right : null;
    }

    private static bool IsSent(IOperation value) => NamesOf(value, new Trail()).Any(IsSecret) && SentValues.IsSent(value);

    /// <summary>Returns the names of a value: of its parameter, its header or field, and the intermediate locals.</summary>
    private static IEnumerable<string> NamesOf(IOperation value, Trail trail)
    {
        if (!trail.Goes())
            return [];
        return Values.Bare(value) switch
        {
            IParameterReferenceOperation { Parameter: var parameter } => [EndpointMethods.BoundNameOf(parameter)],
            ILocalReferenceOperation local => trail
                .WrittenTo(local)
                .SelectMany(written => NamesOf(written, trail))
                .Append(local.Local.Name),
            IPropertyReferenceOperation { Property.IsIndexer: true, Arguments: [var index] } => Values.Constant(index.Value) is { } name
                ? [name]
                : [],
            IPropertyReferenceOperation property => property.Instance is { } instance ? NamesOf(instance, trail) : [],
            IInvocationOperation call => call
                .Arguments.Select(argument => Values.Constant(argument.Value))
                .OfType<string>()
                .Concat(Values.Operands(call).SelectMany(part => NamesOf(part, trail))),
            ICoalesceOperation coalesce => NamesOf(coalesce.Value, trail),
            IConditionalAccessOperation access => NamesOf(access.Operation, trail),
            _ => [],
        };
    }

    /// <summary>Whether the last word of a name is that of a secret.</summary>
    private static bool IsSecret(string name)
    {
        if (Plain.Any(part => name.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0))
            return false;
        var last = name.Split('-', '_', '.', ':').Last();
        var start = last.Length - 1;
        while (start > 0 && !(char.IsUpper(last[start]) && char.IsLower(last[start - 1])))
            start--;
        return Words.Contains(last.Substring(Math.Max(start, 0)), StringComparer.OrdinalIgnoreCase)
            || Words.Contains(last, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>
    /// Whether a value belongs to the application: a setting, an option, an environment variable, or a symbol with the name of a secret.
    /// </summary>
    private static bool IsConfigured(IOperation value, Trail trail)
    {
        var bare = Values.Bare(value);
        if (!trail.Goes() || SignatureValues.Of(bare).HasFlag(SignatureTraits.Mac))
            return false;
        return bare switch
        {
            IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } instance } => Configurations.Is(instance),
            IPropertyReferenceOperation { Property.Name: "Value", Instance: { } instance } when Configurations.Is(instance) => true,
            IPropertyReferenceOperation property => IsOptions(property.Property.ContainingType) && property.Instance is not null
                || IsSecret(property.Property.Name) && !SentValues.IsSent(property),
            IFieldReferenceOperation field => IsSecret(field.Field.Name),
            IParameterReferenceOperation parameter => IsSecret(parameter.Parameter.Name) && !SentValues.IsSent(parameter),
            ILocalReferenceOperation local => trail.WrittenTo(local).Any(written => IsConfigured(written, trail)),
            ICoalesceOperation coalesce => IsConfigured(coalesce.Value, trail),
            IInvocationOperation { TargetMethod: { Name: "GetEnvironmentVariable", ContainingType.Name: "Environment" } } => true,
            IInvocationOperation call when RequestData.Receiver(call) is { } source && Configurations.Is(source) => true,
            IInvocationOperation call when EndpointMethods.IsIn(call.TargetMethod.ContainingType, "System") => Values
                .Operands(call)
                .Any(part => IsConfigured(part, trail)),
            _ => false,
        };
    }

    private static bool IsOptions(INamedTypeSymbol type) => OptionNames.Any(end => type.Name.EndsWith(end, StringComparison.Ordinal));
}
