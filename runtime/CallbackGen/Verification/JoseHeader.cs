using System.Text;
using System.Text.Json;
using CallbackGen.Definitions;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

/// <summary>The header of the token under verification (RFC 7515, section 4); empty when no token was verified.</summary>
/// <remarks>
/// <c>alg</c> must be one that the schema pins; <c>kid</c> chooses among the configured keys. <c>jwk</c>, <c>jku</c>, <c>x5c</c> and
/// <c>x5u</c> are never used: a key comes from configuration.
/// </remarks>
internal sealed class JoseHeader(FeedTurn turn)
{
    private const int MaxKnownBytes = 256;
    private const string NotUnencoded = "does not declare an unencoded payload (b64)";
    private const string Unknown = "requires an extension of JWS";

    private State _state;

    public bool IsEmpty => _state.Json.Length == 0;

    /// <summary>Parses the header and finds its algorithm, which must be one that the schema pins.</summary>
    public bool Read(
        ReadOnlySpan<byte> encoded,
        ValueSource source,
        ReadOnlySpan<JwsAlgorithm> allowed,
        bool isUnencoded,
        ReadOnlySpan<string> understood,
        out JwsAlgorithm algorithm
    )
    {
        algorithm = default;
        if (!StrictBase64.TryDecodeUrl(encoded, _state.Json.Reserve(encoded.Length), out var length))
            return turn.Reject(CallbackRejectionReason.SignatureMalformed, source, "holds base64url that is not canonical");
        _state.Json.Advance(length);
        var json = _state.Json.Written;
        var known = isUnencoded || !understood.IsEmpty ? null : turn.Keys.LastHeader;
        if (known is not null && allowed.Contains(known.Algorithm) && json.SequenceEqual(known.Json))
        {
            algorithm = known.Algorithm;
            return true;
        }

        if (!Index() || !_state.Index!.IsObject)
            return turn.Reject(CallbackRejectionReason.SignatureMalformed, source, "has a header that is no strict JSON object");
        if (FindExtension(_state.Index, json, isUnencoded, understood) is { } extension)
            return turn.Reject(CallbackRejectionReason.AlgorithmNotAllowed, source, extension);
        // Numbers, true and false never equal an algorithm's name, and null, objects and arrays have no text.
        algorithm = JwsAlgorithms.Find(_state.Index.GetMember(json, "alg"u8).Utf8);
        return (algorithm != 0 && allowed.Contains(algorithm))
            || turn.Reject(CallbackRejectionReason.AlgorithmNotAllowed, source, "does not name an algorithm that the schema pins");
    }

    /// <summary>Caches the header of a verified token, when it needs no extension: an issuer repeats its header byte for byte.</summary>
    public void Remember(JwsAlgorithm algorithm)
    {
        if (_state.Index is not null && JwsAlgorithms.Mac(algorithm) != 0 && _state.Json.Length <= MaxKnownBytes)
            turn.Keys.LastHeader = new(_state.Json.Written.ToArray(), algorithm);
    }

    /// <summary>Gets the key id that the header names.</summary>
    /// <param name="isNamed">Whether the header has a <c>kid</c>.</param>
    /// <param name="keyId">The key id.</param>
    /// <returns><see langword="false"/> when the <c>kid</c> is not a text.</returns>
    public bool TryGetKeyId(out bool isNamed, out ReadOnlySpan<byte> keyId)
    {
        var kid = Index() ? _state.Index!.Child(_state.Json.Written, JsonIndex.Root, "kid"u8) : -1;
        isNamed = kid >= 0;
        keyId = isNamed ? _state.Index!.ValueAt(_state.Json.Written, kid).Utf8 : default;
        return !isNamed || _state.Index!.TypeOf(kid) == JsonTokenType.String;
    }

    public WireValue Find(string name) =>
        !IsEmpty && Index() ? _state.Index!.GetMember(_state.Json.Written, Encoding.UTF8.GetBytes(name)) : default;

    public void Forget()
    {
        _state.Json.Clear();
        _state.Index?.Dispose();
        _state.Index = null;
    }

    public void Dispose()
    {
        _state.Json.Dispose();
        _state.Index?.Dispose();
        _state = default;
    }

    /// <summary>Indexes the members, which a cached header does not need.</summary>
    private bool Index() => _state.Index is not null || JsonIndex.TryBuild(_state.Json.Written, out _state.Index, out _, out _);

    /// <summary>Returns the problem of a header's extensions, or null.</summary>
    /// <remarks>
    /// A payload that is signed unencoded needs a <c>b64</c> that is false and critical (RFC 7797, sections 3 and 6); other tokens must not
    /// have <c>b64</c>. Besides, <c>crit</c> may contain names that the schema checks in the header, and these must be present (RFC 7515,
    /// section 4.1.11).
    /// </remarks>
    private static string? FindExtension(JsonIndex header, ReadOnlySpan<byte> json, bool isUnencoded, ReadOnlySpan<string> understood)
    {
        var b64 = header.Child(json, JsonIndex.Root, "b64"u8);
        if (isUnencoded && (b64 < 0 || header.TypeOf(b64) != JsonTokenType.False))
            return NotUnencoded;
        if (!isUnencoded && b64 >= 0)
            return Unknown;
        var crit = header.Child(json, JsonIndex.Root, "crit"u8);
        if (crit < 0)
            return isUnencoded ? NotUnencoded : null;
        if (header.TypeOf(crit) != JsonTokenType.StartArray || header.FirstChild(crit) < 0)
            return "names no extensions as critical";
        var isB64Critical = false;
        for (var name = header.FirstChild(crit); name >= 0; name = header.NextChild(crit, name))
        {
            var text = header.ValueAt(json, name).Utf8;
            var isB64 = isUnencoded && text.SequenceEqual("b64"u8);
            if (
                header.TypeOf(name) != JsonTokenType.String
                || (!isB64 && !IsUnderstood(text, understood))
                || header.Child(json, JsonIndex.Root, text) < 0
            )
                return Unknown;
            isB64Critical |= isB64;
        }

        return isUnencoded && !isB64Critical ? NotUnencoded : null;
    }

    private static bool IsUnderstood(ReadOnlySpan<byte> name, ReadOnlySpan<string> understood)
    {
        foreach (var known in understood)
        {
            if (name.SequenceEqual(Encoding.UTF8.GetBytes(known)))
                return true;
        }

        return false;
    }

    private struct State
    {
        public PooledBytes Json;
        public JsonIndex? Index;
    }
}
