using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>What a callback is answered.</summary>
/// <param name="Always">The acknowledgement as it always is.</param>
/// <param name="Made">The acknowledgement where it is made of the request, or null.</param>
/// <param name="Parts">What else was read of it.</param>
internal sealed record ReadAcknowledgement(AcknowledgeModel Always, AnswerModel? Made, AnswerParts Parts);

/// <summary>Reads <c>acknowledge</c>, <c>retry</c> and <c>unreadable</c>, and the status of any answer.</summary>
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
        // A slip in a name has been reported, and may be what seems to be missing.
        if (keywords.All.Count() == node.Members.Count && MissingOfRetry(keywords) is { } missing)
            problems.Add(SchemaRules.MissingKeyword, Places.Head(node), missing.Keyword, missing.By);
        // By dividing: the product may be more than a duration holds.
        if (attempts > 1 && every is { } pause && total is { } whole && pause.Ticks > whole.Ticks / (attempts.Value - 1))
            problems.Add(
                SchemaRules.LongTolerance,
                keywords["total"]!.Span,
                $"\"total\" is less than {attempts} attempts take, one every {keywords.Text("every")}; say the time from the first to the last of them, or more"
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

    /// <summary>How a genuine callback is answered that cannot be read, once it is kept. What cannot take effect is reported, and the provider comes again.</summary>
    /// <param name="provesNothing">Whether the proof says nothing of what is sent.</param>
    /// <param name="isMade">Whether the acknowledgement is made of the request.</param>
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

    /// <summary>The status of an answer.</summary>
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
