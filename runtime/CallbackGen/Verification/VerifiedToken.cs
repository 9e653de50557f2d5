using System.ComponentModel;
using System.Text;
using System.Text.Json;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

/// <summary>
/// A token whose signature was verified: its claims and its header. A token that was discarded, for example for the next alternative, has
/// neither.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class VerifiedToken
{
    private const decimal SkewSeconds = 60;
    private const decimal MinSeconds = -62_135_596_800; // 0001-01-01T00:00:00Z
    private const decimal MaxSeconds = 253_402_300_799; // 9999-12-31T23:59:59Z

    private readonly FeedTurn _turn;
    private readonly JoseHeader _header;
    private State _state;

    internal VerifiedToken(FeedTurn turn, JoseHeader header)
    {
        _turn = turn;
        _header = header;
    }

    /// <summary>The payload's bytes, which are not parsed yet when <see cref="AreClaimsRead"/> is false.</summary>
    internal ReadOnlySpan<byte> Claims => _state.Claims.Written;

    /// <summary>Whether the claims were parsed, by the strict rules.</summary>
    internal bool AreClaimsRead => _state.AreClaimsRead;

    private decimal NowSeconds => (_turn.Now.UtcTicks - DateTime.UnixEpoch.Ticks) / (decimal)TimeSpan.TicksPerSecond;

    /// <summary>Returns a claim, from the top level of the payload.</summary>
    /// <param name="name">The claim's name.</param>
    /// <returns>The claim; absent when there is none, and, with a rejection, when the payload is not a strict JSON object.</returns>
    public WireValue Claim(string name) =>
        (HasClaims() ? _state.ClaimsIndex!.GetMember(Claims, Encoding.UTF8.GetBytes(name)) : default).From("claim:", name);

    /// <summary>Checks that a claim is present and is a text, number, true or false.</summary>
    /// <param name="name">The claim's name.</param>
    /// <returns><see langword="false"/> when it is not.</returns>
    public bool RequireClaim(string name) => Require(Claim(name));

    /// <summary>Checks, in constant time, that a claim has the text that the schema states.</summary>
    /// <param name="name">The claim's name.</param>
    /// <param name="actual">The claim, filtered as the schema states.</param>
    /// <param name="expected">The value that it must equal.</param>
    /// <returns><see langword="false"/> when it differs, or either is absent.</returns>
    public bool ClaimEquals(string name, WireValue actual, WireValue expected)
    {
        if (!_turn.IsRejected && expected.IsScalar)
            _turn.Keys.Observer?.OnClaim(_turn.Place, name, expected.Utf8);
        return Comparison.MemberEquals(_turn, actual.From("claim:", name), expected);
    }

    /// <summary>Checks a claim that is a time (RFC 7519, section 4.1; NumericDate, seconds since 1970-01-01T00:00:00Z).</summary>
    /// <param name="claim"><c>exp</c>, <c>nbf</c> or <c>iat</c>.</param>
    /// <param name="required">Whether it must be present.</param>
    /// <param name="maxAge">
    /// For <c>exp</c>, how far after the current time it may be (with 60 s of skew); for <c>iat</c>, how far before it.
    /// </param>
    /// <returns><see langword="false"/> when the token is rejected.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="claim"/> is another claim.</exception>
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
            return _turn.RejectLate(
                CallbackRejectionReason.Expired,
                "claim:iat",
                "is older than the schema allows",
                TicksAt(time + limit.GetValueOrDefault())
            );
        return true;
    }

    /// <summary>
    /// Checks that the token is meant for an audience (RFC 7519, section 4.1.3): <c>aud</c> equals its name, or is an array of texts that
    /// contains it.
    /// </summary>
    /// <param name="audience">The audience that the token must be meant for.</param>
    /// <returns><see langword="false"/> when it is meant for another, or when there is no <c>aud</c>.</returns>
    public bool CheckAudience(string audience)
    {
        if (!HasClaims())
            return false;
        var expected = Encoding.UTF8.GetBytes(audience);
        _turn.Keys.Observer?.OnClaim(_turn.Place, "aud", expected);
        var index = _state.ClaimsIndex!;
        var node = index.Child(Claims, JsonIndex.Root, "aud"u8);
        if (node < 0 || index.TypeOf(node) is not (JsonTokenType.String or JsonTokenType.StartArray))
            return Reject(CallbackRejectionReason.ClaimInvalid, "claim:aud", "is required, as a text or an array of texts");
        var isMeant = false;
        var isList = index.TypeOf(node) == JsonTokenType.StartArray;
        for (var name = isList ? index.FirstChild(node) : node; name >= 0; name = isList ? index.NextChild(node, name) : -1)
        {
            if (index.TypeOf(name) != JsonTokenType.String)
                return Reject(CallbackRejectionReason.ClaimInvalid, "claim:aud", "is required, as a text or an array of texts");
            isMeant |= index.ValueAt(Claims, name).Utf8.SequenceEqual(expected);
        }

        return isMeant || Reject(CallbackRejectionReason.ClaimMismatch, "claim:aud", "is another's");
    }

    /// <summary>Returns a member of the header.</summary>
    /// <param name="name">The member's name.</param>
    /// <returns>The value; absent when there is none.</returns>
    public WireValue Header(string name) => (_turn.IsRejected ? default : _header.Find(name)).From("token:", name);

    /// <summary>Checks that a member of the header is present and is a text, number, true or false.</summary>
    /// <param name="name">The member's name.</param>
    /// <returns><see langword="false"/> when it is not.</returns>
    public bool RequireHeader(string name) => Require(Header(name));

    /// <summary>Checks that a member of the header has the text that the schema states.</summary>
    /// <param name="name">The member's name.</param>
    /// <param name="actual">The member, filtered as the schema states.</param>
    /// <param name="expected">The value that it must equal.</param>
    /// <returns><see langword="false"/> when it differs, or either is absent.</returns>
    public bool HeaderEquals(string name, WireValue actual, WireValue expected)
    {
        if (!_turn.IsRejected && expected.IsScalar)
            _turn.Keys.Observer?.OnTokenHeader(_turn.Place, name, expected.Utf8);
        return Comparison.MemberEquals(_turn, actual.From("token:", name), expected);
    }

    /// <summary>Takes the payload of a token whose signature was verified; a token with a detached payload has no claims.</summary>
    internal bool Take(ValueSource source, ReadOnlySpan<byte> encodedClaims, bool isDetached)
    {
        _state.Source = source;
        _state.IsDetached = isDetached;
        if (!StrictBase64.TryDecodeUrl(encodedClaims, _state.Claims.Reserve(encodedClaims.Length), out var length))
            return Reject(CallbackRejectionReason.SignatureMalformed, source, "holds base64url that is not canonical");
        _state.Claims.Advance(length);
        // A malformed payload is rejected only when the claims are needed: a token may carry something else.
        return isDetached || !TokenTimes.MayStandIn(Claims) || !ReadClaims() || CheckRegisteredTimes();
    }

    /// <summary>Whether the claims were parsed and contain no unpaired surrogate.</summary>
    internal bool AreClaimsStrict => _state.ClaimsIndex is { HasHalves: false };

    /// <summary>Returns whether the token has claims, as a strict JSON object; rejects it otherwise.</summary>
    internal bool HasClaims()
    {
        if (_turn.IsRejected)
            return false;
        if (_header.IsEmpty)
            return Reject(CallbackRejectionReason.SignatureMissing, _state.Source, "no token was verified");
        if (_state.IsDetached)
            return Reject(CallbackRejectionReason.ClaimInvalid, _state.Source, "contains no claims: its payload is detached");
        if (!ReadClaims())
            return Reject(_state.ClaimsReason, _state.Source, $"has a payload that {_state.ClaimsDetail}");
        return _state.ClaimsIndex!.IsObject
            || Reject(CallbackRejectionReason.Malformed, _state.Source, "has a payload that is no JSON object");
    }

    internal void Forget()
    {
        _header.Forget();
        _state.Claims.Clear();
        _state.ClaimsIndex?.Dispose();
        _state = new() { Claims = _state.Claims };
    }

    internal void Dispose()
    {
        _header.Dispose();
        _state.Claims.Dispose();
        _state.ClaimsIndex?.Dispose();
        _state = default;
    }

    private bool Reject(CallbackRejectionReason reason, string where, string detail) => _turn.Reject(reason, where, detail);

    private bool Require(WireValue value) => value.IsScalar || Reject(CallbackRejectionReason.ClaimInvalid, value.Source, "is required");

    /// <summary>Parses the claims on first use. This is the strict check of all of them.</summary>
    private bool ReadClaims()
    {
        if (!_state.AreClaimsRead)
            JsonIndex.TryBuild(
                Claims,
                out _state.ClaimsIndex,
                out _state.ClaimsReason,
                out _state.ClaimsDetail,
                allowHalves: _turn.Feed.SignedAsReceived
            );
        _state.AreClaimsRead = true;
        return _state.ClaimsIndex is not null;
    }

    private bool CheckRegisteredTimes()
    {
        if (
            !TryGetTime("iat", out _, out _)
            || !TryGetTime("exp", out var expires, out var hasExpiry)
            || !TryGetTime("nbf", out var begins, out var hasBeginning)
        )
            return false;
        if (hasExpiry && NowSeconds >= expires)
            return _turn.RejectLate(CallbackRejectionReason.Expired, "claim:exp", "the token has expired", LastTickBefore(expires));
        return !hasBeginning
            || NowSeconds + SkewSeconds >= begins
            || Reject(CallbackRejectionReason.NotYetValid, "claim:nbf", "the token is not valid yet");
    }

    /// <summary>Returns the last tick (100 ns) that is not after a time.</summary>
    private static long TicksAt(decimal seconds) => DateTime.UnixEpoch.Ticks + (long)decimal.Floor(seconds * TimeSpan.TicksPerSecond);

    /// <summary>Returns the last tick (100 ns) before a time.</summary>
    private static long LastTickBefore(decimal seconds) =>
        DateTime.UnixEpoch.Ticks + (long)decimal.Ceiling(seconds * TimeSpan.TicksPerSecond) - 1;

    /// <summary>Reads a time claim exactly; rejects a value that is not a number in the calendar's range.</summary>
    private bool TryGetTime(string claim, out decimal seconds, out bool isPresent)
    {
        seconds = 0;
        var name = claim switch
        {
            "exp" => "exp"u8,
            "nbf" => "nbf"u8,
            _ => "iat"u8,
        };
        var value = _state.ClaimsIndex!.GetMember(Claims, name);
        isPresent = value.Kind != WireKind.Absent;
        return !isPresent
            || (
                _state.ClaimsIndex.IsNumber(Claims, name)
                && ExactNumber.TryParse(value.Utf8, allowExponent: true, out seconds)
                && seconds is >= MinSeconds and <= MaxSeconds
            )
            || Reject(CallbackRejectionReason.ClaimInvalid, $"claim:{claim}", "must be a number of seconds since 1970 (RFC 7519)");
    }

    private struct State
    {
        public PooledBytes Claims;
        public JsonIndex? ClaimsIndex;
        public bool AreClaimsRead;
        public CallbackRejectionReason ClaimsReason;
        public string? ClaimsDetail;
        public ValueSource Source;
        public bool IsDetached;
    }
}
