using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Security;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>Reads <c>event</c>: the name that feeds share when they report the same events.</summary>
/// <param name="keywords">The <c>callback</c> part.</param>
/// <param name="trust">The signed members and the trust level.</param>
/// <param name="problems">Receives the problems.</param>
internal sealed class EventReader(Keywords keywords, FeedTrust trust, ProblemList problems)
{
    /// <summary>
    /// Returns the name that replaces the feed's name in idempotency keys. It begins with the provider, so that no feed of another provider
    /// has the same name.
    /// </summary>
    /// <param name="provider">The provider.</param>
    /// <param name="feedName">The feed's own name.</param>
    /// <param name="name">The value of the keyword; empty where it is not usable.</param>
    public string? Read(string provider, string feedName, string name)
    {
        if (name.Length == 0 || keywords.Member("event") is not { } member)
            return null;
        var scope = $"{provider}.{name}".ToLowerInvariant();
        if (scope == feedName)
            problems.Add(
                SchemaRules.SharedEvent,
                member.Value.Span,
                $"\"{name}\" is the name of this feed, whose own keys could be those of the shared events; give the event another name"
            );
        // A key of unsigned members could be forged to equal the key of another feed's event.
        var keyword = trust.Level == TrustLevel.Verified ? "idempotencyKey" : "confirmedKey";
        if (keywords[keyword] is not { } key || key.Find("none") is not null)
            problems.Add(
                SchemaRules.SharedEvent,
                member.NameSpan,
                trust.Level == TrustLevel.Verified
                    ? "no key identifies this feed's events: name in \"idempotencyKey\" the members that they share with those of "
                        + "the other feeds"
                    : "the signature does not cover every member, so that an event is shared only once it is confirmed: name in "
                        + "\"confirmedKey\" the members that identify it"
            );
        return scope;
    }
}
