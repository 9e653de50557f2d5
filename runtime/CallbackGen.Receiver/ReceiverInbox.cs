using System.Globalization;
using CallbackGen.Inbox;
using CallbackGen.Inbox.Sqlite;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CallbackGen.Receiver;

/// <summary>Where callbacks are stored before they are acknowledged, as the configuration says below <c>Inbox</c>.</summary>
/// <param name="Store">
/// The file of SQLite, or a connection string for it: <c>Inbox:Sqlite</c>, by itself <c>callbacks.db</c> in the folder for the user's data. Or the connection
/// string of PostgreSQL: <c>Inbox:PostgreSql</c>.
/// </param>
/// <param name="KeyRing">The folder of the key ring by which what is stored is sealed, <c>Inbox:KeyRing</c>, where the store is PostgreSQL; else null.</param>
/// <param name="Quota">How much is stored of each feed that proves nothing: <c>Inbox:Quota:Rows</c> and <c>Inbox:Quota:Per</c>, by itself 1000 in an hour.</param>
/// <param name="Attempts">When what the shop has not taken is sent again.</param>
internal sealed record ReceiverInbox(string Store, string? KeyRing, (int Rows, TimeSpan Per) Quota, ReceiverAttempts Attempts)
{
    private const string Section = "Inbox";

    /// <summary>The longest that a shop is waited for when the program stops, which is shorter than the host waits.</summary>
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(20);

    private static readonly string[] Settings = ["Sqlite", "PostgreSql", "KeyRing", "Quota", .. ReceiverAttempts.Settings];

    /// <summary>What is said of it: a path, or which server.</summary>
    public string Name => KeyRing is null ? Store : $"PostgreSQL at {new NpgsqlConnectionStringBuilder(Store).Host}";

    /// <summary>The file of SQLite where it is not there; else null.</summary>
    public string? MissingFile => KeyRing is null && SqliteDatabase.FileOf(Store) is { } file && !File.Exists(file) ? file : null;

    /// <summary>
    /// Keeps other receivers from the file: each would take callbacks of the other, and send them where its own settings say. PostgreSQL is there to
    /// be shared.
    /// </summary>
    /// <returns>What gives the file back when it is disposed of, as does the end of the process; null where there is none.</returns>
    /// <exception cref="OptionsValidationException">Another receiver has it.</exception>
    public IDisposable? Lock()
    {
        if (KeyRing is not null || SqliteDatabase.FileOf(Store) is not { } file)
            return null;
        if (Store == DefaultFile())
            MakeFolder(Path.GetDirectoryName(Path.GetFullPath(Store))!);
        try
        {
            var held = Open($"{file}.lock", FileShare.None);
            // What SQLite puts beside the file has the rights of the file.
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
            throw ReceiverSettings.Fail(
                "Inbox:Sqlite and Inbox:PostgreSql are both there. Take away the one in which callbacks are not to be stored."
            );
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
                    "Inbox:KeyRing is for Inbox:PostgreSql. With SQLite the keys are in a folder beside the file: take it away."
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
                "Inbox:KeyRing is missing, the folder of the keys that seal what is stored. All instances share it, and it "
                    + "is backed up: without it nothing can be opened. Name one, such as --Inbox:KeyRing /var/lib/callbackgen/keys."
            );
    }

    /// <summary>Adds the inbox.</summary>
    /// <param name="services">The services.</param>
    /// <param name="timeout">How long a shop may take to answer.</param>
    public void AddTo(IServiceCollection services, TimeSpan timeout)
    {
        var inbox = services.AddCallbackInbox(options =>
        {
            // What is on its way to a shop when the program stops is not cut off, so that the shop does not get it again.
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

    /// <summary>Has the callbacks of an endpoint stored first.</summary>
    /// <param name="endpoint">The endpoint's builder.</param>
    /// <param name="configure">Says more of how.</param>
    public void Keep(CallbackEndpointBuilder endpoint, Action<CallbackStoreOptions> configure) =>
        endpoint.StoreFirst(store =>
        {
            store.Quota(Quota.Rows, Quota.Per);
            configure(store);
        });

    /// <summary>
    /// Of two feeds that tell of one event the inbox keeps one where one of them is signed as a whole and the other is not: it could not tell that
    /// both mean the same.
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
                    $"{feed.Name} and {other.Name} tell of one event, {feed.Definition.Event}, and the signature of "
                        + $"{feed.Name} leaves members out: each would be forwarded. "
                        + $"Serve one of them, {other.Name} where you can choose: list what is served in --{ChosenFeeds.Setting}."
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

    /// <summary>A file in the folder for the user's data, which is made for him alone; where there is no such folder, in the current one.</summary>
    private static string DefaultFile()
    {
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return data.Length == 0 ? "callbacks.db" : Path.Combine(data, "CallbackGen", "callbacks.db");
    }

    /// <summary>Opens a file, which is made for the program's own user alone where it is not there.</summary>
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

    /// <summary>Makes a folder that nobody but the program's own user can read.</summary>
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
