using System.Net;
using System.Security.Cryptography;
using System.Text;
using CallbackGen.AspNetCore;
using CallbackGen.EndToEnd.Tests.Support;
using Microsoft.AspNetCore.Builder;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>The addresses from which keys are fetched, and the intervals: the limits of a schema and of the options.</summary>
public sealed class KeyAddressTests
{
    private const string Order = """{"order_id":"A-1","amount":"10.00"}""";
    private const string Host = "https://keys.acme.example";

    private static readonly RSA Rsa = RSA.Create(2048);
    private static readonly CallbackKeyFetchOptions Times = new();

    [Theory]
    [InlineData("/certs/one")]
    [InlineData("/certs/one-2_3~4.pem")]
    [InlineData("/certs/a/b/c")]
    public async Task An_address_below_the_path_is_asked(string path)
    {
        var provider = new Provider((Host + path, Rsa.ExportSubjectPublicKeyInfoPem()));
        await using var app = await StartAsync(provider);

        Assert.Equal(HttpStatusCode.OK, await CertifiedAsync(app, Host + path));
        Assert.Equal([Host + path], provider.Asked);
    }

    /// <summary>Addresses that a server, a proxy or a library could interpret differently, by the part that differs.</summary>
    [Theory]
    [InlineData(
        "an escape",
        "/certs/%2f",
        "/certs/..%2fother",
        "/certs/%2e%2e%2fother",
        "/certs/a%2Fb",
        "/certs/%5c..",
        "/certs/%25",
        "/certs/%252e",
        "/certs/%20",
        "/certs/%00",
        "/certs/%41",
        "/certs/%c3%b6"
    )]
    [InlineData(
        "a path",
        "/",
        "/certs",
        "/certsone",
        "/cert/one",
        "/Certs/one",
        "/CERTS/one",
        "/x/certs/one",
        "//certs/one",
        "/certs/./one",
        "/certs/../one",
        "/certs/a/../../one",
        "/./certs/one",
        "/certs\\..\\one",
        "\\certs\\one",
        "/certs/\u00f6"
    )]
    [InlineData(
        "a query or a fragment",
        "/certs/one?",
        "/certs/one?x",
        "/certs/one?/../two",
        "/certs/one#",
        "/certs/one#x",
        "?/certs/one",
        "#/certs/one"
    )]
    [InlineData("a port", ":443/certs/one", ":0443/certs/one", ":80/certs/one", ":8443/certs/one", ":/certs/one", ":444/certs/one")]
    [InlineData(
        "a longer host",
        "./certs/one",
        "x/certs/one",
        ".attacker.example/certs/one",
        "-attacker.example/certs/one",
        "@attacker.example/certs/one",
        ":443@attacker.example/certs/one"
    )]
    public async Task Behind_the_host_nothing_but_a_plain_path_is_asked(string what, params string[] ends) =>
        await NotAskedAsync(what, [.. ends.Select(end => Host + end)]);

    [Theory]
    [InlineData(
        "a scheme",
        "http://keys.acme.example/certs/one",
        "http://keys.acme.example:443/certs/one",
        "HTTPS://keys.acme.example/certs/one",
        "ftp://keys.acme.example/certs/one",
        "wss://keys.acme.example/certs/one",
        "https:keys.acme.example/certs/one",
        "https:/keys.acme.example/certs/one",
        "https:///keys.acme.example/certs/one",
        "https:\\\\keys.acme.example/certs/one"
    )]
    [InlineData(
        "a user",
        "https://user@keys.acme.example/certs/one",
        "https://user:pass@keys.acme.example/certs/one",
        "https://@keys.acme.example/certs/one",
        "https://:@keys.acme.example/certs/one",
        "https://keys.acme.example@keys.acme.example/certs/one"
    )]
    [InlineData(
        "a host above, below or beside",
        "https://acme.example/certs/one",
        "https://www.keys.acme.example/certs/one",
        "https://xkeys.acme.example/certs/one",
        "https://eys.acme.example/certs/one",
        "https://keys.acme/certs/one",
        "https://keys/certs/one",
        "https://keys.acme.examples/certs/one",
        "https://keys-acme.example/certs/one",
        "https://Keys.acme.example/certs/one",
        "https://\u212aeys.acme.example/certs/one",
        "https://\uff4beys.acme.example/certs/one"
    )]
    [InlineData(
        "a number for a host",
        "https://127.0.0.1/certs/one",
        "https://[::1]/certs/one",
        "https://2130706433/certs/one",
        "https://0x7f.1/certs/one",
        "https://8.8.8.8/certs/one"
    )]
    [InlineData(
        "no address",
        "keys.acme.example/certs/one",
        "/certs/one",
        "https://",
        "https:///certs/one",
        "urn:keys.acme.example:/certs/one"
    )]
    public async Task No_other_beginning_is_asked(string what, params string[] addresses) => await NotAskedAsync(what, addresses);

    [Fact]
    public async Task An_address_is_not_longer_than_2048_bytes()
    {
        var fits = $"{Host}/certs/".PadRight(2048, 'k');
        var provider = new Provider((fits, Rsa.ExportSubjectPublicKeyInfoPem()), (fits + "k", Rsa.ExportSubjectPublicKeyInfoPem()));
        await using var app = await StartAsync(provider);

        Assert.Equal(HttpStatusCode.OK, await CertifiedAsync(app, fits));
        Assert.Equal(HttpStatusCode.Unauthorized, await CertifiedAsync(app, fits + "k"));
        Assert.Equal([fits], provider.Asked);
    }

