using System.ComponentModel;
using System.Security.Cryptography;
using CallbackGen.Definitions;

namespace CallbackGen.Verification;

/// <summary>
/// Derives a key from values of the request, step by step. All configured values are derived, and the derived values replace them for one
/// callback.
/// </summary>
/// <remarks>
/// No part of the request is verified at that time: a value may choose the key and nothing else, and an absent value rejects the callback.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class DerivedKey
{
    /// <summary>
    /// The largest value, in bytes: longer than any number or date that a provider derives a key from. A limit is needed because the sender
    /// is unproven and the derivation runs for each configured value.
    /// </summary>
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

    /// <summary>Appends constant text to the text of the next step.</summary>
    /// <param name="constant">The text in UTF-8.</param>
    public void Append(ReadOnlySpan<byte> constant) => _text = [.. _text, .. constant];

    /// <summary>Appends a value of the request to the text of the next step.</summary>
    /// <param name="value">
    /// The value, of at most 1,024 bytes. An absent or empty value is rejected, because any sender could know the key that is derived from
    /// it.
    /// </param>
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

    /// <summary>Replaces the bytes by their hash, or by another encoding of them.</summary>
    /// <param name="derivation">The transformation.</param>
    public void Hash(CallbackKeyDerivation derivation) => Apply(new(CallbackKeyStepKind.Hash) { Hash = derivation });

    /// <summary>Replaces the bytes by their HMAC (RFC 2104), with the text as the key.</summary>
    /// <param name="algorithm">The algorithm.</param>
    public void HmacUnderText(MacAlgorithm algorithm) => Apply(new(CallbackKeyStepKind.HmacUnderText) { Algorithm = algorithm });

    /// <summary>Replaces the bytes by the HMAC (RFC 2104) of the text, with the bytes as the key.</summary>
    /// <param name="algorithm">The algorithm.</param>
    public void HmacOfText(MacAlgorithm algorithm) => Apply(new(CallbackKeyStepKind.HmacOfText) { Algorithm = algorithm });

    /// <summary>Replaces the bytes by the encrypted text, with the bytes as the key.</summary>
    /// <param name="cipher">The cipher.</param>
    /// <param name="padding">The padding of the text to whole blocks.</param>
    public void Encrypt(KeyCipher cipher, KeyPadding padding) =>
        Apply(new(CallbackKeyStepKind.Encrypt) { Cipher = cipher, Padding = padding });

    /// <summary>Prepends the text to the bytes.</summary>
    public void Before() => Apply(new(CallbackKeyStepKind.Before));

    /// <summary>Appends the text to the bytes.</summary>
    public void After() => Apply(new(CallbackKeyStepKind.After));

    /// <summary>Completes the derivation: the derived values replace the configured ones.</summary>
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
