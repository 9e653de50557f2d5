using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Security;

/// <summary>The parts and values that the signature over a message covers. All rules about coverage use this class.</summary>
internal static class SignedMessage
{
    /// <summary>
    /// Returns the parts whose text the signature covers, including those of groups: none of their filters maps two texts to one.
    /// </summary>
    public static IEnumerable<MessagePart> Parts(IEnumerable<MessagePart> message) =>
        message.Where(part => Filters.Covers(part.Filters)).SelectMany(part => Parts(part.Parts).Prepend(part));

    /// <summary>
    /// Returns the values that are covered individually: the message settles each, and no filter maps two of them to one text.
    /// </summary>
    public static IEnumerable<TermModel> Terms(IEnumerable<MessagePart> message) =>
        Settled(message).Where(term => Filters.Covers(term.Filters));

    /// <summary>Returns the values that the message settles as results of their filters.</summary>
    public static IEnumerable<TermModel> Settled(IEnumerable<MessagePart> message) =>
        Parts(message).SelectMany(part => part.Terms).Where(term => term.IsSettled);

    /// <summary>Returns the objects whose members are covered together, with their exceptions.</summary>
    public static IEnumerable<TakenMembers> Objects(IEnumerable<MessagePart> message) =>
        Parts(message).Where(part => part.IsSettled).Select(part => part.Taken).OfType<TakenMembers>();

    /// <summary>
    /// Returns the values that are covered because they equal a covered value: the other side of each equality with one covered side.
    /// </summary>
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
