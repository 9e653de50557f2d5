using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Security;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>Reads <c>event</c>: what feeds share that tell of one event.</summary>
/// <param name="keywords">The <c>callback</c> part.</param>
/// <param name="trust">What of the payload is signed.</param>
/// <param name="problems">Gets what is wrong.</param>
internal sealed class EventReader(Keywords keywords, FeedTrust trust, ProblemList problems)
{
    /// <summary>The scope that stands in keys: the provider's, so that no other provider's feed can have it.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="feedName">The feed's own name.</param>
    /// <param name="name">What the keyword says; empty where it says nothing that can be used.</param>
    public string? Read(string provider, string feedName, string name)
    {
        if (name.Length == 0 || keywords.Member("event") is not { } member)
            return null;
        var scope = $"{provider}.{name}".ToLowerInvariant();
        if (scope == feedName)
            problems.Add(
                SchemaRules.SharedEvent,
                member.Value.Span,
                $"\"{name}\" is the name of this feed, whose own keys could be those of the shared events; give the event a name of its own"
            );
        // A key of members that anybody may send would be that of another feed's event.
        var keyword = trust.Rung == TrustRung.Verified ? "idempotencyKey" : "confirmedKey";
        if (!keywords.Has(keyword))
            problems.Add(
                SchemaRules.SharedEvent,
                member.NameSpan,
                trust.Rung == TrustRung.Verified
                    ? "nothing names this feed's events: say by \"idempotencyKey\" which members they share with those of the other feeds"
                    : "the signature does not cover every member, so that an event is shared only once it is confirmed: say by \"confirmedKey\" which members name it"
            );
        return scope;
    }
}
