using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>A value that is used as a key.</summary>
/// <param name="Value">The value: a text, bytes, or a collection of keys.</param>
/// <param name="PathOf">Returns the configuration path of a text in the value, or null where it is unknown.</param>
internal sealed record KeySink(IOperation Value, Func<IOperation, string?> PathOf)
{
    /// <summary>Whether the value is written into configuration at its path.</summary>
    public bool IsEntry { get; init; }

    /// <summary>
    /// The operation that uses the value as the key of a MAC, or of tokens; null where it certainly is a key of callbacks.
    /// </summary>
    public IOperation? Mac { get; init; }
}

/// <summary>Finds values that are used as keys: by the runtime, by configuration, and by code that computes and verifies MACs.</summary>
internal sealed class KeySinks(CallbackSymbols symbols, SchemaPlaces places)
{
    // Names of parameters for a configuration name and its value.
    private static readonly string[] Names = ["key", "name", "path", "variable", "setting"];

    private static readonly string[] Contents = ["value", "defaultValue", "newValue"];

    private static readonly string[] Sections = ["Callbacks:", "Callbacks__"];

    private readonly INamedTypeSymbol? _keys = symbols.Find("CallbackKeys");
    private readonly INamedTypeSymbol? _options = symbols.Find("AspNetCore.CallbackOptions");
    private readonly INamedTypeSymbol? _keySet = symbols.Find("AspNetCore.CallbackKeySet");

    /// <summary>Returns the values that an operation uses as keys.</summary>
    public IEnumerable<KeySink> Of(IOperation operation) =>
        operation switch
        {
            IInvocationOperation call => OfCall(call),
            IObjectCreationOperation { Type.Name: "KeyValuePair" } creation => OfPair(creation.Arguments),
            IObjectCreationOperation creation => MacKeys.Of(creation),
            IAssignmentOperation
            {
                Kind: OperationKind.SimpleAssignment or OperationKind.CoalesceAssignment,
                Target: IPropertyReferenceOperation target
            } assignment => OfAssignment(target, assignment.Value),
            _ => [],
        };

    private IEnumerable<KeySink> OfCall(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (CallbackSymbols.Is(method.ContainingType, _keys) && method.Name is "Create" or "TryCreate")
            return To(
                Argument(call, "values"),
                text => PathOf(Argument(call, "feed"), Values.Constant(Argument(call, "name")) ?? KeyTexts.NameBeside(text))
            );
        if (CallbackSymbols.Is(method.ContainingType, _options) && method.Name == "AddKey")
            return To(
                Argument(call, "values"),
                _ => PathOf(Values.Constant(Argument(call, "keySet")), Values.Constant(Argument(call, "name")))
            );
        if (method.Name is "Add" or "TryAdd" && IsKeysOfSet(call.Instance))
            return To(call.Arguments.LastOrDefault()?.Value, _ => null);
        return MacKeys.IsKeyed(method) ? MacKeys.Of(call) : OfPair(call.Arguments);
    }

    private IEnumerable<KeySink> OfAssignment(IPropertyReferenceOperation target, IOperation value)
    {
        if (target.Arguments is not [var index])
            return MacKeys.Of(target, value);
        if (IsKeysOfSet(target.Instance))
            return To(value, _ => null);
        return KeyPath(index.Value) is { } path ? [new KeySink(value, _ => path) { IsEntry = true }] : [];
    }

    /// <summary>Returns the sink of a configuration name and its value as two arguments.</summary>
    private static IReadOnlyList<KeySink> OfPair(ImmutableArray<IArgumentOperation> arguments)
    {
        for (var i = 0; i + 1 < arguments.Length; i++)
        {
            if (IsNamed(arguments[i], Names) && IsNamed(arguments[i + 1], Contents) && KeyPath(arguments[i].Value) is { } path)
                return [new KeySink(arguments[i + 1].Value, _ => path) { IsEntry = true }];
        }

        return [];
    }

    // A name in a log template, or next to an explanation of a wrong value, is not an entry.
    private static bool IsNamed(IArgumentOperation argument, string[] names) =>
        argument.Parameter is { } parameter
        && Array.Exists(names, name => string.Equals(name, parameter.Name, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<KeySink> To(IOperation? value, Func<IOperation, string?> pathOf) =>
        value is null ? [] : [new KeySink(value, pathOf)];

    private string? PathOf(IOperation? feed, string? name) =>
        feed is not null
        && Values.Bare(feed) is IPropertyReferenceOperation { Property: { Name: "Feed" or "Definition" } property } reference
            ? property.Name == "Definition"
                ? PathOf(reference.Instance, name)
                : PathOf(places.ProviderOf(property.ContainingType), name)
            : null;

    private static string? PathOf(string? keySet, string? name) => keySet is null || name is null ? null : $"{Sections[0]}{keySet}:{name}";

    private static IOperation? Argument(IInvocationOperation call, string parameter) =>
        call
            .Arguments.FirstOrDefault(argument =>
                argument.Parameter?.Name == parameter || parameter == "feed" && argument.Parameter?.Name == "definition"
            )
            ?.Value;

    /// <summary>Returns the configuration path in a constant, when a key belongs there; null for any other value.</summary>
    private static string? KeyPath(IOperation value)
    {
        if (
            Values.Constant(value) is not { } text
            || Sections.FirstOrDefault(section => text.StartsWith(section, StringComparison.OrdinalIgnoreCase)) is not { } found
        )
            return null;
        var parts = text.Replace("__", ":").Split(':');
        return parts.Length < 3 || text.Any(char.IsWhiteSpace) || parts[2].Equals("AllowWeakKey", StringComparison.OrdinalIgnoreCase)
            ? null
            : string.Join(":", parts);
    }

    /// <summary>Whether an expression is the dictionary of a key set, by name or inside an initializer.</summary>
    private bool IsKeysOfSet(IOperation? instance)
    {
        var member = instance is null ? null : Values.Bare(instance);
        if (member is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver })
        {
            for (member = member.Parent; member is not null and not IMemberInitializerOperation and not IObjectCreationOperation;)
                member = member.Parent;
            member = (member as IMemberInitializerOperation)?.InitializedMember;
        }

        return member is IPropertyReferenceOperation { Property: { Name: "Keys" } property }
            && CallbackSymbols.Is(property.ContainingType, _keySet);
    }
}
