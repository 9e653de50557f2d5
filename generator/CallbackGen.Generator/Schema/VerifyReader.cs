using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Schema;

/// <summary>Reads <c>verify</c>: one method per scheme.</summary>
internal sealed class VerifyReader(ProblemList problems, PayloadMap map, PayloadModel payload, IReadOnlyList<KeyModel> keys, JsonNode? keyPlaces)
{
    private static readonly TimeSpan LongestTolerance = TimeSpan.FromDays(1);

    public VerifyModel? Read(JsonNode node)
    {
        var scheme = node.Find("scheme");
        if (scheme is null)
        {
            problems.Add(SchemaRules.MissingKeyword, Places.Head(node), "scheme", "\"verify\"");
            return null;
        }

        if (scheme.Kind != JsonKind.String)
        {
            problems.Add(SchemaRules.WrongKind, Places.Head(scheme), "scheme", "a string");
            return null;
        }

        switch (scheme.Text)
        {
            case "hmac":
                return Finish(ReadHmac(SchemaKeywords.Hmac.Check(node, problems)));
            case "jwt":
                return Finish(ReadJwt(SchemaKeywords.Jwt.Check(node, problems)));
            case "none":
                var none = ReadNone(SchemaKeywords.None.Check(node, problems));
                ReportUnused(key: null);
                return none;
        }

        if (Choices.PlannedSchemes.Contains(scheme.Text))
            problems.Add(SchemaRules.UnsupportedKeyword, scheme.Span, scheme.Text, "this version knows the schemes " + string.Join(", ", Choices.Schemes));
        else
            problems.Add(SchemaRules.NotAllowedValue, scheme.Span, "scheme", "one of " + string.Join(", ", Choices.Schemes) + (Spelling.Nearest(scheme.Text, Choices.Schemes) is { } nearest ? $"; did you mean \"{nearest}\"?" : ""));
        return null;

        VerifyModel? Finish((VerifyModel? Model, string? Key) read)
        {
            // While the scheme names no key that exists, none is known to be superfluous.
            if (keys.Any(key => key.Name == read.Key))
                ReportUnused(read.Key);
            return read.Model;
        }

        void ReportUnused(string? key)
        {
            foreach (var member in (keyPlaces?.Members ?? []).Where(member => member.Name != key))
                problems.Add(SchemaRules.UnusedKey, member.NameSpan, member.Name);
        }
    }

    private NoVerify? ReadNone(Keywords keywords)
    {
        if (keywords["reason"] is not { } reason)
            return null;
        if (reason.Text.Trim().Length > 0)
            return new NoVerify(reason.Text);
        problems.Add(SchemaRules.NotAllowedValue, reason.Span, "reason", "the reason why nothing is verified, for the next reader");
        return null;
    }

    private (VerifyModel?, string?) ReadHmac(Keywords keywords)
    {
        var algorithm = Choices.Read(keywords, "algorithm", Choices.HmacAlgorithms, problems);
        if (algorithm is "md5")
            problems.Add(SchemaRules.WeakAlgorithm, keywords["algorithm"]!.Span, "HMAC-MD5");
        var key = ReadKey(keywords);
        var signature = keywords["signature"] is { } node ? ReadSignature(node) : null;
        var timestamp = keywords["timestamp"] is { } time ? ReadTimestamp(time, signature) : null;
        var message = keywords["message"] is { } parts
            ? new MessageReader(problems, map, payload, signature, timestamp, keywords["undelimited"]).Read(parts)
            : null;

        // What decides the coverage is kept in spite of a mistake elsewhere, so that one mistake does not move the feed
        // to another rung and break every handler. With errors the verifier is printed closed.
        return signature is null || message is null
            ? (null, key)
            : (new HmacVerify(
                (MacAlgorithm)Math.Max(0, Array.IndexOf(Choices.HmacAlgorithms, algorithm)), key ?? "", signature, message.Value, timestamp), key);
    }

