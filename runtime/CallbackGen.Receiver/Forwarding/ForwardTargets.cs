using CallbackGen.Inbox;
using Microsoft.Extensions.Options;

namespace CallbackGen.Receiver.Forwarding;

/// <summary>
/// The targets of callbacks, configured below <c>Forward</c> for all feeds and below <c>Forward:Feeds:{feed or pattern}</c> for
/// some of them. For each setting a name takes precedence over a pattern, and a longer pattern over a shorter one.
/// </summary>
internal sealed class ForwardTargets
{
    private const string Section = "Forward";

    private const string HowToMake =
        "Make one and give it to both, in a shell: export Forward__Secret=\"whsec_$(openssl rand -base64 32)\"";

    private static readonly string[] OfFeeds = ["Url", "Secret", "IncludeRequest", "OrderBy"];
    private static readonly string[] OfAll = [.. OfFeeds, "Timeout", "AllowHttp", "Feeds"];

    private readonly Dictionary<string, ForwardTarget> _targets = new(StringComparer.Ordinal);

    private ForwardTargets(TimeSpan timeout) => Timeout = timeout;

    /// <summary>The time limit for a shop's response.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>Whether no feed is forwarded.</summary>
    public bool IsEmpty => _targets.Count == 0;

    /// <summary>Returns the target of a feed's callbacks; null when none is configured and the inbox only stores them.</summary>
    public ForwardTarget? Find(CallbackFeed feed) => _targets.GetValueOrDefault(feed.Name);

    /// <summary>Returns the role by which a feed's callbacks are sent one at a time, by the feed's name; or null.</summary>
    public CallbackRole? OrderOf(string feed) => _targets.GetValueOrDefault(feed)?.Order;

    /// <summary>Reads the settings.</summary>
    /// <param name="configuration">The program's configuration.</param>
    /// <param name="feeds">The feeds that are served.</param>
    /// <exception cref="OptionsValidationException">They cannot be used. Each failure says why, and what to do.</exception>
    public static ForwardTargets Read(IConfiguration configuration, IReadOnlyList<CallbackFeed> feeds)
    {
        var section = configuration.GetSection(Section);
        var reading = new Reading(section, feeds);
        var targets = new ForwardTargets(reading.Timeout());
        foreach (var feed in feeds)
        {
            if (reading.TargetOf(feed) is { } target)
                targets._targets.Add(feed.Name, target);
        }

        targets.CheckEvents(feeds, reading.Failures);
        return reading.Failures.Count == 0 ? targets : throw ReceiverSettings.Fail(reading.Failures.Distinct());
    }

    /// <summary>
    /// Checks that two feeds that report the same event have the same target: the inbox stores only the first callback of an
    /// event, so the other feed's target would never receive it.
    /// </summary>
    private void CheckEvents(IReadOnlyList<CallbackFeed> feeds, List<string> failures)
    {
        foreach (var feed in feeds.Where(feed => feed.Trust == CallbackTrust.Verified))
        {
            if (
                feeds.FirstOrDefault(other =>
                    string.CompareOrdinal(feed.Name, other.Name) < 0
                    && CallbackIdentity.ShareEvents(feed, other)
                    && Find(feed)?.Url != Find(other)?.Url
                ) is
                { } apart
            )
            {
                failures.Add(
                    $"{feed.Name} and {apart.Name} report the same event, {feed.Definition.Event}, and the callback that comes first "
                        + $"is kept and forwarded: it would not come to the other one's {Section}:Url. Give both the same, or serve "
                        + $"one of them: list what is served in --{ChosenFeeds.Setting}."
                );
            }
        }
    }

    /// <summary>Reads each setting at the level that applies to a feed, and collects the failures.</summary>
    private sealed class Reading
    {
        private readonly IConfigurationSection _section;
        private readonly IConfigurationSection[] _patterns;
        private readonly bool _allowsHttp;

        public Reading(IConfigurationSection section, IReadOnlyList<CallbackFeed> feeds)
        {
            _section = section;
            _patterns =
            [
                .. section
                    .GetSection("Feeds")
                    .GetChildren()
                    .OrderBy(child => child.Key.Contains('*'))
                    .ThenByDescending(child => child.Key.Length),
            ];
            _allowsHttp = Boolean(section.GetSection("AllowHttp"));
            Failures.AddRange(ReceiverSettings.UnknownIn(section, OfAll));
            foreach (var pattern in _patterns)
            {
                Failures.AddRange(ReceiverSettings.UnknownIn(pattern, OfFeeds));
                if (!feeds.Any(feed => ChosenFeeds.Matches(pattern.Key, feed.Name)))
                    Failures.Add(
                        $"{pattern.Path}: no feed that is served is called {PrintableText.Quote(pattern.Key)}. "
                            + $"{ReceiverApp.Program} feeds lists them."
                    );
            }
        }

