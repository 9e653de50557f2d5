using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Schema.Security;

/// <summary>
/// Determines which events their payload shows, where the signature covers the payload and not the value that names the event: an attacker
/// who has a genuine payload of one event can send it under the name of another. An event is shown by its payload if no genuine payload of
/// another listed event can be read as it.
/// </summary>
internal static class EventShapes
{
    /// <summary>Returns whether a signature covers the payload, and not the value that names the event.</summary>
    public static bool IsNameUnsigned(FeedModel feed) =>
        feed.Events?.From is { } from
        && SignedText.Of(feed).Any(text => text.AcceptsCallbacks)
        && !SelectionCoverage.Proves(feed.Verify, new ConditionModel(from, ConditionKind.Present, default), feed.Payload, feed.Receive);

    /// <summary>Returns, for each event, the record of another event whose payload may be read as it; null if there is none.</summary>
    public static IReadOnlyList<string?> FindLookalikes(FeedModel feed)
    {
        var records = feed.Events!.Cases.Select(one => feed.Objects.First(model => model.TypeName == one.TypeName)).ToList();
        if (feed.Receive.Any(transport => transport.HasFields))
            return [.. records.Select(record => records.FirstOrDefault(other => other != record && HasAll(record, other))?.TypeName)];
        var text = SignedText.Of(feed).First(signed => signed.AcceptsCallbacks);
        var signed = records.Select(record => RecordShape.Of(text, TextSide.Signed, record)).ToList();
        return
        [
            .. records.Select(
                (record, i) =>
                {
                    var accepted = RecordShape.Of(text, TextSide.Accepted, record);
                    var at = signed.FindIndex(other => other != signed[i] && RecordShape.MayMeet(accepted, other));
                    return at < 0 ? null : records[at].TypeName;
                }
            ),
        ];
    }

    /// <summary>Returns whether another record may have every required member: in a form every value is a text.</summary>
    private static bool HasAll(ObjectModel record, ObjectModel other) =>
        record
            .Members.Where(member => member.Required)
            .All(member => other.Members.Any(candidate => candidate.JsonName == member.JsonName));
}
