using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Keys;

namespace CallbackGen.Tool.Explain;

/// <summary>What is explained: a request, the feed that it should be of, and what is configured.</summary>
internal sealed record Subject
{
    /// <summary>The feed, compiled of the schema as it is.</summary>
    public required CallbackFeed Feed { get; init; }

    /// <summary>The schema.</summary>
    public required SchemaSource Schema { get; init; }

    /// <summary>The request.</summary>
    public required Sent Sent { get; init; }

    /// <summary>The configured texts of the feed's keys.</summary>
    public required IReadOnlyList<KeyValue> Values { get; init; }

    /// <summary>Other texts that are configured, and may have been meant.</summary>
    public IReadOnlyList<KeyValue> Others { get; init; } = [];

    /// <summary>The time as of which it is verified.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>The keys as they are configured.</summary>
    public CallbackKeys Keys => KeySet.Build(Feed, Values, [])!;

    /// <summary>What the verifier makes of the request as it is.</summary>
    public Observation Observe() => Observation.WithPlaceholder(Feed, Sent.ToRequest(), Keys, Clock);
}