        public List<string> Failures { get; } = [];

        public TimeSpan Timeout()
        {
            if (
                ReceiverSettings.ReadTime(
                    _section.GetSection("Timeout"),
                    (TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
                    TimeSpan.FromSeconds(15),
                    out var timeout
                ) is
                { } failure
            )
                Failures.Add(failure);
            return timeout;
        }

        public ForwardTarget? TargetOf(CallbackFeed feed)
        {
            if (Find(feed, "Url") is not { Value.Length: > 0 } url)
                return null;
            var address = Url(url);
            var secrets = Secrets(feed, url);
            var order = Order(feed);
            return address is null || secrets.Count == 0
                ? null
                : new(address, secrets, Find(feed, "IncludeRequest") is { } includes && Boolean(includes), order);
        }

        /// <summary>Returns the most specific setting for a feed, or null when it is not configured.</summary>
        private IConfigurationSection? Find(CallbackFeed feed, string name) =>
            _patterns
                .Where(pattern => ChosenFeeds.Matches(pattern.Key, feed.Name))
                .Append(_section)
                .Select(section => section.GetSection(name))
                .FirstOrDefault(setting => setting.Exists());

        private Uri? Url(IConfigurationSection setting)
        {
            if (
                !Uri.TryCreate(setting.Value, UriKind.Absolute, out var url)
                || url.Scheme is not ("http" or "https")
                || url.UserInfo.Length > 0
            )
            {
                Failures.Add(
                    $"{setting.Path} is no address of a shop. Write it like --{setting.Path} https://shop.example/callbacks, "
                        + "without a user and a password."
                );
                return null;
            }

            if (url.Scheme == "https" || url.IsLoopback || _allowsHttp)
                return url;
            Failures.Add(
                $"{setting.Path} is an http address, on which anyone between here and the shop could read payments. Use https, or set "
                    + $"--{Section}:AllowHttp true if both are in one private network."
            );
            return null;
        }

        private List<WebhookSecret> Secrets(CallbackFeed feed, IConfigurationSection url)
        {
            var setting = Find(feed, "Secret");
            var texts = setting is null
                ? []
                : setting.GetChildren().Select(child => child.Value ?? "").Concat(setting.Value is { } one ? [one] : []).ToArray();
            if (setting is null || texts.Length == 0)
            {
                Failures.Add(
                    $"{Section}:Secret is missing, by which the shop distinguishes our requests from others, and {url.Path} is there. "
                        + $"{HowToMake}"
                );
                return [];
            }

            if (setting.Value is not null && texts.Length > 1)
            {
                Failures.Add($"{setting.Path} is configured both as one value and as a list; keep one of them.");
                return [];
            }

            var secrets = new List<WebhookSecret>();
            foreach (var text in texts)
            {
                if (WebhookSecret.TryRead(text, out var secret, out var problem))
                    secrets.Add(secret);
                else
                    Failures.Add($"{setting.Path} {problem}. {HowToMake}");
            }

            return secrets;
        }

        private CallbackRole? Order(CallbackFeed feed)
        {
            // When the signature does not cover the ordering member, an attacker could hold up other callbacks; and when no
            // member has the role, there is no value to order by.
            if (Find(feed, "OrderBy") is not { Value.Length: > 0 } setting)
                return null;
            if (ReceiverSettings.WordOf<CallbackRole>(setting.Value) is { } role)
                return feed.Trust == CallbackTrust.Verified && feed.Definition.Roles.Contains(role) ? role : null;
            Failures.Add($"{setting.Path} is no role. Say one of {string.Join(", ", Enum.GetNames<CallbackRole>())}.");
            return null;
        }

        private bool Boolean(IConfigurationSection setting)
        {
            if (setting.Value is not { Length: > 0 } text)
                return false;
            if (bool.TryParse(text, out var value))
                return value;
            Failures.Add($"{setting.Path} is neither true nor false.");
            return false;
        }
    }
}
