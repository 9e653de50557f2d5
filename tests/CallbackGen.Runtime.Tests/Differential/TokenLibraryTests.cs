using System.Globalization;
using System.IdentityModel.Tokens.Jwt;
using CallbackGen.IdentityModel;
using CallbackGen.Runtime.Tests.Support;
using CallbackGen.Verification;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.IdentityModel.Tokens;
using Xunit.Abstractions;

namespace CallbackGen.Runtime.Tests.Differential;

/// <summary>
/// Our verification of tokens beside that of System.IdentityModel.Tokens.Jwt. What the library refuses, we refuse; what only
/// we refuse, a rule of strictness refuses that is listed here. To see a run again, put the seed that it printed into the
/// variable CALLBACKGEN_SEED.
/// </summary>
public class TokenLibraryTests(ITestOutputHelper output)
{
    /// <summary>What only we refuse, by what the rejection says.</summary>
    private static readonly Dictionary<string, string> Rules = new(StringComparer.Ordinal)
    {
        ["is not a token in compact serialization"] = "a token has exactly two dots",
        ["holds base64url that is not canonical"] = "base64url is canonical",
        ["has a signature that is not canonical base64url or too long"] = "base64url is canonical",
        ["has a header that is no strict JSON object"] = "the header is strict JSON, no name twice",
        ["asks for an extension of JWS"] = "crit and b64 are refused",
        ["names no extensions as critical"] = "crit and b64 are refused",
        ["does not name an algorithm that the schema pins"] = "the algorithm is pinned",
        ["names a key by what is no text"] = "kid is a text",
        ["has a payload that holds a member twice"] = "the payload is strict JSON, no name twice",
        ["has a payload that is not well-formed JSON, or nests deeper than 32 levels"] = "the payload is strict JSON, no name twice",
        ["has a payload that is not valid UTF-8"] = "the payload is strict JSON, no name twice",
        ["has a payload that holds half of a surrogate pair"] = "the payload is strict JSON, no name twice",
        ["has a payload that is no JSON object"] = "the payload is an object",
        ["must be a number of seconds since 1970 (RFC 7519)"] = "a time is a number",
    };

    [Fact]
    public void What_the_library_refuses_of_a_MAC_we_refuse_and_more_by_rule() =>
        Compare(
            3000,
            (header, payload) => Given.Token(payload, header),
            CallbackKeys.Create(Given.Definition(), "hashKey", Given.KeyText),
            new SymmetricSecurityKey(Given.Utf8(Given.KeyText)),
            JwsAlgorithm.HS256
        );

    [Fact]
    public void What_the_library_refuses_of_a_signature_we_refuse_and_more_by_rule() =>
        Compare(
            600,
            (header, payload) => SigningKeys.Token(JwsAlgorithm.ES256, payload, header.Replace("HS256", "ES256", StringComparison.Ordinal)),
            CallbackKeys.Create(
                Given.Definition(keys: [new("hashKey", CallbackKeyEncoding.Jwk)]),
                "hashKey",
                SigningKeys.Jwk(SigningKeys.P256)
            ),
            new ECDsaSecurityKey(SigningKeys.P256),
            JwsAlgorithm.ES256
        );

    private void Compare(int count, Func<string, string, string> sign, CallbackKeys keys, SecurityKey libraryKey, JwsAlgorithm algorithm)
    {
        var seed = ulong.TryParse(Environment.GetEnvironmentVariable("CALLBACKGEN_SEED"), CultureInfo.InvariantCulture, out var given)
            ? given
            : unchecked((ulong)Random.Shared.NextInt64());
        output.WriteLine($"CALLBACKGEN_SEED={seed}");
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var property = Prop.ForAll(TokenGenerator.Token(sign).ToArbitrary(), token => Agree(token, keys, libraryKey, algorithm, counts));

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(seed, 1), property);

        foreach (var (rule, times) in counts)
            output.WriteLine($"{times, 6} {rule}");
        Assert.True(counts["both accept"] > count / 20 && counts["both refuse"] > count / 20, "The tokens are too much of one kind.");
        Assert.True(counts.Count > 6, "Too few of the rules were met.");
    }

    private static bool Agree(
        string token,
        CallbackKeys keys,
        SecurityKey libraryKey,
        JwsAlgorithm algorithm,
        SortedDictionary<string, int> counts
    )
    {
        var refusal = Refusal(token, keys, algorithm);
        var isAccepted = IsAcceptedByLibrary(token, libraryKey);
        var outcome = (refusal, isAccepted) switch
        {
            (null, true) => "both accept",
            (not null, false) => "both refuse",
            (null, false) => throw new InvalidOperationException($"Only the library refuses {token}"),
            (not null, true) => Rules.TryGetValue(refusal.Detail, out var rule)
                ? "only we refuse: " + rule
                : throw new InvalidOperationException($"Only we refuse {token}, and no rule says why: {refusal}"),
        };
        counts[outcome] = counts.GetValueOrDefault(outcome) + 1;
        return true;
    }

    private static CallbackRejection? Refusal(string token, CallbackKeys keys, JwsAlgorithm algorithm)
    {
        using var verification = Given.Verification(keys: keys);
        if (
            verification.VerifyJws(WireValue.FromText(token), [algorithm], "hashKey", signatures: IdentityModelSignatures.Instance) is
            { } ours
        )
            _ = ours.Claim("id");
        return verification.Rejection;
    }

    /// <summary>The library by its defaults, but at the tests' time and with our skew.</summary>
    private static bool IsAcceptedByLibrary(string token, SecurityKey key)
    {
        var parameters = new TokenValidationParameters
        {
            IssuerSigningKey = key,
            ValidateIssuer = false,
            ValidateAudience = false,
            RequireExpirationTime = false,
            LifetimeValidator = (begins, expires, _, _) =>
                (expires is null || Given.Now.UtcDateTime < expires) && (begins is null || begins <= Given.Now.UtcDateTime.AddSeconds(60)),
        };
        try
        {
            new JwtSecurityTokenHandler().ValidateToken(token, parameters, out _);
            return true;
        }
#pragma warning disable CA1031 // The library throws whatever its parts throw.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    public void A_short_secret_that_the_library_refuses_we_take_where_the_application_says_so(int length)
    {
        var secret = new string('k', length);
        Assert.Throws<CallbackKeyException>(() => CallbackKeys.Create(Given.Definition(), "hashKey", secret));
        var keys = CallbackKeys.Create(Given.Definition(), [new("hashKey", secret)], allowWeakKey: "the provider issues no longer ones");
        var token = Given.Token("""{"id":"1"}""", key: secret);

        Assert.Null(Refusal(token, keys, JwsAlgorithm.HS256));
        Assert.NotNull(Refusal(Given.Token("""{"id":"1"}""", key: secret + "k"), keys, JwsAlgorithm.HS256));
        Assert.False(IsAcceptedByLibrary(token, new SymmetricSecurityKey(Given.Utf8(secret))));
    }
}
