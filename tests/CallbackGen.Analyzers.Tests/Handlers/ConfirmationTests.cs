using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Analyzers;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.ForgedTrustAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>
/// CBG1026: a confirmation returns the claim, caches one answer for all claims, or queries an address that the callback
/// names.
/// </summary>
public sealed class ConfirmationTests
{
    private const string Before = """
        using CallbackGen;
        using Microsoft.Extensions.Caching.Memory;
        namespace Shop;

        class Shopping(HttpClient client, AcmeApi api, IMemoryCache cache, ILogger<Shopping> logger)
        {
            private AcmeNotice? _last;
            private Task<AcmeNotice?> AskAsync(AcmeNotice notice, CancellationToken ct) =>
                client.GetFromJsonAsync<AcmeNotice>($"/invoices/{notice.InvoiceId}", ct);
            private Task DemandAsync(string invoice, CancellationToken ct) => client.GetStringAsync("/demand/" + invoice, ct);
            private static Told Map(AcmeNotice notice) => new(notice.InvoiceId, notice.Status.Text, notice.Amount);
            private static AcmeNotice Copy(AcmeNotice notice) => notice with { Currency = "MYR" };
            public AcmeNotice? Last => _last;

        """;

    private const string After = """

        }
        sealed record Told(string Id, string State, decimal Amount);
        sealed class Stated { public string Id { get; set; } = ""; public decimal Amount { get; set; } }
        static class Mapping
        {
            public static Told ToTold(this AcmeNotice notice) => new(notice.InvoiceId, notice.Status.Text, notice.Amount);
        }
        """;

