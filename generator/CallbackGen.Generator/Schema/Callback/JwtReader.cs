using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>Reads the scheme jwt: a compact JWS and its claims.</summary>
internal sealed class JwtReader(VerifyContext context, Keywords keywords)
{
    private readonly ProblemList _problems = context.Problems;

    public JwtVerify? Read()
    {
        _problems.WeakFilters.Clear();
        var from = SchemeParts.ReadTokenPlace(keywords, context);
        var algorithms = ReadAlgorithms();
        var isAsymmetric = algorithms.Count == 0 ? (bool?)null : algorithms[0].IsAsymmetric();
        var key = SchemeParts.ReadKey(context, keywords, isAsymmetric);
        SchemeParts.CheckRaw(context, keywords, key, algorithms.Count == 0 || algorithms.Contains(TokenAlgorithm.EdDSA));
        foreach (var library in SourceUse.Libraries(algorithms))
            _problems.TokenLibraryPlaces.Add((Places.Head(keywords["algorithms"]!), library));
        var header = (keywords["joseHeader"]?.Members ?? []).Select(ReadHeaderMember).OfType<ClaimModel>().ToEquatableArray();
        var message = keywords["message"] is { } parts ? ReadMessage(parts, from) : null;
        var claims = keywords.Has("message") ? [] : ReadClaims();
        SchemeParts.CheckWeak(keywords, null, _problems);
        foreach (var name in new[] { "unencoded", "undelimited" })
        {
            if (keywords.Member(name) is { } alone && !keywords.Has("message"))
                _problems.Add(SchemaRules.MissingKeyword, alone.NameSpan, "message", $"a token with \"{name}\"");
        }

        // The parts that determine the coverage are kept despite an error elsewhere.
        return from is null || (keywords.Has("message") && message is null)
            ? null
            : new JwtVerify(
                from,
                keywords.Text("prefix") ?? "",
                algorithms,
                key,
                claims.ToEquatableArray(),
                header,
                message,
                keywords.IsTrue("unencoded")
            )
            {
                Weak = keywords.Text("weak"),
            };
    }

    private List<ClaimModel> ReadClaims()
    {
        var claims = (keywords["claims"]?.Members ?? []).Select(ReadClaim).OfType<ClaimModel>().ToList();
        var expiry = claims.FirstOrDefault(claim => claim.Name == "exp")?.MaxAgeTicks;
        var issued = claims.FirstOrDefault(claim => claim.Name == "iat")?.MaxAgeTicks;
        if (issued > expiry)
            _problems.Add(
                SchemaRules.LongTolerance,
                Places.Head(keywords["claims"]!.Find("iat")!.Find("maxAge")!),
                "the tolerance of \"iat\" is longer than the token lives by \"exp\""
            );
        if (!context.Payload.IsToken && !claims.Any(IsAboutRequest))
            _problems.Add(SchemaRules.NothingSigned, keywords["claims"] is { } place ? Places.Head(place) : keywords["scheme"]!.Span);
        return claims;
    }

    /// <summary>Reads the payload of a detached token: a message as in other schemes, but without keys.</summary>
    private EquatableArray<MessagePart>? ReadMessage(JsonNode node, SourceModel? from)
    {
        if (keywords.Member("claims") is { } claims)
            _problems.Add(SchemaRules.DoesNotApply, claims.NameSpan, "claims", "a token whose payload is a message; it has no claims");
        if (context.Payload.IsToken)
            _problems.Add(
                SchemaRules.AlternativePayload,
                keywords.Member("message")!.NameSpan,
                "a token whose payload is a message has no claims that could be the payload"
            );
        var reader = new MessageReader(
            context,
            from is null ? null : new SignatureModel(from, SignatureFormat.Plain, ',', null, SignatureEncoding.Base64Url, ""),
            null,
            keywords["undelimited"]
        );
        var message = reader.Read(node);
        if (message is { Keys: [var key, ..] })
            _problems.Add(
                SchemaRules.WrongKeyKind,
                Places.Head(node),
                key,
                "cannot be mixed into the payload of a token, nor can any other configured value, secret or not: a token signs "
                    + "values of the request; remove it from \"message\""
            );
        return message?.Parts;
    }

    /// <summary>
    /// Returns whether a claim binds the token to this request. A claim that could not be read may do so, and is already reported.
    /// </summary>
    private bool IsAboutRequest(ClaimModel claim) =>
        claim.EqualTo is { } expected
            ? expected.Source.Kind is not (SourceKind.Const or SourceKind.Method or SourceKind.Path or SourceKind.Url)
            : keywords["claims"]!.Find(claim.Name)?.Find("equals") is not null;

