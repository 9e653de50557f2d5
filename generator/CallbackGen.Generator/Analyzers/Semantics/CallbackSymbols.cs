using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using CallbackGen.Generator.Model;
using Microsoft.CodeAnalysis;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// The only class that knows the runtime's types by name. A compilation without them has no callbacks, and the analyzers do nothing in it.
/// </summary>
// This class is a list with one member for each type of the runtime.
internal sealed class CallbackSymbols
{
    /// <summary>
    /// The symbols of each compilation, shared by the analyzers: to look them up takes as long as the analysis of several files.
    /// </summary>
    private static readonly ConditionalWeakTable<Compilation, Lazy<CallbackSymbols?>> Known = new();

    private readonly ConcurrentDictionary<INamedTypeSymbol, INamedTypeSymbol?> _payloads = new(SymbolEqualityComparer.Default);
    private readonly INamedTypeSymbol _payload;
    private readonly ImmutableDictionary<INamedTypeSymbol, TrustLevel> _levels;
    private readonly ImmutableDictionary<INamedTypeSymbol, TrustLevel> _payloadLevels;
    private readonly ImmutableHashSet<INamedTypeSymbol> _handlers;
    private readonly INamedTypeSymbol? _unsigned;
    private readonly INamedTypeSymbol? _sensitive;
    private readonly INamedTypeSymbol? _role;

    private CallbackSymbols(Compilation compilation, INamedTypeSymbol payload)
    {
        Compilation = compilation;
        _payload = payload;
        _levels = Map(
            ("Received`1", TrustLevel.Received),
            ("Authenticated`1", TrustLevel.Authenticated),
            ("Confirmed`1", TrustLevel.Confirmed),
            ("Confirmed`2", TrustLevel.Confirmed),
            ("Verified`1", TrustLevel.Verified)
        );
        _payloadLevels = Map(
            ("IReceivedPayload`1", TrustLevel.Received),
            ("IAuthenticatedPayload`1", TrustLevel.Authenticated),
            ("IVerifiedPayload`1", TrustLevel.Verified)
        );
        _handlers = [.. Map(("ICallbackHandler`1", 0), ("IAuthenticatedCallbackHandler`1", 0), ("IReceivedCallbackHandler`1", 0)).Keys];
        _unsigned = Own("UnsignedAttribute");
        _sensitive = Own("SensitiveAttribute");
        _role = Own("RoleAttribute");
        Result = Own("CallbackResult`1");
        Message = Own("CallbackMessage");
        Feed = Own("CallbackFeed`1");
        Receipt = Own("CallbackReceipt");
        Request = Own("CallbackRequest");
        Trusted = Own("ITrusted`1");
        OpenEnum = Own("OpenEnum`1");
        PrintableText = Own("PrintableText");

        ImmutableDictionary<INamedTypeSymbol, TValue> Map<TValue>(params (string Name, TValue Value)[] types) =>
            types
                .Select(type => (Symbol: Own(type.Name), type.Value))
                .Where(type => type.Symbol is not null)
                .ToImmutableDictionary<(INamedTypeSymbol? Symbol, TValue Value), INamedTypeSymbol, TValue>(
                    type => type.Symbol!,
                    type => type.Value,
                    SymbolEqualityComparer.Default
                );

        // Searches the payload's assembly only: the compilation would search every referenced assembly.
        INamedTypeSymbol? Own(string name) => payload.ContainingAssembly.GetTypeByMetadataName("CallbackGen." + name);
    }

    public Compilation Compilation { get; }

    /// <summary><c>CallbackResult&lt;T&gt;</c>.</summary>
    public INamedTypeSymbol? Result { get; }

    /// <summary><c>CallbackMessage</c>, the base of the messages of all trust levels.</summary>
    public INamedTypeSymbol? Message { get; }

    /// <summary><c>CallbackFeed&lt;T&gt;</c>.</summary>
    public INamedTypeSymbol? Feed { get; }

    public INamedTypeSymbol? Receipt { get; }

    public INamedTypeSymbol? Request { get; }

    /// <summary><c>ITrusted&lt;T&gt;</c>, which <c>Verified</c> and <c>Confirmed</c> share.</summary>
    public INamedTypeSymbol? Trusted { get; }

    public INamedTypeSymbol? OpenEnum { get; }

    /// <summary>The type that escapes text for a log or a terminal.</summary>
    public INamedTypeSymbol? PrintableText { get; }

