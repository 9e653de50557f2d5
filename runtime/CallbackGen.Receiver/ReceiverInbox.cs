using System.Globalization;
using CallbackGen.Inbox;
using Microsoft.Extensions.Options;

namespace CallbackGen.Receiver;

/// <summary>Where callbacks are stored before they are acknowledged, as the configuration says below <c>Inbox</c>.</summary>
/// <param name="File">The file of SQLite, or a connection string: <c>Inbox:Sqlite</c>.</param>
/// <param name="Quota">How much is stored of each feed that proves nothing, <c>Inbox:Quota:Rows</c> and <c>Inbox:Quota:Per</c>; null when it is not said.</param>
/// <param name="Served">The feeds of the program.</param>
internal sealed record ReceiverInbox(string File, (int Rows, TimeSpan Per)? Quota, IReadOnlyList<CallbackFeed> Served)
{
    private const string Section = "Inbox";

    private const string HowToSay = "--Inbox:Quota:Rows 1000 --Inbox:Quota:Per 01:00:00";

    /// <summary>Reads the settings.</summary>
    /// <param name="configuration">The program's configuration.</param>
    /// <param name="served">The feeds of the program.</param>
    /// <returns>The settings; null when there are none, and nothing is stored.</returns>
    /// <exception cref="OptionsValidationException">They cannot be used. Each failure says why, and what to do.</exception>
    public static ReceiverInbox? Read(IConfiguration configuration, IReadOnlyList<CallbackFeed> served)
    {
        var section = configuration.GetSection(Section);
        if (!section.Exists())
            return null;
        if (string.IsNullOrWhiteSpace(section["Sqlite"]))
            throw Fail("Inbox:Sqlite names no file. Name one, such as --Inbox:Sqlite callbacks.db, or take the settings below Inbox away.");
        var inbox = new ReceiverInbox(section["Sqlite"]!, ReadQuota(section), served);
        if (inbox.Quota is null && served.FirstOrDefault(feed => inbox.CanStore(feed) && CallbackIdentity.ProvesNothing(feed)) is { } open)
            throw Fail($"{open.Name} proves nothing about what is sent, so that anybody could fill the file of Inbox:Sqlite. Say how much of each such feed may be stored, such as {HowToSay}.");
        return inbox;
    }

    /// <summary>Adds the inbox.</summary>
    /// <param name="services">The services.</param>
    public void AddTo(IServiceCollection services) => services.AddCallbackInbox().UseSqlite(File);

    /// <summary>Has the callbacks of an endpoint stored first, where all of its feeds can be.</summary>
    /// <param name="endpoint">The endpoint's builder.</param>
    /// <param name="feeds">Its feeds.</param>
    public void Store(CallbackEndpointBuilder endpoint, IEnumerable<CallbackFeed> feeds)
    {
        if (feeds.All(CanStore))
            endpoint.StoreFirst(store => _ = Quota is var (rows, per) ? store.Quota(rows, per) : store);
    }

    /// <summary>
    /// Whether the inbox takes a feed beside the others: there is none which tells of the same event and is signed as a whole, where this one
    /// is not.
    /// </summary>
    private bool CanStore(CallbackFeed feed) =>
        feed.Trust == CallbackTrust.Verified || !Served.Any(other => other.Trust == CallbackTrust.Verified && CallbackIdentity.ShareEvents(feed, other));

    private static (int Rows, TimeSpan Per)? ReadQuota(IConfigurationSection section)
    {
        var quota = section.GetSection("Quota");
        if (!quota.Exists())
            return null;
        return int.TryParse(quota["Rows"], NumberStyles.None, CultureInfo.InvariantCulture, out var rows) && rows > 0
            && TimeSpan.TryParse(quota["Per"], CultureInfo.InvariantCulture, out var per) && per > TimeSpan.Zero
            ? (rows, per)
            : throw Fail($"Inbox:Quota needs Rows, a number from 1, and Per, a time, such as {HowToSay}.");
    }

    private static OptionsValidationException Fail(string failure) => new(Section, typeof(ReceiverInbox), [failure]);
}