    [Theory]
    [InlineData(
        "a mapper",
        """
            {|CBG1026:(claim, _) => Task.FromResult<Told?>(Map(claim))|},
            (claim, told) => claim with { InvoiceId = told.Id, Amount = told.Amount }
            """
    )]
    [InlineData(
        "an extension that maps",
        """
            {|CBG1026:(claim, _) => Task.FromResult<Told?>(claim.ToTold())|},
            (claim, told) => claim with { InvoiceId = told.Id, Amount = told.Amount }
            """
    )]
    [InlineData(
        "a mapper, by a local",
        """{|CBG1026:async (claim, ct) => { await Task.Yield(); var mapped = Copy(claim); return mapped; }|}"""
    )]
    [InlineData(
        "a class that is filled",
        """
            {|CBG1026:(claim, _) => Task.FromResult<Stated?>(new Stated { Id = claim.InvoiceId, Amount = claim.Amount })|},
            (claim, told) => claim with { InvoiceId = told.Id, Amount = told.Amount }
            """
    )]
    [InlineData(
        "in a catch",
        """async (claim, ct) => { try { return await AskAsync(claim, ct); } catch (HttpRequestException) { return {|CBG1026:claim|}; } }"""
    )]
    [InlineData(
        "in a catch, a copy",
        """
            async (claim, ct) =>
            {
                try
                {
                    return await AskAsync(claim, ct);
                }
                catch (Exception e)
                {
                    logger.LogWarning(e, "away");
                    return {|CBG1026:claim with { Currency = "MYR" }|};
                }
            }
            """
    )]
    [InlineData(
        "behind a try",
        """
            async (claim, ct) =>
            {
                try
                {
                    return await AskAsync(claim, ct);
                }
                catch (Exception e)
                {
                    logger.LogWarning(e, "away");
                }
                return {|CBG1026:claim|};
            }
            """
    )]
    [InlineData(
        "kept in a local",
        """
            async (claim, ct) =>
            {
                AcmeNotice? answer = claim;
                try
                {
                    answer = await AskAsync(claim, ct);
                }
                catch (Exception e)
                {
                    logger.LogWarning(e, "away");
                }
                return {|CBG1026:answer|};
            }
            """
    )]
    [InlineData("instead of null", """async (claim, ct) => await AskAsync(claim, ct) ?? {|CBG1026:claim|}""")]
    [InlineData(
        "instead of null, by a switch",
        """async (claim, ct) => await AskAsync(claim, ct) switch { { } found => found, null => {|CBG1026:claim|} }"""
    )]
    [InlineData(
        "where the status is no success",
        """
            async (claim, ct) =>
            {
                using var response = await client.GetAsync("/x", ct);
                if (!response.IsSuccessStatusCode)
                    return {|CBG1026:claim|};
                return await response.Content.ReadFromJsonAsync<AcmeNotice>(ct);
            }
            """
    )]
    [InlineData(
        "where the status is another",
        """
            async (claim, ct) =>
            {
                using var response = await client.GetAsync("/x", ct);
                return response.StatusCode != System.Net.HttpStatusCode.OK
                    ? {|CBG1026:claim|}
                    : await response.Content.ReadFromJsonAsync<AcmeNotice>(ct);
            }
            """
    )]
    [InlineData(
        "after a success has left",
        """
            async (claim, ct) =>
            {
                using var response = await client.GetAsync("/x", ct);
                if (response.IsSuccessStatusCode)
                    return await response.Content.ReadFromJsonAsync<AcmeNotice>(ct);
                return {|CBG1026:claim|};
            }
            """
    )]
    [InlineData(
        "where it is unknown",
        """
            async (claim, ct) =>
            {
                var found = await AskAsync(claim, ct);
                if (found is null)
                {
                    logger.LogWarning("unknown");
                    return {|CBG1026:claim|};
                }
                return found;
            }
            """
    )]
    [InlineData(
        "asked, and only whether it is known",
        """async (claim, ct) => await api.FindNoticeAsync(claim.InvoiceId, ct) is null ? null : {|CBG1026:claim|}"""
    )]
    [InlineData(
        "asked, and only whether it is known, by a local",
        """
            async (claim, ct) =>
            {
                var found = await api.FindNoticeAsync(claim.InvoiceId, ct);
                if (found == null)
                    return null;
                return {|CBG1026:claim|};
            }
            """
    )]
    [InlineData(
        "asked, and only for the status of HTTP",
        """
            async (claim, ct) =>
            {
                using var response = await client.GetAsync($"/invoices/{claim.InvoiceId}", ct);
                response.EnsureSuccessStatusCode();
                return {|CBG1026:claim|};
            }
            """
    )]
    [InlineData(
        "asked, and dropped",
        """async (claim, ct) => { await api.FindNoticeAsync(claim.InvoiceId, ct); return {|CBG1026:claim with { Currency = "MYR" }|}; }"""
    )]
    [InlineData("one for all, in a field", """async (claim, ct) => {|CBG1026:_last ??= await AskAsync(claim, ct)|}""")]
    [InlineData(
        "one for all, in a cache",
        """async (claim, ct) => await {|CBG1026:cache.GetOrCreateAsync("acme", _ => AskAsync(claim, ct))|}"""
    )]
    public Task A_confirmation_of_the_claim_is_reported(string what, string ask)
    {
        Assert.NotEmpty(what);
        return Verify.VerifyAnalyzerAsync(
            $"{Before}async Task Confirm(Authenticated<AcmeNotice> notice) => await notice.ConfirmAsync({ask});{After}"
        );
    }

