using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds handlers of a program with several sellers that settle an order without testing which seller it belongs to, or which seller's
/// event it is.
/// </summary>
internal sealed class OtherSellers(CallbackSymbols symbols)
{
    private const string Ignoring = "IgnoreQueryFilters";

    private static readonly Mentions Named = new(Ignoring);

    // Names for the parties for whom a shop handles payments.
    private static readonly string[] Sellers =
    [
        "Tenant",
        "Merchant",
        "Seller",
        "Vendor",
        "ConnectedAccount",
        "SellerAccount",
        "Shop",
        "Store",
        "Marketplace",
        "Partner",
        "Organization",
        "Organisation",
        "Company",
    ];

    // Whole names of payload members that identify the account of an event.
    private static readonly string[] Owners =
    [
        "Account",
        "AccountId",
        "ConnectedAccount",
        "ConnectedAccountId",
        "Merchant",
        "MerchantId",
        "MerchantCode",
        "SubMerchant",
        "SubMerchantId",
        "SubMerchantCode",
        "Seller",
        "SellerId",
        "Vendor",
        "VendorId",
        "Partner",
        "PartnerId",
        "Shop",
        "ShopId",
        "Store",
        "StoreId",
        "StoreCode",
        "Tenant",
        "TenantId",
        "SellerAccount",
        "MerchantAccount",
        "MerchantAccountCode",
        "OnBehalfOf",
    ];

    /// <summary>
    /// Returns a query of a function without the tenant filter, where the function never tests whose callback it is; null where there is
    /// none.
    /// </summary>
    public IOperation? Unfiltered(IOperation body, CancellationToken cancellationToken)
    {
        foreach (var call in body.Descendants().OfType<IInvocationOperation>())
        {
            if (QueryOf(call, cancellationToken) is { } query)
                return body.Descendants().Concat(query == call ? [] : Values.Root(query).Descendants()).Any(part => Asks(part, query))
                    ? null
                    : call;
        }

        return null;
    }

    /// <summary>Whether an operation may be such a query, or call a method of the project that runs one.</summary>
    public bool MayBe(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod: var method }
        && (method.Name == Ignoring || !method.DeclaringSyntaxReferences.IsEmpty && Named.MayBeIn(method, symbols.Compilation));

    /// <summary>Returns the query that a call is, or that a called method of the project runs.</summary>
    private IInvocationOperation? QueryOf(IInvocationOperation call, CancellationToken cancellationToken) =>
        IsUnfiltered(call) ? call
        : call.TargetMethod.Name != Ignoring
        && MayBe(call)
        && !SymbolEqualityComparer.Default.Equals(
            call.TargetMethod.ContainingType,
            call.SemanticModel?.GetEnclosingSymbol(call.Syntax.SpanStart, cancellationToken)?.ContainingType
        )
            ? MethodBodies
                .Of(call.TargetMethod, symbols.Compilation, cancellationToken)
                ?.Descendants()
                .OfType<IInvocationOperation>()
                .FirstOrDefault(IsUnfiltered)
        : null;

    /// <summary>
    /// Returns the payload member with the account of an event, and the row's member for its seller, when a function settles an order of
    /// one of several sellers and reads neither.
    /// </summary>
    public (IPropertySymbol Member, IPropertySymbol Seller)? Unasked(INamedTypeSymbol payload, IReadOnlyCollection<IOperation> operations)
    {
        if (
            payload
                .GetMembers()
                .OfType<IPropertySymbol>()
                .FirstOrDefault(member =>
                    CallbackSymbols.IsPayloadMember(member) && Owners.Contains(member.Name) && !symbols.RolesOf(member).Any()
                )
            is not { } owner
        )
            return null;
        var sellers = new HashSet<IPropertySymbol>(SymbolEqualityComparer.Default);
        foreach (
            var type in operations
                .Select(operation => operation is ILocalReferenceOperation or IParameterReferenceOperation ? operation.Type : null)
                .OfType<INamedTypeSymbol>()
                .Distinct<INamedTypeSymbol>(SymbolEqualityComparer.Default)
        )
            sellers.UnionWith(SellersOf(type));
        if (
            sellers.Count == 0
            || operations.Any(operation =>
                operation is IPropertyReferenceOperation { Property: var read }
                    && (SymbolEqualityComparer.Default.Equals(read, owner) || sellers.Contains(read))
                || AsksReceipt(operation)
            )
        )
            return null;
        return (owner, sellers.First());
    }

    /// <summary>Returns the members of a row of the application that identify its seller.</summary>
    private static IEnumerable<IPropertySymbol> SellersOf(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.IsEmpty
        || type.TypeKind == TypeKind.Interface
        || CallbackSymbols.IsPayloadRecord(type)
        || type.SpecialType != SpecialType.None
            ? []
            : type.GetMembers()
                .OfType<IPropertySymbol>()
                .Where(member => !member.IsStatic && Sellers.Any(word => DecidingWords.HasHump(member.Name, word)));

    private static bool IsUnfiltered(IInvocationOperation call) =>
        call.TargetMethod is { Name: Ignoring } method
        && EndpointMethods.IsIn(method.ContainingType, "Microsoft.EntityFrameworkCore")
        && method.TypeArguments.OfType<INamedTypeSymbol>().Any(row => SellersOf(row).Any())
        && !NamesOthers(call);

    /// <summary>Whether the skipped filters are named, and none of them is for tenants.</summary>
    private static bool NamesOthers(IInvocationOperation call)
    {
        var names = call
            .Arguments.Skip(1)
            .SelectMany(argument => argument.Value.DescendantsAndSelf())
            .Select(Values.Constant)
            .OfType<string>()
            .ToList();
        return names.Count > 0 && !names.Exists(name => Sellers.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0));
    }

    /// <summary>
    /// Whether an operation identifies whose callback it is: by the receipt, by a member of the payload, or by the row's own member.
    /// </summary>
    private static bool Asks(IOperation operation, IInvocationOperation query) =>
        AsksReceipt(operation)
        || operation switch
        {
            IPropertyReferenceOperation { Property: var member } when CallbackSymbols.IsPayloadMember(member) => Owners.Contains(
                member.Name
            ),
            IPropertyReferenceOperation { Property: var member } => query
                .TargetMethod.TypeArguments.OfType<INamedTypeSymbol>()
                .SelectMany(SellersOf)
                .Contains(member, SymbolEqualityComparer.Default),
            _ => false,
        };

    private static bool AsksReceipt(IOperation operation) =>
        operation is IPropertyReferenceOperation { Property: { Name: "KeySet" or "KeyId", ContainingType.Name: "CallbackReceipt" } };
}
