using Microsoft.CodeAnalysis;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Tells methods that a web framework calls with what a request brought.</summary>
internal static class EndpointMethods
{
    // What people call the interface of their own handlers of callbacks. MediatR's INotificationHandler and the like carry
    // messages inside the application, which are none of these.
    private static readonly string[] HandlerNames =
    [
        "CallbackHandler",
        "WebhookHandler",
        "WebHookHandler",
        "PostbackHandler",
        "IpnHandler",
    ];

    private static readonly string[] FromRequest = ["FromBodyAttribute", "FromFormAttribute", "FromQueryAttribute", "HttpTriggerAttribute"];

    private static readonly string[] FromElsewhere = ["FromServicesAttribute", "FromKeyedServicesAttribute"];

    /// <summary>Whether a parameter that takes a payload, in a declared method, takes it from a request.</summary>
    public static bool IsFromRequest(IParameterSymbol parameter, IMethodSymbol method) =>
        IsFilled(parameter, method) || !IsService(parameter) && (IsHttpFunction(method) || IsOwnHandler(method));

    /// <summary>Whether a framework fills a parameter of a declared method from a request, member by member, unless it is a service.</summary>
    public static bool IsFilled(IParameterSymbol parameter, IMethodSymbol method) =>
        !IsService(parameter)
        && (
            IsNamedAsRequest(parameter)
            || IsAction(method)
            || IsAttributedEndpoint(method)
            || IsPageHandler(method)
            || IsEndpointOverride(method)
        );

    /// <summary>Whether an attribute says that a parameter or member is filled from a request.</summary>
    public static bool IsNamedAsRequest(ISymbol symbol) => HasAny(symbol, FromRequest);

    /// <summary>Whether an attribute says that a parameter comes from the services.</summary>
    public static bool IsService(IParameterSymbol parameter) => HasAny(parameter, FromElsewhere);