    private EquatableArray<TokenAlgorithm> ReadAlgorithms()
    {
        var algorithms = new List<TokenAlgorithm>();
        if (keywords["algorithms"] is { Items.Count: 0 } list)
            _problems.Add(SchemaRules.NoAlgorithm, list.Span);
        foreach (var item in keywords["algorithms"]?.Items ?? [])
        {
            if (item is { Kind: JsonKind.String, Text: "none" or "None" or "NONE" })
                _problems.Add(SchemaRules.WrongTokenAlgorithm, item.Span, item.Text, "signs nothing: anyone can create such a token");
            else if (item is { Kind: JsonKind.String, Text: "Ed448" or "ES256K" })
                _problems.Add(
                    SchemaRules.MissingAlgorithm,
                    item.Span,
                    item.Text,
                    ".NET 10 does not have its curve on every platform, and this library brings "
                        + "no cryptography of its own; ask the provider for ES256, RS256 or EdDSA"
                );
            else if (
                item.Kind != JsonKind.String
                || !Choices.JwsAlgorithms.TryFind(item.Text, out var algorithm)
                || algorithms.Contains(algorithm)
            )
                _problems.Add(
                    SchemaRules.NotAllowedValue,
                    Places.Head(item),
                    "algorithms",
                    "distinct ones of " + string.Join(", ", Choices.JwsAlgorithms)
                );
            else if (algorithms.Count > 0 && algorithm.IsAsymmetric() != algorithms[0].IsAsymmetric())
                _problems.Add(
                    SchemaRules.WrongTokenAlgorithm,
                    item.Span,
                    item.Text,
                    $"takes {(algorithm.IsAsymmetric() ? "a public key" : "a secret")} and {algorithms[0].Word()} does not: "
                        + "the holder of one could sign with the other; two generations are two schemes of \"anyOf\""
                );
            else
                algorithms.Add(algorithm);
        }

        return algorithms.ToEquatableArray();
    }

    /// <summary>Reads a header parameter that is checked, and that <c>crit</c> may therefore name.</summary>
    private ClaimModel? ReadHeaderMember(JsonMember member)
    {
        if (member.Value.Kind != JsonKind.Object)
        {
            _problems.Add(SchemaRules.WrongKind, Places.Head(member.Value), member.Name, "an object such as { \"required\": true }");
            return null;
        }

        var header = SchemaKeywords.HeaderMember.Check(member.Value, _problems);
        if (member.Name is "alg" or "crit" or "b64" or "kid" or "jwk" or "jku" or "x5c" or "x5u" or "")
            _problems.Add(
                SchemaRules.NotAllowedValue,
                member.NameSpan,
                "joseHeader",
                "members other than those by which a token is verified (alg, crit, b64, kid, jwk, jku, x5c, x5u)"
            );
        if (!header.IsTrue("required") && !header.Has("equals"))
            _problems.Add(
                SchemaRules.MissingKeyword,
                Places.Head(member.Value),
                "equals",
                "a member of \"joseHeader\" without \"required\": true"
            );
        if (header.Has("filters") && !header.Has("equals"))
            _problems.Add(SchemaRules.MissingKeyword, header.Member("filters")!.NameSpan, "equals", "a header member with \"filters\"");
        return new ClaimModel(
            member.Name,
            Required: true,
            null,
            header["equals"] is { } expected ? SchemeParts.ReadTerm(expected, context) : null,
            SchemeParts.ReadFilters(header, _problems)
        );
    }

    private ClaimModel? ReadClaim(JsonMember member)
    {
        if (member.Value.Kind != JsonKind.Object)
        {
            _problems.Add(SchemaRules.WrongKind, Places.Head(member.Value), member.Name, "an object such as { \"required\": true }");
            return null;
        }

        var claim = SchemaKeywords.Claim.Check(member.Value, _problems);
        var maxAge = Choices.ReadDuration(claim, "maxAge", _problems);
        if (claim.Has("maxAge") && member.Name is not ("exp" or "iat"))
            _problems.Add(SchemaRules.DoesNotApply, claim.Member("maxAge")!.NameSpan, "maxAge", "a claim other than exp and iat");
        if (claim.Has("equals") && member.Name is "exp" or "iat" or "nbf" && claim["equals"] is not null)
            _problems.Add(SchemaRules.DoesNotApply, claim.Member("equals")!.NameSpan, "equals", "a claim that is a time");
        if (claim.Has("filters") && !claim.Has("equals"))
            _problems.Add(SchemaRules.MissingKeyword, claim.Member("filters")!.NameSpan, "equals", "a claim with \"filters\"");
        return new ClaimModel(
            member.Name,
            claim.IsTrue("required") || claim.Has("equals"),
            maxAge?.Ticks,
            claim["equals"] is { } expected ? SchemeParts.ReadTerm(expected, context) : null,
            SchemeParts.ReadFilters(claim, _problems)
        );
    }
}
