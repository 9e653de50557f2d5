using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

public sealed partial class CallbackVerification
{
    /// <summary>How many signatures of one request are looked at: enough for any rotation, and a bound for the sender.</summary>
    private const int MaxCandidates = 16;

    /// <summary>The longest signature, of RSA with 8,192 bits.</summary>
    internal const int MaxSignatureBytes = 1024;

    /// <summary>
    /// Finds the signatures in a text. Those that cannot be decoded are passed over: a provider may send another
    /// scheme's beside its own. At most 16 are looked at.
    /// </summary>
    /// <param name="value">The text that carries them.</param>
    /// <param name="encoding">How a signature's bytes are written.</param>
    /// <param name="format">How the signatures are arranged.</param>
    /// <param name="separator">What stands between them, an ASCII character; spaces around it do not count.</param>
    /// <param name="pick">The name of the parts that are signatures, with <see cref="SignatureFormat.Pairs"/>.</param>
    /// <param name="prefix">What every signature must begin with, and is not part of it; or empty.</param>
    /// <returns><see langword="false"/> when there is none that could be one.</returns>
    public bool FindSignature(
        WireValue value, SignatureEncoding encoding, SignatureFormat format = SignatureFormat.Plain,
        char separator = ',', string? pick = null, string prefix = "")
    {
        if (IsRejected)
            return false;
        _state.SignatureWhere = value.Source;
        _state.SignatureSeparator = separator;
        _state.Candidates.Clear();
        _state.CandidateCount = 0;
        _state.SignatureText.Clear();
        if (IsUndecodable(value))
            return false;
        if (!value.IsScalar || value.Utf8.IsEmpty)
            return Reject(CallbackRejectionReason.SignatureMissing, value.Source, "is absent or empty");

        if (format == SignatureFormat.Pairs)
            _state.SignatureText.Append(value.Utf8);
        var name = Utf8Of(pick ?? "");
        var prefixBytes = Utf8Of(prefix);
        var longest = LongestSignature();
        var rest = value.Utf8;
        for (var looked = 0; looked < MaxCandidates && !rest.IsEmpty;)
        {
            var item = format == SignatureFormat.Plain ? Take(ref rest) : NextItem(ref rest, separator);
            if (format == SignatureFormat.Pairs && !TryPair(item, name, out item))
                continue;
            looked++;
            if (item.StartsWith(prefixBytes))
                AddCandidate(item[prefixBytes.Length..], encoding, longest);
        }

        return _state.CandidateCount > 0
            || Reject(CallbackRejectionReason.SignatureMalformed, value.Source, "holds no signature of the form that the schema states");
    }

    /// <summary>A named part of the signature found last: <c>t</c> of <c>t=1492774577,v1=5257a8…</c>.</summary>
    /// <param name="name">The part's name.</param>
    /// <returns>The part's text; absent when there is none, and, with a rejection, when the name repeats.</returns>
    public WireValue SignaturePart(string name)
    {
        var nameBytes = Utf8Of(name);
        var found = default(WireValue).From("signature:", name);
        var rest = _state.SignatureText.Written;
        while (!rest.IsEmpty)
        {
            if (!TryPair(NextItem(ref rest, _state.SignatureSeparator), nameBytes, out var text))
                continue;
            if (found.IsScalar)
            {
                Reject(CallbackRejectionReason.SignatureMalformed, $"signature:{name}", "is repeated");
                return default;
            }

            found = found.With(text);
        }

        return found;
    }

    /// <summary>
    /// Compares the message's authentication code (RFC 2104) under every configured value of a key with every signature
    /// found, in constant time and without stopping at the first that matches.
    /// </summary>
    /// <param name="algorithm">The algorithm that the schema pins.</param>
    /// <param name="key">The key's name in the schema.</param>
    /// <returns><see langword="false"/> when none matches, or the key is not configured.</returns>
    public bool MacMatches(MacAlgorithm algorithm, string key)
    {
        if (IsRejected)
            return false;
        var keys = _state.Keys.Get(key);
        if (keys.Length == 0)
            return RejectKey(key);
        Span<byte> mac = stackalloc byte[CallbackKey.MaxMacBytes];
        var matching = -1;
        for (var index = keys.Length - 1; index >= 0; index--)
        {
            if (!keys[index].TryComputeMac(algorithm, _state.Message.Written, mac, out var length))
                continue;
            _state.Keys.Observer?.OnProof(Place, keys[index].Id, _state.Message.Written, mac[..length]);
            if (AnyCandidateEquals(mac[..length]))
                matching = index;
        }

        CryptographicOperations.ZeroMemory(mac);
        if (matching < 0)
            return RejectMismatch(keys, _state.SignatureWhere);
        _state.KeyId = keys[matching].Id;
        return true;
    }

