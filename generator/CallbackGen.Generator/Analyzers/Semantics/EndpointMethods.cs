using Microsoft.CodeAnalysis;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Identifies methods that a web framework calls with data of a request.</summary>
internal static class EndpointMethods
{
    // Usual names of an application's own interfaces for handlers of callbacks. INotificationHandler of MediatR and similar interfaces
    // carry messages inside the application and do not count.
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

    /// <summary>Whether the framework binds a parameter for a payload, in a declared method, from a request.</summary>
    public static bool IsFromRequest(IParameterSymbol parameter, IMethodSymbol method) =>
        IsFilled(parameter, method) || !IsService(parameter) && (IsHttpFunction(method) || IsOwnHandler(method));

    /// <summary>
    /// Whether a framework binds a parameter of a declared method from a request, member by member, unless it is a service.
    /// </summary>
    public static bool IsFilled(IParameterSymbol parameter, IMethodSymbol method) =>
        !IsService(parameter)
        && (
            IsNamedAsRequest(parameter)
            || IsAction(method)
            || IsAttributedEndpoint(method)
            || IsPageHandler(method)
            || IsEndpointOverride(method)
        );

    /// <summary>Whether an attribute binds a parameter or member from a request.</summary>
    public static bool IsNamedAsRequest(ISymbol symbol) => HasAny(symbol, FromRequest);

    /// <summary>Whether an attribute resolves a parameter from the services.</summary>
    public static bool IsService(IParameterSymbol parameter) => HasAny(parameter, FromElsewhere);

    /// <summary>Returns the header from which a parameter is bound, or null.</summary>
    public static string? HeaderOf(IParameterSymbol parameter) =>
        parameter.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.Name == "FromHeaderAttribute") is { } header
            ? header.NamedArguments.FirstOrDefault(argument => argument.Key == "Name").Value.Value as string ?? parameter.Name
            : null;

    /// <summary>Returns the name in a request from which a parameter is bound: the name in its attribute, or its own.</summary>
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

    /// <summary>Whether a member of a page or controller is bound from a request.</summary>
    public static bool IsBound(IPropertySymbol property) =>
        Has(property, "BindPropertyAttribute") || Has(property.ContainingType, "BindPropertiesAttribute");

    /// <summary>
    /// Whether a method is an Azure function with an HTTP trigger. A function with a queue trigger reads data that the application wrote.
    /// </summary>
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

    /// <summary>Whether an attribute makes a method an endpoint, in any type.</summary>
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

    /// <summary>Whether a type is in a namespace or below it. This runs for every call of a project, and allocates no string.</summary>
    public static bool IsIn(ITypeSymbol type, string @namespace) => Matched(type.ContainingNamespace, @namespace) == @namespace.Length;

    /// <summary>Returns the length of the prefix of a name that is the namespace or one around it; -1 when they differ.</summary>
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
