using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>Prints the verifier: one method in which a reviewer sees every step between the request and the payload.</summary>
internal sealed class VerifierEmitter
{
    /// <summary>
    /// Verifiers stand in a namespace of their own, whose using directives come before the types of the project around
    /// it: so they can be written without qualification and still mean the same in every project.
    /// </summary>
    public const string Namespace = "CallbackVerifiers";

    private readonly FeedModel _feed;
    private readonly CodeWriter _writer;
    private readonly MessageEmitter _messages;
    private readonly TokenLibrary? _lacking;

    private VerifierEmitter(FeedModel feed, ProjectOptions project, TokenLibrary? lacking)
    {
        _feed = feed;
        _lacking = lacking;
        _writer = CodeWriter.File(project, Namespace, VerifierTexts.Opening(feed));
        _messages = new MessageEmitter(_writer);
    }

    /// <summary>Prints the verifier of a feed.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="project">What the project says.</param>
    /// <param name="lacking">A package that verifies the feed's signatures and that the project does not refer to; or null.</param>
    public static string Emit(FeedModel feed, ProjectOptions project, TokenLibrary? lacking)
    {
        var emitter = new VerifierEmitter(feed, project, lacking);
        emitter.EmitAll();
        return emitter._writer.ToString();
    }

    private void EmitAll()
    {
        _writer.Line("using global::CallbackGen.Verification;");
        _writer.Line("using static global::CallbackGen.Verification.TextFilters;");
        _writer.Line();
        _writer.Line(PayloadEmitter.GeneratedCode);
        _writer.Open($"internal static class {_feed.TypeName}Verifier");
        if (_feed.HasErrors || _feed.Verify is null)
            EmitMethod("public", "Verify", () => EmitClosed("The schema file has errors, so that it does not say how to verify", "the feed's schema file has errors"));
        else if (_lacking is { } lacking)
            EmitMethod("public", "Verify", () => EmitClosed($"The project does not refer to {lacking.Package}, which verifies the signature", $"the project lacks {lacking.Package}"));
        else if (_feed.Verify is AnyOfVerify several)
            EmitSeveral(several);
        else
            EmitMethod("public", "Verify", () => EmitSteps(_feed.Verify, _feed.Payload));
        EmitSelects();
        EmitAnswers();
        _messages.EmitFields();
        _writer.Close();
    }

    private void EmitSelects()
    {
        if (!_feed.HasSelection)
            return;
        _writer.Line();
        _writer.Line("// Whether a request looks like one of this feed. It proves nothing, and is asked before anything is verified.");
        ConditionsEmitter.Emit(_writer, "Selects", _feed.Select);
    }

    private void EmitAnswers()
    {
        if (_feed.HasErrors)
            return;
        if (_feed.Acknowledgement is { } acknowledgement)
        {
            _writer.Line();
            EmitAnswer("Acknowledge", () => AnswerEmitter.Emit(_writer, acknowledgement));
        }

        if (_feed.Challenge is not { } challenge)
            return;
        _writer.Line();
        _writer.Line("// Whether a request is the provider's handshake, which no handler sees.");
        ConditionsEmitter.Emit(_writer, "IsChallenge", challenge.When);
        _writer.Line();
        EmitAnswer("Respond", () =>
        {
            EmitProof(challenge.Verify);
            AnswerEmitter.Emit(_writer, challenge.Respond);
        });
    }

    private void EmitAnswer(string name, Action body)
    {
        _writer.Open($"public static global::CallbackGen.CallbackAcknowledgement? {name}(CallbackVerification verification)");
        body();
        _writer.Close();
    }

    private void EmitMethod(string access, string name, Action body)
    {
        _writer.Open($"{access} static {_feed.TypeName}? {name}(CallbackVerification verification)");
        body();
        _writer.Close();
    }

    /// <summary>A schema with errors verifies nothing, even where its diagnostics were silenced.</summary>
    private void EmitClosed(string why, string detail)
    {
        _writer.Line($"// {why}: nothing is accepted.");
        _writer.Line($"verification.Reject(global::CallbackGen.CallbackRejectionReason.SchemaInvalid, \"\", {Literals.Text(detail)});");
        _writer.Line("return null;");
    }

