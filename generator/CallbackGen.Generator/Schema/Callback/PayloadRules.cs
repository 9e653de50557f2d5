using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.JsonSchema;
using CallbackGen.Generator.Schema.Security;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>Checks the payload's location against the schemes and transports of the feed.</summary>
/// <param name="keywords">The <c>callback</c> part.</param>
/// <param name="payload">The location of the payload.</param>
/// <param name="receive">The transports of callbacks.</param>
/// <param name="problems">Receives the problems.</param>
internal sealed class PayloadRules(Keywords keywords, PayloadModel payload, IReadOnlyList<TransportModel> receive, ProblemList problems)
{
    public void CheckPlace(VerifyModel? verify)
    {
        var jsonOnly = receive.All(transport => transport.Content == ContentKind.Json);
        var scheme = keywords["verify"]?.Find("scheme") is { Kind: JsonKind.String } name ? name.Text : null;
        if (payload.IsToken && scheme is not (null or "jwt" or "anyOf"))
            problems.Add(
                SchemaRules.PayloadMismatch,
                keywords["payload"]!.Span,
                $"the payload can only be the token's claims (\"jwt\") when the scheme is jwt, not {scheme}"
            );
        if (payload.Pointer.Length > 0 && !jsonOnly)
            problems.Add(
                SchemaRules.PayloadMismatch,
                keywords["payload"]!.Span,
                "a part of the body can only be the payload when every transport is JSON"
            );
        CheckText(payload, keywords["decrypt"] ?? keywords["payload"]);
        foreach (var alternative in (verify as AnyOfVerify)?.Alternatives ?? default)
        {
            CheckText(alternative.Payload, keywords["verify"]);
            if (WrongWith(alternative, jsonOnly) is { } problem)
                problems.Add(SchemaRules.AlternativePayload, Places.Head(keywords["verify"]!), problem);
        }
    }

    /// <summary>Reports members that arrive as text and cannot be read from text.</summary>
    /// <param name="schema">Returns the declarations of members.</param>
    /// <param name="map">The payload.</param>
    /// <param name="nested">The members that are filled from fields with names in brackets.</param>
    public void CheckTransports(PayloadSchemaReader schema, PayloadMap map, EquatableArray<string> nested)
    {
        if (payload.IsToken || payload.Text is not null)
            return;
        var isText = receive.Any(candidate => candidate.Content == ContentKind.Text);
        if (
            isText
            && !map.MayBeAnything
            && map.Roots.Any(root => !root.IsValue || root.Members[0].Element.Value is not (TextValue or AnyValue))
        )
            problems.Add(
                SchemaRules.AlternativePayload,
                Places.Head(keywords["receive"]!),
                "a text has no members: a feed that receives text needs a payload of the type string, or of any type"
            );
        if (isText && receive.Any(candidate => candidate.Content is ContentKind.Form or ContentKind.Xml or ContentKind.Multipart))
            problems.Add(
                SchemaRules.PayloadMismatch,
                Places.Head(keywords["receive"]!),
                "a text may be a form or XML, so that its unsigned Content-Type "
                    + "would choose how one signed body is read: make two feeds of them"
            );
        if (receive.FirstOrDefault(candidate => candidate.HasFields)?.Content is not { } content)
            return;
        foreach (var (root, member) in map.Roots.SelectMany(root => root.Members.Select(member => (root, member))))
        {
            if (schema.PlaceOf(root.TypeName, member.JsonName) is { } place)
                CheckField(
                    member,
                    place,
                    content == ContentKind.Xml ? "flat XML body"
                        : content == ContentKind.Multipart ? "multipart form"
                        : content.Word(),
                    nested
                );
        }
    }

