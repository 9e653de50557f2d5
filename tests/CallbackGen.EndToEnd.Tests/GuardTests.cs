using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using CallbackGen.AspNetCore;
using CallbackGen.EndToEnd.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>Checks whose absence no genuine callback would reveal. Each test fails without its check.</summary>
public sealed class GuardTests
{
    private const string Order = """{"order_id":"A-1","amount":"10.00"}""";
    private const string Claims = """{"order_id":"A-1","amount":"10.00","aud":"shop"}""";
    private const string CipherKey = "0123456789abcdef0123456789ABCDEF";
    private const string NoTag = "";

    private static readonly RSA Rsa = RSA.Create(2048);

    [Fact]
    public async Task A_token_is_held_to_the_algorithms_of_its_place_although_its_header_was_seen_before()
    {
        await using var app = await TestApp.StartAsync(Map<GuardedToken>, null, ("Callbacks:Guarded:hashKey", TestApp.Key));
        var (weak, strong) = (Token(Claims, "HS256"), Token(Claims, "HS512"));

        Assert.Equal(HttpStatusCode.OK, await PostAsync(app, "{}", ("X-Signature", weak)));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(app, "{}", ("X-Signature-512", weak)));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(app, "{}", ("X-Signature-512", strong)));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(app, "{}", ("X-Signature", strong)));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(app, "{}", ("X-Signature", weak)));
    }

    [Theory]
    [InlineData("\"shop\"", HttpStatusCode.OK)]
    [InlineData("\"shop2\"", HttpStatusCode.Unauthorized)]
    [InlineData("[\"shop2\",\"shop/\"]", HttpStatusCode.Unauthorized)]
    [InlineData("\"a-shop\"", HttpStatusCode.Unauthorized)]
    [InlineData("\"sho\"", HttpStatusCode.Unauthorized)]
    [InlineData("\"Shop\"", HttpStatusCode.Unauthorized)]
    public async Task A_token_for_an_audience_of_a_similar_name_is_for_another(string audience, HttpStatusCode expected)
    {
        await using var app = await TestApp.StartAsync(Map<GuardedToken>, null, ("Callbacks:Guarded:hashKey", TestApp.Key));

        Assert.Equal(
            expected,
            await PostAsync(app, "{}", ("X-Signature", Token(Claims.Replace("\"shop\"", audience, StringComparison.Ordinal))))
        );
    }

    [Fact]
    public async Task The_key_of_a_certificate_verifies_tokens_from_its_first_second_to_its_last()
    {
        var (from, to) = (Provider.Noon.AddHours(1), Provider.Noon.AddHours(2));
        var provider = new Provider((GuardedCertificate.Address, Provider.Certificate(from, to, Rsa)));
        await using var app = await TestApp.StartAsync(Map<GuardedCertificate>, provider.Register, ("Callbacks:Unused", null));

        foreach (
            var (time, expected) in new[]
            {
                (from.AddTicks(-1), HttpStatusCode.ServiceUnavailable),
                (from, HttpStatusCode.OK),
                (to, HttpStatusCode.OK),
                (to.AddTicks(1), HttpStatusCode.ServiceUnavailable),
            }
        )
        {
            provider.AdjustTime(time);
            Assert.Equal((time, expected), (time, await PostAsync(app, Order, ("X-Signature", Tokens.Detached(Order, Rsa)))));
        }
    }

    [Fact]
    public async Task A_tag_that_is_missing_is_not_taken_from_the_end_of_the_ciphertext()
    {
        await using var app = await TestApp.StartAsync(
            Map<GuardedCipher>,
            null,
            ("Callbacks:Guarded:hashKey", TestApp.Key),
            ("Callbacks:Guarded:cipher", CipherKey)
        );
        var encrypted = GuardedCipher.Encrypt(Order, CipherKey);
        var (ciphertext, tag) = (Convert.ToHexString(encrypted[..^16]), Convert.ToHexString(encrypted[^16..]));

        Assert.Equal(HttpStatusCode.OK, await SealedAsync(ciphertext, tag));
        Assert.Equal(HttpStatusCode.Unauthorized, await SealedAsync(ciphertext + tag, null));
        Assert.Equal(HttpStatusCode.Unauthorized, await SealedAsync(ciphertext + tag, NoTag));
        Assert.Equal(HttpStatusCode.Unauthorized, await SealedAsync(ciphertext + tag, "no hexadecimal"));

        Task<HttpStatusCode> SealedAsync(string body, string? sentTag)
        {
            var signature = ("X-Signature", TestApp.Sign(sentTag + body));
            return PostAsync(app, body, sentTag is null ? [signature] : [signature, ("X-Tag", sentTag)]);
        }
    }

    [Theory]
    [InlineData(2000)]
    [InlineData(2040)]
    public async Task An_RSA_key_of_less_than_2048_bits_stops_the_start(int bits)
    {
        using var rsa = RSA.Create(bits);

        var failure = await TestApp.FailToStartAsync<OptionsValidationException>(
            Map<GuardedCertificate>,
            null,
            ("Callbacks:Guarded:certificate", rsa.ExportSubjectPublicKeyInfoPem())
        );

        Assert.Contains("less than 2048 bits", Assert.Single(failure.Failures), StringComparison.Ordinal);
        await using var app = await TestApp.StartAsync(
            Map<GuardedCertificate>,
            null,
            ("Callbacks:Guarded:certificate", Rsa.ExportSubjectPublicKeyInfoPem())
        );
        Assert.Equal(HttpStatusCode.OK, await PostAsync(app, Order, ("X-Signature", Tokens.Detached(Order, Rsa))));
    }

    [Fact]
    public async Task A_short_RSA_key_is_not_taken_from_the_provider_either()
    {
        using var rsa = RSA.Create(2040);
        var provider = new Provider(
            (GuardedCertificate.Address, Provider.Certificate(Provider.Noon.AddDays(-1), Provider.Noon.AddDays(1), rsa))
        );
        await using var app = await TestApp.StartAsync(
            Map<GuardedCertificate>,
            provider.Register,
            ("Callbacks:Guarded:AllowWeakKey", "the secrets are short")
        );

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await PostAsync(app, Order, ("X-Signature", Tokens.Detached(Order, rsa))));
        Assert.Single(provider.Asked);
    }

    [Theory]
    [InlineData(TestApp.Key, HttpStatusCode.OK)]
    [InlineData("short", HttpStatusCode.ServiceUnavailable)]
    [InlineData("15 bytes of key", HttpStatusCode.ServiceUnavailable)]
    public async Task A_short_secret_is_not_taken_from_the_application_either(string key, HttpStatusCode expected)
    {
        await using var app = await TestApp.StartAsync(
            web => web.MapCallback<AcmeAccount>("/order", (Verified<AcmeAccount> order) => { }),
            builder => builder.Services.AddSingleton<ICallbackKeyLookup>(new Lookup(key)).AddCallbacks(),
            ("Callbacks:Unused", null)
        );

        Assert.Equal(expected, await PostAsync(app, Order, ("X-Signature", TestApp.Sign(Order, key))));
    }

    [Fact]
    public async Task A_payload_that_comes_with_a_refusal_is_refused()
    {
        await using var app = await TestApp.StartAsync(Map<CarelessOrder>, null, ("Callbacks:Guarded:hashKey", TestApp.Key));

        Assert.Equal(HttpStatusCode.OK, await PostAsync(app, Order, ("X-Signature", TestApp.Sign(Order))));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(app, Order, ("X-Signature", TestApp.Sign(Order + " "))));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(app, Order));
    }

    private static void Map<T>(WebApplication app)
        where T : class, IVerifiedPayload<T> => app.MapCallback<T>("/order", (Verified<T> order) => { });

    private static async Task<HttpStatusCode> PostAsync(TestApp app, string body, params (string Name, string Value)[] headers)
    {
        using var content = new StringContent(body, Encoding.UTF8, body.StartsWith('{') ? "application/json" : "text/plain");
        using var request = app.Request("/order", content, signature: "");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await app.Client.SendAsync(request);
        return response.StatusCode;
    }

    private sealed class Lookup(string key) : ICallbackKeyLookup
    {
        public ValueTask<IReadOnlyList<string>> FindAsync(CallbackKeyLookupRequest request, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<string>>([key]);
    }

    private static string Token(string claims, string algorithm = "HS256")
    {
        var input = $"{Encode($$"""{"alg":"{{algorithm}}"}""")}.{Encode(claims)}";
        var (key, signed) = (Encoding.UTF8.GetBytes(TestApp.Key), Encoding.UTF8.GetBytes(input));
        var mac = algorithm == "HS256" ? HMACSHA256.HashData(key, signed) : HMACSHA512.HashData(key, signed);
        return $"{input}.{Base64Url.EncodeToString(mac)}";

        static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
    }
}
