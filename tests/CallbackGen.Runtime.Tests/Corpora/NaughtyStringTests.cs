using System.Globalization;
using CallbackGen.Definitions;
using CallbackGen.Reading;
using CallbackGen.Runtime.Tests.Support;
using CallbackGen.Verification;

namespace CallbackGen.Runtime.Tests.Corpora;

/// <summary>The big list of naughty strings, in every part of a request that can contain text.</summary>
public class NaughtyStringTests
{
    [CorpusFact]
    public void A_naughty_text_survives_unchanged_or_is_refused_and_throws_nowhere()
    {
        using var document = SharedData.Json("naughty-strings", "blns.json");
        foreach (var item in document.RootElement.EnumerateArray())
        {
            var text = item.GetString()!;
            var json = CallbackPayload.ReadJson<SignedInvoice>(
                Given.Utf8($$"""{"id":"1","note":"{{Given.JsonText(text)}}","{{Given.JsonText(text + " ")}}":1}""")
            );
            Assert.Equal(text, json.GetValueOrThrow().Members.Note);
            var form = CallbackPayload.ReadForm<SignedInvoice>(Given.Utf8($"id=1&note={Uri.EscapeDataString(text)}"));
            Assert.Equal(text, form.GetValueOrThrow().Members.Note);
            Everywhere(text);
        }
    }

    private static void Everywhere(string text)
    {
        CallbackPayload.ReadJson<SignedInvoice>(Given.Utf8(text));
        CallbackPayload.ReadForm<SignedInvoice>(Given.Utf8(text));
        var request = new CallbackRequest
        {
            Method = text,
            ContentType = text,
            Path = text,
            Query = text,
            Headers = CallbackHeaders.From([new("X-Signature", text)]),
        };
        Assert.False(SignedInvoice.TypedFeed.Verify(request, Given.Keys()).IsSuccess);
        Assert.False(SignedInvoice.TypedFeed.Verify(Given.Json(text, ("X-Signature", text)), Given.Keys()).IsSuccess);
        using var verification = Given.Verification();
        Assert.Null(verification.VerifyJws(WireValue.FromText(text), [JwsAlgorithm.HS256], "hashKey"));
        foreach (var unit in Enum.GetValues<TimestampUnit>())
        {
            using var times = Given.Verification();
            Assert.False(times.CheckTimestamp(WireValue.FromText(text), unit, TimeSpan.FromMinutes(5)));
        }

        var reader = new JsonPayloadReader(Given.Utf8($"\"{Given.JsonText(text)}\""));
        var value = reader.DecimalText(coerce: true);
        Assert.True(reader.Failed || value.ToString(CultureInfo.InvariantCulture).TrimStart('-') == text.TrimStart('-'));
    }
}
