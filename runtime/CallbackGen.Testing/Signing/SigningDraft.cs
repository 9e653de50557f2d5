using System.Text;
using CallbackGen.Definitions;
using CallbackGen.Testing.Editing;
using CallbackGen.Verification;

namespace CallbackGen.Testing.Signing;

/// <summary>
/// A request that is being signed: it observes the values that its verification compares, and writes them into the request.
/// </summary>
internal sealed class SigningDraft : VerificationObserver
{
    private const int RoundsPerItem = 16;

    private readonly CallbackProof _proof;
    private readonly int _scheme;
    private readonly FeedKeys _keys;
    private readonly DateTimeOffset _now;
    private readonly RequestDraft _request;
    private readonly Dictionary<int, TokenDraft> _tokens = [];
    private readonly List<Action> _observed = [];
    private readonly int _items;
    private bool _isChanged;

    public SigningDraft(
        CallbackProof proof,
        int scheme,
        CallbackRequest request,
        FeedKeys keys,
        DateTimeOffset now,
        bool isHandshake = false
    )
    {
        _proof = proof;
        _scheme = scheme;
        _keys = keys;
        _now = now;
        _request = new(keys.Feed.Definition, request, isHandshake);
        _items = _request.CountItems();
    }

    public int MaxRounds => RoundsPerItem * Math.Max(1, _items);

    private bool IsToken => _proof.Scheme == "jwt";

    /// <summary>Writes the times and an invalid signature, so that the verification reaches the comparison.</summary>
    public void Begin(string? claims)
    {
        if (_items == 0)
            BeginItem(-1, claims);
        for (var item = 0; item < _items; item++)
            BeginItem(item, claims);
    }

    public CallbackRequest ToRequest() => _request.ToRequest();

    /// <summary>Writes the observed values into the request, and returns whether any changed it.</summary>
    public bool TakeWhatWasObserved()
    {
        _isChanged = false;
        foreach (var take in _observed)
            take();
        _observed.Clear();
        return _isChanged;
    }

    public override void OnProof(VerifiedPlace place, string? keyId, ReadOnlySpan<byte> message, ReadOnlySpan<byte> proof)
    {
        // If several values are configured, the first signs.
        if (place.Scheme != _scheme || keyId?.EndsWith("[0]", StringComparison.Ordinal) == false)
            return;
        var bytes = proof.ToArray();
        _observed.Add(() => PutSignature(place.Item, bytes));
    }

    public override void OnSignature(
        VerifiedPlace place,
        string keyId,
        SignatureAlgorithm algorithm,
        ReadOnlySpan<byte> message,
        bool isMatch
    )
    {
        if (
            place.Scheme != _scheme
            || isMatch
            || !(keyId.EndsWith("[0]", StringComparison.Ordinal) || keyId.EndsWith("[0].0", StringComparison.Ordinal))
        )
            return;
        var bytes = _keys.Sign(keyId, algorithm, message);
        _observed.Add(() => PutSignature(place.Item, bytes));
    }

    public override void OnClaim(VerifiedPlace place, string claim, ReadOnlySpan<byte> expected)
    {
        var text = Encoding.UTF8.GetString(expected);
        if (place.Scheme == _scheme)
            _observed.Add(() => PutToken(place.Item, _tokens[place.Item].Set(claim, text)));
    }

    public override void OnTokenHeader(VerifiedPlace place, string name, ReadOnlySpan<byte> expected)
    {
        var text = Encoding.UTF8.GetString(expected);
        if (place.Scheme == _scheme)
            _observed.Add(() => PutToken(place.Item, _tokens[place.Item].SetHeader(name, text)));
    }

    public override void OnEquality(
        VerifiedPlace place,
        string actualFrom,
        ReadOnlySpan<byte> actual,
        string expectedFrom,
        ReadOnlySpan<byte> expected
    )
    {
        if (place.Scheme != _scheme)
            return;
        // The side that is a plain source receives the other's text.
        if (IsWritten(actualFrom))
            PutLater(actualFrom, place.Item, expected);
        else if (IsWritten(expectedFrom))
            PutLater(expectedFrom, place.Item, actual);
    }

    private bool IsWritten(string source) =>
        RequestDraft.IsPlace(source)
        && _proof.Also.Any(equality => equality.Value == $"{{{source}}}" || equality.EqualTo == $"{{{source}}}");

    private void PutLater(string source, int item, ReadOnlySpan<byte> value)
    {
        var text = Encoding.UTF8.GetString(value);
        _observed.Add(() =>
        {
            if (_request.Read(source, item) == text)
                return;
            _request.Write(source, item, text);
            _isChanged = true;
        });
    }

    private void BeginItem(int item, string? claims)
    {
        if (_proof.Time is { } time)
            PutTime(time, item);
        if (!IsToken)
        {
            PutSignature(item, [0]);
            return;
        }

        var old = _request.Read(_proof.From, item);
        if (old?.StartsWith(_proof.Prefix, StringComparison.Ordinal) == true)
            old = old[_proof.Prefix.Length..];
        var token = TokenDraft.Of(_proof, old, claims);
        token.Renew(_now);
        _tokens[item] = token;
        PutToken(item, isChanged: true);
    }

    private void PutTime(CallbackProofTime time, int item)
    {
        var text = SignatureText.OfTime(_now, time);
        if (time.From.StartsWith("signature:", StringComparison.Ordinal))
            _request.Write(
                _proof.From,
                item,
                SignatureText.PutPair(_request.Read(_proof.From, item), _proof.Separator, time.From["signature:".Length..], text)
            );
        else
            _request.Write(
                time.From,
                item,
                text,
                isNumber: time.Unit
                    is TimestampUnit.Seconds
                        or TimestampUnit.Milliseconds
                        or TimestampUnit.Microseconds
                        or TimestampUnit.Nanoseconds
                        or TimestampUnit.DecimalSeconds
            );
    }

    private void PutSignature(int item, byte[] signature)
    {
        if (IsToken)
        {
            PutToken(item, _tokens[item].Sign(signature));
            return;
        }

        var old = _request.Read(_proof.From, item);
        var text = SignatureText.Put(
            _proof,
            old,
            _keys.Configured.FirstOrDefault(key => key.Key == _proof.PrefixKey).Value ?? "",
            signature
        );
        if (text == old)
            return;
        _request.Write(_proof.From, item, text);
        _isChanged = true;
    }

    private void PutToken(int item, bool isChanged)
    {
        if (!isChanged)
            return;
        _request.Write(_proof.From, item, _tokens[item].ToString());
        _isChanged = true;
    }
}