    [Fact]
    public async Task Keys_are_used_for_their_age_and_not_a_tick_longer()
    {
        var provider = new Provider((GuardedCertificate.Address, Rsa.ExportSubjectPublicKeyInfoPem()));
        await using var app = await StartAsync(provider);
        Assert.Equal(HttpStatusCode.OK, await FixedAsync(app));

        provider.Advance(Times.MaxAge - TimeSpan.FromTicks(1));
        Assert.Equal(HttpStatusCode.OK, await FixedAsync(app));
        Assert.Single(provider.Asked);
        provider.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(HttpStatusCode.OK, await FixedAsync(app));
        Assert.Equal(2, provider.Asked.Count);
    }

    [Fact]
    public async Task Keys_that_cannot_be_fetched_again_are_used_for_their_time_and_not_a_tick_longer()
    {
        var provider = new Provider((GuardedCertificate.Address, Rsa.ExportSubjectPublicKeyInfoPem()));
        await using var app = await StartAsync(provider);
        Assert.Equal(HttpStatusCode.OK, await FixedAsync(app));
        provider.Documents.Clear();

        provider.Advance(Times.MaxAge + Times.UseStaleFor - TimeSpan.FromTicks(1));
        Assert.Equal(HttpStatusCode.OK, await FixedAsync(app));
        provider.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await FixedAsync(app));
    }

    [Fact]
    public async Task Keys_that_are_too_old_are_not_used_either_while_newer_ones_are_on_their_way()
    {
        var provider = new Provider((GuardedCertificate.Address, Rsa.ExportSubjectPublicKeyInfoPem()));
        await using var app = await StartAsync(provider);
        Assert.Equal(HttpStatusCode.OK, await FixedAsync(app));
        provider.Documents.Clear();
        var answer = new TaskCompletionSource();
        provider.Delay = answer.Task;

        provider.Advance(Times.MaxAge + Times.UseStaleFor);
        var first = FixedAsync(app);
        while (provider.Asked.Count < 2)
            await Task.Yield();
        var second = FixedAsync(app);
        await Task.WhenAny(second, Task.Delay(TimeSpan.FromMilliseconds(500)));
        answer.SetResult();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (await first, await second));
        Assert.Equal(2, provider.Asked.Count);
    }

    [Fact]
    public async Task An_address_is_asked_again_when_the_interval_has_passed_and_not_a_tick_sooner()
    {
        var provider = new Provider();
        await using var app = await StartAsync(provider);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await FixedAsync(app));

        provider.Documents[GuardedCertificate.Address] = Rsa.ExportSubjectPublicKeyInfoPem();
        provider.Advance(Times.MinInterval - TimeSpan.FromTicks(1));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await FixedAsync(app));
        Assert.Single(provider.Asked);
        provider.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(HttpStatusCode.OK, await FixedAsync(app));
        Assert.Equal(2, provider.Asked.Count);
    }

    [Fact]
    public async Task Only_a_token_that_names_a_key_makes_anybody_ask_again()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var provider = new Provider((GuardedCertificate.Address, ec.ExportSubjectPublicKeyInfoPem()));
        await using var app = await StartAsync(provider);

        // The token names no key, and the only key does not match it.
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await FixedAsync(app));
        provider.Advance(Times.MinInterval);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await FixedAsync(app));
        Assert.Single(provider.Asked);
        Assert.NotEqual(HttpStatusCode.OK, await PostAsync(app, "/fixed", Tokens.Detached(Order, Rsa, "new"), ""));
        Assert.Equal(2, provider.Asked.Count);
    }

    private static async Task NotAskedAsync(string what, string[] addresses)
    {
        var provider = new Provider();
        await using var app = await StartAsync(provider);

        foreach (var address in addresses)
        {
            Assert.Equal((what, address, HttpStatusCode.Unauthorized), (what, address, await CertifiedAsync(app, address)));
            Assert.Empty(provider.Asked);
        }
    }

    private static Task<TestApp> StartAsync(Provider provider) =>
        TestApp.StartAsync(
            app =>
            {
                app.MapCallback<AcmeCertified>("/certified", (Verified<AcmeCertified> order) => { });
                app.MapCallback<GuardedCertificate>("/fixed", (Verified<GuardedCertificate> order) => { });
            },
            provider.Register,
            ("Callbacks:Unused", null)
        );

    private static Task<HttpStatusCode> CertifiedAsync(TestApp app, string address) =>
        PostAsync(
            app,
            "/certified",
            Convert.ToBase64String(Rsa.SignData(Encoding.UTF8.GetBytes(Order), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
            address
        );

    private static Task<HttpStatusCode> FixedAsync(TestApp app) => PostAsync(app, "/fixed", Tokens.Detached(Order, Rsa), "");

    private static async Task<HttpStatusCode> PostAsync(TestApp app, string path, string signature, string address)
    {
        using var content = new StringContent(Order, Encoding.UTF8, "application/json");
        using var request = app.Request(path, content, signature);
        request.Headers.TryAddWithoutValidation("X-Cert-Url", address);
        using var response = await app.Client.SendAsync(request);
        return response.StatusCode;
    }
}
