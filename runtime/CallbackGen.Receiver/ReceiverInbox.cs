using System.Globalization;
using CallbackGen.Inbox;
using CallbackGen.Inbox.Sqlite;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CallbackGen.Receiver;

/// <summary>The store of callbacks, which are stored before they are acknowledged; configured below <c>Inbox</c>.</summary>
/// <param name="Store">
/// The file of SQLite or its connection string, <c>Inbox:Sqlite</c>; the default is <c>callbacks.db</c> in the user's data
/// folder. Or the connection string of PostgreSQL, <c>Inbox:PostgreSql</c>.
/// </param>
/// <param name="KeyRing">
/// The folder of the key ring that seals stored callbacks, <c>Inbox:KeyRing</c>, for PostgreSQL; null for SQLite.
/// </param>
/// <param name="Quota">
/// The number of callbacks that are stored of each feed without a proof: <c>Inbox:Quota:Rows</c> and <c>Inbox:Quota:Per</c>; the
/// default is 1000 in an hour.
/// </param>
/// <param name="Attempts">When a callback that the shop has not accepted is sent again.</param>
internal sealed record ReceiverInbox(string Store, string? KeyRing, (int Rows, TimeSpan Per) Quota, ReceiverAttempts Attempts)
{
    private const string Section = "Inbox";

    /// <summary>
    /// The longest wait for a shop's response while the program stops, which is shorter than the host's shutdown timeout.
    /// </summary>
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(20);

    private static readonly string[] Settings = ["Sqlite", "PostgreSql", "KeyRing", "Quota", .. ReceiverAttempts.Settings];

    /// <summary>The store's name for messages: the file, or the PostgreSQL server.</summary>
    public string Name => KeyRing is null ? Store : $"PostgreSQL at {new NpgsqlConnectionStringBuilder(Store).Host}";

    /// <summary>The file of SQLite when it does not exist; else null.</summary>
    public string? MissingFile => KeyRing is null && SqliteDatabase.FileOf(Store) is { } file && !File.Exists(file) ? file : null;

    /// <summary>
    /// Locks the SQLite file against other receivers: each would claim callbacks of the other and send them to its own targets.
    /// PostgreSQL is not locked, because it may be shared.
    /// </summary>
    /// <returns>The lock, which disposing or the end of the process releases; null when there is none.</returns>
    /// <exception cref="OptionsValidationException">Another receiver holds the lock.</exception>
    public IDisposable? Lock()
    {
        if (KeyRing is not null || SqliteDatabase.FileOf(Store) is not { } file)
            return null;
        if (Store == DefaultFile())
            MakeFolder(Path.GetDirectoryName(Path.GetFullPath(Store))!);
        try
        {
            var held = Open($"{file}.lock", FileShare.None);
            // SQLite gives its companion files the permissions of the database file.
            Open(file, FileShare.ReadWrite | FileShare.Delete).Dispose();
            return held;
        }
        catch (IOException failure) when (failure is not (DirectoryNotFoundException or FileNotFoundException))
        {
            throw ReceiverSettings.Fail(
                $"Another receiver serves {Store}. Stop it, or give this one a file of its own, such as --Inbox:Sqlite "
                    + "other.db; several receivers share PostgreSQL (Inbox:PostgreSql)."
            );
        }
    }

    /// <summary>Reads the settings.</summary>
    /// <param name="configuration">The program's configuration.</param>
    /// <param name="feeds">The feeds that are served.</param>
    /// <exception cref="OptionsValidationException">They cannot be used. Each failure says why, and what to do.</exception>
    public static ReceiverInbox Read(IConfiguration configuration, IReadOnlyList<CallbackFeed> feeds)
    {
        var section = configuration.GetSection(Section);
        ReceiverSettings.RefuseUnknown(section, Settings);
        CheckEvents(feeds);
        var (sqlite, postgreSql) = (section["Sqlite"], section["PostgreSql"]);
        var (quota, attempts) = (ReadQuota(section), ReceiverAttempts.Read(configuration));
        if (sqlite is not null && postgreSql is not null)
            throw ReceiverSettings.Fail("Inbox:Sqlite and Inbox:PostgreSql are both set. Remove the one that is not used.");
        if (sqlite is not null && string.IsNullOrWhiteSpace(sqlite))
            throw ReceiverSettings.Fail(
                "Inbox:Sqlite names no file. Name one, such as --Inbox:Sqlite callbacks.db, or take it away, and it is one "
                    + "in your data folder."
            );
        if (postgreSql is null)
        {
            return section["KeyRing"] is null
                ? new(sqlite ?? DefaultFile(), null, quota, attempts)
                : throw ReceiverSettings.Fail(
                    "Inbox:KeyRing is for Inbox:PostgreSql. With SQLite the keys are in a folder next to the file: remove this setting."
                );
        }

        if (!IsConnectionString(postgreSql))
            throw ReceiverSettings.Fail(
                "Inbox:PostgreSql is no connection string. Write it like --Inbox:PostgreSql "
                    + "'Host=localhost;Username=callbacks;Database=callbacks'."
            );
        return section["KeyRing"] is { Length: > 0 } ring
            ? new(postgreSql, ring, quota, attempts)
            : throw ReceiverSettings.Fail(
                "Inbox:KeyRing is missing, the folder of the keys that seal stored callbacks. All instances share it, and it is "
                    + "backed up: without it nothing can be opened. Name one, such as --Inbox:KeyRing /var/lib/callbackgen/keys."
            );
    }

