using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema;
using CallbackGen.Generator.Schema.Security;

namespace CallbackGen.Generator.Tests.Properties;

/// <summary>
/// Sends the texts that are signed for each of several feeds to each other feed, and requests codes for them from each handshake.
/// </summary>
internal sealed class Search
{
    private readonly CompiledProject _project;
    private readonly Dictionary<string, FeedModel> _models;

    private Search(CompiledProject project, IReadOnlyList<KeyedForm> forms)
    {
        _project = project;
        _models = forms.ToDictionary(form => form.Name, form => SchemaReader.Read(form.Schema).Feed!);
    }

    /// <summary>Gets the number of ordered pairs of feeds.</summary>
    public int Pairs { get; private set; }

    /// <summary>Gets the number of requests that were made from a text which was signed for another feed.</summary>
    public int Tried { get; private set; }

    /// <summary>Gets the number of pairs that the compiler reports as confusable.</summary>
    public int Reported { get; private set; }

    /// <summary>Gets the number of pairs that it does not report.</summary>
    public int Apart { get; private set; }

    /// <summary>Gets the number of reported pairs in which one feed accepted a callback of the other.</summary>
    public int Confirmed { get; private set; }

    /// <summary>Gets the number of handshakes that signed a callback and are reported.</summary>
    public int CodesConfirmed { get; private set; }

    public int CodesTried { get; private set; }

    /// <summary>Gets the accepted texts that are not reported.</summary>
    public List<string> Surprises { get; } = [];

    public static Search Of(IReadOnlyList<KeyedForm> forms, int textsPerFeed)
    {
        using var project = CompiledProject.Of(TestState.Of([.. forms.Select(form => form.Schema)]));
        var search = new Search(project, forms);
        var random = new Random((int)(Seeds.First % int.MaxValue));
        var texts = forms.ToDictionary(form => form, form => search.Texts(random, form, textsPerFeed));
        foreach (var form in forms)
        {
            foreach (var other in forms.Where(other => other != form))
                search.SendTo(other, form, texts[form]);
            if (form.Code is not null)
            {
                foreach (var other in forms)
                    search.Ask(form, other, texts[other]);
            }
        }

        return search;
    }

    public override string ToString() =>
        $"{Pairs} pairs of feeds, {Apart} of them told apart by the compiler: {Tried} callbacks sent to the other "
        + $"feed, {Surprises.Count} taken without a report; "
        + $"{Confirmed} of {Reported} reported pairs confirmed; {CodesTried} codes asked for, {CodesConfirmed} of "
        + "them the signature of a callback, as reported";

    private CallbackFeed FeedOf(KeyedForm form) => _project.Feeds.Single(feed => feed.Definition.Feed == form.Name);

    private bool Accepts(KeyedForm form, CallbackRequest request)
    {
        var feed = FeedOf(form);
        return feed.VerifyMessage(request, CallbackKeys.Create(feed, "secret", FeedSchema.Secret), FixedClock.AtNoon).IsSuccess;
    }

    /// <summary>Returns texts that the provider signs, each with whether the feed accepts the callback itself.</summary>
    private Dictionary<string, bool> Texts(Random random, KeyedForm form, int count)
    {
        var texts = new Dictionary<string, bool>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var values = form
                .Fields.Select(field => field.Required || random.Next(4) > 0 ? field.Samples[random.Next(field.Samples.Length)] : null)
                .ToList();
            var text = form.Sign(values);
            if (!texts.TryGetValue(text, out var isTaken) || !isTaken)
                texts[text] = form.Read(text).Any(request => Accepts(form, request));
        }

        return texts;
    }

    private void SendTo(KeyedForm other, KeyedForm form, Dictionary<string, bool> texts)
    {
        Pairs++;
        var verdict = Verdict(form, other);
        Reported += verdict == Confusion.None ? 0 : 1;
        Apart += verdict == Confusion.None ? 1 : 0;
        var isConfirmed = false;
        foreach (var (text, isTaken) in texts)
        {
            // A proof of another scheme is never valid for this feed.
            foreach (var request in form.IsDigest == other.IsDigest ? other.Read(text) : [])
            {
                Tried++;
                if (!Accepts(other, request))
                    continue;
                isConfirmed = true;
                if (verdict == Confusion.None || (isTaken && verdict == Confusion.ByDelimiter))
                    Surprises.Add($"{text}\nis signed for {form.Schema}\nand taken for {other.Schema}\n{verdict}");
            }
        }

        Confirmed += isConfirmed && verdict != Confusion.None ? 1 : 0;
    }

    private Confusion Verdict(KeyedForm form, KeyedForm other) =>
        SignedText
            .Of(_models[form.Name])
            .SelectMany(one => SignedText.Of(_models[other.Name]).Select(against => SharedKeyRule.Compare(one, against).Kind))
            .Max();

    /// <summary>Requests codes from a handshake for texts that verify as callbacks of another feed, or of its own.</summary>
    private void Ask(KeyedForm form, KeyedForm other, Dictionary<string, bool> texts)
    {
        var answer = _models[form.Name].Challenge!.Respond;
        var isReported = OracleRule.FindSigned(answer.Codes[0], _models[form.Name], SignedText.Of(_models[other.Name])) is not null;
        var feed = FeedOf(form);
        foreach (
            var text in texts
                .Where(entry => entry.Value)
                .Select(entry => entry.Key)
                .Where(text => text.StartsWith(form.Code!, StringComparison.Ordinal))
        )
        {
            CodesTried++;
            var handshake = CallbackRequest.Get("token=" + Uri.EscapeDataString(text[form.Code!.Length..]));
            var code = feed.AnswerChallenge(handshake, CallbackKeys.Create(feed, "secret", FeedSchema.Secret), FixedClock.AtNoon);
            if (code?.Value?.Body != other.Prove(text))
                continue;
            CodesConfirmed++;
            if (!isReported)
                Surprises.Add($"The code of {text}\nis made by {form.Schema}\nand taken for {other.Schema}");
        }
    }
}