    [Theory]
    [InlineData(
        "null in a catch",
        """async (claim, ct) => { try { return await AskAsync(claim, ct); } catch (HttpRequestException) { return null; } }"""
    )]
    [InlineData(
        "thrown again",
        """
            async (claim, ct) =>
            {
                try
                {
                    return await AskAsync(claim, ct);
                }
                catch (Exception e)
                {
                    logger.LogWarning(e, "away");
                    throw;
                }
            }
            """
    )]
    [InlineData(
        "null where the status is no success",
        """
            async (claim, ct) =>
            {
                using var response = await client.GetAsync("/x", ct);
                if (!response.IsSuccessStatusCode)
                    return null;
                return await response.Content.ReadFromJsonAsync<AcmeNotice>(ct);
            }
            """
    )]
    [InlineData(
        "the claim that was held against the answer",
        """
            async (claim, ct) =>
            {
                var found = await AskAsync(claim, ct);
                if (found is null || found.Amount != claim.Amount || found.Status != claim.Status)
                    return null;
                return claim;
            }
            """
    )]
    [InlineData(
        "the claim that the provider recognizes",
        """async (claim, ct) => await client.GetStringAsync("/verify?" + claim.InvoiceId, ct) == "VERIFIED" ? claim : null"""
    )]
    [InlineData(
        "the claim after a success",
        """
            async (claim, ct) =>
            {
                using var response = await client.PostAsJsonAsync("/verify", claim, ct);
                response.EnsureSuccessStatusCode();
                return await response.Content.ReadAsStringAsync(ct) == "OK" ? claim : null;
            }
            """
    )]
    [InlineData(
        "the claim that the provider is sent",
        """
            async (claim, ct) =>
            {
                using var response = await client.PostAsJsonAsync("/verify", claim, ct);
                return response.IsSuccessStatusCode ? claim : null;
            }
            """
    )]
    [InlineData(
        "the claim of which one member is compared",
        """
            async (claim, ct) =>
                await api.FindNoticeAsync(claim.InvoiceId, ct) is { } found && found.Amount == claim.Amount
                    ? claim
                    : null
            """
    )]
    [InlineData(
        "the claim, found by its amount too",
        """
            async (claim, ct) =>
            {
                using var response = await client.GetAsync(
                    $"/invoices/{claim.InvoiceId}?amount={claim.Amount}",
                    ct
                );
                return response.IsSuccessStatusCode ? claim : null;
            }
            """
    )]
    [InlineData(
        "the claim, which a call throws over",
        """async (claim, ct) => { await DemandAsync(claim.InvoiceId, ct); return claim; }"""
    )]
    [InlineData(
        "with the answer",
        """
            async (claim, ct) =>
                await AskAsync(claim, ct) is { } found
                    ? claim with
                    {
                        Status = found.Status,
                        Amount = found.Amount
                    }
                    : null
            """
    )]
    [InlineData("a mapper of the answer", """async (claim, ct) => await AskAsync(claim, ct) is { } found ? Copy(found) : null""")]
    [InlineData(
        "a cache by the invoice",
        """async (claim, ct) => await cache.GetOrCreateAsync(claim.InvoiceId, _ => AskAsync(claim, ct))"""
    )]
    [InlineData(
        "a token that is kept",
        """
            async (claim, ct) =>
            {
                var token = await cache.GetOrCreateAsync("token", _ => client.GetStringAsync("/token", ct));
                return await client.GetFromJsonAsync<AcmeNotice>($"/invoices/{claim.InvoiceId}?t={token}", ct);
            }
            """
    )]
    [InlineData(
        "a second way to ask",
        """async (claim, ct) => await AskAsync(claim, ct) ?? await api.FindNoticeAsync(claim.InvoiceId, ct)"""
    )]
    [InlineData(
        "another in a catch",
        """
            async (claim, ct) =>
            {
                try
                {
                    return await AskAsync(claim, ct);
                }
                catch (HttpRequestException)
                {
                    return await api.FindNoticeAsync(claim.InvoiceId, ct);
                }
            }
            """
    )]
    [InlineData(
        "a member of the claim that is absent",
        """
            async (claim, ct) =>
            {
                var found = await AskAsync(claim, ct);
                return found is null ? null
                    : claim.Currency is null ? found with { Currency = "MYR" }
                    : found;
            }
            """
    )]
    public Task One_that_answers_as_the_provider_does_is_not(string what, string ask)
    {
        Assert.NotEmpty(what);
        return Verify.VerifyAnalyzerAsync(
            $"{Before}async Task Confirm(Authenticated<AcmeNotice> notice) => await notice.ConfirmAsync({ask});{After}"
        );
    }