    /// <summary>Registers the inbox.</summary>
    /// <param name="services">The services.</param>
    /// <param name="timeout">The time limit for a shop's response.</param>
    public void AddTo(IServiceCollection services, TimeSpan timeout)
    {
        var inbox = services.AddCallbackInbox(options =>
        {
            // A request to a shop that is in flight when the program stops is not cancelled, so that the shop does not receive it
            // twice.
            options.StopAfter = timeout < LongestStop ? timeout : LongestStop;
            Attempts.Apply(options);
        });
        if (KeyRing is null)
        {
            inbox.UseSqlite(Store);
            return;
        }

        services.AddDataProtection().SetApplicationName("callbackgen-receiver").PersistKeysToFileSystem(MakeFolder(KeyRing));
        inbox.UsePostgreSql(NpgsqlDataSource.Create(Store));
    }

    /// <summary>Configures an endpoint to store its callbacks first.</summary>
    /// <param name="endpoint">The endpoint's builder.</param>
    /// <param name="configure">Configures further options of the store.</param>
    public void Keep(CallbackEndpointBuilder endpoint, Action<CallbackStoreOptions> configure) =>
        endpoint.StoreFirst(store =>
        {
            store.Quota(Quota.Rows, Quota.Per);
            configure(store);
        });

    /// <summary>
    /// Refuses two feeds that report the same event when only one of them is signed as a whole: the inbox would store both
    /// callbacks, because it cannot tell that they mean the same event.
    /// </summary>
    private static void CheckEvents(IReadOnlyList<CallbackFeed> feeds)
    {
        foreach (var feed in feeds.Where(feed => feed.Trust != CallbackTrust.Verified))
        {
            if (
                feeds.FirstOrDefault(other => other.Trust == CallbackTrust.Verified && CallbackIdentity.ShareEvents(feed, other)) is
                { } other
            )
            {
                throw ReceiverSettings.Fail(
                    $"{feed.Name} and {other.Name} report the same event, {feed.Definition.Event}, and the signature of {feed.Name} "
                        + $"leaves members out: each would be forwarded. Serve one of them, {other.Name} where you can choose: list "
                        + $"what is served in --{ChosenFeeds.Setting}."
                );
            }
        }
    }

    private static (int Rows, TimeSpan Per) ReadQuota(IConfigurationSection section)
    {
        var quota = section.GetSection("Quota");
        ReceiverSettings.RefuseUnknown(quota, "Rows", "Per");
        if (!quota.Exists())
            return (1000, TimeSpan.FromHours(1));
        return
            int.TryParse(quota["Rows"], NumberStyles.None, CultureInfo.InvariantCulture, out var rows)
            && rows > 0
            && TimeSpan.TryParse(quota["Per"], CultureInfo.InvariantCulture, out var per)
            && per > TimeSpan.Zero
            ? (rows, per)
            : throw ReceiverSettings.Fail(
                "Inbox:Quota needs Rows, a number from 1, and Per, a time, such as --Inbox:Quota:Rows 1000 --Inbox:Quota:Per 01:00:00."
            );
    }

    /// <summary>
    /// Returns a file in the user's data folder, which is created for this user alone; without such a folder, in the current one.
    /// </summary>
    private static string DefaultFile()
    {
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return data.Length == 0 ? "callbacks.db" : Path.Combine(data, "CallbackGen", "callbacks.db");
    }

    /// <summary>Opens a file. A missing file is created with access for the program's own user alone.</summary>
    private static FileStream Open(string path, FileShare share)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = share,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new(path, options);
    }

    /// <summary>Creates a folder that only the program's own user can read.</summary>
    private static DirectoryInfo MakeFolder(string path) =>
        OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(path)
            : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    private static bool IsConnectionString(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text).Host is { Length: > 0 };
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
