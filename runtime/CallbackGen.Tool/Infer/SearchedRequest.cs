using CallbackGen.AspNetCore;
using CallbackGen.Tool.Keys;

namespace CallbackGen.Tool.Infer;

/// <summary>A captured request whose scheme is searched, with the given keys.</summary>
internal sealed class SearchedRequest
{
    private readonly string? _publicUrl;
    private readonly Dictionary<string, IReadOnlyList<KeyWrap>> _wraps = new(StringComparer.Ordinal);

    public SearchedRequest(CapturedContent content, IReadOnlyList<KeyValue> keys, string? publicUrl)
    {
        (Content, _publicUrl) = (content, publicUrl);
        PublicKeys = [.. keys.Select(PublicKeyForm.Of).OfType<PublicKeyForm>()];
        Secrets = [.. keys.Where(key => PublicKeys.All(known => known.Name != key.Name))];
        Forms = [.. Secrets.SelectMany(KeyForm.Of).Where(form => form.Bytes.Length > 0)];
    }

    public CapturedContent Content { get; }

    /// <summary>The keys that are public keys.</summary>
    public IReadOnlyList<PublicKeyForm> PublicKeys { get; }

    /// <summary>All other keys, which may include values that are not secret.</summary>
    public IReadOnlyList<KeyValue> Secrets { get; }

    /// <summary>The secrets, decoded in all ways.</summary>
    public IReadOnlyList<KeyForm> Forms { get; }

    /// <summary>The address that the provider called, if it is known.</summary>
    public string? Url => (_publicUrl ?? Content.Capture.Origin) is { } origin ? PublicUrl.Join(origin, Content.Capture.Target) : null;

    /// <summary>Returns the wraps around members that are joined by a text.</summary>
    public IReadOnlyList<KeyWrap> Wraps(string join) =>
        _wraps.TryGetValue(join, out var known) ? known : _wraps[join] = [.. KeyWrap.Of(this, join)];

    /// <summary>Returns the pieces that may be beside the body in a message, the likely ones first.</summary>
    public List<MessageToken> TokensBeside(SignaturePlace place)
    {
        var tokens = new List<MessageToken>();
        // The name of a query parameter is ignored: a value that looks like a time comes first, whatever its name.
        tokens.AddRange(place.Others.Select(pair => MessageToken.Source($"signature:{pair.Name}", pair.Value)));
        tokens.AddRange(
            SignaturePlaces
                .Headers(Content)
                .Where(header => header.From != place.From)
                .OrderBy(header => SignedTimes.Find(header.Text) is null)
                .Select(header => MessageToken.Source(header.From, header.Text))
        );
        tokens.AddRange(Keys());
        if (place.Version is { } version)
            tokens.Add(MessageToken.Constant(version));
        tokens.AddRange(AddressTokens());
        tokens.AddRange(
            Content
                .Parameters.Where(parameter => $"query:{parameter.Name}" != place.From)
                .Select(parameter => MessageToken.Source($"query:{parameter.Name}", parameter.Text))
        );
        return tokens;
    }

    /// <summary>Returns the keys as pieces of a message. When there is a public key, the other values are not secrets.</summary>
    public IEnumerable<MessageToken> Keys() => Secrets.Select(key => MessageToken.Key(key.Name, key.Text, isSecret: PublicKeys.Count == 0));

    /// <summary>Returns the address and the method as pieces of a message.</summary>
    public IEnumerable<MessageToken> AddressTokens()
    {
        if (Url is { } url)
            yield return MessageToken.Source("url", url);
        yield return MessageToken.Source("method", Content.Capture.Method);
        yield return MessageToken.Source("path", Content.Capture.Path);
    }
}
