using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Identifies the calls by which an operator manages the inbox: lists its entries, retries them, discards them, revokes keys.
/// </summary>
internal sealed class InboxOperations(Compilation compilation)
{
    private static readonly string[] OfStore =
    [
        "ReplayAsync",
        "DiscardAsync",
        "FindAsync",
        "ListAsync",
        "ListRefusedAsync",
        "FindKeysAsync",
        "KeepKeysAsync",
        "RevokeKeysAsync",
        "PurgeAsync",
        "ForgetAsync",
        "ReleaseAsync",
        "QuarantineAsync",
        "ParkAsync",
        "WakeAsync",
    ];

    private static readonly string[] OfInbox = ["RevokeKeyAsync"];

    private static readonly Mentions Stores = new("ICallbackStore", "ICallbackInbox");

    private readonly ConcurrentDictionary<IMethodSymbol, bool> _known = new(SymbolEqualityComparer.Default);

    /// <summary>Whether a call is such an operation, or calls a method of the project that only does that, one call away.</summary>
    public bool Is(IInvocationOperation call, CancellationToken cancellationToken) =>
        IsOwn(call.TargetMethod) || IsHelper(call.TargetMethod, cancellationToken);

    private static bool IsOwn(IMethodSymbol method) =>
        (
            OfStore.Contains(method.Name) && IsOrImplements(method.ContainingType, "ICallbackStore")
            || OfInbox.Contains(method.Name) && IsOrImplements(method.ContainingType, "ICallbackInbox")
        );

    /// <summary>Whether a type is a type of the inbox, or implements it.</summary>
    public static bool IsOrImplements(INamedTypeSymbol type, string name) =>
        IsInbox(type, name) || type.AllInterfaces.Any(contract => IsInbox(contract, name));

    private static bool IsInbox(INamedTypeSymbol type, string name) => type.Name == name && EndpointMethods.IsIn(type, "CallbackGen.Inbox");

    private bool IsHelper(IMethodSymbol method, CancellationToken cancellationToken) =>
        !method.DeclaringSyntaxReferences.IsEmpty
        && method.MethodKind is MethodKind.Ordinary or MethodKind.LocalFunction or MethodKind.ReducedExtension
        && Stores.MayBeIn(method, compilation)
        && _known.GetOrAdd(
            method.OriginalDefinition,
            asked =>
                MethodBodies.Of(asked, compilation, cancellationToken) is { } body
                && body.Descendants().OfType<IInvocationOperation>().Any(call => IsOwn(call.TargetMethod))
        );
}
