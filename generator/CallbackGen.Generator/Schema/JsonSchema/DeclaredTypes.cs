using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Schema.JsonSchema;

/// <summary>
/// Returns the types that a feed's code declares in the namespace of all feeds. The feed <c>Payment</c> with a member <c>status</c> and
/// the feed <c>PaymentStatus</c> may need the same name.
/// </summary>
internal static class DeclaredTypes
{
    public static IEnumerable<string> Of(FeedModel feed)
    {
        yield return feed.TypeName;
        foreach (var suffix in new[] { "Reader", "Verifier", "JsonContext", "Checks" })
            yield return feed.TypeName + suffix;
        if (feed.Events is { } events)
            yield return events.UnknownTypeName;
        foreach (var record in feed.Objects.Where(record => record.TypeName != feed.TypeName))
            yield return record.TypeName;
        foreach (var model in feed.Enums)
        {
            yield return model.TypeName;
            yield return model.TypeName + "Texts";
        }
    }
}
