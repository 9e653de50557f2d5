using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>A code of a response, with its declaration.</summary>
internal sealed record ReadCode(CodeModel Code, JsonMember Place);

/// <summary>Reads <c>macs</c> and <c>digests</c>: the codes that authenticate a response.</summary>
internal sealed class AnswerCodesReader(VerifyContext context, AnswerTerms terms)
{
    private readonly ProblemList _problems = context.Problems;

    public List<ReadCode> Read(Keywords keywords)
    {
        var codes = new List<ReadCode>();
        foreach (var member in keywords["macs"]?.Members ?? [])
            Add(member, ReadMac(member));
        foreach (var member in keywords["digests"]?.Members ?? [])
            Add(member, ReadDigest(member));
        return codes;

        void Add(JsonMember member, CodeModel? code)
        {
            if (code is not null)
                codes.Add(new ReadCode(code, member));
        }
    }

    private CodeModel? ReadMac(JsonMember member)
    {
        if (
            Check(
                member,
                SchemaKeywords.Mac,
                "an object such as { \"algorithm\": \"sha256\", \"key\": "
                    + "\"secret\", \"message\": \"{query:token}\", \"encoding\": \"hex\" }"
            )
            is not { } keywords
        )
            return null;
        var key = SchemeParts.ReadKey(context, keywords, publicKey: false);
        if (keywords["key"] is { } place)
            DerivationReader.CheckConfigured(context.Keys.FirstOrDefault(declared => declared.Name == place.Text), place, context.Problems);
        return Read(member, keywords, key?.Name ?? "");
    }

    private CodeModel? ReadDigest(JsonMember member) =>
        Check(
            member,
            SchemaKeywords.AnswerDigest,
            "an object such as { \"algorithm\": \"sha256\", \"message\": \"{query:token}{key:secret}{endpoint}\", \"encoding\": \"hex\" }"
        )
            is { } keywords
            ? Read(member, keywords, key: null)
            : null;

    private Keywords? Check(JsonMember member, KeywordSet set, string expected)
    {
        if (!Names.IsIdentifier(member.Name))
            _problems.Add(SchemaRules.BadIdentifier, member.NameSpan, member.Name);
        if (member.Value.Kind == JsonKind.Object)
            return set.Check(member.Value, _problems);
        _problems.Add(SchemaRules.WrongKind, Places.Head(member.Value), member.Name, expected);
        return null;
    }

    private CodeModel Read(JsonMember member, Keywords keywords, string? key)
    {
        var algorithm = Choices.Read(keywords, "algorithm", Choices.HmacAlgorithms, _problems);
        var encoding = Choices.Read(keywords, "encoding", Choices.SignatureEncodings, _problems);
        var message = keywords["message"] is { } node ? terms.Read(node, AnswerPlace.Code, []) : default;
        if (keywords["oracle"] is { } excuse && excuse.Text.Trim().Length == 0)
            _problems.Add(SchemaRules.NotAllowedValue, excuse.Span, "oracle", "the reason why the answer may be a callback's signature");
        return new CodeModel(member.Name, algorithm ?? MessageAlgorithm.Sha256, key, encoding ?? SignatureEncoding.Hex, message);
    }
}
