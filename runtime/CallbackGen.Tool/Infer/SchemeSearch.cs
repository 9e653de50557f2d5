using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CallbackGen.Tool.Infer;

/// <summary>
/// Searches for the scheme of a captured request under the given keys. It uses the captured bytes only; its results are guesses
/// that the compiled verifier has yet to confirm.
/// </summary>
internal static partial class SchemeSearch
{
    /// <summary>The number of bytes that each family of messages may hash for one source.</summary>
    private const long Budget = 300_000_000;

    /// <summary>The largest number of possible sources of a signature that are searched.</summary>
    private const int MaxPlaces = 6;

    private static readonly Action<SearchedRequest, MessageSink, SignaturePlace>[] Families =
    [
        BodyMessages.Try,
        MemberMessages.Try,
        JsonMessages.Try,
        TryAddress,
        JsonMessages.TryChosen,
        ChosenMessages.Try,
    ];

    /// <summary>Returns the guesses, the likely ones first.</summary>
    /// <param name="request">The request and its keys.</param>
    /// <param name="documentation">The provider's page as text, or null.</param>
    public static IEnumerable<SchemeGuess> Find(SearchedRequest request, string? documentation)
    {
        foreach (var guess in SignedTokens.Find(request))
            yield return guess;
        foreach (var places in SignaturePlaces.Find(request.Content).Take(MaxPlaces))
        {
            var sink = new MessageSink(places, request.Forms, request.PublicKeys);
            if (!sink.CanMatch)
                continue;
            foreach (var match in Search(request, sink, places[0], documentation))
            {
                foreach (var guess in GuessesOf(request, match, sink.Matches.Count - 1))
                    yield return guess;
            }
        }

        foreach (var guess in SharedTokens.Find(request))
            yield return guess;
    }

    private static IReadOnlyList<MessageMatch> Search(
        SearchedRequest request,
        MessageSink sink,
        SignaturePlace place,
        string? documentation
    )
    {
        sink.Renew(Budget);
        if (documentation is not null)
            ChosenMessages.TryDocumented(request, sink, place, documentation);
        foreach (var family in Families)
        {
            if (sink.Matches.Count > 0)
                break;
            sink.Renew(Budget);
            family(request, sink, place);
        }

        return sink.Matches;
    }

    /// <summary>Tries the address alone, which a digest of the body, in the address or beside it, binds to the body.</summary>
    private static void TryAddress(SearchedRequest request, MessageSink sink, SignaturePlace place)
    {
        foreach (var token in request.AddressTokens())
            BodyMessages.Try([token], "", sink);
    }

    /// <summary>
    /// Returns a match as guesses: with a check of the signed time, and without it, in case the time is not the provider's.
    /// </summary>
    private static IEnumerable<SchemeGuess> GuessesOf(SearchedRequest request, MessageMatch match, int others)
    {
        var message = match.Message.ToJsonString();
        var isTimed = SignedTimes.FindIn(match.Message, request, match.Place) is not null;
        foreach (var withTime in isTimed ? (bool[])[true, false] : [false])
        {
            var verify = new JsonObject { ["scheme"] = match.Scheme, ["algorithm"] = match.Algorithm };
            if (match.Scheme != "digest")
                verify["key"] = match.Key?.Name ?? match.PublicKey!.Name;
            verify["signature"] = match.Place.Declare();
            verify["message"] = match.Message.DeepClone();
            if (withTime)
                verify["timestamp"] = SignedTimes.FindIn(match.Message, request, match.Place)!.Value.Declaration;
            if (!message.Contains("rawBody", StringComparison.Ordinal) && Digests(request) is { } also)
                verify["also"] = also;
            yield return new(verify, KeysOf(request, match, message), Evidence(match, others))
            {
                Named = [.. Pointers().Matches(message).Select(found => found.Groups[1].Value)],
            };
        }
    }

    private static string Evidence(MessageMatch match, int others) =>
        $"The signature in {match.Place.From} is that of this message"
        + (
            others > 0
                ? $"; {others} other ways to write the message give the same bytes for the first capture (other orders, "
                    + "delimiters that do not occur, members that were not empty), so compare it with the provider's page, or "
                    + "capture more."
                : "."
        );

    private static JsonObject KeysOf(SearchedRequest request, MessageMatch match, string message)
    {
        var keys = new JsonObject();
        if (match.Key is { } mac)
            keys[mac.Name] = mac.Declare();
        if (match.PublicKey is { } known)
            keys[known.Name] = new JsonObject { ["encoding"] = known.Encoding };
        foreach (
            var key in request.Secrets.Where(key =>
                !keys.ContainsKey(key.Name) && message.Contains($"key:{key.Name}", StringComparison.Ordinal)
            )
        )
        {
            keys[key.Name] =
                match.Scheme == "digest"
                    ? new JsonObject { ["encoding"] = "utf8" }
                    : new JsonObject { ["encoding"] = "utf8", ["secret"] = false };
        }

        return keys;
    }

    /// <summary>Returns the parameters or headers that are hashes of the body.</summary>
    private static JsonArray? Digests(SearchedRequest request)
    {
        var body = request.Content.Capture.Body.Span;
        if (body.IsEmpty)
            return null;
        foreach (var filter in Hashing.Names)
        {
            var hex = Hashing.HexOf(filter, body);
            var found = request
                .Content.Parameters.Select(parameter => ($"query:{parameter.Name}", parameter.Text))
                .Concat(SignaturePlaces.Headers(request.Content))
                .FirstOrDefault(place => place.Item2.Equals(hex, StringComparison.OrdinalIgnoreCase));
            if (found.Item1 is { } source)
                return [new JsonObject { ["value"] = $"{{{source}}}", ["equals"] = $"{{rawBody|{filter}}}" }];
        }

        return null;
    }

    [GeneratedRegex("body:(/[^}|\"]*)", RegexOptions.CultureInvariant)]
    private static partial Regex Pointers();
}
