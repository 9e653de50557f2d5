using System.Security.Cryptography;
using System.Text;

namespace CallbackGen.Verification;

public sealed partial class CallbackVerification
{
    /// <summary>
    /// Checks that one of the signatures found is a public key's over the message. A signature that is malformed, and a key
    /// that is of another kind than the algorithm, do not match.
    /// </summary>
    /// <param name="algorithm">The algorithm that the schema pins.</param>
    /// <param name="key">The key's name in the schema.</param>
    /// <returns><see langword="false"/> when none matches, or the key is not configured.</returns>
    public bool SignatureMatches(SignatureAlgorithm algorithm, string key)
    {
        if (IsRejected)
            return false;
        var keys = _state.Keys.Get(key);
        if (keys.Length == 0)
            return RejectKey(key);
        foreach (var publicKey in keys)
        {
            // Nothing here is secret: the first that matches is enough.
            var isMatch = publicKey.IsValidAt(_state.Now) && AnyCandidateVerifies(algorithm, publicKey);
            _state.Keys.Observer?.OnSignature(Place, publicKey.Id, algorithm, _state.Message.Written, isMatch);
            if (!isMatch)
                continue;
            _state.KeyId = publicKey.Id;
            return true;
        }

        return RejectMismatch(keys, _state.SignatureWhere);
    }

    /// <summary>Checks, in constant time, that a value is one of the configured tokens.</summary>
    /// <param name="value">The value that carries the token.</param>
    /// <param name="key">The name of the key that is the token.</param>
    /// <param name="prefix">What must stand before the token, such as <c>Bearer </c>; or empty.</param>
    /// <returns><see langword="false"/> when it is none of them, or the key is not configured.</returns>
    public bool TokenMatches(WireValue value, string key, string prefix = "")
    {
        if (IsRejected)
            return false;
        if (IsUndecodable(value))
            return false;
        if (!value.IsScalar || value.Utf8.IsEmpty)
            return Reject(CallbackRejectionReason.SignatureMissing, value.Source, "is absent or empty");
        var keys = _state.Keys.Get(key);
        if (keys.Length == 0)
            return RejectKey(key);
        var prefixBytes = Encoding.UTF8.GetBytes(prefix);
        if (!value.Utf8.StartsWith(prefixBytes) || value.Utf8.Length == prefixBytes.Length)
            return Reject(CallbackRejectionReason.SignatureMalformed, value.Source, "is not of the form that the schema states");
        var matching = -1;
        for (var index = keys.Length - 1; index >= 0; index--)
        {
            _state.Keys.Observer?.OnProof(Place, keys[index].Id, default, keys[index].Value);
            if (keys[index].EqualsToken(value.Utf8[prefixBytes.Length..]))
                matching = index;
        }

        if (matching < 0)
            return RejectMismatch(keys, value.Source);
        _state.KeyId = keys[matching].Id;
        return true;
    }

    /// <summary>Checks, in constant time, that two texts are equal, such as a digest of the body and the one in a signed URL.</summary>
    /// <param name="actual">What arrived.</param>
    /// <param name="expected">What it must be.</param>
    /// <returns><see langword="false"/> when they differ, or either is absent or empty.</returns>
    public bool TextEquals(WireValue actual, WireValue expected)
    {
        if (IsRejected)
            return false;
        if (IsUndecodable(actual) || IsUndecodable(expected))
            return false;
        if (expected.IsScalar || actual.IsScalar)
            _state.Keys.Observer?.OnEquality(Place, actual.Source, actual.Utf8, expected.Source, expected.Utf8);
        // Two empty spans are equal to FixedTimeEquals.
        if (actual.IsScalar && expected.IsScalar && !actual.Utf8.IsEmpty && CryptographicOperations.FixedTimeEquals(actual.Utf8, expected.Utf8))
            return true;
        return Reject(CallbackRejectionReason.SignatureMismatch, actual.Source, $"is not equal to {expected.Source}");
    }

    /// <summary>Whether a value has a text; for choosing among feeds, not in constant time.</summary>
    /// <param name="value">The value.</param>
    /// <param name="expected">The text.</param>
    /// <returns><see langword="false"/> also when the request is rejected.</returns>
    public bool Is(WireValue value, string expected) =>
        !IsRejected && value.IsScalar && value.Utf8.SequenceEqual(Encoding.UTF8.GetBytes(expected));

    /// <summary>Whether a value has one of several texts; for choosing among feeds, not in constant time.</summary>
    /// <param name="value">The value.</param>
    /// <param name="expected">The texts.</param>
    /// <returns><see langword="false"/> also when the request is rejected.</returns>
    public bool IsOneOf(WireValue value, params ReadOnlySpan<string> expected)
    {
        foreach (var text in expected)
        {
            if (Is(value, text))
                return true;
        }

        return false;
    }

    /// <summary>
    /// Whether there is no value, or null, or an empty text; for choosing among feeds. A message of members writes all
    /// three alike, so that its signature could not keep one from becoming another.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <returns><see langword="false"/> also when the request is rejected: what cannot be read is not absent.</returns>
    public bool IsAbsent(WireValue value) =>
        !IsRejected && (value.Kind is (WireKind.Absent or WireKind.Null) || (value.IsScalar && value.Utf8.IsEmpty));

    /// <summary>Whether there is a value that is neither null nor an empty text; for choosing among feeds.</summary>
    /// <param name="value">The value.</param>
    /// <returns><see langword="false"/> also when the request is rejected.</returns>
    public bool IsPresent(WireValue value) =>
        !IsRejected && (value.Kind == WireKind.Composite || (value.IsScalar && !value.Utf8.IsEmpty));

    private bool AnyCandidateVerifies(SignatureAlgorithm algorithm, CallbackKey key)
    {
        var rest = _state.Candidates.Written;
        for (var index = 0; index < _state.CandidateCount; index++)
        {
            if (key.Verifies(algorithm, _state.Message.Written, rest[.._state.CandidateLengths[index]]))
                return true;
            rest = rest[_state.CandidateLengths[index]..];
        }

        return false;
    }
}
