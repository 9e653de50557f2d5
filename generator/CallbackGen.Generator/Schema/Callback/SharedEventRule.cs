using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.JsonSchema;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>
/// Checks that feeds which share an event give it equal keys: the same number of members, whose canonical texts can be equal.
/// </summary>
internal static class SharedEventRule
{
    private enum Spelling
    {
        Text,
        Number,
        Boolean,
        Uuid,
        Moment,
        LocalTime,
        Day,
        TimeOfDay,
    }

    /// <summary>Returns the conflict between a feed's event and another feed of the provider; null without one.</summary>
    public static string? WrongWith(FeedModel feed, FeedModel other)
    {
        if (feed.Event is null)
            return null;
        if (feed.Event == other.FeedName)
            return $"\"{feed.Event}\" is the name of the feed {other.FeedName}, whose own "
                + "keys could be those of the shared events; give the event another name";
        if (other.Event != feed.Event)
            return null;
        if (LooksUp(feed) != LooksUp(other))
            return $"the key of {(LooksUp(feed) ? feed : other).FeedName} is looked up by the account's name, which is part of the "
                + $"event's key, and that of {(LooksUp(feed) ? other : feed).FeedName} is not: one event would have two keys; declare "
                + "\"lookup\" in both, or remove \"event\" from both";
        var (own, others) = (Parts(feed), Parts(other));
        if (own.Count != others.Count)
            return $"it has {own.Count} members in this feed's key and {others.Count} "
                + $"in that of {other.FeedName}: name the same ones in both";
        for (var i = 0; i < own.Count; i++)
        {
            if (!own[i].Spellings.Overlaps(others[i].Spellings))
                return $"\"{own[i].Pointer}\" is {Describe(own[i])}, and \"{others[i].Pointer}\" "
                    + $"at the same position in the key of {other.FeedName} is {Describe(others[i])}, "
                    + "so one event would have two keys; name members of the same types in the same order";
        }

        return null;
    }

    private static bool LooksUp(FeedModel feed) => feed.Keys.Any(key => key.Lookup is not null);

    /// <summary>Returns the parts of the key that others share: signed members, or members that the provider confirmed.</summary>
    private static List<Part> Parts(FeedModel feed)
    {
        var map = PayloadMap.Of(feed);
        if (feed.Trust != TrustLevel.Verified)
            return [.. feed.ConfirmedKey.Select(pointer => PartOf(map, pointer))];
        // Members that are only signed together are one text.
        return
        [
            .. feed
                .IdempotencyKey.Where(pointer => !feed.IdempotencyGroup.Skip(1).Contains(pointer))
                .Select(pointer => PartOf(map, pointer)),
        ];
    }

    private static Part PartOf(PayloadMap map, string pointer) =>
        new(pointer, [.. map.FindDeclared(pointer).Select(member => SpellingOf(member.Element.Value))]);

    private static Spelling SpellingOf(ValueModel value) =>
        value switch
        {
            IntegerValue or NumberValue or DecimalTextValue or EnumValue { Integer: true } => Spelling.Number,
            BooleanValue => Spelling.Boolean,
            UuidValue => Spelling.Uuid,
            DateTextValue { Zone: not null } => Spelling.LocalTime,
            DateTimeValue or DateTextValue => Spelling.Moment,
            DateValue => Spelling.Day,
            TimeValue => Spelling.TimeOfDay,
            _ => Spelling.Text,
        };

    private static string Describe(Part part) =>
        part.Spellings.First() switch
        {
            Spelling.Number => "a number",
            Spelling.Boolean => "true or false",
            Spelling.Uuid => "a UUID",
            Spelling.Moment => "a moment",
            Spelling.LocalTime => "a local time",
            Spelling.Day => "a day",
            Spelling.TimeOfDay => "a time of day",
            _ => "a text",
        };

    private sealed record Part(string Pointer, HashSet<Spelling> Spellings);
}
