using CallbackGen;
using CallbackGen.Chaos.Shop;
using CallbackGen.Chaos.Shop.Webhooks;
using CallbackGen.Chaos.Shop.Wrong;
using CallbackGen.Inbox;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Data.Sqlite;
using Npgsql;

if (args is ["lock", var file, var milliseconds])
{
    await Locker.HoldAsync(file, TimeSpan.FromMilliseconds(int.Parse(milliseconds, System.Globalization.CultureInfo.InvariantCulture)));
    return;
}

if (args is ["webhooks", .. var settings])
{
    await WebhookShop.RunAsync(settings);
    return;
}

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
var options =
    builder.Configuration.GetSection("Shop").Get<ShopOptions>()
    ?? throw new InvalidOperationException("Tests start this program, with arguments.");
var clock = new JumpingClock();
var work = new Work();
var kill = new KillSwitch();

builder.Services.AddSingleton<TimeProvider>(clock).AddSingleton(clock).AddSingleton(work).AddSingleton(kill).AddSingleton<CommandReader>();
builder.Services.AddSingleton(options).AddSingleton<ProviderClient>();
var inbox = builder.Services.AddCallbackInbox(it =>
{
    it.Lease = options.Lease;
    it.Attempts = 1_000;
    it.FirstRetry = TimeSpan.FromMilliseconds(100);
    it.LongestRetry = TimeSpan.FromMilliseconds(500);
    it.PollInterval = TimeSpan.FromMilliseconds(100);
    it.AcceptLimit = TimeSpan.FromSeconds(1);
});
if (options.IsPostgreSql)
    inbox.UsePostgreSql(NpgsqlDataSource.Create(options.Connection));
else
    inbox.UseSqlite(options.Connection);

// All programs over one database share the key ring, regardless of their builds.
builder.Services.AddDataProtection().SetApplicationName("shop").PersistKeysToFileSystem(new(options.KeyRing));
Watch(inbox);
if (options.Provider is not null)
    builder.Services.AddHostedService<Reconciler>();

var app = builder.Build();
app.MapGet(
    "/state",
    async (ICallbackStore store, CancellationToken cancellationToken) =>
    {
        var counts = await store.CountAsync(cancellationToken);
        var (open, done) = (
            counts.GetValueOrDefault(CallbackState.Queued)
                + counts.GetValueOrDefault(CallbackState.Waiting)
                + counts.GetValueOrDefault(CallbackState.Claimed),
            counts.GetValueOrDefault(CallbackState.Done)
        );
        return new ShopState(open, done, counts.Values.Sum() - open - done, work.Running, work.RefusedCommits);
    }
);
app.MapCallback<AcmePayment>("/in", HandleAsync)
    .StoreFirst(store =>
    {
        if (options.IsOrdered && options.Build != ShopBuild.HasNoOrder)
            store.OrderBy(payment => payment.Currency);
    });
app.MapCallback<AcmeNotice>("/notice", HandleNoticeAsync).StoreFirst();

await app.Services.GetRequiredService<CommandReader>().ServeAsync(app);

async Task HandleAsync(Verified<AcmePayment> message, ICallbackDelivery delivery, CancellationToken cancellationToken)
{
    if (message.Payload.Status != AcmePaymentStatus.Paid)
        return;
    using var running = work.Begin();
    await MakeTroubleAsync(message.Payload.Id, delivery);
    await delivery.CommitAsync(Effects.Of(message.Payload.Id), CancellationToken.None);
}

// The provider's API decides, not the callback's claim.
async Task HandleNoticeAsync(
    Authenticated<AcmeNotice> message,
    ICallbackDelivery delivery,
    ProviderClient provider,
    CancellationToken cancellationToken
)
{
    using var running = work.Begin();
    var confirmed = (
        await message.ConfirmAsync((claimed, token) => provider.FindAsync(claimed.Id, token), cancellationToken)
    ).GetValueOrThrow();
    if (confirmed.Payload.Status != AcmeNoticeStatus.Paid)
        return;
    await MakeTroubleAsync(confirmed.Payload.Id, delivery);
    await delivery.CommitAsync(confirmed, Effects.Of(confirmed.Payload.Id), CancellationToken.None);
}

async Task MakeTroubleAsync(string id, ICallbackDelivery delivery)
{
    if (options.TroubleOneIn == 0 || delivery.Attempt > 1)
        return;
    var turn = int.Parse(id.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture) % options.TroubleOneIn;
    if (turn == 0)
        await work.HangAsync(delivery.Id, options.Lease * 2.5);
    else if (turn == 1)
        throw new InvalidOperationException("The shop's other half is away.");
}

// Wraps the chosen store in the fault of this build, and that in the store that observes it.
void Watch(CallbackInboxBuilder inbox)
{
    var chosen = builder.Services.Last(service => service.ServiceType == typeof(ICallbackStore)).ImplementationFactory!;
    var database = new EffectDatabase(options);
    inbox.UseStore(provider =>
    {
        var store = (ICallbackStore)chosen(provider);
        return new WatchedStore(
            options.Build switch
            {
                ShopBuild.AcknowledgesBeforeCommit => new AcknowledgingStore(store),
                ShopBuild.CompletesBeforeEffect => new CompletingStore(store, database),
                ShopBuild.HasNoFence => new UnfencedStore(store, database),
                _ => store,
            },
            kill,
            work
        );
    });
}

/// <summary>Another process that locks the SQLite file for a while.</summary>
internal static class Locker
{
    public static async Task HoldAsync(string file, TimeSpan time)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync();
        await using var transaction = connection.BeginTransaction(deferred: false);
        Console.WriteLine("ready");
        await Task.Delay(time);
    }
}
