using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds configuration values that are enumerated or bound as a whole, with the keys of callbacks among them: the section <c>Callbacks</c>
/// or one below it, the whole configuration, all environment variables. A value that is read by its name does not count.
/// </summary>
internal static class ConfiguredSecrets
{
    // Calls that return all of the values.
    private static readonly string[] Keeps =
    [
        "Cast",
        "ToList",
        "ToArray",
        "ToDictionary",
        "OrderBy",
        "OrderByDescending",
        "Get",
        "AsEnumerable",
    ];

    private enum Part
    {
        None,
        Keys,
        Everything,
    }

    /// <summary>Returns the leak of configuration in a value that is formatted as text; null where it contains none.</summary>
    public static Leak? In(IOperation value)
    {
        var walked = value switch
        {
            ILocalReferenceOperation local => LoopOf(local) is { } loop
            && (
                LastOf(loop) is { } last ? SymbolEqualityComparer.Default.Equals(last, local.Local) : local.Type is { Name: "KeyValuePair" }
            )
                ? loop.Collection
                : null,
            IPropertyReferenceOperation
            {
                Property: { Name: "Value", ContainingType.Name: "KeyValuePair" or "DictionaryEntry" or "IConfigurationSection" },
                Instance: { } pair
            } => WalkedBy(Values.Bare(pair)),
            IInvocationOperation
            {
                TargetMethod: { Name: "AsEnumerable", ContainingType.Name: "ConfigurationExtensions" }
                    or { Name: "GetDebugView", ContainingType.Name: "ConfigurationRootExtensions" }
            } all => all,
            IInvocationOperation { TargetMethod: { Name: "Select", ContainingType.Name: "Enumerable" } } projection
                when projection.Descendants().Any(part => part is IPropertyReferenceOperation && In(part) is not null) => projection
                .Arguments[0]
                .Value,
            _ => null,
        };
        return walked is null || IsChosen(value) ? null : Told(value, PartOf(walked, new Trail()));
    }

    /// <summary>Whether a local is a variable of a loop over configuration.</summary>
    public static bool IsWalked(IOperation value) =>
        value is ILocalReferenceOperation local && LoopOf(local) is { } loop && PartOf(loop.Collection, new Trail()) != Part.None;

    /// <summary>Returns the leak of an object to which a part of the configuration was bound, and which is destructured.</summary>
    public static Leak? Bound(IOperation value) =>
        value is ILocalReferenceOperation or IInvocationOperation ? Told(value, PartOf(value, new Trail())) : null;

    private static Leak? Told(IOperation value, Part part) =>
        part switch
        {
            Part.Keys => new Leak(value, "The configuration of callbacks, their keys included,"),
            Part.Everything => new Leak(value, "All that is configured, keys of callbacks included,") { IsDoubtful = true },
            _ => null,
        };

    /// <summary>Returns the loop that declares a local as its variable.</summary>
    private static IForEachLoopOperation? LoopOf(ILocalReferenceOperation local) =>
        Surroundings
            .Ancestors(local)
            .OfType<IForEachLoopOperation>()
            .FirstOrDefault(loop => loop.Locals.Contains(local.Local, SymbolEqualityComparer.Default));

    /// <summary>Returns the variable for the value, where a loop deconstructs pairs; null where it does not.</summary>
    private static ILocalSymbol? LastOf(IForEachLoopOperation loop) =>
        loop
            .LoopControlVariable.DescendantsAndSelf()
            .OfType<ITupleOperation>()
            .FirstOrDefault()
            ?.DescendantsAndSelf()
            .OfType<ILocalReferenceOperation>()
            .LastOrDefault()
            ?.Local;

    /// <summary>Returns the sequence from which a loop or a lambda takes a pair.</summary>
    private static IOperation? WalkedBy(IOperation pair) =>
        pair switch
        {
            ILocalReferenceOperation local => LoopOf(local)?.Collection,
            IParameterReferenceOperation { Parameter: var parameter } => Surroundings
                .Ancestors(pair)
                .OfType<IAnonymousFunctionOperation>()
                .FirstOrDefault(lambda => SymbolEqualityComparer.Default.Equals(lambda.Symbol, parameter.ContainingSymbol))
                is { } lambda
            && Surroundings.Ancestors(lambda).OfType<IInvocationOperation>().FirstOrDefault() is { } call
                ? RequestData.Receiver(call)
                : null,
            _ => null,
        };

    /// <summary>Whether the code is inside a condition on a name or a value, which may exclude the secrets.</summary>
    private static bool IsChosen(IOperation value) =>
        Surroundings
            .Ancestors(value)
            .Any(ancestor =>
                ancestor switch
                {
                    IConditionalOperation choice => choice
                        .Condition.DescendantsAndSelf()
                        .Any(part =>
                            part
                                is IInvocationOperation
                                {
                                    TargetMethod.Name: not ("IsEnabled" or "IsNullOrEmpty" or "IsNullOrWhiteSpace" or "IsDevelopment")
                                }
                                    or IPropertyReferenceOperation { Property.Name: "Key" }
                        ),
                    ISwitchExpressionOperation or ISwitchOperation => true,
                    _ => false,
                }
            );

    private static Part PartOf(IOperation value, Trail trail)
    {
        if (!trail.Goes())
            return Part.None;
        switch (Values.Bare(value))
        {
            case ILocalReferenceOperation local:
                return trail.WrittenTo(local).Select(written => PartOf(written, trail)).FirstOrDefault(part => part != Part.None);
            case IInvocationOperation { TargetMethod: { Name: "GetEnvironmentVariables", ContainingType.Name: "Environment" } }:
                return Part.Everything;
            case IInvocationOperation call when RequestData.Receiver(call) is { } receiver:
                if (Configurations.Is(receiver))
                    return call.TargetMethod.Name is "AsEnumerable" or "GetChildren" or "GetDebugView" or "Get"
                        ? SectionOf(receiver, trail)
                        : Part.None;
                return Keeps.Contains(call.TargetMethod.Name) ? PartOf(receiver, trail) : Part.None;
            default:
                return Part.None;
        }
    }

    /// <summary>Returns the part of the configuration that an expression reads.</summary>
    private static Part SectionOf(IOperation configuration, Trail trail)
    {
        var bare = Values.Bare(configuration);
        if (!trail.Goes())
            return Part.None;
        return bare switch
        {
            IInvocationOperation { TargetMethod.Name: "GetSection" or "GetRequiredSection" } call
                when RequestData.Receiver(call) is { } receiver => SectionOf(receiver, trail) switch
                {
                    Part.Keys => Part.Keys,
                    Part.Everything
                        when BeginningOf(call.Arguments[call.Arguments.Length - 1].Value) is { } name && Disclosures.IsSection(name) =>
                        Part.Keys,
                    _ => Part.None,
                },
            ILocalReferenceOperation local when trail.WrittenTo(local).ToList() is { Count: > 0 } written => written
                .Select(one => Configurations.Is(one) ? SectionOf(one, trail) : PartOf(one, trail))
                .FirstOrDefault(part => part != Part.None),
            { Type: var type } => Configurations.IsWhole(type) ? Part.Everything : Part.None,
            _ => Part.None,
        };
    }

    /// <summary>Returns a constant text, or the text before the first hole of an interpolated one.</summary>
    public static string? BeginningOf(IOperation text) =>
        Values.Bare(text) is IInterpolatedStringOperation { Parts: [IInterpolatedStringTextOperation first, ..] }
            ? Values.Constant(first.Text)
            : Values.Constant(text);
}
