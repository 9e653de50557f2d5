using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>Reads <c>decrypt</c>: the payload is the plaintext of a value that is encrypted in addition to being signed.</summary>
internal sealed class DecryptReader(VerifyContext context)
{
    private static readonly TermModel Nothing = new(new SourceModel(SourceKind.Const, ""), default);

    /// <summary>Gets a placeholder payload, of which only one property is known: it is a text of its own.</summary>
    public static PayloadModel Unread { get; } = new(IsToken: false, "") { Text = new PayloadTextModel(Nothing, null) };

    public PayloadModel Read(JsonNode node)
    {
        var keywords = SchemaKeywords.Decrypt.Check(node, context.Problems);
        if (keywords["algorithm"] is { Text: "aes-cbc" } unsafeMode)
            context.Problems.Add(
                SchemaRules.MissingAlgorithm,
                unsafeMode.Span,
                "aes-cbc",
                "it does not authenticate the decrypted text, and no provider of this catalogue needs it; the algorithm is \"aes-gcm\""
            );
        else
            _ = Choices.Read(keywords, "algorithm", Choices.Ciphers, context.Problems);
        if (keywords["key"] is { } key)
            SchemeParts.CheckKey(context, key, publicKey: false);
        var ciphertext = ReadTerm(keywords, "ciphertext");
        var nonce = ReadTerm(keywords, "nonce");
        var tag = ReadTerm(keywords, "tag");
        var associatedData = ReadTerm(keywords, "associatedData");
        return ciphertext is null || nonce is null || keywords["key"] is not { } name
            ? Unread
            : Unread with
            {
                Text = new PayloadTextModel(ciphertext, new CipherModel(name.Text, nonce, tag, associatedData)),
            };
    }

    private TermModel? ReadTerm(Keywords keywords, string name)
    {
        if (keywords[name] is not { } node || SchemeParts.ReadTerm(node, context) is not { } term)
            return null;
        var isConstant = name == "associatedData" && term.Source.Kind == SourceKind.Const;
        if (
            isConstant
            || term.Source.Kind is SourceKind.Header or SourceKind.Query or SourceKind.Body or SourceKind.Payload or SourceKind.RawBody
        )
            return term;
        context.Problems.Add(
            SchemaRules.BadSource,
            node.Span,
            node.Text,
            "here it must be a header, a query parameter, a part of the body or the raw body, in braces"
        );
        return null;
    }
}
