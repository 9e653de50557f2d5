using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Security;

/// <summary>
/// Determines whether a feed's own verification protects a condition: no request that satisfies it has the same signature as one that
/// does not. This is stricter than the coverage of a payload member, because a condition may refer to any part of the request, must be
/// protected in each transport, and may require an absence.
/// </summary>
internal static class SelectionCoverage
{
    public static bool Proves(VerifyModel? verify, ConditionModel condition, PayloadModel payload, IReadOnlyList<TransportModel> receive) =>
        verify switch
        {
            // The scheme could not be read, which is already reported.
            null => true,
            // These schemes cover no content: an attacker who can change the condition's value can change everything else too.
            NoVerify or TokenVerify => true,
            AnyOfVerify several => several.Alternatives.All(alternative =>
                Proves(alternative, condition, alternative.Payload ?? payload, receive)
            ),
            JwtVerify jwt => Proves(
                jwt.Message ?? default,
                jwt.Claims.Concat(jwt.Header).Select(claim => claim.EqualTo).OfType<TermModel>(),
                default,
                condition,
                payload,
                receive
            ),
            MessageVerify message => Proves(message.Message, [], message.Also, condition, payload, receive),
            _ => false,
        };

    private static bool Proves(
        EquatableArray<MessagePart> message,
        IEnumerable<TermModel> equal,
        EquatableArray<EqualityModel> also,
        ConditionModel condition,
        PayloadModel payload,
        IReadOnlyList<TransportModel> receive
    )
    {
        var signed = SignedMessage.Terms(message).ToList();
        var terms = signed.Concat(SignedMessage.Equal(signed, also).Concat(equal).Where(term => Filters.Covers(term.Filters))).ToList();
        var objects = SignedMessage.Objects(message).ToList();
        return receive.All(transport =>
            terms.Any(term => Settles(term, condition, transport.Content))
            || objects.Any(taken => Settles(taken, condition, payload, transport.Content))
        );
    }

    /// <summary>
    /// Returns whether one signed value determines a condition. An absent value is signed as empty text, and an
    /// empty text counts as absent.
    /// </summary>
    private static bool Settles(TermModel term, ConditionModel condition, ContentKind content)
    {
        var place = condition.Source;
        return term.Source.Kind switch
        {
            SourceKind.RawBody => place.Kind is SourceKind.Body or SourceKind.Payload && content != ContentKind.Query,
            SourceKind.Url => place.Kind is SourceKind.Url or SourceKind.Endpoint || IsInQuery(place, content),
            SourceKind.Header => place.Kind == SourceKind.Header
                && string.Equals(term.Source.Name, place.Name, StringComparison.OrdinalIgnoreCase),
            _ => term.Source == place
                || (IsInQuery(term.Source, content) && IsInQuery(place, content) && NameInQuery(term.Source) == NameInQuery(place)),
        };
    }

    /// <summary>Returns whether members that are included together determine a condition on one of them.</summary>
    private static bool Settles(TakenMembers taken, ConditionModel condition, PayloadModel payload, ContentKind content)
    {
        var place = condition.Source.Kind switch
        {
            SourceKind.Body => condition.Source.Name,
            SourceKind.Payload => payload.Pointer + condition.Source.Name,
            SourceKind.Query when content == ContentKind.Query => JsonPointer.Of(condition.Source.Name),
            _ => null,
        };
        // A nested value is written as a text that a string could also have. So only the member itself is determined, and its value
        // only where it cannot be the text of a nested value.
        return place is not null
            && Below(place, taken.Root) is { Length: > 0 } inside
            && (taken.KeepsStructure || inside.Length == 1)
            && taken.Takes(inside[0])
            && (!taken.IsNested || condition.Values.All(value => value[0] is not ('{' or '[')))
            // A value that is another text of the same number would be another record.
            && (
                !taken.IsByNumber
                || (
                    condition.Kind == ConditionKind.Equal
                        ? condition.Values.All(value => value[0] is not ('-' or (>= '0' and <= '9')))
                        : true
                )
            )
            // A message that leaves out nested members does not determine whether one is present.
            && (!taken.IsSkipped || (condition.Kind == ConditionKind.Equal && inside.Length == 1))
            && (!taken.IsFlattened || (condition.Kind == ConditionKind.Equal && inside[0].IndexOf('[') < 0));
    }

    /// <summary>Returns the segments of a pointer below another; null where it is not below it.</summary>
    private static string[]? Below(string pointer, string root) =>
        root.Length == 0 ? JsonPointer.Segments(pointer)
        : pointer.StartsWith(root + "/", StringComparison.Ordinal) ? JsonPointer.Segments(pointer.Substring(root.Length))
        : null;

    private static bool IsInQuery(SourceModel source, ContentKind content) =>
        source.Kind == SourceKind.Query || (source.Kind == SourceKind.Body && content == ContentKind.Query);

    private static string NameInQuery(SourceModel source) =>
        source.Kind == SourceKind.Query ? source.Name
        : JsonPointer.Segments(source.Name) is { Length: 1 } segments ? segments[0]
        : "";
}
