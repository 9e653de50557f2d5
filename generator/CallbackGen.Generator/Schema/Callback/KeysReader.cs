using System.Text.RegularExpressions;
using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.JsonSchema;
using CallbackGen.Generator.Schema.Security;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>Reads <c>keys</c>: the encoding of each key, and its source when it is not configured.</summary>
/// <param name="receive">The transports of the feed.</param>
/// <param name="problems">Receives the problems.</param>
internal sealed class KeysReader(IReadOnlyList<TransportModel> receive, ProblemList problems)
{
    // A host name only: without a port, a trailing dot or brackets.
    private static readonly Regex Host = new(
        @"^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+\z",
        RegexOptions.CultureInvariant
    );
    private static readonly Regex Address = new(
        @"^https://[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+(?::[0-9]{1,5})?/[!-~]*\z",
        RegexOptions.CultureInvariant
    );
    private static readonly Regex Folder = new(@"^/[A-Za-z0-9._~/-]*\z", RegexOptions.CultureInvariant);

    public List<KeyModel> Read(JsonNode? node)
    {
        var keys = new List<KeyModel>();
        foreach (var member in node?.Members ?? [])
        {
            if (!Names.IsIdentifier(member.Name))
                problems.Add(SchemaRules.BadIdentifier, member.NameSpan, member.Name);
            problems.KeyPlaces.Keys.Add(new KeyPlace(member.Name, member.NameSpan));
            if (member.Value.Kind == JsonKind.Object)
                keys.Add(ReadKey(member));
            else
                problems.Add(SchemaRules.WrongKind, Places.Head(member.Value), member.Name, "an object such as { \"encoding\": \"utf8\" }");
        }

        return keys;
    }

    /// <summary>
    /// Reports a sensitive member that selects a key: it becomes part of the idempotency key, because the events of
    /// each account are separate.
    /// </summary>
    public static void CheckSensitiveLookups(
        JsonNode? node,
        IReadOnlyList<KeyModel> keys,
        PayloadModel payload,
        PayloadMap map,
        ProblemList problems
    )
    {
        foreach (var key in keys)
        {
            if (key.Lookup is { } lookup && Coverage.ToPayload(lookup, payload) is { } pointer && map.IsSensitive(pointer))
                problems.Add(
                    SchemaRules.SensitiveUse,
                    node!.Find(key.Name)!.Find("lookup")!.Span,
                    node.Find(key.Name)!.Find("lookup")!.Text
                );
        }
    }

    /// <summary>
    /// Reports an unsigned member that selects a key: an attacker with the key of one account could sign for another. The text
    /// of the member is part of the idempotency key, so that its exact text must be signed: of a number that is signed by its
    /// value, 5 and 5.0 would be two keys.
    /// </summary>
    public static void CheckLookups(
        JsonNode? node,
        IReadOnlyList<KeyModel> keys,
        PayloadModel payload,
        Coverage coverage,
        ProblemList problems
    )
    {
        foreach (var key in keys)
        {
            if (key.Lookup is { } lookup && Coverage.ToPayload(lookup, payload) is { } pointer && !coverage.CoversText(pointer))
                problems.Add(
                    SchemaRules.UnsignedLookup,
                    node!.Find(key.Name)!.Find("lookup")!.Span,
                    node.Find(key.Name)!.Find("lookup")!.Text
                );
        }
    }

