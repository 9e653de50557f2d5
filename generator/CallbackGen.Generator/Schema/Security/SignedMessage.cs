using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Security;

/// <summary>What the signature over a message covers, part by part and value by value: the one list that all who ask go through.</summary>
internal static class SignedMessage
{
    /// <summary>The parts whose text is signed as it is, those of groups among them.</summary>
    public static IEnumerable<MessagePart> Parts(IEnumerable<MessagePart> message) =>
        message.Where(part => Filters.Covers(part.Filters)).SelectMany(part => Parts(part.Parts).Prepend(part));

    /// <summary>The values that are covered one by one: the message settles each, and no filter gives two of them one text.</summary>
    public static IEnumerable<TermModel> Terms(IEnumerable<MessagePart> message) =>
        Settled(message).Where(term => Filters.Covers(term.Filters));

    /// <summary>The values that the message settles as their filters make them.</summary>
    public static IEnumerable<TermModel> Settled(IEnumerable<MessagePart> message) =>
        Parts(message).SelectMany(part => part.Terms).Where(term => term.IsSettled);

    /// <summary>The members of objects that are covered all together, but for those that are left out.</summary>
    public static IEnumerable<TakenMembers> Objects(IEnumerable<MessagePart> message) =>
        Parts(message).Where(part => part.IsSettled).Select(part => part.Taken).OfType<TakenMembers>();

    /// <summary>The values that are covered because they equal one that is: the other side of each equality of which one side is covered.</summary>
    public static IEnumerable<TermModel> Equal(IEnumerable<TermModel> signed, IEnumerable<EqualityModel> also)
    {
        var sources = new HashSet<SourceModel>(signed.Select(term => term.Source));
        return also.SelectMany(equality =>
                new[] { (Anchor: equality.Value, Other: equality.EqualTo), (Anchor: equality.EqualTo, Other: equality.Value) }
            )
            .Where(pair =>
                sources.Contains(pair.Anchor.Source)
                || (pair.Anchor.Source.Kind == SourceKind.Query && sources.Contains(new SourceModel(SourceKind.Url, "")))
            )
            .Select(pair => pair.Other);
    }
}
