using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds deserialization of messages by the shape of the call: there are many serializers, and a type argument, a <c>typeof</c> or a cast
/// shows the type for each of them.
/// </summary>
internal sealed class Deserialization(CallbackSymbols symbols)
{
    private const int MostDepth = 4;

    private static readonly string[] Reads =
    [
        "Deserialize",
        "ReadFromJson",
        "GetFromJson",
        "ReadObject",
        "ReadAs",
        "ToObject",
        "Populate",
        "Unpack",
        "CreateSerializer",
    ];

    /// <summary>Returns the message type that a call deserializes, or null.</summary>
    public ITypeSymbol? ReadBy(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (!IsRead(method))
            return null;
        var types = method
            .TypeArguments.Concat(method.ContainingType.TypeArguments)
            .Concat(call.Arguments.Select(argument => TypeOf(argument.Value, new Trail())));
        if (method.Name.StartsWith("Populate", StringComparison.Ordinal))
            types = types.Concat(call.Arguments.Select(argument => Values.Bare(argument.Value).Type));
        return FirstIn(types);
    }

    /// <summary>Returns the message type for which a serializer is created, or null.</summary>
    public ITypeSymbol? ReadBy(IObjectCreationOperation creation) =>
        creation.Type is INamedTypeSymbol type && type.Name.EndsWith("Serializer", StringComparison.Ordinal)
            ? FirstIn(type.TypeArguments.Concat(creation.Arguments.Select(argument => TypeOf(argument.Value, new Trail()))))
            : null;

    /// <summary>Returns the message type to which a cast or a pattern converts an object from a serializer, or null.</summary>
    public ITypeSymbol? CastOf(IOperation value, ITypeSymbol? type) =>
        symbols.LevelOf(type) is not null && IsReadObject(value, new Trail()) ? type : null;

    /// <summary>
    /// Returns the message type for which an attribute has a serializer generated, or null; a serializer that only writes does not count.
    /// </summary>
    public ITypeSymbol? ReadBy(AttributeData attribute, INamedTypeSymbol context) =>
        attribute is { AttributeClass.Name: "JsonSerializableAttribute", ConstructorArguments: [{ Value: ITypeSymbol type }, ..] }
        && !Writes(attribute)
        && !context
            .GetAttributes()
            .Any(options => options.AttributeClass?.Name == "JsonSourceGenerationOptionsAttribute" && Writes(options))
            ? FirstIn([type])
            : null;

    // JsonSourceGenerationMode.Serialization.
    private static bool Writes(AttributeData attribute) =>
        attribute.NamedArguments.Any(argument => argument is { Key: "GenerationMode", Value.Value: 2 });

    private static bool IsRead(IMethodSymbol method) => Reads.Any(word => DecidingWords.StartsWithWord(method.Name, word));

    private bool IsReadObject(IOperation value, Trail trail) =>
        trail.Goes()
        && Values.Bare(value) switch
        {
            IInvocationOperation call => IsRead(call.TargetMethod)
                && call.Type is { SpecialType: SpecialType.System_Object } or { TypeKind: TypeKind.Dynamic }
                && ReadBy(call) is null,
            ILocalReferenceOperation local => trail.WrittenTo(local).Any(written => IsReadObject(written, trail)),
            _ => false,
        };

    private static ITypeSymbol? TypeOf(IOperation value, Trail trail) =>
        !trail.Goes()
            ? null
            : Values.Bare(value) switch
            {
                ITypeOfOperation type => type.TypeOperand,
                ILocalReferenceOperation local => trail
                    .WrittenTo(local)
                    .Select(written => TypeOf(written, trail))
                    .FirstOrDefault(type => type is not null),
                _ => null,
            };

    private ITypeSymbol? FirstIn(IEnumerable<ITypeSymbol?> types) =>
        types
            .Select(type => In(type, new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default), MostDepth))
            .FirstOrDefault(message => message is not null);

    /// <summary>
    /// Returns the message type that a type is, has as an item type, or has in a member that this compilation declares; null where there
    /// is none.
    /// </summary>
    private ITypeSymbol? In(ITypeSymbol? type, HashSet<ITypeSymbol> seen, int depth)
    {
        if (type is null || depth == 0 || !seen.Add(type))
            return null;
        if (symbols.LevelOf(type) is not null)
            return type;
        var parts = type switch
        {
            IArrayTypeSymbol array => [array.ElementType],
            INamedTypeSymbol named => named.TypeArguments.Concat(IsOwn(named) ? MembersOf(named) : []),
            _ => Enumerable.Empty<ITypeSymbol>(),
        };
        return parts.Select(part => In(part, seen, depth - 1)).FirstOrDefault(message => message is not null);
    }

    private bool IsOwn(INamedTypeSymbol type) =>
        type.TypeKind is TypeKind.Class or TypeKind.Struct
        && SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, symbols.Compilation.Assembly)
        && symbols.PayloadOf(type) is null;

    private static IEnumerable<ITypeSymbol> MembersOf(INamedTypeSymbol type)
    {
        for (var declaring = type; declaring is { SpecialType: SpecialType.None }; declaring = declaring.BaseType)
        {
            foreach (
                var member in declaring
                    .GetMembers()
                    .Where(member => !member.IsStatic && member.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal)
            )
            {
                if (member is IPropertySymbol { Type: var property })
                    yield return property;
                else if (member is IFieldSymbol { Type: var field })
                    yield return field;
            }
        }
    }
}