    private KeyModel ReadKey(JsonMember member)
    {
        var keywords = SchemaKeywords.Key.Check(member.Value, problems);
        var encoding = Choices.Read(keywords, "encoding", Choices.KeyEncodings, problems);
        var isPublic = encoding?.IsPublic() == true;
        foreach (var name in new[] { "derive", "prefix", "secret", "optional" })
        {
            if (isPublic && keywords.Member(name) is { } misplaced)
                problems.Add(SchemaRules.DoesNotApply, misplaced.NameSpan, name, "a public key");
        }

        if (keywords.Member("optional") is { } optional && !isPublic && keywords["secret"] is not { IsTrue: false })
            problems.Add(
                SchemaRules.DoesNotApply,
                optional.NameSpan,
                "optional",
                "a secret: with an empty one anyone could sign; a configured value that is not secret has \"secret\": false"
            );
        if (keywords.Member("fetch") is { } fetched && encoding is not null && !isPublic)
            problems.Add(SchemaRules.DoesNotApply, fetched.NameSpan, "fetch", "a secret: a published value is not secret");
        if (keywords.Member("lookup") is { } both && keywords.Has("fetch"))
            problems.Add(SchemaRules.DoesNotApply, both.NameSpan, "lookup", "a key that is fetched");
        return new KeyModel(
            member.Name,
            encoding ?? KeyEncoding.Utf8,
            keywords.Text("prefix") ?? "",
            keywords.Text("description"),
            keywords["derive"] is { Kind: JsonKind.String } ? Choices.Read(keywords, "derive", Choices.KeyDerivations, problems) : null,
            Secret: !isPublic && keywords["secret"] is not { IsTrue: false }
        )
        {
            Optional = keywords.IsTrue("optional") && keywords["secret"] is { IsTrue: false },
            Fetch = keywords["fetch"] is { } fetch ? ReadFetch(fetch) : null,
            Lookup = ReadPlace(keywords, "lookup"),
        };
    }

    private KeyFetchModel? ReadFetch(JsonNode node)
    {
        var keywords = SchemaKeywords.KeyFetch.Check(node, problems);
        if (keywords.Has("url") == keywords.Has("from"))
        {
            problems.Add(SchemaRules.MissingKeyword, Places.Head(node), "url", "\"fetch\" (or \"from\", and not both)");
            return null;
        }

        if (keywords["url"] is { } url && !Address.IsMatch(url.Text))
            problems.Add(
                SchemaRules.NotAllowedValue,
                url.Span,
                "url",
                "an https address with a host in lower case and a path, such as \"https://api.example/jwks\""
            );
        foreach (var name in new[] { "hosts", "path" })
        {
            if (keywords.Member(name) is { } misplaced && keywords.Has("url"))
                problems.Add(SchemaRules.DoesNotApply, misplaced.NameSpan, name, "a fixed address");
        }

        if (keywords.Has("from") && !keywords.Has("hosts"))
            problems.Add(SchemaRules.MissingKeyword, Places.Head(node), "hosts", "a \"fetch\" from an address that the request names");
        if (keywords["path"] is { } path && !Folder.IsMatch(path.Text))
            problems.Add(SchemaRules.NotAllowedValue, path.Span, "path", "the beginning of a path, such as \"/v1/certs/\"");
        return new KeyFetchModel(keywords.Text("url"), ReadPlace(keywords, "from"), ReadHosts(keywords), keywords.Text("path") ?? "/");
    }

    private EquatableArray<string> ReadHosts(Keywords keywords)
    {
        if (keywords["hosts"] is { Items.Count: 0 } empty)
            problems.Add(SchemaRules.NotAllowedValue, empty.Span, "hosts", "an array of at least one host");
        var hosts = new List<string>();
        foreach (var item in keywords["hosts"]?.Items ?? [])
        {
            if (item.Kind == JsonKind.String && Host.IsMatch(item.Text))
                hosts.Add(item.Text);
            else
                problems.Add(
                    SchemaRules.NotAllowedValue,
                    Places.Head(item),
                    "hosts",
                    "hosts in lower case, each in full, such as \"api.example.com\""
                );
        }

        return hosts.ToEquatableArray();
    }

    /// <summary>
    /// Reads a source in the request. A source in the payload is excluded, because the key may be needed to read the payload.
    /// </summary>
    private SourceModel? ReadPlace(Keywords keywords, string name)
    {
        if (keywords[name] is not { } node || Sources.Parse(node.Text, node.Span, problems) is not { } written)
            return null;
        var place = Sources.OnePlace(written, receive);
        if (place.Kind is SourceKind.Header or SourceKind.Query or SourceKind.Body)
            return place;
        problems.Add(SchemaRules.BadSource, node.Span, node.Text, "a key is found by a header, a query parameter or a part of the body");
        return null;
    }
}
