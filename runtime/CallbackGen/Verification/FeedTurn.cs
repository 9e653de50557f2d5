using System.Globalization;

namespace CallbackGen.Verification;

/// <summary>
/// One feed's turn at a request: the feed and its keys, the time, the first thing that was wrong, and the key that proved the
/// sender. The parts of a verification share it, so that after a rejection none of them says that anything is right.
/// </summary>
/// <remarks>It has a few members more than 20, because each way to refuse that several parts have is written once, here.</remarks>
internal sealed class FeedTurn
{
    public const string Undecodable = "a value cannot be decoded as the schema says";

    private State _state;

    public CallbackFeedDefinition Feed => _state.Feed;

    public CallbackKeys Keys => _state.Keys;

    public bool HasBegun => _state.Feed is not null;

    /// <summary>The time of the verification; every check sees the same.</summary>
    public DateTimeOffset Now => _state.Now;

    /// <summary>The key that proved the sender, or null.</summary>
    public string? KeyId => _state.KeyId;

    /// <summary>What of the request is verified.</summary>
    public VerifiedPlace Place => new(_state.Scheme, _state.Item);

    /// <summary>Whether something was wrong; every step asks.</summary>
    public bool IsRejected => _state.Rejection is not null;

    /// <summary>Whether all steps of the proof held, by whatever key, before anything of the payload was read.</summary>
    public bool HoldsProof => _state.HoldsProof;

    /// <summary>Whether a proof held that covers something of the payload, also where another scheme was tried after it.</summary>
    public bool IsProven => _state.IsProven || _state.EarlierRejection is { IsProven: true };

    /// <summary>
    /// Why a sender who had proven himself was too late, with the time as of which he was not; null where nobody was. Whether the
    /// rest of the request is in order as of then, nobody knows yet.
    /// </summary>
    public CallbackRejection? Late => _state.Late;

    /// <summary>The first thing that was wrong, or null.</summary>
    public CallbackRejection? Rejection
    {
        // That an alternative finds no signature of its own tells less than why another refused the one that is there, and
        // that it refuses one tells less than that another proved the sender.
        get
        {
            if (_state.Rejection is not { } rejection)
                return null;
            if (_state.EarlierRejection is { } earlier && (earlier.IsProven || TellsLess(rejection.Reason, earlier.Reason)))
                return earlier;
            rejection = _state.Deferred ?? rejection;
            // What is wrong with a request whose signature held is told with the key that made it: the sender is genuine.
            return _state.KeyId is { } key
                ? rejection with
                {
                    KeysTried = rejection.KeysTried.Count == 0 ? [key] : rejection.KeysTried,
                    IsProven = _state.IsProven,
                }
                : rejection;
        }
    }

    /// <summary>The same, with the number of the item that it was wrong about.</summary>
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

    /// <summary>The values of a key as they are configured, whatever was derived of them.</summary>
    /// <returns><see langword="false"/>, with a rejection, when none is configured.</returns>
    public bool TryGetConfigured(string key, out CallbackKey[] values)
    {
        values = _state.Configured.Get(key);
        return values.Length > 0 || RejectKey(key);
    }

    /// <summary>Takes derived values in the place of the configured ones, until the next callback is verified.</summary>
    public void TakeDerived(string key, CallbackKey[] values)
    {
        (_state.Derived ??= []).AddRange(values);
        _state.Keys = Keys.With(key, values);
    }

    /// <summary>Records that something is wrong, unless something is already.</summary>
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
            ? RejectUnknownKey($"key:{key}", "is not known for what the request names")
            : Reject(CallbackRejectionReason.KeyNotConfigured, $"key:{key}", "is not configured");

    /// <summary>The configured values of a key.</summary>
    /// <returns><see langword="false"/>, with a rejection, when none is configured.</returns>
    public bool TryGetKeys(string key, out CallbackKey[] values)
    {
        values = Keys.Get(key);
        return values.Length > 0 || RejectKey(key);
    }

    /// <summary>Without a key because of what the request says: that is not the configuration's fault.</summary>
    public bool RejectUnknownKey(string where, string detail) =>
        Reject(new CallbackRejection(CallbackRejectionReason.KeyNotConfigured, where, detail) { IsKeyUnknown = true });

    public bool RejectMismatch(IReadOnlyList<string> keysTried, string where) =>
        Reject(
            new CallbackRejection(CallbackRejectionReason.SignatureMismatch, where, Mismatch(keysTried.Count)) { KeysTried = keysTried }
        );

