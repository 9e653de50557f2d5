namespace CallbackGen.Generator.Model;

/// <summary>Queries the sources that a scheme uses.</summary>
internal static class SourceUse
{
    /// <summary>Returns whether a scheme needs the body's members, so that the body is parsed before verification.</summary>
    /// <param name="verify">The scheme.</param>
    /// <param name="keys">The feed's keys, some of which may be derived from members.</param>
    public static bool OfBody(VerifyModel? verify, IEnumerable<KeyModel> keys) =>
        Parts(verify).Any(part => part.Taken is not null)
        || Sources(verify).Concat(DerivedOf(verify, keys)).Any(source => source.Kind is SourceKind.Body or SourceKind.Payload);

    /// <summary>
    /// Returns whether a proof covers some content, in every alternative of a scheme. Otherwise it authenticates
    /// the sender and not the content.
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
                .Where(term => !term.Filters.Any(filter => filter.IsChecksum))
                .Select(term => term.Source)
                .Concat(equal)
                .Any(source =>
                    source.Kind is SourceKind.RawBody or SourceKind.Url or SourceKind.Body or SourceKind.Payload or SourceKind.Query
                );
    }

    /// <summary>Returns the keys of a scheme whose derivation uses a value of the request.</summary>
    public static IEnumerable<KeyModel> DerivedKeys(VerifyModel? verify, IEnumerable<KeyModel> keys) =>
        keys.Where(key => key.IsDerivedOfRequest && KeysOf(verify).Contains(key.Name));

    private static IEnumerable<SourceModel> DerivedOf(VerifyModel? verify, IEnumerable<KeyModel> keys) =>
        DerivedKeys(verify, keys).SelectMany(key => key.Steps).SelectMany(step => step.Text).Select(term => term.Source);

    /// <summary>Returns the constants that end the values of a key in the messages of a scheme.</summary>
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

    /// <summary>
    /// Returns whether a proof, a handshake or a response of a feed signs the URL, so that its public form must be configured.
    /// </summary>
    public static bool OfUrl(FeedModel feed) =>
        Sources(feed.Verify)
            .Concat(Sources(feed.Challenge?.Verify))
            .Concat(feed.Codes.SelectMany(code => code.Message).Select(term => term.Source))
            .Any(source => source.Kind is SourceKind.Url or SourceKind.Endpoint);

    /// <summary>Returns every source of a scheme, and every member that a message includes by its name.</summary>
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

    /// <summary>Returns the members of objects that the parts of a scheme's messages include.</summary>
    public static IEnumerable<TakenMembers> Objects(VerifyModel? verify) => Parts(verify).Select(part => part.Taken).OfType<TakenMembers>();

    /// <summary>Returns whether a message includes repeated members, so that they are not rejected.</summary>
    public static bool OfRepeatedMembers(VerifyModel? verify) => Parts(verify).Any(part => part.Taken is { IsRepeatable: true });

    /// <summary>Returns every filter that is applied to signed values.</summary>
    public static IEnumerable<FilterModel> Filters(VerifyModel? verify) =>
        Parts(verify).SelectMany(part => part.Filters.Concat(part.Terms.SelectMany(term => term.Filters)));

    /// <summary>Returns every part of the messages, including nested parts.</summary>
    private static IEnumerable<MessagePart> Parts(VerifyModel? verify) =>
        verify switch
        {
            MessageVerify message => message.Message.SelectMany(part => part.WithInner()),
            JwtVerify { Message: { } message } => message.SelectMany(part => part.WithInner()),
            AnyOfVerify several => several.Alternatives.SelectMany(Parts),
            _ => [],
        };

    /// <summary>
    /// Returns the packages that verify a scheme's signatures, which generated code references in addition to the runtime.
    /// </summary>
    public static IEnumerable<TokenLibrary> Libraries(VerifyModel? verify) =>
        verify switch
        {
            MessageVerify { Algorithm: MessageAlgorithm.Ed25519 } => [TokenLibrary.Edwards],
            JwtVerify jwt => Libraries(jwt.Algorithms),
            AnyOfVerify several => several.Alternatives.SelectMany(Libraries).Distinct(),
            _ => [],
        };

    /// <summary>Returns the packages that verify tokens.</summary>
    public static IEnumerable<TokenLibrary> Libraries(IEnumerable<TokenAlgorithm> algorithms) =>
        algorithms
            .Where(algorithm => algorithm.IsAsymmetric())
            .Select(algorithm => algorithm == TokenAlgorithm.EdDSA ? TokenLibrary.Edwards : TokenLibrary.Tokens)
            .Distinct();
}
