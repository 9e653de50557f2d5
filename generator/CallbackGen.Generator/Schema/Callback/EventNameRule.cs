using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Security;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>
/// Marks the events that an attacker can claim: the signature does not cover their name, and their payload does not show them.
/// </summary>
/// <param name="places">The spans of the alternatives.</param>
/// <param name="problems">Receives a notice for each.</param>
internal sealed class EventNameRule(IReadOnlyList<TextSpan> places, ProblemList problems)
{
    /// <summary>Returns the feed with its marks.</summary>
    public FeedModel Apply(FeedModel feed)
    {
        if (feed.Events is not { From: { } from } events || feed.HasErrors || !EventShapes.IsNameUnsigned(feed))
            return feed;
        var lookalikes = feed.SignsContent ? EventShapes.FindLookalikes(feed) : null;
        var cases = new List<EventCaseModel>();
        for (var i = 0; i < events.Cases.Count; i++)
        {
            var one = events.Cases[i];
            var other = lookalikes?[i];
            if (lookalikes is not null && other is null)
            {
                cases.Add(one);
                continue;
            }

            var why = other is null ? "the signature does not cover the whole payload" : $"a payload of {other} can be read as it";
            problems.Add(SchemaRules.UnshownEvent, places[i], from.Text, one.TypeName, why, Advice(other));
            cases.Add(one with { Doubt = why });
        }

        return feed with
        {
            Events = events with { Cases = cases.ToEquatableArray(), IsNameUnsigned = true },
        };
    }

    private static string Advice(string? other) =>
        other is null
            ? "a handler must not rely on the event"
            : $"require a member that {other} does not declare, if the provider always sends it; otherwise a handler must not rely on "
                + "the event";
}