    /// <summary>The header that a parameter is filled from, or null.</summary>
    public static string? HeaderOf(IParameterSymbol parameter) =>
        parameter.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.Name == "FromHeaderAttribute") is { } header
            ? header.NamedArguments.FirstOrDefault(argument => argument.Key == "Name").Value.Value as string ?? parameter.Name
            : null;

    /// <summary>The name under which a request brings what a parameter is filled with: that of its attribute, or its own.</summary>
    public static string BoundNameOf(IParameterSymbol parameter) =>
        parameter
            .GetAttributes()
            .Where(attribute =>
                attribute.AttributeClass
                    is { Name: "FromHeaderAttribute" or "FromQueryAttribute" or "FromRouteAttribute" or "FromFormAttribute" }
            )
            .SelectMany(attribute => attribute.NamedArguments)
            .FirstOrDefault(argument => argument.Key == "Name")
            .Value.Value as string
        ?? parameter.Name;

    /// <summary>Whether a method is an action of a controller.</summary>
    public static bool IsAction(IMethodSymbol method) =>
        method is { MethodKind: MethodKind.Ordinary, IsStatic: false, DeclaredAccessibility: Accessibility.Public, IsGenericMethod: false }
        && !Has(method, "NonActionAttribute")
        && IsController(method.ContainingType, method);

    /// <summary>Whether a method handles the requests of a Razor page.</summary>
    public static bool IsPageHandler(IMethodSymbol method) =>
        method is { MethodKind: MethodKind.Ordinary, IsStatic: false, DeclaredAccessibility: Accessibility.Public }
        && method.Name.StartsWith("On", StringComparison.Ordinal)
        && DerivesFrom(method.ContainingType, "PageModel", "Microsoft.AspNetCore.Mvc.RazorPages")
        && !Has(method, "NonHandlerAttribute");

    /// <summary>Whether a member of a page or controller is filled from a request.</summary>
    public static bool IsBound(IPropertySymbol property) =>
        Has(property, "BindPropertyAttribute") || Has(property.ContainingType, "BindPropertiesAttribute");

    /// <summary>Whether a method is an Azure function that HTTP triggers. One that a queue triggers reads what the application wrote.</summary>
    public static bool IsHttpFunction(IMethodSymbol method) =>
        method
            .GetAttributes()
            .Any(attribute =>
                attribute.AttributeClass is { Name: "FunctionAttribute" or "FunctionNameAttribute" } type && IsIn(type, "Microsoft.Azure")
            ) && method.Parameters.Any(parameter => Has(parameter, "HttpTriggerAttribute"));

    /// <summary>Whether a type is a controller, by its base, its attribute, or its name and the route on one of its methods.</summary>
    public static bool IsController(INamedTypeSymbol? type, IMethodSymbol? method = null)
    {
        for (var ancestor = type; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (ancestor.Name == "ControllerBase" && IsIn(ancestor, "Microsoft.AspNetCore.Mvc"))
                return !Has(type!, "NonControllerAttribute");
            if (Has(ancestor, "ApiControllerAttribute") || Has(ancestor, "ControllerAttribute"))
                return true;
        }

        return type?.Name.EndsWith("Controller", StringComparison.Ordinal) == true
            && method
                ?.GetAttributes()
                .Any(attribute => DerivesFrom(attribute.AttributeClass, "HttpMethodAttribute", "Microsoft.AspNetCore.Mvc")) == true;
    }

    /// <summary>Whether an attribute makes an endpoint of a method wherever it stands.</summary>
    private static bool IsAttributedEndpoint(IMethodSymbol method) =>
        method.GetAttributes().Any(attribute => attribute.AttributeClass is { } type && IsIn(type, "Wolverine.Http"));

    private static bool IsEndpointOverride(IMethodSymbol method) =>
        method.OverriddenMethod is { Name: "HandleAsync" or "ExecuteAsync" } overridden && IsIn(overridden.ContainingType, "FastEndpoints");

    private static bool IsOwnHandler(IMethodSymbol method) =>
        method.MethodKind == MethodKind.Ordinary
        && (
            method.ContainingType.TypeKind == TypeKind.Interface
                ? IsHandlerName(method.ContainingType)
                : method.ContainingType.AllInterfaces.Any(contract => IsHandlerName(contract) && Implements(method, contract))
        );

    private static bool IsHandlerName(INamedTypeSymbol contract) =>
        HandlerNames.Any(name => contract.Name.EndsWith(name, StringComparison.Ordinal));

    private static bool Implements(IMethodSymbol method, INamedTypeSymbol contract) =>
        contract
            .GetMembers()
            .OfType<IMethodSymbol>()
            .Any(member =>
                SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method)
            );

    public static bool DerivesFrom(INamedTypeSymbol? type, string name, string @namespace)
    {
        for (var ancestor = type; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (ancestor.Name == name && IsIn(ancestor, @namespace))
                return true;
        }

        return false;
    }

    public static bool Has(ISymbol symbol, string attribute) =>
        symbol.GetAttributes().Any(candidate => candidate.AttributeClass?.Name == attribute);

    public static bool HasAny(ISymbol symbol, string[] attributes) =>
        symbol.GetAttributes().Any(candidate => candidate.AttributeClass is { } type && attributes.Contains(type.Name));

    /// <summary>Whether a type stands in a namespace or below it. This is asked about every call of a project, and makes no text.</summary>
    public static bool IsIn(ITypeSymbol type, string @namespace) => Matched(type.ContainingNamespace, @namespace) == @namespace.Length;

    /// <summary>How much of a name is that of the namespace or of one around it, from its beginning; -1 when they differ.</summary>
    private static int Matched(INamespaceSymbol? inner, string name)
    {
        if (inner is null or { IsGlobalNamespace: true })
            return 0;
        var at = Matched(inner.ContainingNamespace, name);
        if (at < 0 || at == name.Length)
            return at;
        if (at > 0 && name[at++] != '.')
            return -1;
        return string.CompareOrdinal(name, at, inner.Name, 0, inner.Name.Length) == 0 ? at + inner.Name.Length : -1;
    }
}