    /// <summary>How many keys were tried, and where it is written what mostly is the matter; not how long they are, which is for nobody to read in a log.</summary>
    private static string Mismatch(int keys) =>
        (
            keys == 1
                ? "is not what the one configured key makes"
                : $"is not what any of the {keys.ToString(CultureInfo.InvariantCulture)} configured keys makes"
        )
        + ": the key's encoding, the account, the bytes or the members, see \"My signature never matches\" (runtime/docs/signature-never-matches.md)";

    public bool RejectMismatch(CallbackKey[] keys, string where) => RejectMismatch(Array.ConvertAll(keys, key => key.Id), where);

    /// <summary>Refuses a value that is there and that a filter could not decode: it is neither absent nor empty.</summary>
    public bool IsUndecodable(WireValue value)
    {
        if (value.Kind != WireKind.Invalid)
            return false;
        Reject(CallbackRejectionReason.SignatureMalformed, value.Source, Undecodable);
        return true;
    }

    /// <summary>
    /// Refuses a sender who is too late by a time that is signed or claimed. Where a key had proven him, the time as of which he is
    /// not too late is kept.
    /// </summary>
    /// <param name="reason">The kind of refusal.</param>
    /// <param name="where">The source of the time.</param>
    /// <param name="detail">What is wrong, in words that hold nothing of the request.</param>
    /// <param name="utcTicks">The last time at which he is not too late, in ticks of 100 ns since the year 1; before that there is none.</param>
    /// <returns>Always <see langword="false"/>.</returns>
    public bool RejectLate(CallbackRejectionReason reason, string where, string detail, long utcTicks)
    {
        if (!IsRejected && _state.KeyId is { } key && utcTicks >= 0)
            _state.Late ??= new(reason, where, detail) { KeysTried = [key], VerifiesAt = new DateTimeOffset(utcTicks, TimeSpan.Zero) };
        return Reject(reason, where, detail);
    }

    /// <summary>
    /// Goes on after a refusal, as far as the proof. The refusal stands whatever follows; what follows says whether it is of a
    /// genuine request. Not after one that says nothing is looked at: another method, a body too large, a schema with errors.
    /// </summary>
    /// <returns><see langword="false"/> when the proof is not to be looked at.</returns>
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

    /// <summary>Whether the request is refused, and only its proof is looked at.</summary>
    public bool IsDeferred => _state.Deferred is not null;

    /// <summary>Ends what <see cref="Defer"/> began: the refusal stands.</summary>
    public void EndDeferred()
    {
        if (_state.Deferred is { } refused)
            Reject(refused);
    }

    /// <summary>Takes a rejection back, to look for one that tells more.</summary>
    public CallbackRejection? Withdraw()
    {
        var rejection = _state.Rejection;
        _state.Rejection = null;
        return rejection;
    }

    /// <summary>Notes the key that proved the sender.</summary>
    /// <returns>Always <see langword="true"/>.</returns>
    public bool Prove(string? keyId)
    {
        _state.KeyId = keyId;
        return true;
    }

    /// <summary>
    /// Notes that all steps of the proof were taken: what follows is reading, and what is wrong from here on is wrong with a
    /// genuine callback. Where the proof covers nothing of the payload, nothing of it was proven.
    /// </summary>
    public void EndProof()
    {
        _state.HoldsProof = !IsRejected && _state.KeyId is not null;
        _state.IsProven = _state.HoldsProof && !Feed.ProvesNoContent;
        EndDeferred();
    }

    /// <summary>Turns to the next of several schemes, and remembers what the one before refused.</summary>
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

    /// <summary>Turns to one of several callbacks of the request.</summary>
    /// <param name="index">Which.</param>
    /// <param name="keepsProof">Whether what was proven is proven of each of them.</param>
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

    /// <summary>A signature of another length than one scheme makes may be another's, which says more about it.</summary>
    private static bool TellsLess(CallbackRejectionReason reason, CallbackRejectionReason other) =>
        reason switch
        {
            CallbackRejectionReason.SignatureMissing => true,
            CallbackRejectionReason.SignatureMalformed => other == CallbackRejectionReason.SignatureMismatch,
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
        // Most feeds derive none.
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
        public CallbackRejection? Deferred; // what stands, whatever becomes of the proof
        public CallbackRejection? Late;
        public int Scheme;
        public int Item; // -1 without items
        public string? KeyId;
        public bool HoldsProof;
        public bool IsProven;
    }
}