    [Theory]
    [InlineData(
        "the amount",
        """{|CBG1026:async (claim, ct) => await AskAsync(claim, ct) is { } found ? claim with { Status = found.Status } : null|}""",
        "Console.WriteLine(answer.GetValueOrThrow().Payload.Amount);"
    )]
    [InlineData(
        "the amount, by a local",
        """{|CBG1026:async (claim, ct) => await AskAsync(claim, ct) is { } found ? claim with { Status = found.Status } : null|}""",
        """
            if (answer.TryGetValue(out var confirmed, out _))
            {
                var paid = confirmed.Payload;
                Console.WriteLine(paid.Amount + paid.InvoiceId);
            }
            """
    )]
    [InlineData(
        "what a second function leaves out",
        """{|CBG1026:AskAsync|}, (claim, found) => claim with { Status = found.Status }""",
        "var confirmed = answer.GetValueOrThrow(); Console.WriteLine(confirmed.Payload.Currency);"
    )]
    public Task A_member_that_stays_a_claim_is_reported(string what, string ask, string use)
    {
        Assert.NotEmpty(what);
        return Verify.VerifyAnalyzerAsync(
            $$"""
            {{Before}}async Task Confirm(Authenticated<AcmeNotice> notice)
            {
                var answer = await notice.ConfirmAsync({{ask}});
                {{use}}
            }
            {{After}}
            """
        );
    }

    [Theory]
    [InlineData(
        "stated",
        """
            async (claim, ct) =>
                await AskAsync(claim, ct) is { } found
                    ? claim with
                    {
                        Status = found.Status,
                        Amount = found.Amount
                    }
                    : null
            """,
        "Console.WriteLine(answer.GetValueOrThrow().Payload.Amount);"
    )]
    [InlineData(
        "held against the answer",
        """
            async (claim, ct) =>
                await AskAsync(claim, ct) is { } found && found.Amount == claim.Amount
                    ? claim with
                    {
                        Status = found.Status
                    }
                    : null
            """,
        "Console.WriteLine(answer.GetValueOrThrow().Payload.Amount);"
    )]
    [InlineData(
        "signed",
        """async (claim, ct) => await AskAsync(claim, ct) is { } found ? claim with { Status = found.Status } : null""",
        "Console.WriteLine(answer.GetValueOrThrow().Payload.InvoiceId);"
    )]
    [InlineData(
        "not read",
        """async (claim, ct) => await AskAsync(claim, ct) is { } found ? claim with { Status = found.Status } : null""",
        "Console.WriteLine(answer.GetValueOrThrow().Payload.Status.Text);"
    )]
    [InlineData(
        "read of the answer",
        """AskAsync, (claim, found) => claim with { Status = found.Status }""",
        "Console.WriteLine(answer.GetValueOrThrow().Answer.Amount);"
    )]
    public Task A_member_that_the_provider_states_is_not(string what, string ask, string use)
    {
        Assert.NotEmpty(what);
        return Verify.VerifyAnalyzerAsync(
            $$"""
            {{Before}}async Task Confirm(Authenticated<AcmeNotice> notice)
            {
                var answer = await notice.ConfirmAsync({{ask}});
                {{use}}
            }
            {{After}}
            """
        );
    }

    /// <summary>A server that the callback names may answer anything. A feed of its own declares members with addresses.</summary>
    [Fact]
    public async Task An_address_that_the_callback_names_is_reported() =>
        await VerifyAddressesAsync(
            """
            app.MapCallback<AcmeLink>(
                "/1",
                async (Received<AcmeLink> link, HttpClient http) =>
                {
                    await link.ConfirmAsync(
                        (claim, ct) => http.GetFromJsonAsync<AcmeLink>({|CBG1026:claim.StatusUrl|}, ct)
                    );
                    await link.ConfirmAsync(
                        (claim, ct) =>
                            http.GetFromJsonAsync<AcmeLink>(
                                {|CBG1026:$"https://{claim.Region}.acme.example/links/{claim.Id}"|},
                                ct
                            )
                    );
                    await link.ConfirmAsync(
                        (claim, ct) =>
                            http.GetFromJsonAsync<AcmeLink>({|CBG1026:"https://" + claim.Region + "/links"|}, ct)
                    );
                    await link.ConfirmAsync(
                        (claim, ct) => http.GetFromJsonAsync<AcmeLink>({|CBG1026:$"{claim.StatusUrl}/links"|}, ct)
                    );
                    await link.ConfirmAsync(
                        async (claim, ct) =>
                        {
                            var address = new Uri(claim.StatusUrl);
                            return await http.GetFromJsonAsync<AcmeLink>({|CBG1026:address|}, ct);
                        }
                    );
                    await link.ConfirmAsync(
                        async (claim, ct) =>
                        {
                            using var message = new HttpRequestMessage(HttpMethod.Get, {|CBG1026:claim.StatusUrl|});
                            using var answer = await http.SendAsync(message, ct);
                            return await answer.Content.ReadFromJsonAsync<AcmeLink>(ct);
                        }
                    );
                    await link.ConfirmAsync(
                        (claim, ct) => new LinkApi().FindAsync({|CBG1026:claim.StatusUrl|}, claim.Id, ct)
                    );
                }
            );
            app.MapCallback<AcmeLink>(
                "/2",
                async (Received<AcmeLink> link, HttpClient http, CancellationToken ct) =>
                {
                    http.BaseAddress = {|CBG1026:new Uri(link.Payload.StatusUrl)|};
                    var found = await http.GetFromJsonAsync<AcmeLink>({|CBG1026:link.Payload.StatusUrl|}, ct);
                    await link.ConfirmAsync((_, _) => Task.FromResult(found), ct);
                }
            );
            """
        );

