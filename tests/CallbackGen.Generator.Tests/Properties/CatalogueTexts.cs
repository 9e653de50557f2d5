using System.Text;
using System.Text.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Tests.Signing;
using CallbackGen.Testing;

namespace CallbackGen.Generator.Tests.Properties;

/// <summary>The signed texts of the catalogue's feeds, and the interpretations of them by other feeds.</summary>
internal static class CatalogueTexts
{
    private const int Variations = 25;

    /// <summary>Returns requests that a feed accepts, from its own tests and varied, each with its signed text.</summary>
    public static IEnumerable<(CallbackRequest Request, string Text, IReadOnlyDictionary<string, string> Keys)> Of(string name)
    {
        var feed = Catalogue.Feed(name);
        foreach (var test in Catalogue.Accepted(name))
        {
            var keys = test.Keys.DistinctBy(key => key.Key).ToDictionary(key => key.Key, key => key.Value, StringComparer.Ordinal);
            var subject = Subject.Of(feed, test);
            var random = new Random((int)(Seeds.First % int.MaxValue));
            var varied =
                subject.Leaves.Count == 0
                    ? []
                    : Enumerable
                        .Range(0, Variations)
                        .Select(index =>
                            subject.With(
                                subject.Leaves[index % subject.Leaves.Count],
                                new Value([random.Next(Value.Kinds), random.Next(Value.Kinds)], random.Next(240))
                            )
                        );
            foreach (var one in varied.Prepend(subject))
            {
                if (
                    Sign(feed, one.Request, one.Claims, keys, test.Clock) is { } signed
                    && TextOf(feed, signed, keys, test.Clock) is { } text
                )
                    yield return (signed, text, keys);
            }
        }
    }

    /// <summary>Returns the requests that another feed could interpret a signed text as.</summary>
    public static IEnumerable<CallbackRequest> Read(FeedModel feed, CallbackRequest signed, string text)
    {
        var message = Encoding.UTF8.GetString(Convert.FromHexString(text));
        yield return signed;
        if (feed.Verify is not MessageVerify { Message: [var part] })
            yield break;
        switch (part)
        {
            case TemplatePart { Items: [{ Source.Kind: SourceKind.RawBody }] }:
                yield return Requests.Json(message);
                break;
            case TemplatePart template
                when template.Items.Where(term => term.Source.Kind == SourceKind.Body).ToList() is { Count: > 0 } terms:
                foreach (var request in Fields(terms.ConvertAll(term => term.Source.Name), message.Split('|')))
                    yield return request;
                break;
            case MembersPart members:
                foreach (
                    var request in Fields(
                        [.. members.Members.Select(member => member.Term.Source.Name)],
                        message.Split(members.Render.Join)
                    )
                )
                    yield return request;
                break;
            case AllMembersPart:
                foreach (var join in new[] { "&", "=" })
                {
                    var pairs = message.Split(join).Select(pair => pair.Split('=', 2)).Where(pair => pair.Length == 2);
                    yield return CallbackRequest.Get(
                        string.Join("&", pairs.Select(pair => $"{Uri.EscapeDataString(pair[0])}={Uri.EscapeDataString(pair[1])}"))
                    );
                }

                break;
        }
    }

    /// <summary>Returns whether a feed accepts a request with the signature of a text that was signed for another feed.</summary>
    public static bool IsAccepted(CallbackFeed feed, CallbackRequest candidate, string text, IReadOnlyDictionary<string, string> keys)
    {
        if (Sign(feed, candidate, null, keys, FixedClock.AtNoon) is not { } signed)
            return false;
        return TextOf(feed, signed, keys, FixedClock.AtNoon) == text;
    }

    private static IEnumerable<CallbackRequest> Fields(List<string> pointers, string[] values)
    {
        if (pointers.Count != values.Length)
            return [];
        var members = pointers.Zip(values, (pointer, value) => (Name: pointer[1..], Value: value)).ToList();
        return
        [
            Requests.Json(
                "{"
                    + string.Join(
                        ",",
                        members.Select(member => $"{JsonSerializer.Serialize(member.Name)}:{JsonSerializer.Serialize(member.Value)}")
                    )
                    + "}"
            ),
            Requests.Form(
                string.Join("&", members.Select(member => $"{Uri.EscapeDataString(member.Name)}={Uri.EscapeDataString(member.Value)}"))
            ),
        ];
    }

    private static CallbackRequest? Sign(
        CallbackFeed feed,
        CallbackRequest request,
        string? claims,
        IReadOnlyDictionary<string, string> keys,
        TimeProvider clock
    )
    {
        try
        {
            return new CallbackSigner(CallbackTestKeys.Create(feed, Own(feed, keys)), clock).Sign(request, claims);
        }
        catch (CallbackSigningException)
        {
            return null;
        }
    }

    private static string? TextOf(CallbackFeed feed, CallbackRequest request, IReadOnlyDictionary<string, string> keys, TimeProvider clock)
    {
        var observer = new MessageObserver();
        var configured = CallbackKeys.Create(feed, Own(feed, keys), "the keys of tests are short");
        return feed.VerifyMessages(request, configured.ObservedBy(observer), clock).IsSuccess ? observer.Message : null;
    }

    private static IEnumerable<KeyValuePair<string, string>> Own(CallbackFeed feed, IReadOnlyDictionary<string, string> keys) =>
        feed
            .Definition.Keys.Where(declared => !declared.IsOptional || keys.ContainsKey(declared.Name))
            .Select(declared => KeyValuePair.Create(declared.Name, keys.GetValueOrDefault(declared.Name, "https://shop.test/x")));
}
