using System.Security.Cryptography;
using System.Text;

namespace CallbackGen.Verification;

/// <summary>Compares two values in constant time.</summary>
internal static class Comparison
{
    public static bool IsToken(FeedTurn turn, WireValue value, string key, string prefix)
    {
        if (turn.IsRejected || turn.IsUndecodable(value))
            return false;
        if (!value.IsScalar || value.Utf8.IsEmpty)
            return turn.Reject(CallbackRejectionReason.SignatureMissing, value.Source, "is absent or empty");
        if (!turn.TryGetKeys(key, out var keys))
            return false;
        if (!SignatureText.TryStripPrefix(value.Utf8, Encoding.UTF8.GetBytes(prefix), value.Source, out var token) || token.IsEmpty)
            return turn.Reject(CallbackRejectionReason.SignatureMalformed, value.Source, "is not of the form that the schema states");
        CallbackKey? matching = null;
        for (var index = keys.Length - 1; index >= 0; index--)
        {
            turn.Keys.Observer?.OnProof(turn.Place, keys[index].Id, default, keys[index].Value);
            if (keys[index].EqualsToken(token))
                matching = keys[index];
        }

        return matching is null ? turn.RejectMismatch(keys, value.Source) : turn.Prove(matching.Id);
    }

    public static bool TextEquals(FeedTurn turn, WireValue actual, WireValue expected)
    {
        if (turn.IsRejected || turn.IsUndecodable(actual) || turn.IsUndecodable(expected))
            return false;
        if (expected.IsScalar || actual.IsScalar)
            turn.Keys.Observer?.OnEquality(turn.Place, actual.Source, actual.Utf8, expected.Source, expected.Utf8);
        // The check for empty text is needed: FixedTimeEquals returns true for two empty spans.
        return (
                actual.IsScalar
                && expected.IsScalar
                && !actual.Utf8.IsEmpty
                && CryptographicOperations.FixedTimeEquals(actual.Utf8, expected.Utf8)
            ) || turn.Reject(CallbackRejectionReason.SignatureMismatch, actual.Source, $"is not equal to {expected.Source}");
    }

    /// <summary>Returns whether a claim, or a member of a token's header, has the required value.</summary>
    public static bool MemberEquals(FeedTurn turn, WireValue actual, WireValue expected)
    {
        if (turn.IsRejected || turn.IsUndecodable(actual) || turn.IsUndecodable(expected))
            return false;
        if (!actual.IsScalar)
            return turn.Reject(CallbackRejectionReason.ClaimInvalid, actual.Source, "is required");
        if (!expected.IsScalar)
            return turn.Reject(CallbackRejectionReason.ClaimInvalid, actual.Source, $"cannot be compared: {expected.Source} is absent");
        return CryptographicOperations.FixedTimeEquals(actual.Utf8, expected.Utf8)
            || turn.Reject(CallbackRejectionReason.ClaimMismatch, actual.Source, $"is not equal to {expected.Source}");
    }
}
