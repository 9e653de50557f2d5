using CallbackGen.AspNetCore;
using CallbackGen.Definitions;
using CallbackGen.Tool.Captures;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Keys;
using CallbackGen.Tool.Output;
using Microsoft.Extensions.Configuration;

namespace CallbackGen.Tool.Checking;

/// <summary>A configured value of a key.</summary>
/// <param name="Path">Its name in configuration.</param>
/// <param name="Text">The key itself, which is never printed.</param>
/// <param name="Key">The key's definition.</param>
/// <param name="Feed">A feed that uses it.</param>
/// <param name="Place">The configuration source that contains it.</param>
internal sealed record ConfiguredKey(string Path, string Text, CallbackKeyDefinition Key, CompiledFeed Feed, ConfigurationPlace Place)
{
    /// <summary>Returns its name, and not its value.</summary>
    public override string ToString() => Path;
}

/// <summary>Checks the configured keys of feeds. No finding contains a key, or a part of one.</summary>
internal sealed class KeyCheck
{
    private const string Section = CallbackOptions.DefaultSection;

    private readonly IReadOnlyList<CompiledFeed> _feeds;
    private readonly IReadOnlyList<ConfigurationPlace> _places;
    private readonly IConfigurationSection _configured;
    private readonly List<Finding> _findings = [];

