using System.Security.Cryptography;

namespace CallbackGen.Verification;

/// <summary>
/// A key that is derived with values of the request, step by step. Nothing of the request is verified by then: a value may choose
/// the key and nothing else, and what has no value gives no key. All configured values are derived, and the derived ones take
/// their place for one callback.
/// </summary>
public sealed class DerivedKey
{
    /// <summary>Longer than any number or date that a provider derives a key of. Nobody has proven anything by then, and each configured value is derived.</summary>
    private const int MaxValue = 1024;

    private readonly FeedTurn _turn;
    private readonly string _name;
    private readonly CallbackKey[] _configured;
    private readonly byte[][] _bytes;
    private byte[] _text = [];

    internal DerivedKey(FeedTurn turn, string name, CallbackKey[] configured)
    {
        _turn = turn;
        _name = name;
        _configured = configured;
        _bytes = Array.ConvertAll(configured, key => key.Value.ToArray());
    }

    /// <summary>Adds constant text to that of the next step.</summary>
    /// <param name="constant">The text in UTF-8.</param>
    public void Append(ReadOnlySpan<byte> constant) => _text = [.. _text, .. constant];

    /// <summary>Adds a value of the request to the text of the next step.</summary>
    /// <param name="value">The value, of at most 1024 bytes. One that is absent or empty is refused: a key of nothing would be anybody's.</param>
    public void Append(WireValue value)
    {
        if (_turn.IsRejected || _turn.IsUndecodable(value))
            return;
        if (!value.IsScalar || value.Utf8.IsEmpty)
            _turn.Reject(CallbackRejectionReason.MissingMember, value.Source, $"is required: key:{_name} is derived of it");
        else if (value.Utf8.Length > MaxValue)
            _turn.Reject(CallbackRejectionReason.InvalidMember, value.Source, $"is too long for key:{_name} to be derived of it");
        else
            Append(value.Utf8);
    }

    /// <summary>Makes a hash of the bytes, or another notation of them.</summary>
    /// <param name="derivation">Which.</param>
    public void Hash(CallbackKeyDerivation derivation) => Apply(new(CallbackKeyStepKind.Hash) { Hash = derivation });

    /// <summary>Makes the HMAC (RFC 2104) of the bytes, with the text as the key.</summary>
    /// <param name="algorithm">The algorithm.</param>
    public void HmacUnderText(MacAlgorithm algorithm) => Apply(new(CallbackKeyStepKind.HmacUnderText) { Algorithm = algorithm });

    /// <summary>Makes the HMAC (RFC 2104) of the text, with the bytes as the key.</summary>
    /// <param name="algorithm">The algorithm.</param>
    public void HmacOfText(MacAlgorithm algorithm) => Apply(new(CallbackKeyStepKind.HmacOfText) { Algorithm = algorithm });

    /// <summary>Encrypts the text under the bytes.</summary>
    /// <param name="cipher">The cipher.</param>
    /// <param name="padding">How the text is filled up to whole blocks.</param>
    public void Encrypt(KeyCipher cipher, KeyPadding padding) =>
        Apply(new(CallbackKeyStepKind.Encrypt) { Cipher = cipher, Padding = padding });

    /// <summary>Puts the text before the bytes.</summary>
    public void Before() => Apply(new(CallbackKeyStepKind.Before));

    /// <summary>Puts the text behind the bytes.</summary>
    public void After() => Apply(new(CallbackKeyStepKind.After));

    /// <summary>Ends the derivation: from now on the key is the derived one.</summary>
    /// <returns><see langword="false"/> when the callback is rejected.</returns>
    public bool End()
    {
        if (_turn.IsRejected)
        {
            Wipe();
            return false;
        }

        _turn.TakeDerived(_name, [.. _configured.Select((key, index) => new CallbackKey(key.Id, _bytes[index], key.IsSecret))]);
        return true;
    }

    private void Apply(CallbackKeyStep step)
    {
        for (var index = 0; index < _bytes.Length && !_turn.IsRejected; index++)
        {
            if (KeySteps.Apply(step, _bytes[index], _text) is { } bytes)
                _bytes[index] = bytes;
            else
                _turn.Reject(
                    CallbackRejectionReason.InvalidMember,
                    $"key:{_name}",
                    "cannot be derived: the value is not as long as whole blocks, or the step before gives no key of the cipher"
                );
        }

        _text = [];
    }

    private void Wipe()
    {
        foreach (var bytes in _bytes)
            CryptographicOperations.ZeroMemory(bytes);
    }
}
