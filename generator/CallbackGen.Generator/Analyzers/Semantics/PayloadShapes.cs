using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds the payload in an application's own data type that a framework binds from a request: an envelope, a command, a list of them. The
/// search covers the members of the type, and their members.
/// </summary>
internal sealed class PayloadShapes(CallbackSymbols symbols)
{
    private const int Levels = 2;

    // Far more than the nesting of a list of lists.
    private const int MostWraps = 4;

    private static readonly string[] Unfilled =
    [
        "JsonIgnoreAttribute",
        "BindNeverAttribute",
        "FromServicesAttribute",
        "FromKeyedServicesAttribute",
    ];

    private readonly ConcurrentDictionary<ITypeSymbol, INamedTypeSymbol?> _held = new(SymbolEqualityComparer.Default);

    /// <summary>Returns the payload that a type is, has as its item type, or has among its members; null for any other type.</summary>
    public INamedTypeSymbol? In(ITypeSymbol type) =>
        symbols.PayloadIn(type) ?? (Item(type) is { } item ? _held.GetOrAdd(item, _ => OfItem(item, Levels)) : null);

    /// <summary>
    /// Returns the members of a type that are bound from outside: those with a public setter, and those with a parameter in a public
    /// constructor.
    /// </summary>
    private static IEnumerable<IPropertySymbol> FilledMembers(INamedTypeSymbol type)
    {
        for (var declaring = type; declaring is { SpecialType: SpecialType.None }; declaring = declaring.BaseType)
        {
            foreach (var member in declaring.GetMembers().OfType<IPropertySymbol>())
            {
                if (
                    member is { IsStatic: false, IsIndexer: false, DeclaredAccessibility: Accessibility.Public }
                    && !EndpointMethods.HasAny(member, Unfilled)
                    && (
                        member.SetMethod is { DeclaredAccessibility: Accessibility.Public }
                        || Constructors(type).Any(constructor => constructor.Parameters.Any(parameter => IsFor(parameter, member)))
                    )
                )
                    yield return member;
            }
        }
    }

    /// <summary>
    /// Whether a type is only data, so that a parameter of it is not a service: a record, a structure, or a class with settable members
    /// and without methods that does not bind the request itself.
    /// </summary>
    public static bool IsData(ITypeSymbol type)
    {
        if (Item(type) is not { IsAbstract: false } data || !data.GetMembers("BindAsync").IsEmpty)
            return false;
        return data.IsRecord
            || data.IsValueType
            || !data.GetMembers()
                .Any(member =>
                    member
                        is IMethodSymbol
                    {
                        MethodKind: MethodKind.Ordinary,
                        IsStatic: false,
                        IsOverride: false,
                        DeclaredAccessibility: Accessibility.Public
                    }
                )
                && Constructors(data)
                    .Any(constructor =>
                        constructor.Parameters.All(parameter => FilledMembers(data).Any(member => IsFor(parameter, member)))
                    );
    }

    private INamedTypeSymbol? OfItem(INamedTypeSymbol item, int levels)
    {
        if (symbols.PayloadOf(item) is { } payload)
            return payload;
        return levels == 0
            ? null
            : FilledMembers(item)
                .Select(member => Item(member.Type) is { } held ? OfItem(held, levels - 1) : null)
                .FirstOrDefault(found => found is not null);
    }

    /// <summary>
    /// Returns the class or structure that a type is, or that is the item of a list or map; null for a type without types of the
    /// application.
    /// </summary>
    private static INamedTypeSymbol? Item(ITypeSymbol type)
    {
        for (var wraps = 0; wraps < MostWraps && Inner(type) is { } inner; wraps++)
            type = inner;
        return
            type is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct, SpecialType: SpecialType.None } named
            && (named.IsGenericType || !EndpointMethods.IsIn(named, "System") && !EndpointMethods.IsIn(named, "Microsoft"))
            ? named
            : null;
    }

    private static ITypeSymbol? Inner(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array)
            return array.ElementType;
        if (type is not INamedTypeSymbol { IsGenericType: true } generic)
            return null;
        if (generic.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
            return generic.TypeArguments[0];
        var list = CallbackSymbols.IsEnumerable(generic) ? generic : generic.AllInterfaces.FirstOrDefault(CallbackSymbols.IsEnumerable);
        return list?.TypeArguments[0] is INamedTypeSymbol { Name: "KeyValuePair", TypeArguments: [_, var value] }
            ? value
            : list?.TypeArguments[0];
    }

    private static IEnumerable<IMethodSymbol> Constructors(INamedTypeSymbol type) =>
        type.InstanceConstructors.Where(constructor => constructor.DeclaredAccessibility == Accessibility.Public);

    private static bool IsFor(IParameterSymbol parameter, IPropertySymbol member) =>
        string.Equals(parameter.Name, member.Name, StringComparison.OrdinalIgnoreCase);
}
