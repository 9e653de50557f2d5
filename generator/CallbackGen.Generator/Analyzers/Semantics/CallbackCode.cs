using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Distinguishes code that serves callbacks from the other code of a web application. Such code has access to parts of a callback, or
/// helps a type that has, or is named or routed as a callback and does not sign anyone in.
/// </summary>
internal sealed class CallbackCode(CallbackSymbols symbols)
{
    private static readonly string[] Words = ["callback", "webhook", "postback"];

    private static readonly string[] SignInWords = ["auth", "oidc", "openid", "login", "logon", "signin", "sign-in", "sso", "saml"];

    // Parameters that identity providers send back.
    private static readonly string[] SignInTexts = ["code", "id_token", "access_token", "refresh_token", "grant_type", "code_verifier"];

    private readonly INamedTypeSymbol? _keys = symbols.Find("CallbackKeys");
    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _types = new(SymbolEqualityComparer.Default);

    /// <summary>Whether a function serves callbacks.</summary>
    public bool Serves(ServingFunction function) => Touches(function) || Helps(function) || IsNamed(function);

    /// <summary>
    /// Whether a function has access to a message, a result, a request or keys of callbacks. A payload alone may have been stored before.
    /// </summary>
    public bool Touches(ServingFunction function)
    {
        for (ISymbol? symbol = function.Symbol; symbol is IMethodSymbol method; symbol = symbol.ContainingSymbol)
        {
            if (method.Parameters.Any(parameter => IsOfCallback(parameter.Type)))
                return true;
        }

        return function.Operations.Any(operation => IsOfCallback(operation.Type));
    }

    /// <summary>Whether a function has access to a verified callback, or to the result of a verification.</summary>
    public bool Verifies(ServingFunction function)
    {
        for (ISymbol? symbol = function.Symbol; symbol is IMethodSymbol method; symbol = symbol.ContainingSymbol)
        {
            if (method.Parameters.Any(parameter => IsVerified(parameter.Type)))
                return true;
        }

        return function.Operations.Any(operation => IsVerified(operation.Type));
    }

    /// <summary>
    /// Whether a function, its type, a parameter type or its route is named after callbacks, and the function does not sign anyone in.
    /// </summary>
    public static bool IsNamed(ServingFunction function)
    {
        var names = NamesOf(function).ToList();
        return names.Exists(IsOfCallbacks) && !IsSignIn(function);
    }

    /// <summary>
    /// Whether a function, its type or its route is named after signing in, or reads parameters that identity providers send back.
    /// </summary>
    public static bool IsSignIn(ServingFunction function) =>
        NamesOf(function).Any(name => SignInWords.Any(word => Contains(name, word))) || SignsIn(function);

    private static IEnumerable<string> NamesOf(ServingFunction function)
    {
        var names = function.Routes();
        if (function.Symbol is not { } symbol)
            return names;
        names = names.Concat(
            symbol
                .Parameters.Select(parameter => parameter.Type)
                .Where(type => type.TypeKind is TypeKind.Class or TypeKind.Struct && !type.DeclaringSyntaxReferences.IsEmpty)
                .Select(type => type.Name)
        );
        if (symbol.MethodKind != MethodKind.AnonymousFunction)
            names = names.Concat([symbol.Name]);
        for (var type = symbol.ContainingType; type is not null; type = type.ContainingType)
            names = names.Concat([type.Name]);
        return names;
    }

    /// <summary>Whether a name is usual for code that deals with callbacks.</summary>
    public static bool IsOfCallbacks(string name) => Words.Any(word => Contains(name, word)) || IsIpn(name);

    private static bool IsIpn(string name)
    {
        var at = name.IndexOf("ipn", StringComparison.OrdinalIgnoreCase);
        return at >= 0
            && (at == 0 || !char.IsLetter(name[at - 1]) || char.IsUpper(name[at]))
            && (at + 3 == name.Length || !char.IsLower(name[at + 3]));
    }

    private static bool SignsIn(ServingFunction function) =>
        function.Symbol?.Parameters.Any(parameter => parameter.Name == "code") == true
        || function.Operations.Any(operation =>
            operation.ConstantValue is { HasValue: true, Value: string text } && SignInTexts.Contains(text)
        );

    /// <summary>Whether a function that no host calls belongs to a type that deals with callbacks.</summary>
    private bool Helps(ServingFunction function) =>
        function is { IsEndpoint: false, Symbol: { MethodKind: not MethodKind.LocalFunction, ContainingType: { } type } symbol }
        && symbol.Name != WellKnownMemberNames.TopLevelStatementsEntryPointMethodName
        && _types.GetOrAdd(type, DealsWithCallbacks);

    private bool DealsWithCallbacks(INamedTypeSymbol type) =>
        type.AllInterfaces.Any(symbols.IsHandler)
        || type.GetMembers()
            .Any(member =>
                member switch
                {
                    IFieldSymbol field => IsOfCallback(field.Type),
                    IPropertySymbol property => IsOfCallback(property.Type),
                    IMethodSymbol method => IsOfCallback(method.ReturnType)
                        || method.Parameters.Any(parameter => IsOfCallback(parameter.Type)),
                    _ => false,
                }
            );

    private bool IsOfCallback(ITypeSymbol? type) =>
        type is not null
        && (
            IsVerified(type)
            || CallbackSymbols.Is(type, symbols.Request)
            || CallbackSymbols.Is(type, symbols.Receipt)
            || CallbackSymbols.Is(type, _keys)
        );

    private bool IsVerified(ITypeSymbol? type) =>
        type is INamedTypeSymbol named
        && (
            symbols.LevelOf(named) is not null
            || symbols.IsResult(named)
            || CallbackSymbols.Is(named, symbols.Message)
            || CallbackSymbols.Is(named, symbols.Trusted)
            || named is { Name: "Task" or "ValueTask", TypeArguments: [var result] } && IsVerified(result)
        );

    private static bool Contains(string text, string part) => text.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0;
}
