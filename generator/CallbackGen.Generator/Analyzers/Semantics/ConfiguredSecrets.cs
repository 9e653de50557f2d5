using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds values of configuration that are walked through or bound as a whole, the keys of callbacks among them: the section <c>Callbacks</c>
/// or one below it, all of the configuration, all variables of the environment. What is chosen by its name is none.
/// </summary>
internal static class ConfiguredSecrets
{
    // Calls after which the values are still all there.
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

    /// <summary>What a value gives away of the configuration when it is turned into text; null when it is nothing of it.</summary>
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

    /// <summary>Whether a local is the variable, or one of the variables, of a loop through configuration.</summary>
    public static bool IsWalked(IOperation value) =>
        value is ILocalReferenceOperation local && LoopOf(local) is { } loop && PartOf(loop.Collection, new Trail()) != Part.None;

    /// <summary>The same of an object to which a part of the configuration was bound, and which is taken apart.</summary>
    public static Leak? Bound(IOperation value) =>
        value is ILocalReferenceOperation or IInvocationOperation ? Told(value, PartOf(value, new Trail())) : null;

    private static Leak? Told(IOperation value, Part part) =>
        part switch
        {
            Part.Keys => new Leak(value, "The configuration of callbacks, their keys included,"),
            Part.Everything => new Leak(value, "All that is configured, keys of callbacks included,") { IsDoubtful = true },
            _ => null,
        };

    /// <summary>The loop whose variable a local is.</summary>
    private static IForEachLoopOperation? LoopOf(ILocalReferenceOperation local) =>
        Surroundings
            .Ancestors(local)
            .OfType<IForEachLoopOperation>()
            .FirstOrDefault(loop => loop.Locals.Contains(local.Local, SymbolEqualityComparer.Default));

    /// <summary>The variable that gets the value, where a loop takes pairs apart; null where it does not.</summary>
    private static ILocalSymbol? LastOf(IForEachLoopOperation loop) =>
        loop
            .LoopControlVariable.DescendantsAndSelf()
            .OfType<ITupleOperation>()
            .FirstOrDefault()
            ?.DescendantsAndSelf()
            .OfType<ILocalReferenceOperation>()
            .LastOrDefault()
            ?.Local;

    /// <summary>What is walked through where a pair comes from it: by a loop, or by a lambda.</summary>
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

    /// <summary>Whether a condition on a name or a value stands around, which may leave out what is secret.</summary>
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

    /// <summary>Which part of the configuration an expression stands for.</summary>
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

    /// <summary>A constant text, or what stands before the first hole of one.</summary>
    public static string? BeginningOf(IOperation text) =>
        Values.Bare(text) is IInterpolatedStringOperation { Parts: [IInterpolatedStringTextOperation first, ..] }
            ? Values.Constant(first.Text)
            : Values.Constant(text);
}
