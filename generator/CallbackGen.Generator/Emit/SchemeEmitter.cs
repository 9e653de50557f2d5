using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>Emits the verification of a scheme, step by step.</summary>
/// <param name="writer">Receives the code.</param>
/// <param name="messages">Emits messages.</param>
internal sealed class SchemeEmitter(CodeWriter writer, MessageEmitter messages)
{
    /// <summary>Emits the steps of one scheme.</summary>
    /// <param name="verify">The scheme.</param>
    /// <param name="readsClaims">Whether the payload is read from the token's claims.</param>
    public void Emit(VerifyModel verify, bool readsClaims)
    {
        switch (verify)
        {
            case MessageVerify message:
                EmitMessage(message);
                break;
            case JwtVerify jwt:
                EmitJwt(jwt, readsClaims);
                break;
            case TokenVerify token:
                EmitToken(token);
                break;
            case NoVerify none:
                writer.Line($"// The provider signs nothing: {Literals.Comment(none.Reason)}");
                break;
        }
    }

    private void EmitMessage(MessageVerify scheme)
    {
        var signature = scheme.Signature;
        writer.Line(
            $"// The signature: {Literals.Comment(signature.From.Text)}, {signature.Encoding.Word()}"
                + $"{(signature.Pick is { } pick ? $", the part {Literals.Comment(pick)}" : "")}."
        );
        writer.Find("signatures", $"verification.FindSignatures({string.Join(", ", SignatureArguments(signature))})");
        var key = EmitKey(scheme.Key);
        var weakness = scheme.IsWeak ? MessageEmitter.Weakness(scheme.Weak) : "";
        if (scheme.MessageKeys.Count == 0)
        {
            messages.Emit(scheme.Message, scheme.Weak);
            writer.Line(
                $"// The comparison, with every configured value of the key"
                    + $"{(scheme.Key?.Select is null ? " " + Literals.Comment(scheme.Key?.Name ?? "") : "")}."
            );
            writer.Step(
                scheme.Scheme == SchemeKind.Hmac
                    ? $"signatures.MacMatches(message, {MacAlgorithm(scheme.Algorithm)}, key: {key})"
                    : $"signatures.PublicKeyMatches(message, {SignatureAlgorithm(scheme.Algorithm)}, key: {key}{Library(scheme)})",
                weakness
            );
        }
        else
        {
            writer.Line("// The message holds keys, so that it is made and compared once for each of their configured values.");
            // The key of an HMAC is tried together with the mixed-in keys: the values of one account are at the
            // same position in each key's list.
            var own = scheme is { Scheme: SchemeKind.Hmac, Key: { Select: null } one } ? new[] { one.Name } : [];
            var mixed = scheme.MessageKeys.Concat(own).Concat(new[] { signature.PrefixKey }.OfType<string>()).Distinct();
            writer.Line($"var trial = verification.TryKeys(signatures, {string.Join(", ", mixed.Select(Literals.Text))});");
            writer.Open("while (trial.NextMessage() is { } message)");
            messages.Emit(scheme.Message, scheme.Weak, isBegun: true);
            writer.Line(
                scheme.Scheme switch
                {
                    SchemeKind.Hmac => $"trial.CompareMac(message, {MacAlgorithm(scheme.Algorithm)}, key: {key});",
                    SchemeKind.Signature =>
                        $"trial.ComparePublicKey(message, {SignatureAlgorithm(scheme.Algorithm)}, key: {key}{Library(scheme)});",
                    _ => $"trial.CompareDigest(message, DigestAlgorithm.{FeedEmitter.Word(scheme.Algorithm)});",
                } + weakness
            );
            writer.Close();
            writer.Line();
            writer.Step("trial.Matched()");
        }

        EmitTimestamp(scheme.Timestamp);
        foreach (var equality in scheme.Also)
        {
            writer.Line(
                $"// Besides, {Literals.Comment(equality.Value.Source.Text)} must "
                    + $"be equal to {Literals.Comment(equality.EqualTo.Source.Text)}."
            );
            writer.Step($"verification.TextEquals({Expressions.Term(equality.Value)}, {Expressions.Term(equality.EqualTo)})");
        }
    }