    private string? ReadKey(Keywords keywords)
    {
        if (keywords["key"] is not { } node)
            return null;
        if (!keys.Any(key => key.Name == node.Text))
            problems.Add(SchemaRules.UnknownKey, node.Span, node.Text);
        return node.Text;
    }

    private SignatureModel? ReadSignature(JsonNode node)
    {
        var keywords = SchemaKeywords.Signature.Check(node, problems);
        var from = ReadSource(keywords, "from");
        var encoding = Choices.Read(keywords, "encoding", Choices.SignatureEncodings, problems);
        var format = keywords.Has("format") ? Choices.Read(keywords, "format", Choices.SignatureFormats, problems) : "plain";
        var separator = ',';
        if (keywords["separator"] is { } text)
        {
            if (text.Text.Length == 1 && text.Text[0] < 128)
                separator = text.Text[0];
            else
                problems.Add(SchemaRules.NotAllowedValue, text.Span, "separator", "one ASCII character");
            if (format == "plain")
                problems.Add(SchemaRules.DoesNotApply, keywords.Member("separator")!.NameSpan, "separator", "a plain signature");
        }

        var pick = keywords.Text("pick");
        if (format == "pairs" && pick is null)
            problems.Add(SchemaRules.MissingKeyword, Places.Head(node), "pick", "a signature of the format pairs");
        if (format != "pairs" && pick is not null)
            problems.Add(SchemaRules.DoesNotApply, keywords.Member("pick")!.NameSpan, "pick", "a signature that is not of the format pairs");
        return from is null || encoding is null || format is null
            ? null
            : new SignatureModel(from, format, separator, pick, encoding, keywords.Text("prefix") ?? "");
    }

    private TimestampModel? ReadTimestamp(JsonNode node, SignatureModel? signature)
    {
        var keywords = SchemaKeywords.Timestamp.Check(node, problems);
        var from = ReadSource(keywords, "from", signatureParts: true);
        if (from is { Kind: SourceKind.Signature } && signature is { Format: not "pairs" })
            problems.Add(SchemaRules.BadPointer, keywords["from"]!.Span, from.Text, "leads nowhere: a signature has parts only when its format is pairs");
        var unit = Choices.Read(keywords, "unit", Choices.TimestampUnits, problems);
        var tolerance = Choices.ReadDuration(keywords, "tolerance", problems);
        if (tolerance > LongestTolerance)
            problems.Add(SchemaRules.LongTolerance, keywords["tolerance"]!.Span, "A tolerance of more than one day lets an old callback be replayed; providers state minutes");
        return from is null || unit is null || tolerance is null ? null : new TimestampModel(from, unit, tolerance.Value.Ticks);
    }

    /// <summary>A place where a signature, token or time stands: not the whole request, and nothing that was made up here.</summary>
    private SourceModel? ReadSource(Keywords keywords, string name, bool signatureParts = false)
    {
        if (keywords[name] is not { } node || Sources.Parse(node.Text, node.Span, problems) is not { } source)
            return null;
        if (source.Kind is SourceKind.Header or SourceKind.Query or SourceKind.Body || (signatureParts && source.Kind == SourceKind.Signature))
            return source;
        problems.Add(SchemaRules.BadSource, node.Span, node.Text, "here it must be a header, a query parameter or a part of the body");
        return null;
    }