    /// <summary>Returns the runtime's symbols, or null where the compilation does not reference the runtime.</summary>
    public static CallbackSymbols? Of(Compilation compilation) =>
        Known
            .GetValue(
                compilation,
                static compilation => new Lazy<CallbackSymbols?>(() =>
                    compilation.GetTypeByMetadataName("CallbackGen.ICallbackPayload`1") is { } payload
                        ? new CallbackSymbols(compilation, payload)
                        : null
                )
            )
            .Value;

    /// <summary>Returns a type of the runtime by its metadata name below <c>CallbackGen</c>, or null.</summary>
    public INamedTypeSymbol? Find(string name) => Compilation.GetTypeByMetadataName("CallbackGen." + name);

    /// <summary>
    /// Returns the feed's payload for a type: the type itself, or the base of the events to which it belongs; null for any other type.
    /// </summary>
    public INamedTypeSymbol? PayloadOf(ITypeSymbol? type) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Class, SpecialType: SpecialType.None } named
            ? _payloads.GetOrAdd(named, FindPayload)
            : null;

    /// <summary>Returns the payload that a type is, or of which it is a list; null for any other type.</summary>
    public INamedTypeSymbol? PayloadIn(ITypeSymbol? type) =>
        type switch
        {
            IArrayTypeSymbol array => PayloadOf(array.ElementType),
            INamedTypeSymbol { TypeArguments: [var item] } list when IsEnumerable(list) || list.AllInterfaces.Any(IsEnumerable) =>
                PayloadOf(item),
            _ => PayloadOf(type),
        };

    /// <summary>
    /// Returns the trust level that a feed's verification reaches, by the interface of its payload; null for a payload
    /// that the generator did not emit.
    /// </summary>
    public TrustLevel? ReachedBy(INamedTypeSymbol payload)
    {
        foreach (var contract in payload.AllInterfaces)
        {
            if (_payloadLevels.TryGetValue(contract.OriginalDefinition, out var level))
                return level;
        }

        return null;
    }

    /// <summary>Whether a type is one of the interfaces that generated payloads implement.</summary>
    public bool IsPayloadContract(ITypeSymbol type) =>
        type is INamedTypeSymbol named
        && (
            Is(named, _payload)
            || _payloadLevels.ContainsKey(named.OriginalDefinition)
            || named.AllInterfaces.Any(contract => Is(contract, _payload))
        );

    /// <summary>Returns the trust level of a message type, such as <c>Verified&lt;T&gt;</c>, or null.</summary>
    public TrustLevel? LevelOf(ITypeSymbol? type) =>
        type is INamedTypeSymbol { IsGenericType: true } named && _levels.TryGetValue(named.OriginalDefinition, out var level)
            ? level
            : null;

    /// <summary>Returns the generic message type of a trust level with the payload as its only type parameter.</summary>
    public INamedTypeSymbol? TypeOf(TrustLevel level) => _levels.FirstOrDefault(pair => pair.Value == level && pair.Key.Arity == 1).Key;

    /// <summary>Returns the feed's payload inside a message type or <c>ITrusted</c>; null for any other type.</summary>
    public INamedTypeSymbol? PayloadInside(ITypeSymbol? type) =>
        type is INamedTypeSymbol { IsGenericType: true, TypeArguments: [var argument, ..] } named
        && (LevelOf(named) is not null || Is(named, Trusted))
            ? PayloadOf(argument)
            : null;

    /// <summary>Returns the payload of the message that a method receives; null where it receives none.</summary>
    public INamedTypeSymbol? PayloadTakenBy(IMethodSymbol method) =>
        method.Parameters.Select(parameter => PayloadInside(parameter.Type)).FirstOrDefault(payload => payload is not null);

    /// <summary>Whether a method receives a message or a payload.</summary>
    public bool TakesPayload(IMethodSymbol method) =>
        method.Parameters.Any(parameter => PayloadInside(parameter.Type) is not null || PayloadOf(parameter.Type) is not null);

    /// <summary>Whether a type is <c>CallbackResult&lt;T&gt;</c>.</summary>
    public bool IsResult(ITypeSymbol? type) => Is(type, Result);

    /// <summary>Whether a type is one of the runtime's handler interfaces.</summary>
    public bool IsHandler(ITypeSymbol? type) => type is INamedTypeSymbol named && _handlers.Contains(named.OriginalDefinition);

    /// <summary>
    /// Whether a method maps a feed to a handler: <c>MapCallback</c>, called as an extension or not, or one feed of <c>MapCallbacks</c>.
    /// </summary>
    public static bool IsMapCallback(IMethodSymbol method) =>
        RouteHandlers.IsGroupFeed(method)
        || method.Name == "MapCallback"
            && method.ContainingType.Name == "CallbackEndpointRouteBuilderExtensions"
            && method.ContainingNamespace.ToDisplayString() == "Microsoft.AspNetCore.Builder";

    /// <summary>Whether the signature does not cover the member.</summary>
    public bool IsUnsigned(IPropertySymbol member) => Has(member, _unsigned);

    /// <summary>Whether the member holds personal or card data.</summary>
    public bool IsSensitive(IPropertySymbol member) => Has(member, _sensitive);

    /// <summary>Whether the member has a role.</summary>
    public bool Plays(IPropertySymbol member, Role role) => RolesOf(member).Any(played => played.Role == role);

    /// <summary>Returns the roles of a member, and whether its value is constant.</summary>
    public IEnumerable<(Role Role, bool IsConstant)> RolesOf(IPropertySymbol member)
    {
        foreach (var attribute in member.GetAttributes())
        {
            if (Is(attribute.AttributeClass, _role) && attribute.ConstructorArguments is [{ Value: int role }])
                yield return ((Role)role, attribute.NamedArguments.Any(argument => argument is { Key: "IsConstant", Value.Value: true }));
        }
    }

    /// <summary>
    /// Returns every member of a payload, including those of nested records, of its events, and of records in lists and maps.
    /// </summary>
    public static IReadOnlyList<IPropertySymbol> MembersOf(INamedTypeSymbol payload)
    {
        var found = new List<IPropertySymbol>();
        var seen = new HashSet<INamedTypeSymbol>(SymbolEqualityComparer.Default);
        Collect(payload);
        foreach (var alternative in payload.IsAbstract ? payload.ContainingNamespace.GetTypeMembers() : [])
        {
            if (SymbolEqualityComparer.Default.Equals(alternative.BaseType, payload))
                Collect(alternative);
        }

        return found;

        void Collect(ITypeSymbol type)
        {
            if (type is INamedTypeSymbol { IsGenericType: true } generic)
            {
                foreach (var argument in generic.TypeArguments)
                    Collect(argument);
            }
            else if (type is INamedTypeSymbol { IsRecord: true } record && IsGenerated(record) && seen.Add(record))
            {
                foreach (var member in record.GetMembers().OfType<IPropertySymbol>().Where(IsPayloadMember))
                {
                    found.Add(member);
                    Collect(member.Type);
                }
            }
        }
    }

    /// <summary>Whether a property is a member of a generated payload record, at any depth.</summary>
    public static bool IsPayloadMember(IPropertySymbol property) =>
        property is { IsStatic: false, IsIndexer: false, DeclaredAccessibility: Accessibility.Public, SetMethod.IsInitOnly: true }
        && IsGenerated(property.ContainingType);

    /// <summary>Whether a type is a generated record of a payload, or a record nested in one.</summary>
    public static bool IsPayloadRecord(ITypeSymbol? type) => type is INamedTypeSymbol { IsRecord: true } record && IsGenerated(record);

    /// <summary>Whether a type is constructed from a definition, regardless of its type arguments.</summary>
    public static bool Is(ITypeSymbol? type, INamedTypeSymbol? definition) =>
        definition is not null && SymbolEqualityComparer.Default.Equals(type?.OriginalDefinition, definition);

    /// <summary>Whether a type is <c>IEnumerable&lt;T&gt;</c> or <c>IAsyncEnumerable&lt;T&gt;</c>.</summary>
    public static bool IsEnumerable(INamedTypeSymbol type) =>
        type.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T
        || type is { Name: "IAsyncEnumerable", Arity: 1 };

    // The result is cached: the lookup runs for the types of most operations, and Roslyn lists the interfaces of a type anew for each
    // query.
    private INamedTypeSymbol? FindPayload(INamedTypeSymbol type)
    {
        foreach (var contract in type.AllInterfaces)
        {
            if (Is(contract, _payload) && contract.TypeArguments[0] is INamedTypeSymbol self)
                return self;
        }

        return null;
    }

    private static bool IsGenerated(INamedTypeSymbol type) =>
        type.GetAttributes()
            .Any(attribute =>
                attribute
                    is { AttributeClass.Name: "GeneratedCodeAttribute", ConstructorArguments: [{ Value: "CallbackGen.Generator" }, ..] }
            );

    private static bool Has(IPropertySymbol member, INamedTypeSymbol? attribute) =>
        attribute is not null && member.GetAttributes().Any(candidate => Is(candidate.AttributeClass, attribute));
}
