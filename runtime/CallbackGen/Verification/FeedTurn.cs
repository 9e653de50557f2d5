using System.Globalization;

namespace CallbackGen.Verification;

/// <summary>
/// The state of one feed's verification of a request: the feed and its keys, the time, the first problem, and the key that proved the
/// sender. The parts of a verification share it, so that after a rejection none of them succeeds.
/// </summary>
/// <remarks>It has a few members more than 20, because each kind of rejection that several parts use is written once, here.</remarks>
internal sealed class FeedTurn
{
    public const string Undecodable = "a value cannot be decoded as the schema says";

    private State _state;

    public CallbackFeedDefinition Feed => _state.Feed;

    public CallbackKeys Keys => _state.Keys;

    public bool HasBegun => _state.Feed is not null;

    /// <summary>The time of the verification; every check uses the same.</summary>
    public DateTimeOffset Now => _state.Now;

    /// <summary>The id of the key that proved the sender, or null.</summary>
    public string? KeyId => _state.KeyId;

    /// <summary>The part of the request that is being verified: the scheme and the item.</summary>
    public VerifiedPlace Place => new(_state.Scheme, _state.Item);

    /// <summary>Whether a problem was found; every step checks this first.</summary>
    public bool IsRejected => _state.Rejection is not null;

    /// <summary>Whether all steps of the proof succeeded, by any key, before the payload was read.</summary>
    public bool HoldsProof => _state.HoldsProof;

    /// <summary>Whether a proof succeeded that covers a part of the payload, also when another scheme was tried after it.</summary>
    public bool IsProven => _state.IsProven || _state.EarlierRejection is { IsProven: true };

    /// <summary>
    /// The rejection of a proven sender as too late, with the time as of which the request is not late; null when no check found it late.
    /// Whether the rest of the request is valid as of that time is not known yet.
    /// </summary>
    public CallbackRejection? Late => _state.Late;

    /// <summary>The first problem, or null.</summary>
    public CallbackRejection? Rejection
    {
        // The most informative rejection is reported. An alternative that finds no signature says less than an alternative that rejected a
        // signature; any rejection says less than one that followed a successful proof.
        get
        {
            if (_state.Rejection is not { } rejection)
                return null;
            if (_state.EarlierRejection is { } earlier && (earlier.IsProven || TellsLess(rejection.Reason, earlier.Reason)))
                return earlier;
            rejection = _state.Deferred ?? rejection;
            // The rejection of a request with a valid signature names the key that verified it: the sender is genuine.
            return _state.KeyId is { } key
                ? rejection with
                {
                    KeysTried = rejection.KeysTried.Count == 0 ? [key] : rejection.KeysTried,
                    IsProven = _state.IsProven,
                }
                : rejection;
        }
    }

    /// <summary>The first problem, with the index of the item that it concerns.</summary>
    public CallbackRejection? ItemRejection
    {
        get
        {
            if (Rejection is not { } rejection || _state.Item < 0)
                return Rejection;
            var item = string.Create(CultureInfo.InvariantCulture, $"item:{_state.Item}");
            return rejection with { Where = rejection.Where.Length == 0 ? item : $"{item} {rejection.Where}" };
        }
    }

    public void Begin(CallbackFeedDefinition feed, CallbackKeys keys, DateTimeOffset now)
    {
        End();
        _state.Feed = feed;
        _state.Keys = keys;
        _state.Configured = keys;
        _state.Now = now;
        _state.Item = -1;
    }

    public void End()
    {
        WipeDerived();
        _state = default;
    }

    /// <summary>Gets the configured values of a key, regardless of values that were derived from them.</summary>
    /// <returns><see langword="false"/>, with a rejection, when none is configured.</returns>
    public bool TryGetConfigured(string key, out CallbackKey[] values)
    {
        values = _state.Configured.Get(key);
        return values.Length > 0 || RejectKey(key);
    }

    /// <summary>Replaces the configured values of a key by derived ones, until the next callback is verified.</summary>
    public void TakeDerived(string key, CallbackKey[] values)
    {
        (_state.Derived ??= []).AddRange(values);
        _state.Keys = Keys.With(key, values);
    }

