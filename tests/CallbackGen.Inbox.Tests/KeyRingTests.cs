using CallbackGen.Inbox.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CallbackGen.Inbox.Tests;

/// <summary>The key ring that wraps the inbox's key: its location, and behaviour when it is missing.</summary>
public sealed class KeyRingTests(PostgreSqlServer server) : IClassFixture<PostgreSqlServer>, IAsyncTests
{
    private readonly InboxApp _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_program_whose_ring_is_lost_does_not_start_and_says_what_to_do()
    {
        await AcceptAsync(null, KeepTrying);
        Directory.Delete($"{_app.File}.keys", recursive: true);

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => _app.StartAsync(Handle));

        Assert.Contains("Restore the ring", failure.Message, StringComparison.Ordinal);
        Assert.Contains("callback_secret", failure.Message, StringComparison.Ordinal);

        // The remedy of the message, if the key ring is lost.
        SqliteFile.Execute(_app.File, "DELETE FROM callback_secret");
        await _app.StartAsync(Handle);
        await _app.UntilCountAsync(CallbackState.Quarantined, 1);
        Assert.Empty(_app.Handled);
        (await _app.SendAsync(NovaPayment.Feed, """{"id":"b","status":"paid"}""")).Dispose();
        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Equal(["b"], _app.Handled);
    }

    [Fact]
    public async Task A_ring_that_comes_back_opens_what_waits()
    {
        await AcceptAsync(null, KeepTrying);
        Directory.Move($"{_app.File}.keys", $"{_app.File}.away");
        await Assert.ThrowsAsync<InvalidOperationException>(() => _app.StartAsync(Handle));
        Directory.Delete($"{_app.File}.keys", recursive: true);
        Directory.Move($"{_app.File}.away", $"{_app.File}.keys");

        await _app.StartAsync(Handle);

        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Equal(["a"], _app.Handled);
    }

    [Fact]
    public async Task The_ring_beside_a_file_is_for_its_own_user_alone()
    {
        await AcceptAsync(null);

        var folder = new DirectoryInfo($"{_app.File}.keys");
        Assert.NotEmpty(folder.GetFiles());
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, folder.UnixFileMode);
    }

    [Fact]
    public async Task A_ring_that_the_application_has_configured_is_used_instead()
    {
        await AcceptAsync(inbox => inbox.UseSqlite(_app.File).Services.AddSharedRing(_app.Ring));

        Assert.NotEmpty(_app.Ring.GetFiles());
        Assert.False(Directory.Exists($"{_app.File}.keys"));
    }

    [PostgreSqlFact]
    public async Task A_server_asks_for_a_ring_that_instances_share()
    {
        await using var source = NpgsqlDataSource.Create(await server.CreateDatabaseAsync());
        foreach (
            var services in (Action<IServiceCollection>[])
                [_ => { }, services => services.AddDataProtection(), services => services.AddDataProtection().SetApplicationName("shop")]
        )
            Assert.Contains(".PersistKeysTo", await MessageAsync(services), StringComparison.Ordinal);
        Assert.Contains(
            ".SetApplicationName(",
            await MessageAsync(services => services.AddDataProtection().PersistKeysToFileSystem(_app.Ring)),
            StringComparison.Ordinal
        );
        await _app.StartAsync(Handle, store: inbox => inbox.UsePostgreSql(source), services: services => services.AddSharedRing(_app.Ring));
        await _app.StopAsync();

        // The key ring of another application.
        Assert.Contains(
            "Restore the ring",
            await MessageAsync(services => services.AddSharedRing(_app.Ring.CreateSubdirectory("other"))),
            StringComparison.Ordinal
        );

        async Task<string> MessageAsync(Action<IServiceCollection> services) =>
            (
                await Assert.ThrowsAsync<InvalidOperationException>(() =>
                    _app.StartAsync(Handle, store: inbox => inbox.UsePostgreSql(source), services: services)
                )
            ).Message;
    }

    private static void Handle(WebApplication app, InboxApp it) =>
        app.MapCallback<NovaPayment>("/in", (Verified<NovaPayment> payment) => it.Handled.Enqueue(payment.Payload.Id)).StoreFirst();

    private static void KeepTrying(CallbackInboxOptions options) => options.Attempts = int.MaxValue;

    /// <summary>Stores a callback that waits or fails, and stops the program.</summary>
    private async Task AcceptAsync(Action<CallbackInboxBuilder>? store, Action<CallbackInboxOptions>? configure = null)
    {
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaPayment>("/in", (Verified<NovaPayment> _) => Task.FromException(new InvalidOperationException()))
                    .StoreFirst(),
            configure,
            store
        );
        using var response = await _app.SendAsync(NovaPayment.Feed, """{"id":"a","status":"paid"}""");
        Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
        await _app.StopAsync();
    }
}