    private KeyCheck(IReadOnlyList<CompiledFeed> feeds, IReadOnlyList<ConfigurationPlace> places)
    {
        (_feeds, _places) = (feeds, places);
        var builder = new ConfigurationBuilder();
        foreach (var place in places)
            builder.AddConfiguration(place.Values);
        _configured = builder.Build().GetSection(Section);
        Values = [.. feeds.SelectMany(ValuesOf).DistinctBy(value => value.Path, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>The configured values, each once.</summary>
    public IReadOnlyList<ConfiguredKey> Values { get; }

    /// <summary>The findings.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Checks the keys of feeds.</summary>
    /// <param name="feeds">The feeds.</param>
    /// <param name="places">The configuration sources; later ones take precedence over earlier ones.</param>
    public static KeyCheck Of(IReadOnlyList<CompiledFeed> feeds, IReadOnlyList<ConfigurationPlace> places)
    {
        var check = new KeyCheck(feeds, places);
        foreach (var feed in feeds)
            check.Prepare(feed.Feed);
        foreach (var value in check.Values)
            check.Look(value);
        check.Compare();
        return check;
    }

    /// <summary>Adds the messages that the application itself would report when it starts.</summary>
    private void Prepare(CallbackFeed feed)
    {
        foreach (var set in SetsOf(feed))
        {
            var keys = ToolKeys.Of(_configured, set).Of(feed, isStrict: true);
            if (set.Equals(feed.Provider, StringComparison.OrdinalIgnoreCase))
                Add(ToolRule.KeyMissing, keys.Missing, set);
            Add(ToolRule.KeyUnusable, keys.Errors, set);
            // White space is reported elsewhere, in more detail.
            Add(ToolRule.KeyDoubtful, keys.Warnings.Where(warning => !warning.Contains(" white space", StringComparison.Ordinal)), set);
        }
    }

    private void Add(ToolRule rule, IEnumerable<string> sentences, string set)
    {
        foreach (var sentence in sentences)
        {
            // Several feeds of a provider have the same findings about its keys.
            var finding = rule.At(sentence, PlaceOf(sentence.Split(' ')[0], set));
            if (!_findings.Contains(finding))
                _findings.Add(finding);
        }
    }

    private void Look(ConfiguredKey value)
    {
        var shape = KeyLook.ShapeOf(value.Text);
        var place = value.Place.PlaceOf(value.Path);
        if (KeyLook.SurroundingOf(value.Text, value.Key.Name) is { } surrounding)
            _findings.Add(ToolRule.KeySurrounded.At($"{value.Path} ({shape}, {value.Place.Name}) {surrounding}.", place));
        if (!value.Key.Secret || value.Text.Trim().Length == 0)
            return;
        var published = PublishedKeysOf(value.Feed).Where(key => key.Key == value.Key.Name).Select(key => key.Value).ToList();
        var isKnown = KeyLook.IsPlaceholder(value.Text);
        if (isKnown)
            _findings.Add(
                ToolRule.KeyKnown.At(
                    $"{value.Path} ({shape}, {value.Place.Name}) looks like a placeholder: copy the key from the provider's console.",
                    place
                )
            );
        else if (published.Contains(value.Text.Trim()))
            _findings.Add(
                ToolRule.KeyKnown.At(
                    $"{value.Path} ({shape}, {value.Place.Name}) is the key of a test of the schema of {value.Feed.Feed.Name}: it is "
                        + "published, so anyone can sign with it.",
                    place
                )
            );
        else if (NotationFaultOf(value, published) is { } fault)
            _findings.Add(ToolRule.KeyNotation.At($"{value.Path} ({shape}, {value.Place.Name}) {fault}.", place));
        if (value.Place.IsInProject && !isKnown)
            _findings.Add(
                ToolRule.KeyInProject.At(
                    $"{value.Path} is in {value.Place.Name}: unless this file is in no repository, move it to user secrets or a "
                        + "vault, and have the provider make a new one.",
                    place
                )
            );
    }

    /// <summary>
    /// Returns the evidence that a key is in another notation than the schema expects; null when there is none, or when the
    /// schema's tests use such a text as a key.
    /// </summary>
    private static string? NotationFaultOf(ConfiguredKey value, List<string> published)
    {
        var text = WithoutPrefix(value.Key, value.Text.Trim());
        var look = KeyLook.NotationOf(text);
        if (published.Exists(key => KeyLook.NotationOf(WithoutPrefix(value.Key, key)) == look))
            return null;
        return (value.Key.Encoding, look) switch
        {
            (CallbackKeyEncoding.Utf8, KeyNotation.Hex or KeyNotation.Base64 or KeyNotation.Base64Url) =>
                $"is taken as text, and looks like {KeyLook.Word(look)}: if the provider decodes it before it signs, \"encoding\" of "
                    + "the key in the schema must state that",
            (CallbackKeyEncoding.Base64, KeyNotation.Hex) =>
                "is decoded as base64, and is written in hexadecimal digits, which happen to be base64 too: look whether "
                    + "\"encoding\" of the key in the schema should be hex",
            (CallbackKeyEncoding.Base64, KeyNotation.Base64Url) =>
                "is decoded as base64, and is written in base64url: write + for - and / for _",
            (CallbackKeyEncoding.Hex, KeyNotation.Base64 or KeyNotation.Base64Url) =>
                $"is decoded as hexadecimal digits, and looks like {KeyLook.Word(look)}: look whether \"encoding\" of the key "
                    + "in the schema should be base64",
            (CallbackKeyEncoding.Utf8 or CallbackKeyEncoding.Hex or CallbackKeyEncoding.Base64, KeyNotation.Pem) =>
                "is PEM, and a shared secret is none: look whether this is another key of the provider",
            _ => null,
        };
    }

    /// <summary>
    /// Finds a secret that two providers share: a leak at one compromises both, and mostly it was pasted into the wrong setting.
    /// </summary>
    private void Compare()
    {
        var shared = Values
            .Where(value => value.Key.Secret && value.Text.Trim().Length > 0 && !KeyLook.IsPlaceholder(value.Text))
            .GroupBy(value => value.Text.Trim(), StringComparer.Ordinal);
        foreach (var group in shared)
        {
            var first = group.First();
            foreach (
                var other in group.Where(value =>
                    !value.Feed.Feed.Provider.Equals(first.Feed.Feed.Provider, StringComparison.OrdinalIgnoreCase)
                )
            )
                _findings.Add(
                    ToolRule.KeyShared.At(
                        $"{other.Path} is the same as {first.Path}: each provider gives a key of its own, so that one of them is wrong.",
                        other.Place.PlaceOf(other.Path)
                    )
                );
        }
    }

    private IEnumerable<ConfiguredKey> ValuesOf(CompiledFeed feed)
    {
        foreach (
            var section in SetsOf(feed.Feed)
                .SelectMany(set => feed.Feed.Definition.Keys.Select(key => (Key: key, At: _configured.GetSection($"{set}:{key.Name}"))))
        )
        {
            IConfigurationSection[] values = section.At.GetChildren().ToArray() is { Length: > 0 } list ? list : [section.At];
            foreach (var value in values.Where(value => value.Value is not null))
                yield return new(value.Path, value.Value!, section.Key, feed, _places.Last(place => place.Values[value.Path] is not null));
        }
    }

    /// <summary>
    /// Returns the key sets of a feed: its provider's, and those of other accounts, which begin with the provider's name.
    /// </summary>
    private IEnumerable<string> SetsOf(CallbackFeed feed) =>
        _configured
            .GetChildren()
            .Select(set => set.Key)
            .Where(set =>
                set.StartsWith(feed.Provider, StringComparison.OrdinalIgnoreCase)
                && !_feeds.Any(other =>
                    !other.Feed.Provider.Equals(feed.Provider, StringComparison.OrdinalIgnoreCase)
                    && set.StartsWith(other.Feed.Provider, StringComparison.OrdinalIgnoreCase)
                )
            )
            .Prepend(feed.Provider)
            .Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Returns the location of a configuration path with which a sentence begins; null when no file configures it.
    /// </summary>
    private SourcePlace? PlaceOf(string path, string set) =>
        path.StartsWith($"{Section}:{set}:", StringComparison.OrdinalIgnoreCase)
            ? _places.LastOrDefault(place => place.Values.GetSection(path).Exists())?.PlaceOf(path)
            : null;

    private static IEnumerable<KeyValuePair<string, string>> PublishedKeysOf(CompiledFeed feed)
    {
        try
        {
            return SchemaTests.ReadAll(feed.Schema).SelectMany(test => test.Keys);
        }
        catch (CaptureFaultException)
        {
            return [];
        }
    }

    private static string WithoutPrefix(CallbackKeyDefinition key, string text) =>
        key.Prefix.Length > 0 && text.StartsWith(key.Prefix, StringComparison.Ordinal) ? text[key.Prefix.Length..] : text;
}
