using System.Numerics;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

public sealed partial class CallbackVerification
{
    private const decimal SkewSeconds = 60;
    private const decimal MinSeconds = -62_135_596_800; // 0001-01-01T00:00:00Z
    private const decimal MaxSeconds = 253_402_300_799; // 9999-12-31T23:59:59Z

    private decimal NowSeconds => (_state.Now.UtcTicks - DateTime.UnixEpoch.Ticks) / (decimal)TimeSpan.TicksPerSecond;

    /// <summary>A claim of the verified token, from the top level of its payload.</summary>
    /// <param name="name">The claim's name.</param>
    /// <returns>The claim; absent when there is none, and, with a rejection, when the payload is no strict JSON object.</returns>
    public WireValue Claim(string name) =>
        (HasClaims() ? _state.ClaimsIndex!.GetMember(_state.Claims.Written, Encoding.UTF8.GetBytes(name)) : default).From("claim:", name);

    /// <summary>Checks a claim that is a time (RFC 7519, section 4.1; NumericDate, seconds since 1970-01-01T00:00:00Z).</summary>
    /// <param name="claim"><c>exp</c>, <c>nbf</c> or <c>iat</c>.</param>
    /// <param name="required">Whether it must be there.</param>
    /// <param name="maxAge">
    /// With <c>exp</c>, how far ahead of now it may be (with 60 s of skew); with <c>iat</c>, how far back it may be.
    /// </param>
    /// <returns><see langword="false"/> when the token is refused.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="claim"/> is another.</exception>
    public bool CheckLifetime(string claim, bool required, TimeSpan? maxAge)
    {
        if (claim is not ("exp" or "nbf" or "iat"))
            throw new ArgumentOutOfRangeException(nameof(claim));
        if (!HasClaims())
            return false;
        if (!TryGetTime(claim, out var time, out var isPresent))
            return false;
        if (!isPresent)
            return !required || Reject(CallbackRejectionReason.ClaimInvalid, $"claim:{claim}", "is required");

        var limit = maxAge is { } age ? age.Ticks / (decimal)TimeSpan.TicksPerSecond : (decimal?)null;
        if (claim == "exp" && time - NowSeconds > limit + SkewSeconds)
            return Reject(CallbackRejectionReason.Expired, "claim:exp", "lives longer than the schema allows");
        if (claim == "iat" && time > NowSeconds + SkewSeconds)
            return Reject(CallbackRejectionReason.NotYetValid, "claim:iat", "lies in the future");
        if (claim == "iat" && NowSeconds - time > limit)
            return Reject(CallbackRejectionReason.Expired, "claim:iat", "is older than the schema allows");
        return true;
    }

    /// <summary>Checks that a claim is there and is a text, number, true or false.</summary>
    /// <param name="claim">The claim's name.</param>
    /// <returns><see langword="false"/> when it is not.</returns>
    public bool RequireClaim(string claim) =>
        Claim(claim).IsScalar || Reject(CallbackRejectionReason.ClaimInvalid, $"claim:{claim}", "is required");

    /// <summary>Checks, in constant time, that a claim has the text that the schema says.</summary>
    /// <param name="claim">The claim's name.</param>
    /// <param name="actual">The claim, filtered as the schema says.</param>
    /// <param name="expected">What it must be.</param>
    /// <returns><see langword="false"/> when it differs, or either is absent.</returns>
    public bool ClaimEquals(string claim, WireValue actual, WireValue expected)
    {
        if (!IsRejected && expected.IsScalar)
            _state.Keys.Observer?.OnClaim(Place, claim, expected.Utf8);
        return ValueEquals(actual.From("claim:", claim), expected);
    }

