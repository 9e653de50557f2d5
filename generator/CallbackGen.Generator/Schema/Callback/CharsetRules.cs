using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Security;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>
/// Checks that the charsets of a feed's forms leave one interpretation of the signed bytes. The signature covers the bytes of a field;
/// its text also depends on the charset, which therefore must be the same for all requests with the same message.
/// </summary>
/// <param name="list">The value of <c>receive</c>.</param>
/// <param name="receive">The transports of callbacks.</param>
/// <param name="problems">Receives the problems.</param>
internal sealed class CharsetRules(JsonNode? list, IReadOnlyList<TransportModel> receive, ProblemList problems)
{
    private static readonly string[] CountingCharacters = ["lower", "upper", "reverse", "slice"];

    public void Check(VerifyModel? verify, Coverage coverage)
    {
        if (list is null || receive.FirstOrDefault(transport => transport.IsRecoded) is not { } recoded)
            return;
        CheckField(recoded, verify, coverage);
        if (
            receive.Any(transport =>
                transport.Content is ContentKind.Form or ContentKind.Multipart
                && (transport.Charset != recoded.Charset || transport.CharsetFrom != recoded.CharsetFrom)
            )
        )
            Report(
                "the forms of a feed must have one charset: the method and the "
                    + "type of a request are not signed, and would choose among several"
            );
        else if (
            receive.Any(transport => transport.Content is not (ContentKind.Form or ContentKind.Multipart))
            && verify is not (NoVerify or TokenVerify)
            && !coverage.SignsContent
        )
            Report(
                "together with a form in another charset than UTF-8, the signed bytes would be another text in JSON, XML or a query: "
                    + "make two feeds of them, or sign rawBody"
            );
        if (SourceUse.Filters(verify).FirstOrDefault(filter => CountingCharacters.Contains(filter.Name)) is { } counting)
            Report($"the filter {counting.Name} counts characters of UTF-8, and the signed bytes of this form are in another charset");
    }

    private void CheckField(TransportModel recoded, VerifyModel? verify, Coverage coverage)
    {
        if (
            recoded.CharsetFrom is not { } from
            || verify is null or NoVerify or TokenVerify
            || coverage.SignsContent
            || coverage.Covers(from.Name)
        )
            return;
        Report(
            $"no signed value determines {from.Text}, so anyone could choose how the signed bytes are read: sign it, or fix the charset"
        );
    }

    private void Report(string problem)
    {
        var node = list!.Items.Select(item => item.Find("charset")).FirstOrDefault(charset => charset is not null);
        problems.Add(SchemaRules.UnsettledCharset, Places.Head(node ?? list), problem);
    }
}
