using System.Net;
using System.Security.Cryptography;
using CallbackGen.AspNetCore;
using CallbackGen.EndToEnd.Tests.Support;
using Microsoft.Extensions.Logging;
using static CallbackGen.EndToEnd.Tests.RuntimeKeyTests;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>
/// Unsigned requests name new addresses for hours. A genuine callback with a new address is accepted within a bounded time, and the
/// requests to the provider stay within the budget.
/// </summary>
public sealed class KeyFloodTests
{
    private const string Genuine = Certificates + "genuine";
    private const int PerMinute = 4;

    private static readonly RSA Rsa = RSA.Create(2048);
    private static readonly string Document = Rsa.ExportSubjectPublicKeyInfoPem();
    private static readonly string Useless = RSA.Create(2048).ExportSubjectPublicKeyInfoPem();

    [Theory]
    [InlineData(4, "missing")]
    [InlineData(4, "useless")]
    [InlineData(4, "slow")]
    [InlineData(5, "missing")]
    [InlineData(16, "useless")]
    [InlineData(30, "missing")]
    public async Task A_new_address_is_fetched_within_two_minutes_while_others_are_named_every_minute(int forgedPerMinute, string answers)
    {
        var provider = new KeyProvider((Genuine, Document)) { Elsewhere = Answering(answers) };
        await using var app = await StartWithAsync(provider);

        // First only forged requests, then also a genuine one at the end of each minute.
        for (var minute = 0; minute < 50; minute++)
            await PassMinuteAsync(app, provider, forgedPerMinute, minute);
        var statuses = new List<HttpStatusCode>();
        for (var minute = 50; minute < 60; minute++)
        {
            await FloodAsync(app, forgedPerMinute, minute);
            statuses.Add(await NameAsync(app, Genuine));
            provider.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.All(statuses.Skip(2), status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.InRange(provider.Asked.Count, 60, (PerMinute * 60) + 1);
    }

    [Theory]
    [InlineData(4, 10)]
    [InlineData(20, 10)]
    [InlineData(40, 12)]
    public async Task Addresses_that_fail_and_are_named_again_and_again_take_no_turn_from_new_ones(int failing, int minutes)
    {
        var provider = new KeyProvider((Genuine, Document));
        await using var app = await StartWithAsync(provider);

        for (var minute = 0; minute < minutes; minute++)
        {
            await FailAsync();
            provider.Advance(TimeSpan.FromMinutes(1));
        }

        await FailAsync();
        var first = await NameAsync(app, Genuine);
        provider.Advance(TimeSpan.FromMinutes(1));
        await FailAsync();

        Assert.Contains(HttpStatusCode.OK, new[] { first, await NameAsync(app, Genuine) });
        Assert.InRange(provider.Asked.Count, failing, 2 * PerMinute * (minutes + 2));

        async Task FailAsync() =>
            await Task.WhenAll(Enumerable.Range(0, failing).Select(number => NameAsync(app, $"{Certificates}failing-{number}")));
    }

    [Fact]
    public async Task Whoever_keeps_forty_addresses_waiting_delays_a_new_one_by_ten_minutes_and_no_more()
    {
        var provider = new KeyProvider((Genuine, Document));
        await using var app = await StartWithAsync(provider);
        var forged = 0;
        List<string> waiting = [];

        for (var minute = 0; minute < 30; minute++)
        {
            await NameAllAsync();
            provider.Advance(TimeSpan.FromMinutes(1));
        }

        var waited = 0;
        for (; waited <= 12; waited++)
        {
            await NameAllAsync();
            if (await NameAsync(app, Genuine) == HttpStatusCode.OK)
                break;
            provider.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.InRange(waited, 1, 1 + (40 / PerMinute));

        async Task NameAllAsync()
        {
            // Fetched addresses are replaced, so that there are always forty.
            waiting.RemoveAll(provider.Asked.Contains);
            while (waiting.Count < 40)
                waiting.Add($"{Certificates}steady-{forged++}");
            await Task.WhenAll(waiting.Select(address => NameAsync(app, address)));
        }
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("useless")]
    public async Task A_new_address_that_is_named_only_every_twenty_minutes_passes_the_third_time(string answers)
    {
        var provider = new KeyProvider((Genuine, Document)) { Elsewhere = Answering(answers) };
        await using var app = await StartWithAsync(provider);
        var statuses = new List<HttpStatusCode>();

        for (var minute = 0; minute < 120; minute++)
        {
            await FloodAsync(app, 5, minute);
            if (minute % 20 == 10)
                statuses.Add(await NameAsync(app, Genuine));
            provider.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.All(statuses.Skip(2), status => Assert.Equal(HttpStatusCode.OK, status));
    }

    [Fact]
    public async Task A_genuine_address_that_failed_is_asked_again_though_others_fail_every_minute()
    {
        var provider = new KeyProvider();
        await using var app = await StartWithAsync(provider);
        var statuses = new List<HttpStatusCode>();

        for (var minute = 0; minute < 40; minute++)
        {
            if (minute == 10)
                provider.Documents[Genuine] = Document;
            await FloodAsync(app, 4, minute);
            // The addresses of the last minutes again: each requests another attempt.
            for (var earlier = Math.Max(0, minute - 3); earlier < minute; earlier++)
                await FloodAsync(app, 4, earlier);
            statuses.Add(await NameAsync(app, Genuine));
            provider.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.All(statuses.Take(10), status => Assert.Equal(HttpStatusCode.Unauthorized, status));
        Assert.All(statuses.Skip(16), status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.InRange(provider.Asked.Count, 40, 2 * PerMinute * 41);
    }

    [Fact]
    public async Task An_address_whose_key_has_verified_stays_while_hundreds_of_others_give_keys_too()
    {
        var provider = new KeyProvider((Genuine, Document)) { Elsewhere = Answering("useless") };
        await using var app = await StartWithAsync(provider);
        Assert.Equal(HttpStatusCode.OK, await NameAsync(app, Genuine));

        for (var minute = 1; minute < 50; minute++)
            await PassMinuteAsync(app, provider, 4, minute);

        Assert.InRange(provider.Asked.Count, 150, 1 + (PerMinute * 50));
        Assert.Equal(HttpStatusCode.OK, await NameAsync(app, Genuine));
        Assert.Single(provider.Asked, Genuine);
    }

    [Fact]
    public async Task Operators_are_told_once_a_minute_that_addresses_wait_and_every_request_is_counted()
    {
        var provider = new KeyProvider((Genuine, Document));
        await using var app = await StartWithAsync(provider);
        using var measured = Measurements.Of(app);
        Assert.Equal(HttpStatusCode.OK, await NameAsync(app, Genuine));
        provider.Advance(TimeSpan.FromMinutes(1));

        await FloodAsync(app, 10, 1);
        provider.Advance(TimeSpan.FromMinutes(1));
        await FloodAsync(app, 10, 2);
        await app.StopAsync();

        var told = app.Logs.Named("CallbackKeyFetchHeldBack").ToArray();
        Assert.Equal(2, told.Length);
        Assert.All(told, line => Assert.Equal(LogLevel.Warning, line.Level));
        Assert.Contains("keys.acme.example", told[0].Message, StringComparison.Ordinal);
        Assert.Contains("4 are fetched in 00:01:00", told[0].Message, StringComparison.Ordinal);
        Assert.DoesNotContain(told, line => line.Everything.Contains("forged", StringComparison.Ordinal));
        Assert.InRange(measured.Lines.Count(line => line == "callbackgen.keys.fetched 1 keys.acme.example held_back"), 12, 16);
    }

    [Fact]
    public async Task A_new_address_is_fetched_at_once_when_nobody_floods()
    {
        var provider = new KeyProvider((Genuine, Document));
        await using var app = await StartWithAsync(provider);

        Assert.Equal(HttpStatusCode.OK, await NameAsync(app, Genuine));
        await app.StopAsync();

        Assert.Empty(app.Logs.Named("CallbackKeyFetchHeldBack"));
    }

    [Fact]
    public async Task More_addresses_have_their_turn_where_the_options_say_so()
    {
        var provider = new KeyProvider();
        await using var app = await StartWithAsync(provider, options => options.KeyFetch.AddressesPerInterval = 10);

        await FloodAsync(app, 30, 0);

        Assert.Equal(10, provider.Asked.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => new CallbackKeyFetchOptions().AddressesPerInterval = 0);
    }

    private static Func<string, CancellationToken, Task<string>> Answering(string answers) =>
        answers switch
        {
            "missing" => (_, _) => Task.FromException<string>(new HttpRequestException("404")),
            "useless" => (_, _) => Task.FromResult(Useless),
            "slow" => NeverAsync,
            _ => throw new ArgumentOutOfRangeException(nameof(answers)),
        };

    private static async Task<string> NeverAsync(string address, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return Document;
    }

    private static Task<TestApp> StartWithAsync(KeyProvider provider, Action<CallbackOptions>? configure = null) =>
        StartAsync(
            provider,
            null,
            options =>
            {
                // By the system's clock, which the provider's timers use.
                options.KeyFetch.Timeout = TimeSpan.FromMilliseconds(5);
                configure?.Invoke(options);
            }
        );

    private static async Task PassMinuteAsync(TestApp app, KeyProvider provider, int forged, int minute)
    {
        await FloodAsync(app, forged, minute);
        provider.Advance(TimeSpan.FromMinutes(1));
    }

    private static async Task FloodAsync(TestApp app, int forged, int minute)
    {
        var statuses = await Task.WhenAll(
            Enumerable.Range(0, forged).Select(number => NameAsync(app, $"{Certificates}forged-{minute}-{number}"))
        );
        Assert.All(statuses, status => Assert.Equal(HttpStatusCode.Unauthorized, status));
    }

    private static Task<HttpStatusCode> NameAsync(TestApp app, string address) =>
        PostAsync(app, "/certified", Order, RuntimeKeyTests.Signature(Rsa), address);
}
