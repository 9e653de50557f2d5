using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using CallbackGen.Definitions;
using CallbackGen.IdentityModel;
using CallbackGen.Runtime.Tests.Support;
using CallbackGen.Verification;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.IdentityModel.Tokens;
using Xunit.Abstractions;

namespace CallbackGen.Runtime.Tests.Differential;

/// <summary>
/// Compares our verification of random tokens with both handlers of the library. Ours refuses every token that either of them refuses, with
/// one exception (<see cref="NamesKeyByNumber"/>). Tokens that only ours refuses are refused by a strictness rule that is listed here. To
/// repeat a run, set the variable CALLBACKGEN_SEED to the printed seed. <see cref="TokenLibraryCaseTests"/> checks named tokens.
/// </summary>
public class TokenLibraryTests(ITestOutputHelper output)
{
    /// <summary>The strictness rules by which only our verification refuses, by the text of the rejection.</summary>
    private static readonly Dictionary<string, string> Rules = new(StringComparer.Ordinal)
    {
        ["is not a token in compact serialization"] = "a token has exactly two dots",
        ["holds base64url that is not canonical"] = "base64url is canonical",
        ["has a signature that is not canonical base64url or too long"] = "base64url is canonical",
        ["has a header that is no strict JSON object"] = "the header is strict JSON, no name twice",
        ["requires an extension of JWS"] = "crit and b64 are refused",
        ["names no extensions as critical"] = "crit and b64 are refused",
        ["does not name an algorithm that the schema pins"] = "the algorithm is pinned",
        ["has a key id that is not a string"] = "kid is a text",
        ["has a payload that holds a member twice"] = "the payload is strict JSON, no name twice",
        ["has a payload that is not well-formed JSON, or nests deeper than 32 levels"] = "the payload is strict JSON, no name twice",
        ["has a payload that is not valid UTF-8"] = "the payload is strict JSON, no name twice",
        ["has a payload that holds half of a surrogate pair"] = "the payload is strict JSON, no name twice",
        ["has a payload that is no JSON object"] = "the payload is an object",
        ["must be a number of seconds since 1970 (RFC 7519)"] = "a time is a number",
        ["is required, as a text or an array of texts"] = "an audience is a text or an array of texts",
    };

    [Fact]
    public void What_the_library_refuses_of_a_MAC_we_refuse_and_more_by_rule() =>
        Compare(
            3000,
            TokenGenerator.Token((header, payload) => Given.Token(payload, header)),
            new(
                CallbackKeys.Create(Given.Definition(), "hashKey", Given.KeyText),
                new SymmetricSecurityKey(Given.Utf8(Given.KeyText)),
                JwsAlgorithm.HS256
            )
        );

    [Fact]
    public void What_the_library_refuses_of_an_audience_we_refuse_and_more_by_rule() =>
        Compare(
            2000,
            TokenGenerator.Token((header, payload) => Given.Token(payload, header), hasAudience: true),
            new(
                CallbackKeys.Create(Given.Definition(), "hashKey", Given.KeyText),
                new SymmetricSecurityKey(Given.Utf8(Given.KeyText)),
                JwsAlgorithm.HS256,
                Audience: "shop"
            )
        );

    [Fact]
    public void What_the_library_refuses_of_a_signature_we_refuse_and_more_by_rule() =>
        Compare(
            600,
            TokenGenerator.Token(
                (header, payload) =>
                    SigningKeys.Token(JwsAlgorithm.ES256, payload, header.Replace("HS256", "ES256", StringComparison.Ordinal))
            ),
            new(
                CallbackKeys.Create(
                    Given.Definition(keys: [new("hashKey", CallbackKeyEncoding.Jwk)]),
                    "hashKey",
                    SigningKeys.Jwk(SigningKeys.P256)
                ),
                new ECDsaSecurityKey(SigningKeys.P256),
                JwsAlgorithm.ES256
            )
        );

    private void Compare(int count, Gen<string> tokens, Asked asked)
    {
        var seed = ulong.TryParse(Environment.GetEnvironmentVariable("CALLBACKGEN_SEED"), CultureInfo.InvariantCulture, out var given)
            ? given
            : unchecked((ulong)Random.Shared.NextInt64());
        output.WriteLine($"CALLBACKGEN_SEED={seed}");
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var property = Prop.ForAll(tokens.ToArbitrary(), token => Agree(token, asked, counts));

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(seed, 1), property);

