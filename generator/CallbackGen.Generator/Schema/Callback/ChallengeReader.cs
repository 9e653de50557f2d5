using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>A handshake as it was read.</summary>
/// <param name="Model">The handshake; null where it could not be read completely.</param>
/// <param name="Answer">The MACs and digests in its response, and the keys that it uses.</param>
internal sealed record ReadChallenge(ChallengeModel? Model, AnswerParts Answer);

/// <summary>Reads <c>challenge</c>: a handshake that a provider sends to the feed's URL.</summary>
internal sealed class ChallengeReader(VerifyContext context, JsonNode? keyPlaces)
{
    private readonly ProblemList _problems = context.Problems;

    /// <summary>Reads the handshake.</summary>
    /// <param name="node">The value of <c>challenge</c>.</param>
    /// <param name="own">The scheme of the feed's callbacks.</param>
    /// <param name="transports">Reads the transports of the handshake.</param>
    /// <param name="readStatus">Reads the status of its response.</param>
    public ReadChallenge Read(JsonNode node, VerifyModel? own, TransportsReader transports, Func<Keywords, int> readStatus)
    {
        // A handshake is read from the whole body, even where the payload of a callback is only a part of it.
        var keywords = SchemaKeywords.Challenge.Check(node, _problems);
        var receive = keywords["receive"] is { } list ? transports.ReadHandshake(list) : context.Receive;
        var whole = context with { Payload = new PayloadModel(IsToken: false, ""), Receive = receive, IsHandshake = true };
        var when = keywords["when"] is { } conditions ? ReadWhen(conditions, whole) : null;
        if (when is null)
            CheckUnconditional(node, keywords["receive"], receive);
        var verify = keywords["verify"] is { } proof ? ReadVerify(proof, own, whole) : null;
        AnswerModel? answer = null;
        var parts = AnswerParts.None;
        if (keywords["respond"] is { } respond)
        {
            var words = SchemaKeywords.Respond.Check(respond, _problems);
            var reader = new AnswerReader(whole, isSettled: null);
            answer = reader.Read(words, readStatus(words));
            parts = reader.Parts;
            CheckHead(words["body"], receive);
        }

        return new ReadChallenge(
            answer is null || verify is null || when is { Count: 0 }
                ? null
                : new ChallengeModel((when ?? []).ToEquatableArray(), receive.ToEquatableArray(), verify, answer),
            parts
        );
    }

    /// <summary>
    /// Reports a handshake without a condition: every request of its transports is a handshake, so that no callback
    /// may use one of them.
    /// </summary>
    private void CheckUnconditional(JsonNode node, JsonNode? list, IReadOnlyList<TransportModel> receive)
    {
        if (list is null)
            _problems.Add(SchemaRules.MissingKeyword, Places.Head(node), "when", "a \"challenge\" that arrives as callbacks do");
        else if (receive.FirstOrDefault(transport => context.Receive.Any(own => own.Method == transport.Method)) is { } shared)
            _problems.Add(SchemaRules.UntoldHandshake, Places.Head(list), shared.Method.Word());
    }

    private void CheckHead(JsonNode? body, IReadOnlyList<TransportModel> receive)
    {
        if (
            body is { Kind: JsonKind.Object } or { Text.Length: > 0 }
            && receive.Count > 0
            && receive.All(transport => transport.Method == RequestMethod.Head)
        )
            _problems.Add(
                SchemaRules.PayloadMismatch,
                Places.Head(body),
                "an answer to HEAD has no body (RFC 9110, section 9.3.2): "
                    + "answer with headers, or receive the handshake by another method too"
            );
    }

    private List<ConditionModel> ReadWhen(JsonNode node, VerifyContext whole)
    {
        SchemaKeywords.When.Check(ConditionsReader.WithoutConditions(node), _problems);
        return [.. new ConditionsReader(whole).Read(node, "when").Select(found => found.Condition)];
    }

    private VerifyModel? ReadVerify(JsonNode node, VerifyModel? own, VerifyContext whole)
    {
        if (node.Kind == JsonKind.Object)
            return new VerifyReader(whole, keyPlaces).ReadOne(node);
        if (node.Text != "callback")
            _problems.Add(SchemaRules.NotAllowedValue, node.Span, "verify", "\"callback\", for the feed's own scheme, or a scheme");
        else if (own is AnyOfVerify)
            _problems.Add(
                SchemaRules.AlternativePayload,
                node.Span,
                "which of several schemes a handshake proves itself by must be stated: write the scheme instead of \"callback\""
            );
        else
            return own;
        return null;
    }
}