    /// <summary>Records a problem, unless one is recorded already.</summary>
    /// <returns>Always <see langword="false"/>.</returns>
    public bool Reject(CallbackRejectionReason reason, string where, string detail) =>
        !IsRejected && Reject(new CallbackRejection(reason, where, detail));

    /// <inheritdoc cref="Reject(CallbackRejectionReason, string, string)"/>
    public bool Reject(CallbackRejection rejection)
    {
        _state.Rejection ??= rejection;
        return false;
    }

    public bool RejectKey(string key) =>
        Keys.IsUnknown(key)
            ? RejectUnknownKey($"key:{key}", "is not known for the value of the request")
            : Reject(CallbackRejectionReason.KeyNotConfigured, $"key:{key}", "is not configured");

    /// <summary>Gets the values of a key: the derived ones or else the configured ones.</summary>
    /// <returns><see langword="false"/>, with a rejection, when none is configured.</returns>
    public bool TryGetKeys(string key, out CallbackKey[] values)
    {
        values = Keys.Get(key);
        return values.Length > 0 || RejectKey(key);
    }

    /// <summary>Rejects a request because it names an unknown key, which is not the configuration's fault.</summary>
    public bool RejectUnknownKey(string where, string detail) =>
        Reject(new CallbackRejection(CallbackRejectionReason.KeyNotConfigured, where, detail) { IsKeyUnknown = true });

    public bool RejectMismatch(IReadOnlyList<string> keysTried, string where) =>
        Reject(
            new CallbackRejection(CallbackRejectionReason.SignatureMismatch, where, Mismatch(keysTried.Count)) { KeysTried = keysTried }
        );

    /// <summary>
    /// Describes a mismatch: the number of keys that were tried and the page with the usual causes. It omits the keys' lengths, which do
    /// not belong in a log.
    /// </summary>
    private static string Mismatch(int keys) =>
        (
            keys == 1
                ? "does not match the configured key"
                : $"matches none of the {keys.ToString(CultureInfo.InvariantCulture)} configured keys"
        )
        + ": the key's encoding, the account, the bytes or the members, "
        + "see \"My signature never matches\" (runtime/docs/signature-never-matches.md)";

    public bool RejectMismatch(CallbackKey[] keys, string where) => RejectMismatch(Array.ConvertAll(keys, key => key.Id), where);

    /// <summary>Rejects a value that a filter could not decode: it is neither absent nor empty.</summary>
    public bool IsUndecodable(WireValue value)
    {
        if (value.Kind != WireKind.Invalid)
            return false;
        Reject(CallbackRejectionReason.SignatureMalformed, value.Source, Undecodable);
        return true;
    }

    /// <summary>
    /// Rejects a sender who is too late by a signed or claimed time. When a key had proven the sender, the time as of which the request is
    /// not late is stored.
    /// </summary>
    /// <param name="reason">The kind of rejection.</param>
    /// <param name="where">The source of the time.</param>
    /// <param name="detail">A description of the problem that contains no text of the request.</param>
    /// <param name="utcTicks">
    /// The last time at which the request is not late, in ticks of 100 ns since the year 1; negative when there is none.
    /// </param>
    /// <returns>Always <see langword="false"/>.</returns>
    public bool RejectLate(CallbackRejectionReason reason, string where, string detail, long utcTicks)
    {
        if (!IsRejected && _state.KeyId is { } key && utcTicks >= 0)
            _state.Late ??= new(reason, where, detail) { KeysTried = [key], VerifiesAt = new DateTimeOffset(utcTicks, TimeSpan.Zero) };
        return Reject(reason, where, detail);
    }

    /// <summary>
    /// Continues a rejected request as far as its proof, to find out whether it is genuine. The rejection is restored afterwards in any
    /// case.
    /// </summary>
    /// <remarks>
    /// After some rejections the proof is not checked: another method, a body that is too large, a schema with errors.
    /// </remarks>
    /// <returns><see langword="false"/> when the proof is not to be checked.</returns>
    public bool Defer()
    {
        if (
            _state.Rejection is not { } refused
            || refused.Reason
                is CallbackRejectionReason.MethodNotAllowed
                    or CallbackRejectionReason.BodyTooLarge
                    or CallbackRejectionReason.SchemaInvalid
        )
            return false;
        _state.Deferred = Withdraw();
        return true;
    }

