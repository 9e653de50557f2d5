using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Schema;

/// <summary>Reads the scheme jwt: a compact JWS and its claims.</summary>
internal sealed class JwtReader(VerifyContext context, Keywords keywords)
{
    private readonly ProblemList _problems = context.Problems;

    public JwtVerify? Read()
    {
        var from = SchemeParts.ReadPlace(keywords, "from", context);
        var key = SchemeParts.ReadKey(context, keywords, publicKey: false);
        var algorithms = ReadAlgorithms();
        var claims = (keywords["claims"]?.Members ?? []).Select(ReadClaim).OfType<ClaimModel>().ToList();
        var expiry = claims.FirstOrDefault(claim => claim.Name == "exp")?.MaxAgeTicks;
        var issued = claims.FirstOrDefault(claim => claim.Name == "iat")?.MaxAgeTicks;
        if (issued > expiry)
            _problems.Add(SchemaRules.LongTolerance, Places.Head(keywords["claims"]!.Find("iat")!.Find("maxAge")!), "The tolerance of \"iat\" is longer than the token lives by \"exp\"");
        if (!context.Payload.IsToken && !claims.Any(IsAboutRequest))
            _problems.Add(SchemaRules.NothingSigned, keywords["claims"] is { } place ? Places.Head(place) : keywords["scheme"]!.Span);
        return from is null ? null : new JwtVerify(from, keywords.Text("prefix") ?? "", algorithms, key, claims.ToEquatableArray());
    }

    /// <summary>Whether a claim ties the token to this request; one that cannot be read may, and is reported already.</summary>
    private bool IsAboutRequest(ClaimModel claim) =>
        claim.EqualTo is { } expected
            ? expected.Source.Kind is not (SourceKind.Const or SourceKind.Method or SourceKind.Path or SourceKind.Url)
            : keywords["claims"]!.Find(claim.Name)?.Find("equals") is not null;

    private EquatableArray<string> ReadAlgorithms()
    {
        var algorithms = new List<string>();
        if (keywords["algorithms"] is { Items.Count: 0 } list)
            _problems.Add(SchemaRules.NoAlgorithm, list.Span);
        foreach (var item in keywords["algorithms"]?.Items ?? [])
        {
            if (item.Kind == JsonKind.String && Choices.JwsAlgorithms.Contains(item.Text) && !algorithms.Contains(item.Text))
                algorithms.Add(item.Text);
            else
                _problems.Add(SchemaRules.NotAllowedValue, Places.Head(item), "algorithms", "distinct ones of " + string.Join(", ", Choices.JwsAlgorithms));
        }

        return algorithms.ToEquatableArray();
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
            member.Name, claim.IsTrue("required") || claim.Has("equals"), maxAge?.Ticks,
            claim["equals"] is { } expected ? SchemeParts.ReadTerm(expected, context) : null,
            SchemeParts.ReadFilters(claim, _problems));
    }
}
