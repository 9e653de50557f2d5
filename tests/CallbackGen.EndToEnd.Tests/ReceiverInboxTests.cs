using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using CallbackGen.AspNetCore;
using CallbackGen.EndToEnd.Tests.Support;
using CallbackGen.Inbox;
using CallbackGen.Receiver;
using CallbackGen.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>The store in which the receiver keeps callbacks before it acknowledges them.</summary>
public sealed class ReceiverInboxTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("receiver");

    private string[] Sqlite => ["--Inbox:Sqlite", Path.Combine(_folder.FullName, "callbacks.db")];

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>
    /// The key is fetched when the callback arrives, and stored; the provider's server is stopped before the callback is handled.
    /// </summary>
    [Fact]
    public async Task A_feed_whose_keys_are_fetched_is_stored_and_handled_by_the_key_that_was_kept()
    {
        using var key = RSA.Create(2048);
        await using var published = await KeyServer.StartAsync(RuntimeKeyTests.Set(("one", key)));
        var (isReady, handled) = (false, new ConcurrentQueue<CallbackMessage>());
        await using (var first = await StartAsync())
        {
            Assert.Equal(
                HttpStatusCode.OK,
                await RuntimeKeyTests.PostAsync(
                    first,
                    "/fetched",
                    RuntimeKeyTests.Order,
                    Tokens.Detached(RuntimeKeyTests.Order, key, "one")
                )
            );
            await first.StopAsync();
        }

        Assert.Equal(1, published.Asked);
        await published.StopAsync();
        isReady = true;

        await using var second = await StartAsync();

        var store = second.Services.GetRequiredService<ICallbackStore>();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while ((await store.CountAsync(default)).GetValueOrDefault(CallbackState.Done) == 0)
            await Task.Delay(50, patience.Token);
        Assert.Equal("A-1", Assert.IsType<Verified<AcmeFetched>>(Assert.Single(handled)).Payload.OrderId);
        Assert.Equal(1, published.Asked);
        await second.StopAsync();

        Task<TestApp> StartAsync()
        {
            var inbox = ReceiverInbox.Read(new ConfigurationBuilder().AddCommandLine(Sqlite).Build(), [AcmeFetched.Feed]);
            return TestApp.StartAsync(
                app =>
                    inbox.Keep(
                        app.MapCallback(
                            AcmeFetched.Feed,
                            "/fetched",
                            (message, _, _) =>
                            {
                                if (!isReady)
                                    throw new InvalidOperationException();
                                handled.Enqueue(message);
                                return Task.CompletedTask;
                            }
                        ),
                        _ => { }
                    ),
                builder =>
                {
                    builder.Services.AddSingleton<ICallbackKeySource>(published);
                    inbox.AddTo(builder.Services, TimeSpan.FromSeconds(15));
                    // A failed callback is retried soon.
                    builder.Services.Configure<CallbackInboxOptions>(options => options.FirstRetry = TimeSpan.FromMilliseconds(50));
                },
                ("Callbacks:Unused", null)
            );
        }
    }

    [Fact]
    public void Of_what_anybody_can_make_up_a_thousand_an_hour_are_stored_unless_it_is_said_otherwise()
    {
        Assert.Equal((1000, TimeSpan.FromHours(1)), Read().Quota);
        Assert.Equal((5, TimeSpan.FromMinutes(1)), Read("--Inbox:Quota:Rows", "5", "--Inbox:Quota:Per", "00:01:00").Quota);

        ReceiverInbox Read(params string[] settings) =>
            ReceiverInbox.Read(new ConfigurationBuilder().AddCommandLine([.. Sqlite, .. settings]).Build(), [AcmePing.Feed]);
    }

    [Fact]
    public void What_the_shop_has_not_taken_is_sent_again_as_the_settings_say()
    {
        var services = new ServiceCollection();
        ReceiverInbox
            .Read(
                new ConfigurationBuilder()
                    .AddCommandLine([
                        .. Sqlite,
                        "--Inbox:Attempts",
                        "5",
                        "--Inbox:FirstRetry",
                        "00:00:01",
                        "--Inbox:LongestRetry",
                        "01:00:00",
                        "--Inbox:Lease",
                        "00:00:10",
                    ])
                    .Build(),
                []
            )
            .AddTo(services, TimeSpan.FromSeconds(15));
        using var provider = services.BuildServiceProvider();

        var options = provider.GetRequiredService<IOptions<CallbackInboxOptions>>().Value;

        Assert.Equal(
            (5, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), TimeSpan.FromSeconds(10)),
            (options.Attempts, options.FirstRetry, options.LongestRetry, options.Lease)
        );
        var inbox = new CallbackInboxOptions();
        Assert.Equal(
            new ReceiverAttempts(inbox.Attempts, inbox.FirstRetry, inbox.LongestRetry, inbox.Lease),
            ReceiverInbox.Read(new ConfigurationBuilder().AddCommandLine(Sqlite).Build(), []).Attempts
        );
    }

    [Fact]
    public void PostgreSQL_needs_a_key_ring_that_all_instances_share()
    {
        const string Server = "Host=db.example;Username=callbacks;Password=canary";

        var failure = Assert.Throws<OptionsValidationException>(() => Read("--Inbox:PostgreSql", Server));
        Assert.StartsWith("Inbox:KeyRing is missing", Assert.Single(failure.Failures), StringComparison.Ordinal);
        Assert.Equal("PostgreSQL at db.example", Read("--Inbox:PostgreSql", Server, "--Inbox:KeyRing", _folder.FullName).Name);
        Assert.StartsWith(
            "Inbox:PostgreSql is no connection string",
            Assert.Single(Assert.Throws<OptionsValidationException>(() => Read("--Inbox:PostgreSql", "canary=1")).Failures),
            StringComparison.Ordinal
        );

        static ReceiverInbox Read(params string[] settings) =>
            ReceiverInbox.Read(new ConfigurationBuilder().AddCommandLine(settings).Build(), []);
    }

    /// <summary>An added schema may need any of them: the compiler refuses it (CBG0055) if one is missing.</summary>
    [Theory]
    [InlineData("CallbackGen.Ed25519")]
    [InlineData("CallbackGen.IdentityModel")]
    public void Every_package_that_a_schema_may_need_is_the_receivers_own(string package)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "CallbackGen.Receiver.deps.json")));
        var program = file
            .RootElement.GetProperty("targets")
            .EnumerateObject()
            .Single()
            .Value.EnumerateObject()
            .Single(library => library.Name.StartsWith("CallbackGen.Receiver/", StringComparison.Ordinal));

        Assert.True(program.Value.GetProperty("dependencies").TryGetProperty(package, out _));
    }
}