    private static List<string> SignatureArguments(SignatureModel signature)
    {
        var arguments = new List<string>
        {
            // Several lines of a list header are one list, whose items are separated by commas.
            signature is { From.Kind: SourceKind.Header, Format: not SignatureFormat.Plain, Separator: ',' }
                ? $"verification.HeaderList({Literals.Text(signature.From.Name)})"
                : Expressions.Source(signature.From),
            $"SignatureEncoding.{FeedEmitter.Word(signature.Encoding)}",
        };
        if (signature.Format != SignatureFormat.Plain)
        {
            arguments.Add($"SignatureFormat.{FeedEmitter.Word(signature.Format)}");
            arguments.Add($"separator: {Literals.Character(signature.Separator)}");
        }

        if (signature.Pick is not null)
            arguments.Add($"pick: {Literals.Text(signature.Pick)}");
        if (signature.Prefix.Length > 0)
            arguments.Add($"prefix: {Literals.Text(signature.Prefix)}");
        if (signature.PrefixKey is { } key)
            arguments.Add($"prefixKey: {Literals.Text(key)}, prefixEnd: {Literals.Text(signature.PrefixEnd)}");
        return arguments;
    }

    private void EmitTimestamp(TimestampModel? timestamp)
    {
        if (timestamp is not { } time)
            return;
        writer.Line("// The time that was signed must be close to now, on either side.");
        var form = time.Unit is { } unit
            ? $"TimestampUnit.{FeedEmitter.Word(unit)}"
            : $"{Literals.Text(time.Format)}, offset: {FeedEmitter.Offset(time)}";
        writer.Step(
            $"verification.CheckTimestamp({Expressions.Source(time.From)}, {form}, tolerance: {Literals.TimeSpan(time.ToleranceTicks)})"
        );
    }

    /// <summary>Returns the expression of a key's name. Where the request selects the key, emits the selection first.</summary>
    private string EmitKey(KeyUseModel? key)
    {
        if (key?.Select is not { } select)
            return Literals.Text(key?.Name ?? "");
        writer.Line($"// The key that {Literals.Comment(select.Text)} names. It can only name a configured one.");
        writer.Line($"var selected = {Expressions.Source(select)};");
        writer.Line("var key =");
        writer.Indent();
        foreach (var choice in key.Choices)
            writer.Line($"verification.Is(selected, {Literals.Text(choice.Value)}) ? {Literals.Text(choice.Key)} :");
        writer.Line("null;");
        writer.Unindent();
        writer.Open("if (key is null)");
        writer.Line("verification.RejectKeyName(selected);");
        writer.Line("return null;");
        writer.Close();
        writer.Line();
        return "key";
    }

    private void EmitJwt(JwtVerify jwt, bool readsClaims)
    {
        if (jwt.Message is { } message)
            messages.Emit(message, jwt.Weak);
        var key = EmitKey(jwt.Key);
        var algorithms = string.Join(" or ", jwt.Algorithms.Select(algorithm => algorithm.Word()));
        writer.Line(
            $"// The token: a compact JWS (RFC 7515) in {Literals.Comment(jwt.From.Text)}, {algorithms} only"
                + $"{(jwt.Message is null ? "" : "; its payload is the message")}."
        );
        var arguments = new List<string> { TokenSource(jwt.From) };
        if (jwt.Message is not null)
            arguments.Add("message");
        arguments.Add(Literals.List(jwt.Algorithms, algorithm => "JwsAlgorithm." + algorithm.Word()));
        arguments.Add($"key: {key}");
        if (jwt.Prefix.Length > 0)
            arguments.Add($"prefix: {Literals.Text(jwt.Prefix)}");
        if (jwt.IsAsymmetric)
            arguments.Add($"signatures: {TokenLibrary.SignaturesOf(jwt.Algorithms)}");
        if (jwt.Unencoded)
            arguments.Add("unencoded: true");
        if (jwt.Header.Count > 0)
            arguments.Add($"understood: {Literals.List(jwt.Header, member => Literals.Text(member.Name))}");
        var isAsked = readsClaims || jwt.Header.Count + jwt.Claims.Count > 0;
        writer.Find(
            isAsked ? "token" : null,
            $"verification.{(jwt.Message is null ? "VerifyJws" : "VerifyDetachedJws")}({string.Join(", ", arguments)})"
        );
        foreach (var member in jwt.Header)
            EmitHeaderMember(member);
        foreach (var claim in jwt.Claims)
            EmitClaim(claim);
    }

