using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds the ways in which an answer becomes cacheable: attributes, conventions of endpoints, headers.</summary>
internal static class CacheRules
{
    private static readonly string[] Keepless = ["NoCache", "NoStore"];

    private static readonly string[] Kept = ["public", "s-maxage"];

    private static readonly string[] NotShared = ["no-store", "private", "no-cache", "max-age=0"];

    /// <summary>
    /// Returns the attribute that makes a function's answers cacheable, and whether for shared caches and not only the browser;
    /// null where they are not cacheable.
    /// </summary>
    public static (AttributeData Attribute, bool IsShared)? Of(IMethodSymbol function)
    {
        foreach (
            var attribute in function
                .GetAttributes()
                .Concat(function.MethodKind == MethodKind.Ordinary ? function.ContainingType.GetAttributes() : [])
        )
        {
            if (
                attribute.AttributeClass?.Name is not ("OutputCacheAttribute" or "ResponseCacheAttribute")
                || !EndpointMethods.IsIn(attribute.AttributeClass, "Microsoft.AspNetCore")
            )
                continue;
            // The first attribute decides; the function's own attributes precede those of its type.
            return Keeps(attribute) is { } isShared ? (attribute, isShared) : null;
        }

        return null;
    }

    private static bool? Keeps(AttributeData attribute)
    {
        var isOutput = attribute.AttributeClass!.Name == "OutputCacheAttribute";
        if (
            Named("NoStore") is true
            || Named("Duration") is 0
            || Named("PolicyName") is string policy && IsKeepless(policy)
            || Named("CacheProfileName") is not null && Named("Duration") is null
        )
            return null;
        // ResponseCacheLocation: Any, Client, None.
        var location = Named("Location") is int named ? named : 0;
        return location == 2 ? null : isOutput || location == 0;

        object? Named(string name) => attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value.Value;
    }

    /// <summary>Whether the name of a policy says that nothing is cached.</summary>
    private static bool IsKeepless(string policy) =>
        Keepless.Concat(["None", "Off"]).Any(word => DecidingWords.NameOf(policy).IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    /// <summary>Whether a call of <c>CacheOutput</c> makes the answer cacheable.</summary>
    public static bool Keeps(IInvocationOperation call) =>
        !call
            .Arguments.Where(argument => argument.Value != call.Instance)
            .Any(argument =>
                Values.Constant(argument.Value) is { } policy && IsKeepless(policy)
                || argument
                    .Value.Descendants()
                    .Any(part => part is IInvocationOperation { TargetMethod.Name: var name } && Keepless.Contains(name))
            );

    /// <summary>Whether a call stores a value in a cache of the program under a constant key.</summary>
    public static bool IsKeptForAll(IInvocationOperation call) =>
        (
            call.TargetMethod.Name.StartsWith("GetOrCreate", StringComparison.Ordinal)
            || call.TargetMethod.Name.StartsWith("GetOrSet", StringComparison.Ordinal)
            || DecidingWords.StartsWithWord(call.TargetMethod.Name, "Set")
        )
        && Spreads.KeyOf(call) is { } key
        && Values.Constant(key) is not null;

    /// <summary>
    /// Returns the operation that writes a header, or an object for it, with which shared caches store the answer; null for any other
    /// operation.
    /// </summary>
    public static IOperation? HeaderIn(IOperation operation) =>
        operation switch
        {
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation target } assignment
                when IsCacheControl(target) && Values.Constant(assignment.Value) is { } text && IsShared(text) => assignment,
            IInvocationOperation { TargetMethod.Name: "Append" or "Add" or "TryAdd" or "Set" } call
                when Texts(call) is [var name, var text, ..] && IsName(name) && IsShared(text) => call,
            IObjectCreationOperation { Type.Name: "CacheControlHeaderValue", Initializer.Initializers: var members } creation
                when members.OfType<ISimpleAssignmentOperation>().Any(IsPublic) => creation,
            _ => null,
        };

    private static List<string> Texts(IInvocationOperation call) =>
        [.. call.Arguments.Select(argument => Constant(argument.Value)).OfType<string>()];

    // The value of a header may be a string by conversion.
    private static string? Constant(IOperation value) => Values.Constant(Surroundings.Unwrap(value)) ?? NameOf(value);

    /// <summary>Returns the name of a header, also by the platform's list of header names.</summary>
    private static string? NameOf(IOperation value) =>
        Values.Bare(value) is IFieldReferenceOperation { Field: { Name: "CacheControl", ContainingType.Name: "HeaderNames" } }
            ? "Cache-Control"
            : Values.Constant(value);

    private static bool IsCacheControl(IPropertyReferenceOperation target) =>
        target.Property.Name == "CacheControl"
            && target.Property.ContainingType.Name is "IHeaderDictionary" or "HeaderDictionary" or "ResponseHeaders"
        || target is { Property.IsIndexer: true, Arguments: [var index] } && NameOf(index.Value) is { } name && IsName(name);

    private static bool IsName(string name) => name.Equals("Cache-Control", StringComparison.OrdinalIgnoreCase);

    private static bool IsShared(string text) =>
        Array.Exists(Kept, word => Contains(text, word)) && !Contains(text, "no-store")
        || Contains(text, "max-age=") && !Array.Exists(NotShared, word => Contains(text, word));

    private static bool IsPublic(ISimpleAssignmentOperation member) =>
        member is { Target: IPropertyReferenceOperation { Property.Name: "Public" }, Value.ConstantValue: { HasValue: true, Value: true } };

    private static bool Contains(string text, string part) => text.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0;
}