    /// <summary>Whether the request is rejected and only its proof is checked.</summary>
    public bool IsDeferred => _state.Deferred is not null;

    /// <summary>Ends the state that <see cref="Defer"/> began and restores the rejection.</summary>
    public void EndDeferred()
    {
        if (_state.Deferred is { } refused)
            Reject(refused);
    }

    /// <summary>Withdraws the rejection, so that a more informative one can replace it.</summary>
    public CallbackRejection? Withdraw()
    {
        var rejection = _state.Rejection;
        _state.Rejection = null;
        return rejection;
    }

    /// <summary>Stores the id of the key that proved the sender.</summary>
    /// <returns>Always <see langword="true"/>.</returns>
    public bool Prove(string? keyId)
    {
        _state.KeyId = keyId;
        return true;
    }

    /// <summary>
    /// Records that all steps of the proof were run: only reading follows, and later problems are problems of a genuine callback. When the
    /// proof covers no part of the payload, the payload is not proven.
    /// </summary>
    public void EndProof()
    {
        _state.HoldsProof = !IsRejected && _state.KeyId is not null;
        _state.IsProven = _state.HoldsProof && !Feed.ProvesNoContent;
        EndDeferred();
    }

    /// <summary>Begins the next of several alternative schemes, and stores the rejection of the previous one.</summary>
    public void NextScheme()
    {
        if (
            Rejection is { } refused
            && (refused.IsProven || _state.EarlierRejection is not { } earlier || TellsLess(earlier.Reason, refused.Reason))
        )
            _state.EarlierRejection = refused;
        _state.Rejection = null;
        _state.Scheme++;
        ForgetProof();
    }

    /// <summary>Selects one of several callbacks of the request.</summary>
    /// <param name="index">The zero-based index of the callback.</param>
    /// <param name="keepsProof">Whether the current proof covers each of the callbacks.</param>
    public void SelectItem(int index, bool keepsProof)
    {
        if (!keepsProof)
        {
            ForgetProof();
            _state.Scheme = 0;
        }

        _state.EarlierRejection = null;
        _state.Deferred = null;
        _state.Late = null;
        _state.Item = index;
    }

    /// <summary>
    /// Returns whether one rejection says less than another. A missing signature says less than any other problem. A malformed signature
    /// says less than a mismatch, because its length may be that of another scheme's signatures, whose own rejection says more, and less
    /// than a key that is not configured, because that is why a genuine callback is refused.
    /// </summary>
    private static bool TellsLess(CallbackRejectionReason reason, CallbackRejectionReason other) =>
        reason switch
        {
            CallbackRejectionReason.SignatureMissing => true,
            CallbackRejectionReason.SignatureMalformed => other
                is CallbackRejectionReason.SignatureMismatch
                    or CallbackRejectionReason.KeyNotConfigured,
            _ => false,
        };

    private void ForgetProof()
    {
        _state.KeyId = null;
        _state.HoldsProof = false;
        _state.IsProven = false;
        if (_state.Derived is null)
            return;
        WipeDerived();
        _state.Keys = _state.Configured;
    }

    private void WipeDerived()
    {
        // The usual case: most feeds derive no key.
        if (_state.Derived is not { } derived)
            return;
        foreach (var key in derived)
            key.Wipe();
        _state.Derived = null;
    }

    private struct State
    {
        public CallbackFeedDefinition Feed;
        public CallbackKeys Keys;
        public CallbackKeys Configured;
        public List<CallbackKey>? Derived;
        public DateTimeOffset Now;
        public CallbackRejection? Rejection;
        public CallbackRejection? EarlierRejection;
        public CallbackRejection? Deferred; // restored, whatever the result of the proof
        public CallbackRejection? Late;
        public int Scheme;
        public int Item; // -1 without items
        public string? KeyId;
        public bool HoldsProof;
        public bool IsProven;
    }
}