    /// <summary>
    /// Checks that the token is meant for an audience (RFC 7519, section 4.1.3): <c>aud</c> is its name, or an array of texts
    /// of which one is.
    /// </summary>
    /// <param name="audience">Who the token must be meant for.</param>
    /// <returns><see langword="false"/> when it is not, or there is no <c>aud</c>.</returns>
    public bool CheckAudience(string audience)
    {
        if (!HasClaims())
            return false;
        var expected = Encoding.UTF8.GetBytes(audience);
        _state.Keys.Observer?.OnClaim(Place, "aud", expected);
        var claims = _state.Claims.Written;
        var node = _state.ClaimsIndex!.Child(claims, JsonIndex.Root, "aud"u8);
        if (node < 0 || _state.ClaimsIndex.TypeOf(node) is not (JsonTokenType.String or JsonTokenType.StartArray))
            return Reject(CallbackRejectionReason.ClaimInvalid, "claim:aud", "is required, as a text or an array of texts");
        var isMeant = false;
        var isList = _state.ClaimsIndex.TypeOf(node) == JsonTokenType.StartArray;
        for (var name = isList ? _state.ClaimsIndex.FirstChild(node) : node; name >= 0; name = isList ? _state.ClaimsIndex.NextChild(node, name) : -1)
        {
            if (_state.ClaimsIndex.TypeOf(name) != JsonTokenType.String)
                return Reject(CallbackRejectionReason.ClaimInvalid, "claim:aud", "is required, as a text or an array of texts");
            isMeant |= _state.ClaimsIndex.ValueAt(claims, name).Utf8.SequenceEqual(expected);
        }

        return isMeant || Reject(CallbackRejectionReason.ClaimMismatch, "claim:aud", "is another's");
    }

    /// <summary>A member of the verified token's header.</summary>
    /// <param name="name">The member's name.</param>
    /// <returns>The value; absent when there is none, or no token was verified.</returns>
    public WireValue TokenHeader(string name) =>
        (!IsRejected && _state.IsTokenVerified && FindHeader() ? _state.HeaderIndex!.GetMember(_state.Header.Written, Encoding.UTF8.GetBytes(name)) : default)
            .From("token:", name);

    /// <summary>Checks that a member of the token's header is there and is a text, number, true or false.</summary>
    /// <param name="name">The member's name.</param>
    /// <returns><see langword="false"/> when it is not.</returns>
    public bool RequireTokenHeader(string name) =>
        TokenHeader(name).IsScalar || Reject(CallbackRejectionReason.ClaimInvalid, $"token:{name}", "is required");

    /// <summary>Checks that a member of the token's header has the text that the schema says.</summary>
    /// <param name="name">The member's name.</param>
    /// <param name="actual">The member, filtered as the schema says.</param>
    /// <param name="expected">What it must be.</param>
    /// <returns><see langword="false"/> when it differs, or either is absent.</returns>
    public bool TokenHeaderEquals(string name, WireValue actual, WireValue expected)
    {
        if (!IsRejected && expected.IsScalar)
            _state.Keys.Observer?.OnTokenHeader(Place, name, expected.Utf8);
        return ValueEquals(actual.From("token:", name), expected);
    }

    private bool ValueEquals(WireValue actual, WireValue expected)
    {
        if (IsRejected)
            return false;
        if (IsUndecodable(actual) || IsUndecodable(expected))
            return false;
        if (!actual.IsScalar)
            return Reject(CallbackRejectionReason.ClaimInvalid, actual.Source, "is required");
        if (!expected.IsScalar)
            return Reject(CallbackRejectionReason.ClaimInvalid, actual.Source, $"cannot be compared: {expected.Source} is absent");
        return CryptographicOperations.FixedTimeEquals(actual.Utf8, expected.Utf8)
            || Reject(CallbackRejectionReason.ClaimMismatch, actual.Source, $"is not equal to {expected.Source}");
    }

    private bool HasClaims()
    {
        if (IsRejected)
            return false;
        if (!_state.IsTokenVerified)
            return Reject(CallbackRejectionReason.SignatureMissing, _state.TokenWhere, "no token was verified");
        if (_state.IsDetached)
            return Reject(CallbackRejectionReason.ClaimInvalid, _state.TokenWhere, "holds no claims: its payload stands apart");
        if (!FindClaims())
            return Reject(_state.ClaimsReason, _state.TokenWhere, $"has a payload that {_state.ClaimsDetail}");
        return _state.ClaimsIndex!.IsObject
            || Reject(CallbackRejectionReason.Malformed, _state.TokenWhere, "has a payload that is no JSON object");
    }

