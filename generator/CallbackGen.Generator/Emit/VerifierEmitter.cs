using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>Prints the verifier: one method in which a reviewer sees every step between the request and the payload.</summary>
internal static class VerifierEmitter
{
    private const string Verification = "global::CallbackGen.Verification";

    public static string Emit(FeedModel feed, string @namespace)
    {
        var writer = CodeWriter.File(@namespace);
        writer.Line($"using static {Verification}.MacAlgorithm;");
        writer.Line($"using static {Verification}.SignatureEncoding;");
        writer.Line($"using static {Verification}.SignatureFormat;");
        writer.Line($"using static {Verification}.TimestampUnit;");
        writer.Line($"using static {Verification}.TextFilters;");
        writer.Line();
        writer.Line(PayloadEmitter.GeneratedCode);
        writer.Open($"internal static class {feed.TypeName}Verifier");
        writer.Open($"public static {feed.TypeName}? Verify({Verification}.CallbackVerification verification)");
        if (feed.HasErrors || feed.Verify is null)
            EmitClosed(writer);
        else
            EmitSteps(writer, feed);
        writer.Close();
        writer.Close();
        return writer.ToString();
    }

    /// <summary>A schema with errors verifies nothing, even where its diagnostics were silenced.</summary>
    private static void EmitClosed(CodeWriter writer)
    {
        writer.Line("// The schema file has errors, so that it does not say how to verify: nothing is accepted.");
        writer.Line("verification.Reject(global::CallbackGen.CallbackRejectionReason.SchemaInvalid, \"\", \"the feed's schema file has errors\");");
        writer.Line("return null;");
    }

    private static void EmitSteps(CodeWriter writer, FeedModel feed)
    {
        if (UsesBody(feed))
        {
            writer.Line("// What arrived, parsed strictly, so that the values named below are found in it.");
            Step(writer, "verification.ReadBody()");
        }

        switch (feed.Verify)
        {
            case HmacVerify hmac:
                EmitHmac(writer, hmac);
                break;
            case JwtVerify jwt:
                EmitJwt(writer, jwt);
                break;
            case NoVerify none:
                writer.Line($"// The provider signs nothing: {Literals.Comment(none.Reason)}");
                break;
        }

        EmitPayload(writer, feed);
    }

    private static void EmitPayload(CodeWriter writer, FeedModel feed)
    {
        if (feed.Payload.IsToken)
        {
            writer.Line("// The payload is the token's claims: the very bytes that were verified.");
            writer.Line($"return verification.ReadClaims<{feed.TypeName}>();");
            return;
        }

        writer.Line(feed.Trust switch
        {
            TrustRung.Verified => "// The payload: what was just verified.",
            TrustRung.Authenticated => $"// The payload. The signature does not cover {Literals.Comment(string.Join(", ", feed.UnsignedPointers.Take(4)))}{(feed.UnsignedPointers.Count > 4 ? $" and {feed.UnsignedPointers.Count - 4} more" : "")}.",
            _ => "// The payload.",
        });
        writer.Line($"return verification.ReadPayload<{feed.TypeName}>({(feed.Payload.Pointer.Length == 0 ? "" : Literals.Text(feed.Payload.Pointer))});");
    }

    private static void EmitHmac(CodeWriter writer, HmacVerify hmac)
    {
        var signature = hmac.Signature;
        writer.Line($"// The signature: {Literals.Comment(signature.From.Text)}, {signature.Encoding}{(signature.Pick is { } pick ? $", the part {Literals.Comment(pick)}" : "")}.");
        var arguments = new List<string> { Source(signature.From), Literals.Text(signature.From.Text), FeedEmitter.Word(signature.Encoding) };
        if (signature.Format != "plain")
        {
            arguments.Add(FeedEmitter.Word(signature.Format));
            arguments.Add($"separator: {Literals.Character(signature.Separator)}");
        }

        if (signature.Pick is not null)
            arguments.Add($"pick: {Literals.Text(signature.Pick)}");
        if (signature.Prefix.Length > 0)
            arguments.Add($"prefix: {Literals.Text(signature.Prefix)}");
        Step(writer, $"verification.FindSignature({string.Join(", ", arguments)})");
        MessageEmitter.Emit(writer, hmac);
        writer.Line($"// The comparison, in constant time, with every configured value of the key {Literals.Comment(hmac.Key)}.");
        Step(writer, $"verification.MacMatches({hmac.Algorithm}, key: {Literals.Text(hmac.Key)})");
        if (hmac.Timestamp is not { } time)
            return;
        writer.Line($"// The time that was signed must be within {TimeSpan.FromTicks(time.ToleranceTicks)} of now.");
        Step(writer, $"verification.CheckTimestamp({Source(time.From)}, {Literals.Text(time.From.Text)}, {FeedEmitter.Word(time.Unit)}, {Literals.TimeSpan(time.ToleranceTicks)})");
    }

