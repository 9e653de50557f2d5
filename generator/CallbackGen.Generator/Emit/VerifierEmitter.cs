using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>Emits the verifier: one method in which a reviewer sees every step from the request to the payload.</summary>
internal sealed class VerifierEmitter
{
    /// <summary>
    /// The namespace of verifiers. Its using directives take precedence over the types of the project around it, so that verifiers use
    /// short names with the same meaning in every project.
    /// </summary>
    public const string Namespace = "CallbackVerifiers";

    private readonly FeedModel _feed;
    private readonly CodeWriter _writer;
    private readonly MessageEmitter _messages;
    private readonly SchemeEmitter _schemes;
    private readonly TokenLibrary? _lacking;

    private VerifierEmitter(FeedModel feed, ProjectOptions project, TokenLibrary? lacking)
    {
        _feed = feed;
        _lacking = lacking;
        _writer = CodeWriter.File(project, Namespace, VerifierTexts.Opening(feed));
        _messages = new MessageEmitter(_writer);
        _schemes = new SchemeEmitter(_writer, _messages);
    }

    /// <summary>Emits the verifier of a feed.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="project">The project's options.</param>
    /// <param name="lacking">A package that verifies the feed's signatures and that the project does not reference, or null.</param>
    public static string Emit(FeedModel feed, ProjectOptions project, TokenLibrary? lacking)
    {
        var emitter = new VerifierEmitter(feed, project, lacking);
        emitter.EmitAll();
        return emitter._writer.ToString();
    }

    private void EmitAll()
    {
        _writer.Line("using global::CallbackGen.Definitions;");
        _writer.Line("using global::CallbackGen.Verification;");
        _writer.Line("using static global::CallbackGen.Verification.TextFilters;");
        _writer.Line();
        _writer.Line(PayloadEmitter.GeneratedCode);
        _writer.Open($"internal static class {_feed.TypeName}Verifier");
        if (_feed.HasErrors || _feed.Verify is null)
            EmitMethod(
                "public",
                "Verify",
                () => EmitClosed("The schema file has errors, so that it does not say how to verify", "the feed's schema file has errors")
            );
        else if (_lacking is { } lacking)
            EmitMethod(
                "public",
                "Verify",
                () =>
                    EmitClosed(
                        $"The project does not refer to {lacking.Package}, which verifies the signature",
                        $"the project lacks {lacking.Package}"
                    )
            );
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
        EmitAnswer(
            "Respond",
            () =>
            {
                EmitProof(challenge.Verify);
                AnswerEmitter.Emit(_writer, challenge.Respond);
            }
        );
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

    /// <summary>
    /// Emits a verifier that rejects every request: a schema with errors verifies nothing, even where its diagnostics were suppressed.
    /// </summary>
    private void EmitClosed(string why, string detail)
    {
        _writer.Line($"// {why}: nothing is accepted.");
        _writer.Line($"verification.Reject(global::CallbackGen.CallbackRejectionReason.SchemaInvalid, \"\", {Literals.Text(detail)});");
        _writer.Line("return null;");
    }

    private void EmitSeveral(AnyOfVerify several)
    {
        var names = VerifierTexts.NamesOf(several);
        EmitMethod(
            "public",
            "Verify",
            () =>
            {
                _writer.Line("// The provider proves its callbacks in several ways: the first that proves this one counts.");
                for (var i = 0; i < names.Count - 1; i++)
                {
                    _writer.Line($"if ({names[i]}(verification) is {{ }} payload{i + 1})");
                    _writer.Continuation($"return payload{i + 1};");
                    _writer.Line("verification.NextAlternative();");
                }

                _writer.Line($"return {names[names.Count - 1]}(verification);");
            }
        );
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
            _writer.Step("verification.ReadBody()");
        }

        foreach (var key in SourceUse.DerivedKeys(verify, _feed.Keys))
            DerivationEmitter.Emit(_writer, _feed, key);
        _schemes.Emit(verify, readsClaims);
    }

    private void EmitPayload(PayloadModel payload)
    {
        if (_feed.Events is { From: { } from } events)
        {
            _writer.Line($"// The request names the event.{(events.IsNameUnsigned ? " The signature does not cover that." : "")}");
            _writer.Line($"verification.NameEvent({Expressions.Source(from)});");
        }

        if (payload.IsToken)
        {
            _writer.Line("// The payload is the token's claims: the very bytes that were verified.");
            _writer.Line($"return verification.ReadClaims<{_feed.TypeName}>(token);");
            return;
        }

        if (payload.Text is { Cipher: { } cipher } encrypted)
            EmitDecryption(encrypted.Value, cipher);
        var unsigned = _feed.UnsignedPointers;
        _writer.Line(
            _feed.Trust switch
            {
                TrustLevel.Verified => "// The payload: the verified text.",
                TrustLevel.Authenticated =>
                    $"// The payload. The signature does not cover {Literals.Comment(string.Join(", ", unsigned.Take(4)))}"
                        + $"{(unsigned.Count > 4 ? $" and {unsigned.Count - 4} more" : "")}.",
                _ => "// The payload.",
            }
        );
        if (payload.Text is { } text)
        {
            _writer.Line(
                text.Cipher is not null
                    ? $"return verification.ReadPlaintext<{_feed.TypeName}>(plaintext);"
                    : $"return verification.ReadText<{_feed.TypeName}>({Expressions.Term(text.Value)});"
            );
            return;
        }

        var pointer = payload.Pointer.Length == 0 || payload.IsList ? "" : Literals.Text(payload.Pointer);
        _writer.Line($"return verification.ReadPayload<{_feed.TypeName}>({pointer});");
    }

    private void EmitDecryption(TermModel ciphertext, CipherModel cipher)
    {
        _writer.Line(
            $"// The payload is encrypted, with AES-GCM, "
                + $"in {Literals.Comment(ciphertext.Source.Text)}. A text whose tag does not hold is refused."
        );
        var arguments = new List<string>
        {
            Expressions.Term(ciphertext),
            $"key: {Literals.Text(cipher.Key)}",
            $"nonce: {Expressions.Term(cipher.Nonce)}",
        };
        if (cipher.AssociatedData is { } associated)
            arguments.Add($"associatedData: {Expressions.Term(associated)}");
        if (cipher.Tag is { } tag)
            arguments.Add($"tag: {Expressions.Term(tag)}, hasTag: true");
        _writer.Find("plaintext", $"verification.DecryptAesGcm({string.Join(", ", arguments)})");
    }
}