        foreach (var (rule, times) in counts)
            output.WriteLine($"{times,6} {rule}");
        Assert.True(counts["both accept"] > count / 20 && counts["both refuse"] > count / 20, "The tokens are too much of one kind.");
        Assert.True(counts.Count > 6, "Too few of the rules were met.");
    }

    private static bool Agree(string token, Asked asked, SortedDictionary<string, int> counts)
    {
        var refusal = Refusal(token, asked);
        var accepting = TokenLibrary.Accepting(token, AtOurTime(asked));
        var outcome = (refusal, accepting) switch
        {
            (null, Handlers.Both) => "both accept",
            (not null, Handlers.None) => "both refuse",
            (null, Handlers.Older) when NamesKeyByNumber(token) => "only the newer handler refuses: no MAC is chosen by its kid",
            (null, _) => throw new InvalidOperationException(
                $"Of the library {Handlers.Both & ~accepting} refuses what we accept: {token}"
            ),
            (not null, _) => Rules.TryGetValue(refusal.Detail, out var rule)
                ? "only we refuse: " + rule
                : throw new InvalidOperationException($"Only we refuse {token}, and no rule says why: {refusal}"),
        };
        counts[outcome] = counts.GetValueOrDefault(outcome) + 1;
        return true;
    }

    /// <summary>
    /// In RFC 7515 (section 4.1.4) <c>kid</c> is a string. For a MAC all configured secrets are tried, so we ignore it there; if it selects
    /// a public key, we refuse such a token too.
    /// </summary>
    private static bool NamesKeyByNumber(string token)
    {
        using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(token.AsSpan(0, token.IndexOf('.', StringComparison.Ordinal))));
        return header.RootElement.TryGetProperty("kid", out var keyId) && keyId.ValueKind == JsonValueKind.Number;
    }

    private static CallbackRejection? Refusal(string token, Asked asked)
    {
        using var verification = Given.Verification(keys: asked.Keys);
        if (
            verification.VerifyJws(WireValue.FromText(token), [asked.Algorithm], "hashKey", signatures: IdentityModelSignatures.Instance) is
            { } ours
        )
        {
            _ = ours.Claim("id");
            if (asked.Audience is not null)
                _ = ours.CheckAudience(asked.Audience);
        }

        return verification.Rejection;
    }

    /// <summary>The library's defaults, except for the tests' time, our clock skew, and exact comparison of names.</summary>
    private static TokenValidationParameters AtOurTime(Asked asked)
    {
        var parameters = TokenLibrary.Parameters(asked.LibraryKey, asked.Audience);
        parameters.IgnoreTrailingSlashWhenValidatingAudience = false;
        parameters.LifetimeValidator = (begins, expires, _, _) =>
            (expires is null || Given.Now.UtcDateTime < expires) && (begins is null || begins <= Given.Now.UtcDateTime.AddSeconds(60));
        return parameters;
    }

    /// <summary>The requirements of both sides.</summary>
    private sealed record Asked(CallbackKeys Keys, SecurityKey LibraryKey, JwsAlgorithm Algorithm, string? Audience = null);

    [Theory]
    [InlineData(1, true)]
    [InlineData(15, true)]
    [InlineData(16, false)]
    [InlineData(31, false)]
    public void A_short_secret_that_the_library_refuses_we_take_where_the_application_says_so(int length, bool isError)
    {
        var secret = new string('k', length);
        Assert.Equal(!isError, CallbackKeys.TryCreate(Given.Definition(), [new("hashKey", secret)], null, out _, out var problems));
        Assert.Equal(isError, Assert.Single(problems).IsError);
        var keys = CallbackKeys.Create(Given.Definition(), [new("hashKey", secret)], allowWeakKey: "the provider issues no longer ones");
        var token = Given.Token("""{"id":"1"}""", key: secret);

        var asked = new Asked(keys, new SymmetricSecurityKey(Given.Utf8(secret)), JwsAlgorithm.HS256);
        Assert.Null(Refusal(token, asked));
        Assert.NotNull(Refusal(Given.Token("""{"id":"1"}""", key: secret + "k"), asked));
        Assert.Equal(Handlers.None, TokenLibrary.Accepting(token, AtOurTime(asked)));
    }
}