    private (VerifyModel?, string?) ReadJwt(Keywords keywords)
    {
        var from = ReadSource(keywords, "from");
        var key = ReadKey(keywords);
        var algorithms = ReadAlgorithms(keywords);
        var claims = (keywords["claims"]?.Members ?? []).Select(ReadClaim).OfType<ClaimModel>().ToList();
        var expiry = claims.FirstOrDefault(claim => claim.Name == "exp")?.MaxAgeTicks;
        var issued = claims.FirstOrDefault(claim => claim.Name == "iat")?.MaxAgeTicks;
        if (issued > expiry)
            problems.Add(SchemaRules.LongTolerance, Places.Head(keywords["claims"]!.Find("iat")!.Find("maxAge")!), "The tolerance of \"iat\" is longer than the token lives by \"exp\"");
        if (!payload.IsToken && !claims.Any(claim => claim.EqualTo is not null))
            problems.Add(SchemaRules.NothingSigned, keywords["claims"] is { } place ? Places.Head(place) : keywords["scheme"]!.Span);
        return from is null
            ? (null, key)
            : (new JwtVerify(from, keywords.Text("prefix") ?? "", algorithms ?? default, key ?? "", claims.ToEquatableArray()), key);
    }

    private EquatableArray<string>? ReadAlgorithms(Keywords keywords)
    {
        if (keywords["algorithms"] is not { } list)
            return null;
        if (list.Items.Count == 0)
            problems.Add(SchemaRules.NoAlgorithm, list.Span);
        var algorithms = new List<string>();
        foreach (var item in list.Items)
        {
            if (item.Kind == JsonKind.String && Choices.JwsAlgorithms.Contains(item.Text) && !algorithms.Contains(item.Text))
                algorithms.Add(item.Text);
            else
                problems.Add(SchemaRules.NotAllowedValue, Places.Head(item), "algorithms", "distinct ones of " + string.Join(", ", Choices.JwsAlgorithms));
        }

        return algorithms.Count == 0 ? null : algorithms.ToEquatableArray();
    }

    private ClaimModel? ReadClaim(JsonMember member)
    {
        if (member.Value.Kind != JsonKind.Object)
        {
            problems.Add(SchemaRules.WrongKind, Places.Head(member.Value), member.Name, "an object such as { \"required\": true }");
            return null;
        }

        var keywords = SchemaKeywords.Claim.Check(member.Value, problems);
        var maxAge = Choices.ReadDuration(keywords, "maxAge", problems);
        if (keywords.Has("maxAge") && member.Name is not ("exp" or "iat"))
            problems.Add(SchemaRules.DoesNotApply, keywords.Member("maxAge")!.NameSpan, "maxAge", "a claim other than exp and iat");
        if (keywords.Has("equals") && member.Name is "exp" or "iat" or "nbf" && keywords["equals"] is not null)
            problems.Add(SchemaRules.DoesNotApply, keywords.Member("equals")!.NameSpan, "equals", "a claim that is a time");
        if (keywords.Has("filters") && !keywords.Has("equals"))
            problems.Add(SchemaRules.MissingKeyword, keywords.Member("filters")!.NameSpan, "equals", "a claim with \"filters\"");
        return new ClaimModel(
            member.Name, keywords.IsTrue("required") || keywords.Has("equals"), maxAge?.Ticks,
            keywords["equals"] is { } expected ? ReadExpected(expected) : null,
            (keywords["filters"]?.Items ?? []).Select(ReadFilter).OfType<FilterModel>().ToEquatableArray());
    }

    private FilterModel? ReadFilter(JsonNode item)
    {
        if (item.Kind == JsonKind.String)
            return Filters.Parse(item.Text, item.Span, problems);
        problems.Add(SchemaRules.WrongKind, Places.Head(item), "filters", "an array of filters such as \"lower\"");
        return null;
    }

    private TermModel? ReadExpected(JsonNode node)
    {
        if (Sources.ParseTemplate(node.Text, node.Span, problems) is not { } terms)
            return null;
        if (terms.Count != 1 || terms[0].Source.Kind is SourceKind.Signature)
        {
            problems.Add(SchemaRules.BadTemplate, node.Span, "\"equals\" takes one source in braces, such as \"{body:/invoice_id}\", or a constant text");
            return null;
        }

        if (Coverage.ToPayload(terms[0].Source, payload) is { } pointer && !map.Declares(pointer))
            problems.Add(SchemaRules.BadPointer, node.Span, pointer, "leads to no member that the payload declares");
        return terms[0];
    }
}
