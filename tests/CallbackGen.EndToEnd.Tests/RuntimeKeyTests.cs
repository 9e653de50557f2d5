using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using CallbackGen.AspNetCore;
using CallbackGen.EndToEnd.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>Keys that are fetched or looked up while the application runs, and the limits of a sender's influence.</summary>
public sealed class RuntimeKeyTests
{
    internal const string Order = """{"order_id":"A-1","amount":"10.00"}""";
    internal const string Certificates = "https://keys.acme.example/certs/";

    private static readonly RSA Rsa = RSA.Create(2048);
    private static readonly RSA Newer = RSA.Create(2048);

    [Fact]
    public async Task A_key_set_is_fetched_once_and_used_until_it_is_old()
    {
        var provider = new KeyProvider((AcmeFetched.Address, Set(("one", Rsa))));
        await using var app = await StartAsync(provider);

        Assert.Equal(HttpStatusCode.OK, await PostAsync(app, "/fetched", Order, Token("one", Rsa)));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(app, "/fetched", Order, Token("one", Rsa)));
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await PostAsync(app, "/fetched", Order.Replace("10.00", "99.00", StringComparison.Ordinal), Token("one", Rsa))
        );
        Assert.Single(provider.Asked);
        provider.Advance(TimeSpan.FromHours(2));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(app, "/fetched", Order, Token("one", Rsa)));
        Assert.Equal(2, provider.Asked.Count);
    }

    [Fact]
    public async Task A_key_that_is_not_known_is_asked_for_once_in_an_interval_whatever_arrives()
    {
        var provider = new KeyProvider((AcmeFetched.Address, Set(("one", Rsa))));
        await using var app = await StartAsync(provider);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(app, "/fetched", Order, Token("one", Rsa)));

        // A newly published key: not fetched before the interval has passed, and then with the first token that names it.
        provider.Documents[AcmeFetched.Address] = Set(("one", Rsa), ("two", Newer));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(app, "/fetched", Order, Token("two", Newer)));
        provider.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(app, "/fetched", Order, Token("two", Newer)));
        Assert.Equal(2, provider.Asked.Count);

        provider.Advance(TimeSpan.FromMinutes(2));
        var forged = Enumerable.Range(0, 1000).Select(number => PostAsync(app, "/fetched", Order, Token($"forged-{number}", Newer)));
        Assert.All(await Task.WhenAll(forged), status => Assert.Equal(HttpStatusCode.Unauthorized, status));
        Assert.Equal(3, provider.Asked.Count);
    }

    [Fact]
    public async Task When_fetching_fails_the_last_keys_are_used_for_a_day_and_then_nothing_passes()
    {
        var provider = new KeyProvider((AcmeFetched.Address, Set(("one", Rsa))));
        await using var app = await StartAsync(provider);
        using var measured = Measurements.Of(app);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(app, "/fetched", Order, Token("one", Rsa)));

        provider.Documents.Clear();
        provider.Advance(TimeSpan.FromHours(2));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(app, "/fetched", Order, Token("one", Rsa)));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(app, "/fetched", Order, Token("one", Rsa)));
        Assert.Equal(2, provider.Asked.Count);
        provider.Advance(TimeSpan.FromHours(24));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await PostAsync(app, "/fetched", Order, Token("one", Rsa)));

        Assert.Equal(
            ["fetched", "failed", "failed"],
            measured
                .Lines.Where(line => line.StartsWith("callbackgen.keys.fetched", StringComparison.Ordinal))
                .Select(line => line.Split(' ')[^1])
        );
        Assert.All(
            measured.Lines.Where(line => line.StartsWith("callbackgen.keys.fetched", StringComparison.Ordinal)),
            line => Assert.Contains(" keys.acme.example ", line, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("<html>")]
    [InlineData("""{"keys":[{"kty":"oct","k":"AAAA"}]}""")]
    public async Task A_document_without_a_key_gives_none(string document)
    {
        var provider = new KeyProvider((AcmeFetched.Address, document));
        await using var app = await StartAsync(provider);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await PostAsync(app, "/fetched", Order, Token("one", Rsa)));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await PostAsync(app, "/fetched", Order, Token("one", Rsa)));
        Assert.Single(provider.Asked);
    }

    [Fact]
    public async Task A_configured_key_is_used_and_nothing_is_fetched()
    {
        var provider = new KeyProvider();
        await using var app = await StartAsync(provider, ("Callbacks:Remote:set", Set(("one", Rsa))));

        Assert.Equal(HttpStatusCode.OK, await PostAsync(app, "/fetched", Order, Token("one", Rsa)));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(app, "/fetched", Order, Token("two", Rsa)));
        Assert.Empty(provider.Asked);
        await app.StopAsync();
        Assert.Contains(
            "holds none that fits the token's algorithm and key id",
            Assert.Single(app.Logs.Named("CallbackRejected")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_certificate_is_fetched_from_the_address_that_the_request_names_on_a_listed_host()
    {
        var provider = new KeyProvider(
            (
                Certificates + "one",
                Certificate(KeyProvider.Noon.AddDays(-1), KeyProvider.Noon.AddDays(1))
                    + "\n"
                    + Certificate(KeyProvider.Noon.AddDays(-9), KeyProvider.Noon.AddDays(9), Newer)
            )
        );
        await using var app = await StartAsync(provider);

        Assert.Equal(HttpStatusCode.OK, await PostAsync(app, "/certified", Order, Signature(Rsa), Certificates + "one"));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(app, "/certified", Order, Signature(Newer), Certificates + "one"));
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await PostAsync(app, "/certified", Order.Replace("10", "99", StringComparison.Ordinal), Signature(Rsa), Certificates + "one")
        );
        Assert.Single(provider.Asked);
        provider.Advance(TimeSpan.FromDays(2));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(app, "/certified", Order, Signature(Rsa), Certificates + "one"));
    }

    [Theory]
    [InlineData("http://keys.acme.example/certs/one")]
    [InlineData("https://attacker.example/certs/one")]
    [InlineData("https://keys.acme.example.attacker.example/certs/one")]
    [InlineData("https://keys.acme.example@attacker.example/certs/one")]
    [InlineData("https://attacker.example\\@keys.acme.example/certs/one")]
    [InlineData("https://keys.acme.example:8443/certs/one")]
    [InlineData("https://keys.acme.example./certs/one")]
    [InlineData("https://KEYS.acme.example/certs/one")]
    [InlineData("https://keys.acme.example/other/one")]
    [InlineData("https://keys.acme.example/certs/../other/one")]
    [InlineData("https://keys.acme.example/certs/%2e%2e/other/one")]
    [InlineData("https://keys.acme.example/certs/one?x=1")]
    [InlineData("https://keys.acme.example/certs/one#x")]
    [InlineData("https://169.254.169.254/certs/one")]
    [InlineData("file:///certs/one")]
    [InlineData("//keys.acme.example/certs/one")]
    [InlineData("one")]
    [InlineData("")]
    public async Task Any_other_address_is_not_asked(string address)
    {
        var provider = new KeyProvider();
        await using var app = await StartAsync(provider);

        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(app, "/certified", Order, Signature(Rsa), address));
        Assert.Empty(provider.Asked);
    }

    [Fact]
    public async Task A_thousand_forged_addresses_cost_four_fetches_and_the_known_one_stays()
    {
        var provider = new KeyProvider((Certificates + "one", Rsa.ExportSubjectPublicKeyInfoPem()));
        await using var app = await StartAsync(provider);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(app, "/certified", Order, Signature(Rsa), Certificates + "one"));
        provider.Advance(TimeSpan.FromMinutes(2));

        var forged = Enumerable
            .Range(0, 1000)
            .Select(number => PostAsync(app, "/certified", Order, Signature(Newer), $"{Certificates}forged-{number}"));
        Assert.All(await Task.WhenAll(forged), status => Assert.Equal(HttpStatusCode.Unauthorized, status));

        Assert.Equal(1 + 4, provider.Asked.Count);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(app, "/certified", Order, Signature(Rsa), Certificates + "one"));
    }

    [Fact]
    public async Task A_key_is_looked_up_by_what_the_schema_names()
    {
        var lookup = new Lookup(
            ("A-1", [TestApp.Key]),
            ("A-2", ["another-accounts-key-0123456789abcdef", TestApp.Key]),
            ("A-3", ["short"]),
            ("A-4", [])
        );
        await using var app = await StartAsync(new KeyProvider(), lookup, null);

        Assert.Equal(HttpStatusCode.OK, await LookUpAsync("A-1"));
        Assert.Equal(HttpStatusCode.OK, await LookUpAsync("A-2"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await LookUpAsync("A-3"));
        Assert.Equal(HttpStatusCode.Unauthorized, await LookUpAsync("A-4"));
        Assert.Equal(HttpStatusCode.Unauthorized, await LookUpAsync("A-5"));
        Assert.Equal(HttpStatusCode.InternalServerError, await LookUpAsync("down"));
        Assert.Equal(HttpStatusCode.InternalServerError, await LookUpAsync("unreadable"));
        Assert.Equal(["A-1", "A-2", "A-3", "A-4", "A-5", "down", "unreadable"], lookup.Asked);

        // A text beyond the length limit, or with a control character, does not reach the application.
        Assert.Equal(HttpStatusCode.Unauthorized, await LookUpAsync(new string('x', 201)));
        Assert.Equal(HttpStatusCode.Unauthorized, await LookUpAsync("a\\nb"));
        Assert.Equal(7, lookup.Asked.Count);
        await app.StopAsync();
        Assert.DoesNotContain(app.Logs.Lines, line => line.Message.Contains("A-5", StringComparison.Ordinal));

        Task<HttpStatusCode> LookUpAsync(string account)
        {
            var body = Order.Replace("A-1", account, StringComparison.Ordinal);
            return PostAsync(app, "/account", body, TestApp.Sign(body));
        }
    }

    [Fact]
    public async Task Without_a_lookup_or_a_configured_key_the_application_does_not_start()
    {
        var failure = await TestApp.FailToStartAsync<OptionsValidationException>(app =>
            app.MapCallback<AcmeAccount>("/account", (Verified<AcmeAccount> order) => { })
        );

        Assert.Equal(
            "Nothing looks up the key hashKey of remote.account: register an ICallbackKeyLookup, or set Callbacks:Remote:hashKey.",
            Assert.Single(failure.Failures)
        );
    }

    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:a00:1::", false)]
    [InlineData("8.8.8.8", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("2606:4700::1111", true)]
    public void Only_public_addresses_are_connected_to(string address, bool isPublic) =>
        Assert.Equal(isPublic, PublicAddress.IsPublic(IPAddress.Parse(address)));

    [Fact]
    public async Task A_name_that_leads_to_loopback_is_not_connected_to()
    {
        using var source = new HttpKeySource(allowPrivateAddresses: false);
        var failure = await Assert.ThrowsAsync<HttpRequestException>(() =>
            source.GetAsync(new Uri("https://localhost:1/keys"), 100, CancellationToken.None)
        );
        Assert.Contains("not public", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, 100, true)]
    [InlineData(HttpStatusCode.OK, 101, false)]
    [InlineData(HttpStatusCode.Found, 10, false)]
    [InlineData(HttpStatusCode.NotFound, 10, false)]
    [InlineData(HttpStatusCode.NoContent, 0, false)]
    public async Task A_document_is_an_answer_of_the_right_kind_and_length(HttpStatusCode status, int length, bool isTaken)
    {
        using var source = new HttpKeySource(new Answer(status, length));
        var asked = source.GetAsync(new Uri("https://keys.acme.example/"), 100, CancellationToken.None);
        if (isTaken)
            Assert.Equal(length, (await asked).Length);
        else
            await Assert.ThrowsAsync<HttpRequestException>(() => asked);
    }

    private static Task<TestApp> StartAsync(KeyProvider provider, params (string Key, string? Value)[] configuration) =>
        StartAsync(provider, null, null, configuration);

    internal static Task<TestApp> StartAsync(
        KeyProvider provider,
        ICallbackKeyLookup? lookup,
        Action<CallbackOptions>? configure,
        params (string Key, string? Value)[] configuration
    ) =>
        TestApp.StartAsync(
            app =>
            {
                app.MapCallback<AcmeFetched>("/fetched", (Verified<AcmeFetched> order) => { });
                app.MapCallback<AcmeCertified>("/certified", (Verified<AcmeCertified> order) => { });
                if (lookup is not null)
                    app.MapCallback<AcmeAccount>("/account", (Verified<AcmeAccount> order) => { });
            },
            builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(provider);
                builder.Services.AddSingleton<ICallbackKeySource>(provider);
                if (lookup is not null)
                    builder.Services.AddScoped(_ => lookup);
                builder.Services.AddCallbacks(configure ?? (_ => { }));
            },
            configuration.Length == 0 ? [("Callbacks:Unused", null)] : configuration
        );

    internal static async Task<HttpStatusCode> PostAsync(
        TestApp app,
        string path,
        string body,
        string signature,
        string? certificate = null
    )
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var request = app.Request(path, content, signature);
        if (certificate is not null)
            request.Headers.TryAddWithoutValidation("X-Cert-Url", certificate);
        using var response = await app.Client.SendAsync(request);
        return response.StatusCode;
    }

    internal static string Token(string kid, RSA key) => Tokens.Detached(Order, key, kid);

    internal static string Signature(RSA key) =>
        Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(Order), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    internal static string Set(params (string Kid, RSA Key)[] keys) =>
        $$"""{"keys":[{{string.Join(',', keys.Select(key => Jwk(key.Kid, key.Key.ExportParameters(false))))}}]}""";

    private static string Jwk(string kid, RSAParameters key) =>
        $$"""{"kty":"RSA","kid":"{{kid}}","n":"{{Base64Url.EncodeToString(key.Modulus)}}","""
        + $"\"e\":\"{Base64Url.EncodeToString(key.Exponent)}\"}}";

    private static string Certificate(DateTimeOffset from, DateTimeOffset to, RSA? key = null) =>
        Provider.Certificate(from, to, key ?? Rsa);

    private sealed class Lookup(params (string Account, string[] Keys)[] accounts) : ICallbackKeyLookup
    {
        public ConcurrentQueue<string> Asked { get; } = [];

        public ValueTask<IReadOnlyList<string>> FindAsync(CallbackKeyLookupRequest request, CancellationToken cancellationToken)
        {
            Assert.Equal(("remote.account", "Remote", "hashKey"), (request.Feed.Name, request.KeySet, request.Key));
            Asked.Enqueue(request.Argument);
            if (request.Argument == "down")
                throw new InvalidOperationException("The store is down.");
            if (request.Argument == "unreadable")
                throw new FileNotFoundException("The account's file is gone.");
            return ValueTask.FromResult<IReadOnlyList<string>>(
                accounts.FirstOrDefault(account => account.Account == request.Argument).Keys ?? []
            );
        }
    }

    private sealed class Answer(HttpStatusCode status, int length) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(
                new HttpResponseMessage(status)
                {
                    Content = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(new string('k', length)))),
                }
            );
    }
}
