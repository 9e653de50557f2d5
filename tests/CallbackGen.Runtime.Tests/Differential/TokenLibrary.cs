using System.IdentityModel.Tokens.Jwt;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CallbackGen.Runtime.Tests.Differential;

/// <summary>
/// The result of the library for a token, by both of its handlers: <see cref="JsonWebTokenHandler"/> of
/// Microsoft.IdentityModel.JsonWebTokens, and its predecessor <see cref="JwtSecurityTokenHandler"/> of System.IdentityModel.Tokens.Jwt,
/// which many shops still use.
/// </summary>
internal static class TokenLibrary
{
    /// <summary>
    /// The library's defaults, except that no issuer is checked, and that a token may have no expiry: callbacks have neither.
    /// </summary>
    /// <param name="key">The only key.</param>
    /// <param name="audience">The audience that tokens must have; any when null.</param>
    public static TokenValidationParameters Parameters(SecurityKey key, string? audience = null) =>
        new()
        {
            IssuerSigningKey = key,
            ValidateIssuer = false,
            ValidateAudience = audience is not null,
            ValidAudience = audience,
            RequireExpirationTime = false,
        };

    /// <summary>The handlers that accept the token.</summary>
    public static Handlers Accepting(string token, TokenValidationParameters parameters) =>
        (IsAcceptedByNewer(token, parameters) ? Handlers.Newer : 0) | (IsAcceptedByOlder(token, parameters) ? Handlers.Older : 0);

    private static bool IsAcceptedByNewer(string token, TokenValidationParameters parameters)
    {
        // It completes synchronously, because nothing is fetched, and returns exceptions in its result.
        var result = new JsonWebTokenHandler().ValidateTokenAsync(token, parameters);
        Assert.True(result.IsCompletedSuccessfully);
        return result.Result.IsValid;
    }

    private static bool IsAcceptedByOlder(string token, TokenValidationParameters parameters)
    {
        try
        {
            new JwtSecurityTokenHandler().ValidateToken(token, parameters, out _);
            return true;
        }
#pragma warning disable CA1031 // The library throws any exception of its dependencies.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }
}

/// <summary>The library's token handlers.</summary>
[Flags]
internal enum Handlers
{
    None = 0,

    /// <summary>Microsoft.IdentityModel.JsonWebTokens.</summary>
    Newer = 1,

    /// <summary>System.IdentityModel.Tokens.Jwt.</summary>
    Older = 2,

    Both = Newer | Older,
}