    [Fact]
    public async Task One_of_the_programs_own_is_not() =>
        await VerifyAddressesAsync(
            """
            app.MapCallback<AcmeLink>(
                "/1",
                async (Received<AcmeLink> link, HttpClient http, IConfiguration configuration) =>
                {
                    await link.ConfirmAsync(
                        (claim, ct) =>
                            http.GetFromJsonAsync<AcmeLink>($"https://api.acme.example/links/{claim.Id}", ct)
                    );
                    await link.ConfirmAsync(
                        (claim, ct) =>
                            http.GetFromJsonAsync<AcmeLink>("/links/" + Uri.EscapeDataString(claim.Id), ct)
                    );
                    await link.ConfirmAsync(
                        (claim, ct) =>
                            http.GetFromJsonAsync<AcmeLink>($"{configuration["Acme:Url"]}/links/{claim.Id}", ct)
                    );
                    await link.ConfirmAsync(
                        (claim, ct) =>
                            http.GetFromJsonAsync<AcmeLink>(
                                $"https://api.acme.example/links?from={claim.StatusUrl}",
                                ct
                            )
                    );
                    await link.ConfirmAsync(
                        (claim, ct) => new LinkApi().FindAsync("https://api.acme.example", claim.Id, ct)
                    );
                    var result = await link.ConfirmAsync(
                        (claim, ct) => http.GetFromJsonAsync<AcmeLink>($"links/{claim.Region}/{claim.Id}", ct)
                    );
                    if (result.TryGetValue(out var confirmed, out _))
                        await http.PostAsync(confirmed.Payload.StatusUrl, null);
                }
            );
            app.MapCallback<AcmeLink>(
                "/2",
                async (Received<AcmeLink> link, HttpClient http) =>
                    await link.ConfirmAsync(
                        async (claim, ct) =>
                        {
                            var address = new Uri(claim.StatusUrl);
                            if (address.Host != "api.acme.example")
                                return null;
                            return await http.GetFromJsonAsync<AcmeLink>(address, ct);
                        }
                    )
            );
            """
        );

    private static Task VerifyAddressesAsync(string code) =>
        new HandlerTest<ForgedTrustAnalyzer>
        {
            Sources =
            [
                $"using CallbackGen;\nusing Microsoft.Extensions.Configuration;\nvar app = WebApplication.Create();\n{code}\napp.Run();\n",
                """
                    namespace Shop;

                    sealed class LinkApi
                    {
                        public Task<AcmeLink?> FindAsync(string baseUrl, string id, CancellationToken ct) =>
                            Task.FromResult<AcmeLink?>(null);
                    }
                    """,
            ],
            Schemas =
            [
                (
                    "/shop/schemas/acme.link.callback.json",
                    """
                    {
                      "callback": {
                        "provider": "Acme", "feed": "Link",
                        "receive": [ { "method": "POST", "content": "json" } ],
                        "verify": { "scheme": "none", "reason": "The provider signs nothing." }
                      },
                      "type": "object",
                      "required": ["id", "status_url", "region"],
                      "properties": { "id": { "type": "string" }, "status_url": { "type": "string" }, "region": { "type": "string" } }
                    }
                    """
                ),
            ],
        }.RunAsync();
}
