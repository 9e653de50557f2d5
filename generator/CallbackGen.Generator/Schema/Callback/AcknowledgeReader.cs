using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>The acknowledgement of a callback as it was read.</summary>
/// <param name="Always">The constant acknowledgement.</param>
/// <param name="Made">The acknowledgement that is built from the request, or null.</param>
/// <param name="Parts">Its codes and keys.</param>
internal sealed record ReadAcknowledgement(AcknowledgeModel Always, AnswerModel? Made, AnswerParts Parts);

/// <summary>Reads <c>acknowledge</c>, <c>retry</c> and <c>unreadable</c>, and the status of any response.</summary>
internal sealed class AcknowledgeReader(Keywords callback, ProblemList problems)
{
    public ReadAcknowledgement Read(AnswerReader reader)
    {
        if (callback["acknowledge"] is not { } node)
            return new ReadAcknowledgement(new AcknowledgeModel(200, null, "", default), null, AnswerParts.None);
        var keywords = SchemaKeywords.Acknowledge.Check(node, problems);
        var answer = reader.Read(keywords, ReadStatus(keywords));
        var body = answer.IsConstant ? string.Concat(answer.Pieces.Select(piece => piece.Constant)) : "";
        var always = new AcknowledgeModel(
            answer.Status,
            answer.IsJson || keywords.Has("content") ? answer.ContentType : null,
            body,
            answer.IsConstant ? answer.Headers : default
        );
        return new ReadAcknowledgement(always, answer.IsConstant ? null : answer, reader.Parts);
    }

    public RetryModel? ReadRetry()
    {
        if (callback["retry"] is not { } node)
            return null;
        var keywords = SchemaKeywords.Retry.Check(node, problems);
        var attempts = Choices.ReadWhole(keywords, "attempts", 1, 1000, "a whole number from 1 to 1000", problems);
        var every = Choices.ReadDuration(keywords, "every", problems);
        var total = Choices.ReadDuration(keywords, "total", problems);
        // A misspelt keyword has been reported, and may be the one that seems to be missing.
        if (keywords.All.Count() == node.Members.Count && MissingOfRetry(keywords) is { } missing)
            problems.Add(SchemaRules.MissingKeyword, Places.Head(node), missing.Keyword, missing.By);
        // Divides, because the product may exceed the range of a duration.
        if (attempts > 1 && every is { } pause && total is { } whole && pause.Ticks > whole.Ticks / (attempts.Value - 1))
            problems.Add(
                SchemaRules.LongTolerance,
                keywords["total"]!.Span,
                $"\"total\" is less than {attempts} attempts take, one every {keywords.Text("every")}; "
                    + "state the time from the first to the last of them, or more"
            );
        return attempts is null || every is null
            ? total is null
                ? null
                : new RetryModel(null, null, total.Value.Ticks)
            : new RetryModel(attempts, every.Value.Ticks, total?.Ticks);
    }

    private static (string Keyword, string By)? MissingOfRetry(Keywords keywords) =>
        (keywords.Has("attempts"), keywords.Has("every")) switch
        {
            (true, false) => ("every", "\"attempts\""),
            (false, true) => ("attempts", "\"every\""),
            (false, false) when !keywords.Has("total") => ("attempts\" with \"every\", or \"total", "\"retry\""),
            _ => null,
        };

    /// <summary>
    /// Reads the response to a genuine callback whose payload cannot be read, after it is stored. A setting without an effect is
    /// reported, and the provider redelivers the callback.
    /// </summary>
    /// <param name="provesNothing">Whether the proof covers no content.</param>
    /// <param name="isMade">Whether the acknowledgement is built from the request.</param>
    public UnreadableAnswer ReadUnreadable(bool provesNothing, bool isMade)
    {
        if (Choices.Read(callback, "unreadable", Choices.UnreadableAnswers, problems) is not UnreadableAnswer.Acknowledge)
            return UnreadableAnswer.Retry;
        var obstacle =
            provesNothing ? "the proof covers nothing of a callback, so that none which cannot be read is known to be genuine; remove it"
            : isMade ? "\"acknowledge\" is made of the request, of which nothing can be read; answer with a constant, or remove it"
            : null;
        if (obstacle is null)
            return UnreadableAnswer.Acknowledge;
        problems.Add(SchemaRules.NeverAcknowledged, callback.Member("unreadable")!.NameSpan, obstacle);
        return UnreadableAnswer.Retry;
    }

    /// <summary>Reads the status of a response.</summary>
    public int ReadStatus(Keywords keywords)
    {
        var status =
            Choices.ReadWhole(keywords, "status", 200, 299, "a status from 200 to 299: any other makes the provider repeat", problems)
            ?? 200;
        if (status == 204 && keywords["body"] is { } body && (body.Kind == JsonKind.Object || body.Text.Length > 0))
            problems.Add(
                SchemaRules.PayloadMismatch,
                Places.Head(body),
                "an answer with status 204 has no body (RFC 9110, section 15.3.5)"
            );
        return status;
    }
}