    private void EmitHeaderMember(ClaimModel member)
    {
        var name = Literals.Text(member.Name);
        writer.Line(
            $"// The member {Literals.Comment(member.Name)} of the token's header must be "
                + $"{(member.EqualTo is { } value ? $"equal to {Literals.Comment(value.Source.Text)}" : "there")}."
        );
        writer.Step(
            member.EqualTo is { } expected
                ? $"token.HeaderEquals({name}, {Expressions.Filter($"token.Header({name})", member.Filters)}, {Expressions.Term(expected)})"
                : $"token.RequireHeader({name})"
        );
    }

    private void EmitClaim(ClaimModel claim)
    {
        var name = Literals.Text(claim.Name);
        if (claim.Name is "exp" or "nbf" or "iat")
        {
            writer.Line(
                $"// The claim {claim.Name}{(claim.Required ? " must be there" : "")}"
                    + $"{(claim.MaxAgeTicks is null ? "" : claim.Required ? " and not far from now" : " may not be far from now")}."
            );
            writer.Step(
                $"token.CheckLifetime({name}, required: {Literals.Bool(claim.Required)}, maxAge: "
                    + $"{(claim.MaxAgeTicks is { } ticks ? Literals.TimeSpan(ticks) : "null")})"
            );
        }
        else if (claim is { Name: "aud", EqualTo: { Source.Kind: SourceKind.Const, Filters.Count: 0 } audience, Filters.Count: 0 })
        {
            writer.Line("// The token must be meant for this audience, be it the only one or one of several.");
            writer.Step($"token.CheckAudience({Literals.Text(audience.Source.Name)})");
        }
        else if (claim.EqualTo is { } expected)
        {
            writer.Line($"// The claim {Literals.Comment(claim.Name)} must be equal to {Literals.Comment(expected.Source.Text)}.");
            writer.Step(
                $"token.ClaimEquals({name}, {Expressions.Filter($"token.Claim({name})", claim.Filters)}, {Expressions.Term(expected)})"
            );
        }
        else if (claim.Required)
        {
            writer.Line($"// The claim {Literals.Comment(claim.Name)} must be there.");
            writer.Step($"token.RequireClaim({name})");
        }
    }

    private void EmitToken(TokenVerify token)
    {
        var key = EmitKey(token.Key);
        writer.Line($"// The shared token in {Literals.Comment(token.From.Text)}, compared in constant time with every configured value.");
        var prefix = token.Prefix.Length > 0 ? $", prefix: {Literals.Text(token.Prefix)}" : "";
        writer.Step($"verification.TokenMatches({TokenSource(token.From)}, key: {key}{prefix})");
    }

    /// <summary>Returns the source of a token. A body that is a token is trimmed: a text often ends with a line break.</summary>
    private static string TokenSource(SourceModel from) =>
        from.Kind == SourceKind.RawBody ? $"Trim({Expressions.Source(from)})" : Expressions.Source(from);

    /// <summary>Returns the argument with the implementation of an algorithm that .NET lacks; empty for other algorithms.</summary>
    private static string Library(MessageVerify scheme) =>
        scheme.Algorithm == MessageAlgorithm.Ed25519 ? $", signatures: {TokenLibrary.Edwards.Signatures}" : "";

    private static string MacAlgorithm(MessageAlgorithm algorithm) => $"MacAlgorithm.Hmac{FeedEmitter.Word(algorithm)}";

    /// <summary>Returns the runtime's algorithm. <c>rsa-sha256</c> is PKCS#1 v1.5, as providers use the name.</summary>
    private static string SignatureAlgorithm(MessageAlgorithm algorithm) =>
        "SignatureAlgorithm."
        + (
            algorithm is MessageAlgorithm.RsaSha1 or MessageAlgorithm.RsaSha256 or MessageAlgorithm.RsaSha384 or MessageAlgorithm.RsaSha512
                ? FeedEmitter.Word(algorithm).Replace("Rsa", "RsaPkcs1")
                : FeedEmitter.Word(algorithm)
        );
}
