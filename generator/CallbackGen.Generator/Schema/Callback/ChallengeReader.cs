using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>A handshake that was read.</summary>
/// <param name="Model">The handshake; null where it could not be read in full.</param>
/// <param name="Macs">The codes of its answer, each with the place where it is written.</param>
internal sealed record ReadChallenge(ChallengeModel? Model, IReadOnlyList<(MacModel Mac, JsonMember Place)> Macs);

/// <summary>Reads <c>challenge</c>: a handshake that a provider sends to the feed's address.</summary>
internal sealed class ChallengeReader(VerifyContext context, JsonNode? keyPlaces)
{
    private readonly ProblemList _problems = context.Problems;

    public ReadChallenge Read(JsonNode node, VerifyModel? own, Func<JsonNode, List<TransportModel>> readReceive, IReadOnlyList<TransportModel> ownReceive, Func<Keywords, int> readStatus)
    {
        // What a handshake holds is no part of the payload, wherever that stands.
        var keywords = SchemaKeywords.Challenge.Check(node, _problems);
        var receive = keywords["receive"] is { } list ? readReceive(list) : ownReceive;
        var whole = context with { Payload = new PayloadModel(IsToken: false, ""), Receive = receive };
        var when = keywords["when"] is { } conditions ? ReadWhen(conditions, whole) : [];
        var verify = keywords["verify"] is { } proof ? ReadVerify(proof, own, whole) : null;
        AnswerModel? answer = null;
        IReadOnlyList<(MacModel Mac, JsonMember Place)> macs = [];
        if (keywords["respond"] is { } respond)
        {
            var words = SchemaKeywords.Respond.Check(respond, _problems);
            var reader = new AnswerReader(whole, isSettled: null);
            answer = reader.Read(words, readStatus(words));
            macs = reader.Macs;
        }

        return new ReadChallenge(
            answer is null || verify is null || when.Count == 0 ? null : new ChallengeModel(when.ToEquatableArray(), receive.ToEquatableArray(), verify, answer), macs);
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
            _problems.Add(SchemaRules.AlternativePayload, node.Span, "Which of several schemes a handshake proves itself by must be stated: write the scheme instead of \"callback\"");
        else
            return own;
        return null;
    }
}
