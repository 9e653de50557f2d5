using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Schema.Security;

/// <summary>
/// Determines whether the conditions of two feeds of one provider distinguish their requests at a shared URL, as
/// far as their files show.
/// </summary>
internal static class SelectionOverlap
{
    /// <summary>
    /// Returns true when no transport is common to both, when no request satisfies both conditions on the same source, or when each
    /// requires a member that the other's records do not have.
    /// </summary>
    public static bool AreToldApart(FeedModel one, FeedModel other) =>
        !one.Receive.Any(transport => other.Receive.Any(transport.Meets))
        || one.Select.Any(condition => other.Select.Any(against => Contradict(condition, against)))
        || (AsksForUndeclared(one, other) && AsksForUndeclared(other, one));

    private static bool Contradict(ConditionModel one, ConditionModel other) =>
        IsSamePlace(one.Source, other.Source)
        && (one.Kind, other.Kind) switch
        {
            (ConditionKind.Absent, not ConditionKind.Absent) or (not ConditionKind.Absent, ConditionKind.Absent) => true,
            (ConditionKind.Equal, ConditionKind.Equal) => !one.Values.Any(value => other.Values.Contains(value)),
            _ => false,
        };

    /// <summary>Returns whether two sources are the same part of the request: header names ignore case (RFC 9110, section 5.1).</summary>
    public static bool IsSamePlace(SourceModel one, SourceModel other) =>
        one.Kind == other.Kind
        && string.Equals(
            one.Name,
            other.Name,
            one.Kind == SourceKind.Header ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal
        );

    private static bool AsksForUndeclared(FeedModel feed, FeedModel other) =>
        // An event that the request names, and that is not listed, may have any member.
        other.Events?.From
            is null
        && feed.Select.Any(condition =>
            condition.Kind != ConditionKind.Absent
            && !other.Select.Any(against => IsSamePlace(condition.Source, against.Source))
            && Coverage.ToPayload(condition.Source, other.Payload) is { Length: > 1 } pointer
            && RootsOf(other).All(root => root.Members.All(member => member.JsonName != JsonPointer.Segments(pointer)[0]))
        );

    /// <summary>Returns the records that a feed's payload as a whole may be.</summary>
    public static IEnumerable<ObjectModel> RootsOf(FeedModel feed) =>
        feed.Events is { } events
            ? feed.Objects.Where(model => events.Cases.Any(alternative => alternative.TypeName == model.TypeName))
            : feed.Objects.Where(model => model.TypeName == feed.TypeName);
}
