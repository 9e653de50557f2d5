using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds where a function signs a user in: by a scheme of ASP.NET Core, by a token or a link in its answer, by a cookie or a session of
/// its own.
/// </summary>
internal static class SignIns
{
    // Prefixes of methods that test for a login, or renew the browser's.
    private static readonly string[] Asking = ["Can", "Is", "Has", "Check", "Validate", "Require", "Pre", "Refresh", "Get", "Find"];

    private static readonly string[] Making =
    [
        "Create",
        "Issue",
        "Generate",
        "Make",
        "Build",
        "Write",
        "Sign",
        "New",
        "Start",
        "Open",
        "Get",
    ];

    private static readonly string[] Credentials =
    [
        "AccessToken",
        "AuthToken",
        "AuthenticationToken",
        "LoginToken",
        "SessionToken",
        "BearerToken",
        "RefreshToken",
        "UserToken",
        "Jwt",
        "MagicLink",
        "LoginLink",
        "SignInLink",
        "UserSession",
        "LoginSession",
    ];

    private static readonly string[] OtherTokens =
    [
        "Download",
        "Gift",
        "Csrf",
        "Xsrf",
        "Antiforgery",
        "Payment",
        "Card",
        "Client",
        "Idempotency",
        "Page",
        "Upload",
        "Refund",
        "Order",
        "Cancellation",
        "Tracking",
        "Voucher",
        "Unsubscribe",
    ];

    private static readonly string[] TokenHandlers =
    [
        "JwtSecurityTokenHandler",
        "JsonWebTokenHandler",
        "SecurityTokenHandler",
        "TokenHandler",
    ];

    private static readonly string[] Logins =
    [
        "auth",
        "session",
        "login",
        "logon",
        "signin",
        "jwt",
        "identity",
        "userid",
        "user_id",
        "user-id",
        "access_token",
        "accesstoken",
        "access-token",
        "sid",
        "user",
        "customerid",
        "customer_id",
        "accountid",
        "memberid",
    ];

    private static readonly string[] NoLogins = ["csrf", "xsrf", "antiforgery", "checkout", "cart", "order", "payment"];

    private static readonly string[] Clients = ["Client", "Api", "Gateway", "Provider", "Bank"];

    // Names by which a function identifies the browser's user.
    private static readonly string[] Looking =
    [
        "AuthenticateAsync",
        "GetUserAsync",
        "GetUserId",
        "FindFirstValue",
        "FindFirst",
        "IsInRole",
        "HasClaim",
    ];

    /// <summary>
    /// Returns the way in which an operation signs a user in, in words, and whether that is certain; null where it does not.
    /// </summary>
    public static (string What, bool IsCertain)? Of(IOperation operation)
    {
        if (operation is not IInvocationOperation call)
            return null;
        var method = call.TargetMethod;
        if (SignsIn(call))
            return ($"\"{method.Name}\"", IsOfPlatform(method.ContainingType));
        if (IsCredential(method) && ReachesBrowser(call))
            return ($"What \"{method.Name}\" makes", false);
        return NameOfKept(call) is { } name ? ($"\"{name}\"", false) : null;
    }

    /// <summary>Whether a function reads the browser's user, or a value that the browser received before the payment.</summary>
    public static bool LooksAtBrowser(IOperation body) =>
        body.Descendants()
            .Any(operation =>
                operation switch
                {
                    IInvocationOperation call => Looking.Contains(call.TargetMethod.Name),
                    IPropertyReferenceOperation { Property: { Name: "Cookies", ContainingType.Name: "HttpRequest" } } => true,
                    IPropertyReferenceOperation { Property: { Name: "Name", ContainingType.Name: "IIdentity" } } => true,
                    _ => false,
                }
            );

    private static bool SignsIn(IInvocationOperation call)
    {
        var name = call.TargetMethod.Name;
        if (
            Asking.Any(word => DecidingWords.StartsWithWord(name, word))
            || call.TargetMethod.ReturnType.SpecialType == SpecialType.System_Boolean
        )
            return false;
        if (DecidingWords.HasHump(name, "SignIn"))
            return true;
        // The client of an external API signs itself in.
        return (
                DecidingWords.StartsWithWord(name, "LogIn")
                || DecidingWords.StartsWithWord(name, "Login")
                || DecidingWords.StartsWithWord(name, "LogUserIn")
                || DecidingWords.StartsWithWord(name, "AutoLogin")
            )
            && !Clients.Any(word => call.TargetMethod.ContainingType.Name.IndexOf(word, StringComparison.Ordinal) >= 0)
            && call.Arguments.Any(argument => !argument.Value.ConstantValue.HasValue && argument.Value.Type?.Name != "CancellationToken");
    }

    private static bool IsOfPlatform(INamedTypeSymbol type) => EndpointMethods.IsIn(type, "Microsoft.AspNetCore");

    private static bool IsCredential(IMethodSymbol method) =>
        TokenHandlers.Contains(method.ContainingType.Name) && method.Name is "WriteToken" or "CreateToken" or "CreateEncodedJwt"
        || Making.Any(word => DecidingWords.StartsWithWord(method.Name, word))
            && (
                Credentials.Any(word => DecidingWords.HasHump(method.Name, word))
                || DecidingWords.HasHump(method.Name, "Token")
                    && !OtherTokens.Any(word => DecidingWords.HasHump(method.Name, word))
                    && !method.DeclaringSyntaxReferences.IsEmpty
            );

    /// <summary>
    /// Whether a value, directly or through a local, becomes part of the answer: returned, written, in its address or its cookie.
    /// </summary>
    private static bool ReachesBrowser(IOperation value)
    {
        var outer = Surroundings.Awaited(value);
        if (Locals.InitializedBy(outer) is { } local)
            return Locals.References(local, Values.Root(value)).Any(IsInAnswer);
        return IsInAnswer(outer);
    }

    private static bool IsInAnswer(IOperation value) =>
        Surroundings
            .Ancestors(value)
            .TakeWhile(ancestor => ancestor is not (IBlockOperation or IAnonymousFunctionOperation))
            .Any(ancestor =>
                ancestor switch
                {
                    IReturnOperation => true,
                    IInvocationOperation call => call.TargetMethod.Name.StartsWith("Redirect", StringComparison.Ordinal)
                        && EndpointMethods.IsIn(call.TargetMethod.ContainingType, "Microsoft.AspNetCore")
                        || IsCookie(call),
                    _ => false,
                }
            );

    private static bool IsCookie(IInvocationOperation call) =>
        call.TargetMethod is { Name: "Append", ContainingType.Name: "IResponseCookies" };

    /// <summary>Returns the name of a cookie, or of a session value, that identifies a user; null for any other call.</summary>
    private static string? NameOfKept(IInvocationOperation call)
    {
        var isKept =
            IsCookie(call)
            || call.TargetMethod is { Name: "SetString" or "SetInt32" or "Set", ContainingType.Name: "SessionExtensions" or "ISession" };
        if (
            !isKept
            || Values.FirstConstant(call.Arguments) is not { } name
            || call.Arguments.All(argument =>
                argument.Value.ConstantValue.HasValue
                || argument.ArgumentKind == ArgumentKind.DefaultValue
                || argument.Value.Type?.Name == "ISession"
            )
        )
            return null;
        return Array.Exists(Logins, word => Contains(name, word)) && !Array.Exists(NoLogins, word => Contains(name, word)) ? name : null;
    }

    private static bool Contains(string text, string part) => text.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0;
}
