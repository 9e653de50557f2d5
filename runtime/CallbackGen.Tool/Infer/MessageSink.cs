using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace CallbackGen.Tool.Infer;

/// <summary>Compares the search's messages, under the given keys, with the decoded signatures of one source.</summary>
internal sealed class MessageSink
{
    /// <summary>The largest number of matches: more spellings of the same message carry no information.</summary>
    private const int MaxMatches = 12;

    /// <summary>
    /// The largest number of elliptic-curve signatures that are verified: each takes as long as a hundred hashes.
    /// </summary>
    private const int MaxCurveTrials = 2000;

    /// <summary>The fixed cost of a hash, expressed in bytes of input.</summary>
    private const int CostOfHash = 256;

    private readonly Dictionary<string, List<SignaturePlace>> _macs = new(StringComparer.Ordinal);
    private readonly List<(SignaturePlace Place, string Hash, byte[] Digest, PublicKeyForm Key)> _digests = [];
    private readonly List<(SignaturePlace Place, DSASignatureFormat Format, PublicKeyForm Key)> _curves = [];
    private readonly IReadOnlyList<KeyForm> _keys;
    private readonly List<MessageMatch> _matches = [];
    private long _budget;
    private int _curveTrials;

    /// <param name="places">The decoded signatures of one source.</param>
    /// <param name="keys">The decoded secrets.</param>
    /// <param name="publicKeys">The public keys.</param>
    public MessageSink(IReadOnlyList<SignaturePlace> places, IReadOnlyList<KeyForm> keys, IReadOnlyList<PublicKeyForm> publicKeys)
    {
        _keys = keys;
        foreach (var hash in Hashing.Names)
        {
            if (places.Where(place => place.Bytes.Length == Hashing.LengthOf(hash)).ToList() is { Count: > 0 } of)
                _macs[hash] = of;
        }

        foreach (var place in places)
        {
            foreach (var key in publicKeys)
            {
                if (key.DigestIn(place.Bytes) is { } digest)
                    _digests.Add((place, digest.Hash, digest.Digest, key));
                else if (key.Curve is { } curve)
                    _curves.Add(
                        (
                            place,
                            place.Bytes.Length == 2 * ((curve.KeySize + 7) / 8)
                                ? DSASignatureFormat.IeeeP1363FixedFieldConcatenation
                                : DSASignatureFormat.Rfc3279DerSequence,
                            key
                        )
                    );
            }
        }

        CanMatch = _digests.Count + _curves.Count > 0 || (keys.Count > 0 && _macs.Count > 0);
    }

    /// <summary>Whether any message could match.</summary>
    public bool CanMatch { get; }

    /// <summary>Whether the search may end: it has enough matches, or has used its budget.</summary>
    public bool IsDone => _matches.Count >= MaxMatches || _budget <= 0;

    /// <summary>Whether only the usual ways of decoding keys are tried, for families with many messages.</summary>
    public bool OnlyUsualKeys { get; set; }

    public IReadOnlyList<MessageMatch> Matches => _matches;

    /// <summary>Begins another family of messages, with all ways of decoding keys.</summary>
    /// <param name="budget">The number of bytes that the family may hash.</param>
    public void Renew(long budget) => (_budget, OnlyUsualKeys) = (budget, false);

    /// <summary>Tries a message.</summary>
    /// <param name="message">Its bytes.</param>
    /// <param name="mixesSecret">Whether it contains a secret, so that its plain hash is a proof.</param>
    /// <param name="write">Returns the message in the form of a schema.</param>
    public void Try(ReadOnlySpan<byte> message, bool mixesSecret, Func<JsonNode> write)
    {
        Span<byte> hash = stackalloc byte[64];
        foreach (var (name, places) in _macs)
        {
            if (mixesSecret)
            {
                Compare(places, HashOf(name, message, hash), "digest", name, null, write);
            }

            foreach (var key in _keys)
            {
                if (OnlyUsualKeys && !key.IsUsual)
                    continue;
                Compare(places, MacOf(name, key.Bytes, message, hash), "hmac", name, key, write);
            }
        }

        if (mixesSecret)
            return;
        foreach (var (place, name, digest, key) in _digests)
        {
            if (HashOf(name, message, hash).SequenceEqual(digest))
                _matches.Add(new(place, "signature", $"rsa-{name}", null, key, write()));
        }

        TryCurves(message, write);
    }

    private void TryCurves(ReadOnlySpan<byte> message, Func<JsonNode> write)
    {
        foreach (var (place, format, key) in _curves)
        {
            if (++_curveTrials > MaxCurveTrials)
            {
                _budget = _digests.Count + _macs.Count == 0 ? 0 : _budget;
                return;
            }

            if (key.Curve!.VerifyData(message, place.Bytes, Hashing.NameOf(key.CurveHash), format))
                _matches.Add(
                    new(
                        place,
                        "signature",
                        $"ecdsa-{(format == DSASignatureFormat.IeeeP1363FixedFieldConcatenation ? "raw-" : "")}{key.CurveHash}",
                        null,
                        key,
                        write()
                    )
                );
        }
    }

    private void Compare(
        List<SignaturePlace> places,
        ReadOnlySpan<byte> hash,
        string scheme,
        string algorithm,
        KeyForm? key,
        Func<JsonNode> write
    )
    {
        foreach (var place in places)
        {
            if (hash.SequenceEqual(place.Bytes) && _matches.Count < MaxMatches)
                _matches.Add(new(place, scheme, algorithm, key, null, write()));
        }
    }

    private ReadOnlySpan<byte> HashOf(string name, ReadOnlySpan<byte> message, Span<byte> hash)
    {
        _budget -= CostOfHash + message.Length;
        return hash[..CryptographicOperations.HashData(Hashing.NameOf(name), message, hash)];
    }

    private ReadOnlySpan<byte> MacOf(string name, byte[] key, ReadOnlySpan<byte> message, Span<byte> hash)
    {
        _budget -= 2 * CostOfHash + message.Length;
        return hash[..CryptographicOperations.HmacData(Hashing.NameOf(name), key, message, hash)];
    }
}