    /// <summary>
    /// Returns the objects and arrays of the payload that are filled from fields with names in brackets. Excluded are members for which
    /// the payload declares such a field itself, and members that a message names as a whole or in part, because the message signs the
    /// field of exactly that name. Where a message includes all fields by name, a name in brackets is a name like any other. Next to
    /// JSON, a JSON member of that name has the same message but is not an item, and where empty fields are left out an attacker could
    /// add one. In these two cases the included members are excluded too.
    /// </summary>
    /// <param name="map">The payload.</param>
    /// <param name="verify">The scheme.</param>
    /// <param name="coverage">The coverage of the scheme.</param>
    /// <param name="others">The other sources that the file refers to.</param>
    public EquatableArray<string> FindNestedFields(PayloadMap map, VerifyModel? verify, Coverage coverage, IEnumerable<SourceModel> others)
    {
        if (
            payload.IsToken
            || payload.Text is not null
            || !receive.Any(transport => transport.Content is ContentKind.Form or ContentKind.Query)
            || receive.Any(transport => transport.Content == ContentKind.Xml)
        )
            return default;
        var named = new HashSet<string>(
            SourceUse
                .All(verify)
                .Concat(others)
                .Where(source => source.Kind is SourceKind.Body or SourceKind.Payload && source.Name.Length > 1)
                .Select(source => JsonPointer.Segments(source.Name)[0]),
            StringComparer.Ordinal
        );
        var taken = coverage.SignsContent
            ? []
            : SourceUse
                .Objects(verify)
                .Where(part => part.OmitsEmpty || receive.Any(transport => transport.Content == ContentKind.Json))
                .ToList();
        var members = map.Roots.Where(root => !root.IsValue).SelectMany(root => root.Members).ToList();
        return members
            .Where(member => member.Element.Value is ObjectValue or ArrayValue or MapValue)
            .Select(member => member.JsonName)
            .Where(name =>
                name.IndexOfAny(['[', ']']) < 0
                && !named.Contains(name)
                && !taken.Exists(part => part.Takes(name))
                && !members.Any(other => other.JsonName.StartsWith(name + "[", StringComparison.Ordinal))
            )
            .Distinct()
            .ToEquatableArray();
    }

    private string? WrongWith(VerifyModel alternative, bool jsonOnly)
    {
        var place = alternative.Payload ?? payload;
        return alternative.Payload is not null && payload.Text?.Cipher is not null
                ? "the feed is decrypted, so that no alternative has a payload of its own"
            : place.IsToken && alternative is not JwtVerify
                ? $"the scheme {alternative.Scheme.Word()} has no token whose claims "
                    + "could be the payload; give the alternative a \"payload\" of its own"
            : place.IsList ? "the items of an array cannot be the payload where there are several schemes"
            : alternative.Payload is { Pointer.Length: > 0 } && !jsonOnly
                ? "a part of the body can only be the payload when every transport is JSON"
            : null;
    }

    /// <summary>Reports a value with the payload's text that some transport cannot contain.</summary>
    private void CheckText(PayloadModel? place, JsonNode? node)
    {
        var pointers = (place?.Text?.Terms ?? [])
            .Where(term => term.Source.Kind == SourceKind.Body)
            .Select(term => term.Source.Name)
            .ToList();
        if (pointers.Count == 0 || node is null)
            return;
        if (receive.Any(transport => transport.Content == ContentKind.Text))
            problems.Add(SchemaRules.AlternativePayload, Places.Head(node), "a text has no members that could hold the payload");
        if (pointers.Any(pointer => JsonPointer.Segments(pointer).Length > 1) && receive.Any(transport => transport.HasFields))
            problems.Add(
                SchemaRules.AlternativePayload,
                Places.Head(node),
                "a form, query or XML body has fields and nothing below them: the value that holds the payload must be one of them"
            );
    }

    private void CheckField(MemberModel member, JsonMember place, string transport, EquatableArray<string> nested)
    {
        var kind = member.Element.Value switch
        {
            IntegerValue or EnumValue { Integer: true } => "an integer",
            NumberValue => "a number",
            BooleanValue => "a boolean",
            ObjectValue or MapValue => "an object",
            ArrayValue => "an array",
            _ => null,
        };
        if (kind is null)
            return;
        if (member.Element.Value is ObjectValue or ArrayValue or MapValue)
        {
            if (member.Required && !nested.Contains(member.JsonName))
                problems.Add(SchemaRules.CannotArriveInForm, place.NameSpan, member.JsonName, kind, transport);
        }
        else if (!member.Element.Coerce)
        {
            problems.Add(SchemaRules.FormNeedsCoerce, place.NameSpan, member.JsonName, kind, transport);
        }
    }
}