    private static void EmitJwt(CodeWriter writer, JwtVerify jwt)
    {
        writer.Line($"// The token: a compact JWS (RFC 7515) in {Literals.Comment(jwt.From.Text)}, {string.Join(" or ", jwt.Algorithms)} only.");
        var algorithms = Literals.List(jwt.Algorithms, algorithm => "HmacSha" + algorithm.Substring(2));
        var prefix = jwt.Prefix.Length > 0 ? $", prefix: {Literals.Text(jwt.Prefix)}" : "";
        Step(writer, $"verification.VerifyJws({Source(jwt.From)}, {Literals.Text(jwt.From.Text)}, {algorithms}, key: {Literals.Text(jwt.Key)}{prefix})");
        foreach (var claim in jwt.Claims)
            EmitClaim(writer, claim);
    }

    private static void EmitClaim(CodeWriter writer, ClaimModel claim)
    {
        var name = Literals.Text(claim.Name);
        if (claim.Name is "exp" or "nbf" or "iat")
        {
            writer.Line($"// The claim {claim.Name}{(claim.Required ? " must be there" : "")}{(claim.MaxAgeTicks is { } age ? $" and within {TimeSpan.FromTicks(age)} of now" : "")}.");
            Step(writer, $"verification.CheckLifetime({name}, required: {Literals.Bool(claim.Required)}, maxAge: {(claim.MaxAgeTicks is { } ticks ? Literals.TimeSpan(ticks) : "null")})");
        }
        else if (claim.EqualTo is { } expected)
        {
            writer.Line($"// The claim {Literals.Comment(claim.Name)} must be equal to {Literals.Comment(expected.Source.Text)}.");
            Step(writer, $"verification.ClaimEquals({name}, {Filter($"verification.Claim({name})", claim.Filters)}, {Term(expected)}, {Literals.Text(expected.Source.Text)})");
        }
        else if (claim.Required)
        {
            writer.Line($"// The claim {Literals.Comment(claim.Name)} must be there.");
            Step(writer, $"verification.RequireClaim({name})");
        }
    }

    private static void Step(CodeWriter writer, string condition)
    {
        writer.Line($"if (!{condition})");
        writer.Continuation("return null;");
        writer.Line();
    }

    public static string Term(TermModel term) => Filter(Source(term.Source), term.Filters);

    private static string Filter(string expression, EquatableArray<FilterModel> filters)
    {
        foreach (var filter in filters)
        {
            var arguments = filter.Name switch
            {
                "slice" => filter.Arguments,
                "escape" => filter.Arguments.Select(argument => Literals.Character(argument[0])),
                _ => filter.Arguments.Select(Literals.Text),
            };
            expression = $"{FeedEmitter.Word(filter.Name)}({string.Join(", ", new[] { expression }.Concat(arguments))})";
        }

        return expression;
    }

    public static string Source(SourceModel source) => source.Kind switch
    {
        SourceKind.RawBody or SourceKind.Method or SourceKind.Path => $"verification.{source.Kind}",
        SourceKind.Signature => $"verification.SignaturePart({Literals.Text(source.Name)})",
        SourceKind.Const => $"global::CallbackGen.Verification.WireValue.FromText({Literals.Text(source.Name)})",
        _ => $"verification.{source.Kind}({Literals.Text(source.Name)})",
    };

    private static bool UsesBody(FeedModel feed) => feed.Verify switch
    {
        HmacVerify hmac => hmac.Signature.From.Kind == SourceKind.Body
            || hmac.Timestamp?.From.Kind == SourceKind.Body
            || hmac.Message.Any(part => part is MembersPart || (part is TemplatePart template && template.Terms.Any(term => term.Source.Kind == SourceKind.Body))),
        JwtVerify jwt => jwt.From.Kind == SourceKind.Body || jwt.Claims.Any(claim => claim.EqualTo?.Source.Kind == SourceKind.Body),
        _ => false,
    };
}