    /// <summary>Finds where the claims stand, once somebody asks for one. It is the strict check of them all.</summary>
    private bool FindClaims()
    {
        if (!_state.AreClaimsFound)
            JsonIndex.TryBuild(_state.Claims.Written, out _state.ClaimsIndex, out _state.ClaimsReason, out _state.ClaimsDetail);
        _state.AreClaimsFound = true;
        return _state.ClaimsIndex is not null;
    }

    /// <summary>Whether the payload may hold a time: not when it nowhere spells one's name, and has no escapes to hide it in.</summary>
    private static bool MayHoldTimes(ReadOnlySpan<byte> claims)
    {
        const int quoteToQuote = 4; // as in "exp"
        // Only where a quotation mark stands four bytes behind another can such a name stand. The last block overlaps the one before.
        var last = claims.Length - Vector512<byte>.Count - quoteToQuote;
        if (last < 0)
            return claims.Contains((byte)'\\') || claims.IndexOf("\"exp\""u8) >= 0 || claims.IndexOf("\"nbf\""u8) >= 0 || claims.IndexOf("\"iat\""u8) >= 0;
        for (var at = 0; ; at = Math.Min(at + Vector512<byte>.Count, last))
        {
            var block = Vector512.Create(claims[at..]);
            if (Vector512.EqualsAny(block, Vector512.Create((byte)'\\')))
                return true;
            var quote = Vector512.Create((byte)'"');
            var names = Vector512.Equals(block, quote).ExtractMostSignificantBits()
                & Vector512.Equals(Vector512.Create(claims[(at + quoteToQuote)..]), quote).ExtractMostSignificantBits();
            for (; names != 0; names &= names - 1)
            {
                if (IsTime(claims.Slice(at + BitOperations.TrailingZeroCount(names) + 1, quoteToQuote - 1)))
                    return true;
            }

            if (at == last)
                return claims[^quoteToQuote..].Contains((byte)'\\');
        }
    }

    private static bool IsTime(ReadOnlySpan<byte> name) => name.SequenceEqual("exp"u8) || name.SequenceEqual("nbf"u8) || name.SequenceEqual("iat"u8);

    private bool CheckRegisteredTimes()
    {
        if (!TryGetTime("iat", out _, out _) || !TryGetTime("exp", out var expires, out var hasExpiry) || !TryGetTime("nbf", out var begins, out var hasBeginning))
            return false;
        if (hasExpiry && NowSeconds >= expires)
            return Reject(CallbackRejectionReason.Expired, "claim:exp", "the token has expired");
        return !hasBeginning || NowSeconds + SkewSeconds >= begins
            || Reject(CallbackRejectionReason.NotYetValid, "claim:nbf", "the token is not valid yet");
    }

    /// <summary>Reads a time claim exactly; anything but a number in the calendar's range is a rejection.</summary>
    private bool TryGetTime(string claim, out decimal seconds, out bool isPresent)
    {
        seconds = 0;
        var name = claim switch { "exp" => "exp"u8, "nbf" => "nbf"u8, _ => "iat"u8 };
        var value = _state.ClaimsIndex!.GetMember(_state.Claims.Written, name);
        isPresent = value.Kind != WireKind.Absent;
        return !isPresent
            || (_state.ClaimsIndex.IsNumber(_state.Claims.Written, name)
                && ExactNumber.TryParse(value.Utf8, allowExponent: true, out seconds)
                && seconds is >= MinSeconds and <= MaxSeconds)
            || Reject(CallbackRejectionReason.ClaimInvalid, $"claim:{claim}", "must be a number of seconds since 1970 (RFC 7519)");
    }
}
