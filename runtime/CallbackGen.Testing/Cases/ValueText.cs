using System.Buffers.Text;
using System.Text;
using CallbackGen.Definitions;
using CallbackGen.Testing.Editing;

namespace CallbackGen.Testing.Cases;

/// <summary>A text of a request that contains values: its body, its query, or the claims of a token that is the payload.</summary>
internal sealed class ValueText
{
    private readonly byte[] _text;
    private readonly string[] _payload;
    private readonly Func<byte[], CallbackRequest> _put;

    private ValueText(byte[] text, IReadOnlyList<Leaf> leaves, string[] payload, Func<byte[], CallbackRequest> put)
    {
        _text = text;
        _payload = payload;
        _put = put;
        Leaves = leaves;
    }

    /// <summary>Whether the values are written without the escapes of a form.</summary>
    private bool IsPlain { get; init; }

    /// <summary>The values.</summary>
    public IReadOnlyList<Leaf> Leaves { get; }

    /// <summary>Returns the texts of a request.</summary>
    public static IEnumerable<ValueText> Of(CallbackFeed feed, CallbackRequest request)
    {
        var definition = feed.Definition;
        foreach (var proof in definition.Proofs.Where(proof => proof.CarriesPayload))
        {
            if (Token(definition, request, proof) is { } token)
                yield return token;
        }

        var payload = JsonEditor.Segments(definition.PayloadPointer);
        // A flat XML body or a text is one value here: only the schema's own "tamper" entries change it.
        var content = RequestDraft.ContentOf(definition, request);
        if (content == CallbackContent.Json)
            yield return new(request.Body.ToArray(), Leaf.OfJson(request.Body.Span), payload, body => request.With(body));
        else if (content == CallbackContent.Form)
            yield return new(
                request.Body.ToArray(),
                Leaf.OfFields(Encoding.Latin1.GetString(request.Body.Span)),
                payload,
                body => request.With(body)
            );
        else if (content == CallbackContent.Multipart)
            yield return new(request.Body.ToArray(), MultipartEditor.Leaves(request.Body.Span), payload, body => request.With(body))
            {
                IsPlain = true,
            };
        if (request.Query.Length > 0)
            yield return new(
                Encoding.Latin1.GetBytes(request.Query),
                Leaf.OfFields(request.Query),
                payload,
                query => request.With(query: Encoding.Latin1.GetString(query))
            );
    }

    /// <summary>Returns a value as it is written.</summary>
    public string RawOf(Leaf leaf) => Encoding.UTF8.GetString(_text.AsSpan(leaf.Start..leaf.End));

    /// <summary>Returns the request with another value in place of one, under its existing signature.</summary>
    public CallbackRequest With(Leaf leaf, string raw) => _put(leaf.Replace(_text, IsPlain ? Uri.UnescapeDataString(raw) : raw));

    /// <summary>
    /// Returns a value's path in the payload, as the segments of its pointer; null when it is outside of the payload.
    /// </summary>
    public string[]? InPayload(Leaf leaf)
    {
        var segments = JsonEditor.Segments(leaf.Pointer);
        return segments.Length > _payload.Length && _payload.Zip(segments).All(pair => pair.First == "*" || pair.First == pair.Second)
            ? segments[_payload.Length..]
            : null;
    }

    private static ValueText? Token(CallbackFeedDefinition feed, CallbackRequest request, CallbackProof proof)
    {
        var old = new RequestDraft(feed, request).Read(proof.From, item: -1);
        if (
            old is null
            || !old.StartsWith(proof.Prefix, StringComparison.Ordinal)
            || old[proof.Prefix.Length..].Split('.') is not [var header, var claims, var signature]
        )
            return null;
        var payload = Base64Url.DecodeFromChars(claims);
        return new(
            payload,
            Leaf.OfJson(payload),
            [],
            forged =>
            {
                var draft = new RequestDraft(feed, request);
                draft.Write(proof.From, item: -1, $"{proof.Prefix}{header}.{Base64Url.EncodeToString(forged)}.{signature}");
                return draft.ToRequest();
            }
        );
    }
}
