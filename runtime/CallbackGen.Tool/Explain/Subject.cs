using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Keys;

namespace CallbackGen.Tool.Explain;

/// <summary>A request to explain, its expected feed, and the configuration.</summary>
internal sealed record Subject
{
    /// <summary>The feed, compiled from the unchanged schema.</summary>
    public required CallbackFeed Feed { get; init; }

    /// <summary>The schema.</summary>
    public required SchemaSource Schema { get; init; }

    /// <summary>The request.</summary>
    public required Sent Sent { get; init; }

    /// <summary>The configured texts of the feed's keys.</summary>
    public required IReadOnlyList<KeyValue> Values { get; init; }

    /// <summary>Other configured texts, which may be the intended ones.</summary>
    public IReadOnlyList<KeyValue> Others { get; init; } = [];

    /// <summary>The clock of the verification.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>The configured keys.</summary>
    public CallbackKeys Keys => KeySet.Build(Feed, Values, [])!;

    /// <summary>Verifies the unchanged request and returns the observation.</summary>
    public Observation Observe() => Observation.WithPlaceholder(Feed, Sent.ToRequest(), Keys, Clock);
}
