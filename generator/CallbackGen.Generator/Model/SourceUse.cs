namespace CallbackGen.Generator.Model;

/// <summary>Which kinds of source a scheme takes anything from.</summary>
internal static class SourceUse
{
    /// <summary>Whether a scheme needs the body's members, so that the body is parsed before anything is verified.</summary>
    public static bool OfBody(VerifyModel? verify) =>
        Parts(verify).Any(part => part.Taken is not null)
        || Sources(verify).Any(source => source.Kind is SourceKind.Body or SourceKind.Payload);

    /// <summary>Whether anything of a feed signs the URL, its handshake and its answers too, so that its public form must be configured.</summary>
    public static bool OfUrl(FeedModel feed) =>
        Sources(feed.Verify).Concat(Sources(feed.Challenge?.Verify))
            .Concat(feed.Codes.SelectMany(code => code.Message).Select(term => term.Source))
            .Any(source => source.Kind is SourceKind.Url or SourceKind.Endpoint);

    /// <summary>Every source of a scheme, and every member that a message takes of an object by its name.</summary>
    public static IEnumerable<SourceModel> All(VerifyModel? verify) =>
        Sources(verify).Concat(Parts(verify)
            .SelectMany(part => (part.Taken?.Members ?? default).Select(name => new SourceModel(SourceKind.Body, part.Taken!.Root + JsonPointer.Of(name)))));

    private static IEnumerable<SourceModel> Sources(VerifyModel? verify)
    {
        var own = verify switch
        {
            MessageVerify message => new[] { message.Signature.From, message.Timestamp?.From, message.Key?.Select }
                .Concat(message.Also.SelectMany(equality => new[] { equality.Value.Source, equality.EqualTo.Source })),
            JwtVerify jwt => new[] { jwt.From, jwt.Key?.Select }.Concat(jwt.Claims.Concat(jwt.Header).Select(claim => claim.EqualTo?.Source)),
            TokenVerify token => [token.From, token.Key?.Select],
            AnyOfVerify several => several.Alternatives.SelectMany(Sources),
            _ => [],
        };
        var signed = Parts(verify).SelectMany(part => part.Terms).Select(term => term.Source);
        return own.Concat(signed).OfType<SourceModel>();
    }

    /// <summary>Whether a message makes something of repeated members, so that they are not refused.</summary>
    public static bool OfRepeatedMembers(VerifyModel? verify) => Parts(verify).Any(part => part.Taken is { IsRepeatable: true });

    /// <summary>Every filter over what is signed.</summary>
    public static IEnumerable<FilterModel> Filters(VerifyModel? verify) =>
        Parts(verify).SelectMany(part => part.Filters.Concat(part.Terms.SelectMany(term => term.Filters)));

    /// <summary>Every part of the messages, those within groups too.</summary>
    private static IEnumerable<MessagePart> Parts(VerifyModel? verify) => verify switch
    {
        MessageVerify message => message.Message.SelectMany(part => part.WithInner()),
        JwtVerify { Message: { } message } => message.SelectMany(part => part.WithInner()),
        AnyOfVerify several => several.Alternatives.SelectMany(Parts),
        _ => [],
    };

    /// <summary>Whether a scheme verifies tokens that public keys sign, for which generated code needs a package more.</summary>
    public static bool OfTokenLibrary(VerifyModel? verify) => verify switch
    {
        JwtVerify jwt => jwt.IsAsymmetric,
        AnyOfVerify several => several.Alternatives.Any(OfTokenLibrary),
        _ => false,
    };
}
