namespace CallbackGen.Generator.Model;

/// <summary>Which kinds of source a scheme takes anything from.</summary>
internal static class SourceUse
{
    /// <summary>Whether a scheme needs the body's members, so that the body is parsed before anything is verified.</summary>
    /// <param name="verify">The scheme.</param>
    /// <param name="keys">The feed's keys, of which some may be derived of members.</param>
    public static bool OfBody(VerifyModel? verify, IEnumerable<KeyModel> keys) =>
        Parts(verify).Any(part => part.Taken is not null)
        || Sources(verify).Concat(DerivedOf(verify, keys)).Any(source => source.Kind is SourceKind.Body or SourceKind.Payload);

    /// <summary>
    /// Whether a proof is over anything of the content, in each of several schemes; otherwise it says who sends and nothing about what is
    /// sent.
    /// </summary>
    /// <param name="verify">The scheme.</param>
    /// <param name="payload">The feed's payload, which may be a token's claims.</param>
    public static bool OfContent(VerifyModel? verify, PayloadModel payload) =>
        verify switch
        {
            AnyOfVerify several => several.Alternatives.All(alternative => OfContent(alternative, alternative.Payload ?? payload)),
            MessageVerify message => HoldContent(
                Parts(message),
                message.Also.SelectMany(equality => new[] { equality.Value.Source, equality.EqualTo.Source })
            ),
            JwtVerify jwt => payload.IsToken
                || HoldContent(Parts(jwt), jwt.Claims.Concat(jwt.Header).Select(claim => claim.EqualTo?.Source).OfType<SourceModel>()),
            _ => false,
        };

    private static bool HoldContent(IEnumerable<MessagePart> message, IEnumerable<SourceModel> equal)
    {
        var parts = message.ToList();
        return parts.Exists(part => part.Taken is not null)
            || parts
                .SelectMany(part => part.Terms)
                .Select(term => term.Source)
                .Concat(equal)
                .Any(source =>
                    source.Kind is SourceKind.RawBody or SourceKind.Url or SourceKind.Body or SourceKind.Payload or SourceKind.Query
                );
    }

    /// <summary>The keys of a scheme that a value of the request takes part in.</summary>
    public static IEnumerable<KeyModel> DerivedKeys(VerifyModel? verify, IEnumerable<KeyModel> keys) =>
        keys.Where(key => key.IsDerivedOfRequest && KeysOf(verify).Contains(key.Name));

    private static IEnumerable<SourceModel> DerivedOf(VerifyModel? verify, IEnumerable<KeyModel> keys) =>
        DerivedKeys(verify, keys).SelectMany(key => key.Steps).SelectMany(step => step.Text).Select(term => term.Source);

    /// <summary>What ends the values of a key in the messages of a scheme.</summary>
    public static IEnumerable<string> EndsOf(VerifyModel? verify, string key) =>
        verify switch
        {
            MessageVerify message => message.Ends.Where(end => end.Key == key).Select(end => end.End),
            AnyOfVerify several => several.Alternatives.SelectMany(alternative => EndsOf(alternative, key)),
            _ => [],
        };

    private static IEnumerable<string> KeysOf(VerifyModel? verify) =>
        verify switch
        {
            MessageVerify message => (message.Key?.Names ?? [])
                .Concat(message.MessageKeys)
                .Concat(new[] { message.Signature.PrefixKey }.OfType<string>()),
            JwtVerify jwt => jwt.Key?.Names ?? [],
            TokenVerify token => token.Key?.Names ?? [],
            AnyOfVerify several => several.Alternatives.SelectMany(KeysOf),
            _ => [],
        };

    /// <summary>Whether anything of a feed signs the URL, its handshake and its answers too, so that its public form must be configured.</summary>
    public static bool OfUrl(FeedModel feed) =>
        Sources(feed.Verify)
            .Concat(Sources(feed.Challenge?.Verify))
            .Concat(feed.Codes.SelectMany(code => code.Message).Select(term => term.Source))
            .Any(source => source.Kind is SourceKind.Url or SourceKind.Endpoint);

    /// <summary>Every source of a scheme, and every member that a message takes of an object by its name.</summary>
    public static IEnumerable<SourceModel> All(VerifyModel? verify) =>
        Sources(verify)
            .Concat(
                Parts(verify)
                    .SelectMany(part =>
                        (part.Taken?.Members ?? default).Select(name => new SourceModel(
                            SourceKind.Body,
                            part.Taken!.Root + JsonPointer.Of(name)
                        ))
                    )
            );

    private static IEnumerable<SourceModel> Sources(VerifyModel? verify)
    {
        var own = verify switch
        {
            MessageVerify message => new[] { message.Signature.From, message.Timestamp?.From, message.Key?.Select }.Concat(
                message.Also.SelectMany(equality => new[] { equality.Value.Source, equality.EqualTo.Source })
            ),
            JwtVerify jwt => new[] { jwt.From, jwt.Key?.Select }.Concat(
                jwt.Claims.Concat(jwt.Header).Select(claim => claim.EqualTo?.Source)
            ),
            TokenVerify token => [token.From, token.Key?.Select],
            AnyOfVerify several => several.Alternatives.SelectMany(Sources),
            _ => [],
        };
        var signed = Parts(verify).SelectMany(part => part.Terms).Select(term => term.Source);
        return own.Concat(signed).OfType<SourceModel>();
    }

    /// <summary>What the parts of a scheme's messages take of objects.</summary>
    public static IEnumerable<TakenMembers> Objects(VerifyModel? verify) => Parts(verify).Select(part => part.Taken).OfType<TakenMembers>();

    /// <summary>Whether a message makes something of repeated members, so that they are not refused.</summary>
    public static bool OfRepeatedMembers(VerifyModel? verify) => Parts(verify).Any(part => part.Taken is { IsRepeatable: true });

    /// <summary>Every filter over what is signed.</summary>
    public static IEnumerable<FilterModel> Filters(VerifyModel? verify) =>
        Parts(verify).SelectMany(part => part.Filters.Concat(part.Terms.SelectMany(term => term.Filters)));

    /// <summary>Every part of the messages, those within groups too.</summary>
    private static IEnumerable<MessagePart> Parts(VerifyModel? verify) =>
        verify switch
        {
            MessageVerify message => message.Message.SelectMany(part => part.WithInner()),
            JwtVerify { Message: { } message } => message.SelectMany(part => part.WithInner()),
            AnyOfVerify several => several.Alternatives.SelectMany(Parts),
            _ => [],
        };

    /// <summary>The packages that verify a scheme's signatures, which generated code needs beside the runtime.</summary>
    public static IEnumerable<TokenLibrary> Libraries(VerifyModel? verify) =>
        verify switch
        {
            MessageVerify { Algorithm: MessageAlgorithm.Ed25519 } => [TokenLibrary.Edwards],
            JwtVerify jwt => Libraries(jwt.Algorithms),
            AnyOfVerify several => several.Alternatives.SelectMany(Libraries).Distinct(),
            _ => [],
        };

    /// <summary>The packages that verify tokens.</summary>
    public static IEnumerable<TokenLibrary> Libraries(IEnumerable<TokenAlgorithm> algorithms) =>
        algorithms
            .Where(algorithm => algorithm.IsAsymmetric())
            .Select(algorithm => algorithm == TokenAlgorithm.EdDSA ? TokenLibrary.Edwards : TokenLibrary.Tokens)
            .Distinct();
}
