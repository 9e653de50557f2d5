using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>Returns the texts in a verifier: its introduction, and the names of its alternatives.</summary>
internal static class VerifierTexts
{
    /// <summary>
    /// Returns the documents that a reviewer compares the verifier with (the schema and the provider's documentation),
    /// and the trust level of the payload.
    /// </summary>
    public static string[] Opening(FeedModel feed) =>
        [
            $"// {Literals.Comment(feed.FeedName)}, from {Literals.Comment(feed.SchemaFile)}",
            .. feed.Source is { } source ? [$"// The provider's documentation: {Literals.Comment(source)}"] : Array.Empty<string>(),
            feed.Trust switch
            {
                _ when feed.HasErrors => "// Nothing is accepted: the schema file has errors.",
                TrustLevel.Verified => "// Verified: the signature covers every member of the payload.",
                TrustLevel.Authenticated => "// Authenticated: the sender is proven, and members of the payload lie outside the signature.",
                _ => "// Received: nothing is proven.",
            },
        ];

    /// <summary>Returns a name for each alternative, by scheme and algorithm, with a number where those are equal.</summary>
    public static List<string> NamesOf(AnyOfVerify several)
    {
        var names = several
            .Alternatives.Select(alternative =>
                "Verify"
                + FeedEmitter.Word(alternative.Scheme)
                + alternative switch
                {
                    MessageVerify message => FeedEmitter.Word(message.Algorithm),
                    JwtVerify jwt => string.Concat(jwt.Algorithms.Select(algorithm => algorithm.Word())),
                    _ => "",
                }
            )
            .ToList();
        return
        [
            .. names.Select((name, i) => names.Take(i).Count(other => other == name) is > 0 and var same ? $"{name}_{same + 1}" : name),
        ];
    }

    public static string Describe(VerifyModel alternative) =>
        alternative switch
        {
            MessageVerify message => $"{message.Scheme.Word()} with {message.Algorithm.Word()}, in {message.Signature.From.Text}",
            JwtVerify jwt => $"jwt with {string.Join(" or ", jwt.Algorithms.Select(algorithm => algorithm.Word()))}, in {jwt.From.Text}",
            TokenVerify token => $"token, in {token.From.Text}",
            _ => alternative.Scheme.Word(),
        };
}