    private void EmitSeveral(AnyOfVerify several)
    {
        var names = VerifierTexts.NamesOf(several);
        EmitMethod("public", "Verify", () =>
        {
            _writer.Line("// The provider proves its callbacks in several ways: the first that proves this one counts.");
            for (var i = 0; i < names.Count - 1; i++)
            {
                _writer.Line($"if ({names[i]}(verification) is {{ }} payload{i + 1})");
                _writer.Continuation($"return payload{i + 1};");
                _writer.Line("verification.NextAlternative();");
            }

            _writer.Line($"return {names[names.Count - 1]}(verification);");
        });
        for (var i = 0; i < names.Count; i++)
        {
            var alternative = several.Alternatives[i];
            _writer.Line();
            _writer.Line($"// {Literals.Comment(VerifierTexts.Describe(alternative))}.");
            EmitMethod("private", names[i], () => EmitSteps(alternative, alternative.Payload ?? _feed.Payload));
        }
    }

    private void EmitSteps(VerifyModel verify, PayloadModel payload)
    {
        if (payload.IsList)
        {
            _writer.Line("// The request holds several callbacks. They are verified one by one: this is about the current item.");
            _writer.Line();
        }

        EmitProof(verify, payload.IsToken);
        EmitPayload(payload);
    }

    private void EmitProof(VerifyModel verify, bool readsClaims = false)
    {
        if (SourceUse.OfBody(verify, _feed.Keys))
        {
            _writer.Line("// What arrived, parsed strictly, so that the values named below are found in it.");
            Step("verification.ReadBody()");
        }

        foreach (var key in SourceUse.DerivedKeys(verify, _feed.Keys))
            DerivationEmitter.Emit(_writer, _feed, key);
        switch (verify)
        {
            case MessageVerify message:
                EmitMessageScheme(message);
                break;
            case JwtVerify jwt:
                EmitJwt(jwt, readsClaims);
                break;
            case TokenVerify token:
                EmitToken(token);
                break;
            case NoVerify none:
                _writer.Line($"// The provider signs nothing: {Literals.Comment(none.Reason)}");
                break;
        }
    }

    private void EmitPayload(PayloadModel payload)
    {
        if (payload.IsToken)
        {
            _writer.Line("// The payload is the token's claims: the very bytes that were verified.");
            _writer.Line($"return verification.ReadClaims<{_feed.TypeName}>(token);");
            return;
        }

        if (payload.Text is { Cipher: { } cipher } encrypted)
            EmitDecryption(encrypted.Value, cipher);
        var unsigned = _feed.UnsignedPointers;
        _writer.Line(_feed.Trust switch
        {
            TrustRung.Verified => "// The payload: what was just verified.",
            TrustRung.Authenticated => $"// The payload. The signature does not cover {Literals.Comment(string.Join(", ", unsigned.Take(4)))}{(unsigned.Count > 4 ? $" and {unsigned.Count - 4} more" : "")}.",
            _ => "// The payload.",
        });
        if (payload.Text is { } text)
        {
            _writer.Line(text.Cipher is not null
                ? $"return verification.ReadPlaintext<{_feed.TypeName}>(plaintext);"
                : $"return verification.ReadText<{_feed.TypeName}>({Expressions.Term(text.Value)});");
            return;
        }

        var pointer = payload.Pointer.Length == 0 || payload.IsList ? "" : Literals.Text(payload.Pointer);
        _writer.Line($"return verification.ReadPayload<{_feed.TypeName}>({pointer});");
    }

    private void EmitDecryption(TermModel ciphertext, CipherModel cipher)
    {
        _writer.Line($"// The payload is encrypted, with AES-GCM, in {Literals.Comment(ciphertext.Source.Text)}. A text whose tag does not hold is refused.");
        var arguments = new List<string>
        {
            Expressions.Term(ciphertext), $"key: {Literals.Text(cipher.Key)}", $"nonce: {Expressions.Term(cipher.Nonce)}",
        };
        if (cipher.AssociatedData is { } associated)
            arguments.Add($"associatedData: {Expressions.Term(associated)}");
        if (cipher.Tag is { } tag)
            arguments.Add($"tag: {Expressions.Term(tag)}, hasTag: true");
        Find("plaintext", $"verification.DecryptAesGcm({string.Join(", ", arguments)})");
    }