    private bool AnyCandidateEquals(ReadOnlySpan<byte> mac)
    {
        var isEqual = false;
        var rest = _state.Candidates.Written;
        for (var index = 0; index < _state.CandidateCount; index++)
        {
            var candidate = rest[.._state.CandidateLengths[index]];
            rest = rest[candidate.Length..];
            // The full length first: two empty spans are equal to FixedTimeEquals.
            isEqual |= candidate.Length == mac.Length && CryptographicOperations.FixedTimeEquals(candidate, mac);
        }

        return isEqual;
    }

    /// <summary>A code's length, unless a public key may have made the signature.</summary>
    private int LongestSignature()
    {
        for (var index = 0; index < _state.Feed.Keys.Count; index++)
        {
            if (_state.Feed.Keys[index].IsPublicKey)
                return MaxSignatureBytes;
        }

        return CallbackKey.MaxMacBytes;
    }

    /// <summary>Records that the request names a key that the schema does not know.</summary>
    /// <param name="where">The source that names it, as the schema writes it.</param>
    /// <returns>Always <see langword="false"/>.</returns>
    public bool RejectKeyName(string where) => RejectUnknownKey(where, "names no key that the schema knows");

    private bool RejectKey(string key) => _state.Keys.IsUnknown(key)
        ? RejectUnknownKey($"key:{key}", "is not known for what the request names")
        : Reject(CallbackRejectionReason.KeyNotConfigured, $"key:{key}", "is not configured");

    /// <summary>Without a key because of what the request says: that is not the configuration's fault.</summary>
    private bool RejectUnknownKey(string where, string detail)
    {
        Rejection ??= new(CallbackRejectionReason.KeyNotConfigured, where, detail) { IsKeyUnknown = true };
        return false;
    }

    private bool RejectMismatch(CallbackKey[] keys, string where)
    {
        var tried = new string[keys.Length];
        for (var index = 0; index < tried.Length; index++)
            tried[index] = keys[index].Id;
        Rejection ??= new(CallbackRejectionReason.SignatureMismatch, where, "is not what any configured key makes") { KeysTried = tried };
        return false;
    }

    private void AddCandidate(ReadOnlySpan<byte> text, SignatureEncoding encoding, int longest)
    {
        // The longest spelling is the base64 of hexadecimal text; whatever is longer still is none, and is not decoded.
        if (text.Length > (longest * 3) || !TryDecode(text, encoding, _state.Candidates.Reserve(text.Length), out var length))
            return;
        if (length == 0 || length > longest)
            return;
        _state.CandidateLengths[_state.CandidateCount++] = length;
        _state.Candidates.Advance(length);
    }

    private static bool TryDecode(ReadOnlySpan<byte> text, SignatureEncoding encoding, Span<byte> bytes, out int length)
    {
        switch (encoding)
        {
            case SignatureEncoding.Hex:
                return TryDecodeHex(text, bytes, out length);
            case SignatureEncoding.Base64:
                return StrictBase64.TryDecode(text, bytes, out length);
            case SignatureEncoding.Base64Url:
                return StrictBase64.TryDecodeUrl(text, bytes, out length);
            default:
                return StrictBase64.TryDecode(text, bytes, out length) && TryDecodeHex(bytes[..length], bytes, out length);
        }
    }

    /// <summary>Decodes pairs of hexadecimal digits; in place too, because it writes behind what it has read.</summary>
    internal static bool TryDecodeHex(ReadOnlySpan<byte> text, Span<byte> bytes, out int length)
    {
        length = text.Length / 2;
        if (text.Length % 2 != 0 || length > bytes.Length)
            return false;
        for (var index = 0; index < length; index++)
        {
            if (!PercentEncoding.TryHexDigit(text[index * 2], out var high) || !PercentEncoding.TryHexDigit(text[(index * 2) + 1], out var low))
                return false;
            bytes[index] = (byte)((high << 4) | low);
        }

        return true;
    }

    /// <summary>A text of the schema in UTF-8. Nearly all of them are empty or a letter or two.</summary>
    private static byte[] Utf8Of(string text) => text.Length == 0 ? [] : Encoding.UTF8.GetBytes(text);

    private static ReadOnlySpan<byte> Take(scoped ref ReadOnlySpan<byte> rest)
    {
        var all = rest;
        rest = default;
        return all;
    }

    private static ReadOnlySpan<byte> NextItem(scoped ref ReadOnlySpan<byte> rest, char separator)
    {
        var end = rest.IndexOf((byte)separator);
        var item = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return item.Trim((byte)' ');
    }

    [InlineArray(MaxCandidates)]
    private struct Lengths
    {
        private int _first;
    }

    private static bool TryPair(ReadOnlySpan<byte> item, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> text)
    {
        var equals = item.IndexOf((byte)'=');
        text = equals < 0 ? default : item[(equals + 1)..].Trim((byte)' ');
        return equals >= 0 && item[..equals].Trim((byte)' ').SequenceEqual(name);
    }

    private partial struct State
    {
        public Lengths CandidateLengths;
        public PooledBytes Candidates;
        public int CandidateCount;
        public PooledBytes SignatureText;
        public char SignatureSeparator;
        public ValueSource SignatureWhere;
    }
}
