using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.JsonSchema;
using CallbackGen.Generator.Schema.Security;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>
/// Finds the payload members that something other than the handler uses: those that the <c>callback</c> part refers to,
/// and the discriminator of events.
/// </summary>
internal static class UsedMembers
{
    /// <summary>Returns the members that are used, and the members that contain one of them.</summary>
    /// <param name="feed">The feed, whose used members are not yet known.</param>
    /// <param name="map">Its payload.</param>
    public static EquatableArray<MemberOfModel> Find(FeedModel feed, PayloadMap map)
    {
        var pointers = Sources(feed)
            .Select(source => ToPayload(source, feed))
            .OfType<string>()
            .Concat(feed.Roles.Select(role => role.Pointer))
            .Concat(feed.IdempotencyKey)
            .Concat(Claims(feed.Verify).Where(_ => feed.Payload.IsToken).Select(claim => JsonPointer.Of(claim.Name)));
        if (feed.Events is { From: null } events)
            pointers = pointers.Append(JsonPointer.Of(events.Discriminator));
        return pointers
            .Distinct()
            .SelectMany(map.Through)
            .Distinct()
            .OrderBy(member => member.TypeName, StringComparer.Ordinal)
            .ThenBy(member => member.JsonName, StringComparer.Ordinal)
            .ToEquatableArray();
    }

    private static IEnumerable<SourceModel> Sources(FeedModel feed)
    {
        var answers = new[] { feed.Acknowledgement, feed.Challenge?.Respond }.OfType<AnswerModel>().ToList();
        return SourceUse
            .All(feed.Verify)
            .Concat(SourceUse.All(feed.Challenge?.Verify))
            .Concat(feed.Select.Concat(feed.Challenge?.When ?? default).Select(condition => condition.Source))
            .Concat(
                answers
                    .SelectMany(answer => answer.Pieces.Concat(answer.Headers.SelectMany(header => header.Pieces)))
                    .Select(piece => piece.Value?.Source)
                    .OfType<SourceModel>()
            )
            .Concat(answers.SelectMany(answer => answer.Codes).SelectMany(code => code.Message).Select(term => term.Source))
            .Concat(feed.Keys.SelectMany(key => new[] { key.Lookup, key.Fetch?.From }).OfType<SourceModel>())
            .Concat(feed.Keys.SelectMany(key => key.Steps).SelectMany(step => step.Text).Select(term => term.Source))
            .Concat(feed.Receive.Select(transport => transport.CharsetFrom).OfType<SourceModel>())
            .Concat((feed.Payload.Text?.Terms ?? []).Select(term => term.Source));
    }

    private static IEnumerable<ClaimModel> Claims(VerifyModel? verify) =>
        verify switch
        {
            JwtVerify jwt => jwt.Claims,
            AnyOfVerify several => several.Alternatives.SelectMany(Claims),
            _ => [],
        };

    /// <summary>
    /// Returns the payload's pointer for a source in it. For a source in an item, the pointer leads through the list
    /// that the payload's location names.
    /// </summary>
    private static string? ToPayload(SourceModel source, FeedModel feed) =>
        source.Kind switch
        {
            SourceKind.Payload => source.Name,
            SourceKind.Query => JsonPointer.Of(source.Name),
            SourceKind.Body when !feed.Payload.IsToken && feed.Payload.Text is null => Coverage.Below(source.Name, feed.Payload.Pointer),
            _ => null,
        };
}