    private void EmitMessageScheme(MessageVerify scheme)
    {
        var signature = scheme.Signature;
        _writer.Line($"// The signature: {Literals.Comment(signature.From.Text)}, {signature.Encoding.Word()}{(signature.Pick is { } pick ? $", the part {Literals.Comment(pick)}" : "")}.");
        Find("signatures", $"verification.FindSignatures({string.Join(", ", SignatureArguments(signature))})");
        var key = EmitKey(scheme.Key);
        var weakness = scheme.IsWeak ? MessageEmitter.Weakness(scheme.Weak) : "";
        if (scheme.MessageKeys.Count == 0)
        {
            _messages.Emit(scheme.Message, scheme.Weak);
            _writer.Line($"// The comparison, with every configured value of the key{(scheme.Key?.Select is null ? " " + Literals.Comment(scheme.Key?.Name ?? "") : "")}.");
            Step(scheme.Scheme == SchemeKind.Hmac
                ? $"signatures.MacMatches(message, {MacAlgorithm(scheme.Algorithm)}, key: {key})"
                : $"signatures.PublicKeyMatches(message, {SignatureAlgorithm(scheme.Algorithm)}, key: {key}{Library(scheme)})", weakness);
        }
        else
        {
            _writer.Line("// The message holds keys, so that it is made and compared once for each of their configured values.");
            // The key of a code is tried beside them: the values of one account stand at one position.
            var own = scheme is { Scheme: SchemeKind.Hmac, Key: { Select: null } one } ? new[] { one.Name } : [];
            var mixed = scheme.MessageKeys.Concat(own).Concat(new[] { signature.PrefixKey }.OfType<string>()).Distinct();
            _writer.Line($"var trial = verification.TryKeys(signatures, {string.Join(", ", mixed.Select(Literals.Text))});");
            _writer.Open("while (trial.NextMessage() is { } message)");
            _messages.Emit(scheme.Message, scheme.Weak, isBegun: true);
            _writer.Line(scheme.Scheme switch
            {
                SchemeKind.Hmac => $"trial.CompareMac(message, {MacAlgorithm(scheme.Algorithm)}, key: {key});",
                SchemeKind.Signature => $"trial.ComparePublicKey(message, {SignatureAlgorithm(scheme.Algorithm)}, key: {key}{Library(scheme)});",
                _ => $"trial.CompareDigest(message, DigestAlgorithm.{FeedEmitter.Word(scheme.Algorithm)});",
            } + weakness);
            _writer.Close();
            _writer.Line();
            Step("trial.Matched()");
        }

        EmitTimestamp(scheme.Timestamp);
        foreach (var equality in scheme.Also)
        {
            _writer.Line($"// Besides, {Literals.Comment(equality.Value.Source.Text)} must be equal to {Literals.Comment(equality.EqualTo.Source.Text)}.");
            Step($"verification.TextEquals({Expressions.Term(equality.Value)}, {Expressions.Term(equality.EqualTo)})");
        }
    }

    private static List<string> SignatureArguments(SignatureModel signature)
    {
        var arguments = new List<string>
        {
            // Several lines of a list are one, whose items the comma separates.
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
        _writer.Line("// The time that was signed must be close to now, on either side.");
        var form = time.Unit is { } unit
            ? $"TimestampUnit.{FeedEmitter.Word(unit)}"
            : $"{Literals.Text(time.Format)}, offset: {FeedEmitter.Offset(time)}";
        Step($"verification.CheckTimestamp({Expressions.Source(time.From)}, {form}, tolerance: {Literals.TimeSpan(time.ToleranceTicks)})");
    }

    /// <summary>The expression of a key's name; one that is selected is found first.</summary>
    private string EmitKey(KeyUseModel? key)
    {
        if (key?.Select is not { } select)
            return Literals.Text(key?.Name ?? "");
        _writer.Line($"// The key that {Literals.Comment(select.Text)} names. It can only name a configured one.");
        _writer.Line($"var selected = {Expressions.Source(select)};");
        _writer.Line("var key =");
        _writer.Indent();
        foreach (var choice in key.Choices)
            _writer.Line($"verification.Is(selected, {Literals.Text(choice.Value)}) ? {Literals.Text(choice.Key)} :");
        _writer.Line("null;");
        _writer.Unindent();
        _writer.Open("if (key is null)");
        _writer.Line("verification.RejectKeyName(selected);");
        _writer.Line("return null;");
        _writer.Close();
        _writer.Line();
        return "key";
    }

    private void EmitJwt(JwtVerify jwt, bool readsClaims)
    {
        if (jwt.Message is { } message)
            _messages.Emit(message, jwt.Weak);
        var key = EmitKey(jwt.Key);
        _writer.Line($"// The token: a compact JWS (RFC 7515) in {Literals.Comment(jwt.From.Text)}, {string.Join(" or ", jwt.Algorithms.Select(algorithm => algorithm.Word()))} only{(jwt.Message is null ? "" : "; its payload is the message")}.");
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
        Find(isAsked ? "token" : null, $"verification.{(jwt.Message is null ? "VerifyJws" : "VerifyDetachedJws")}({string.Join(", ", arguments)})");
        foreach (var member in jwt.Header)
            EmitHeaderMember(member);
        foreach (var claim in jwt.Claims)
            EmitClaim(claim);
    }

    private void EmitHeaderMember(ClaimModel member)
    {
        var name = Literals.Text(member.Name);
        _writer.Line($"// The member {Literals.Comment(member.Name)} of the token's header must be {(member.EqualTo is { } value ? $"equal to {Literals.Comment(value.Source.Text)}" : "there")}.");
        Step(member.EqualTo is { } expected
            ? $"token.HeaderEquals({name}, {Expressions.Filter($"token.Header({name})", member.Filters)}, {Expressions.Term(expected)})"
            : $"token.RequireHeader({name})");
    }

    private void EmitClaim(ClaimModel claim)
    {
        var name = Literals.Text(claim.Name);
        if (claim.Name is "exp" or "nbf" or "iat")
        {
            _writer.Line($"// The claim {claim.Name}{(claim.Required ? " must be there" : "")}{(claim.MaxAgeTicks is null ? "" : claim.Required ? " and not far from now" : " may not be far from now")}.");
            Step($"token.CheckLifetime({name}, required: {Literals.Bool(claim.Required)}, maxAge: {(claim.MaxAgeTicks is { } ticks ? Literals.TimeSpan(ticks) : "null")})");
        }
        else if (claim is { Name: "aud", EqualTo: { Source.Kind: SourceKind.Const, Filters.Count: 0 } audience, Filters.Count: 0 })
        {
            _writer.Line("// The token must be meant for this audience, be it the only one or one of several.");
            Step($"token.CheckAudience({Literals.Text(audience.Source.Name)})");
        }
        else if (claim.EqualTo is { } expected)
        {
            _writer.Line($"// The claim {Literals.Comment(claim.Name)} must be equal to {Literals.Comment(expected.Source.Text)}.");
            Step($"token.ClaimEquals({name}, {Expressions.Filter($"token.Claim({name})", claim.Filters)}, {Expressions.Term(expected)})");
        }
        else if (claim.Required)
        {
            _writer.Line($"// The claim {Literals.Comment(claim.Name)} must be there.");
            Step($"token.RequireClaim({name})");
        }
    }

    private void EmitToken(TokenVerify token)
    {
        var key = EmitKey(token.Key);
        _writer.Line($"// The shared token in {Literals.Comment(token.From.Text)}, compared in constant time with every configured value.");
        var prefix = token.Prefix.Length > 0 ? $", prefix: {Literals.Text(token.Prefix)}" : "";
        Step($"verification.TokenMatches({TokenSource(token.From)}, key: {key}{prefix})");
    }

    /// <summary>A body that is a token may end its line, as texts do.</summary>
    private static string TokenSource(SourceModel from) =>
        from.Kind == SourceKind.RawBody ? $"Trim({Expressions.Source(from)})" : Expressions.Source(from);

    private void Step(string condition, string note = "")
    {
        _writer.Line($"if (!{condition}){note}");
        _writer.Continuation("return null;");
        _writer.Line();
    }

    /// <summary>A step that finds what a later one takes, or that only must find it.</summary>
    private void Find(string? name, string expression)
    {
        _writer.Line($"if ({expression} is {(name is null ? "null" : $"not {{ }} {name}")})");
        _writer.Continuation("return null;");
        _writer.Line();
    }

    /// <summary>What verifies an algorithm that .NET does not have.</summary>
    private static string Library(MessageVerify scheme) =>
        scheme.Algorithm == MessageAlgorithm.Ed25519 ? $", signatures: {TokenLibrary.Edwards.Signatures}" : "";

    private static string MacAlgorithm(MessageAlgorithm algorithm) => $"MacAlgorithm.Hmac{FeedEmitter.Word(algorithm)}";

    /// <summary><c>rsa-sha256</c> is PKCS#1 v1.5, as providers mean it.</summary>
    private static string SignatureAlgorithm(MessageAlgorithm algorithm) =>
        "SignatureAlgorithm." + (algorithm is MessageAlgorithm.RsaSha1 or MessageAlgorithm.RsaSha256 or MessageAlgorithm.RsaSha384 or MessageAlgorithm.RsaSha512
            ? FeedEmitter.Word(algorithm).Replace("Rsa", "RsaPkcs1")
            : FeedEmitter.Word(algorithm));
}
