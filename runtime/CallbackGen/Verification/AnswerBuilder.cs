using System.Buffers.Text;
using System.ComponentModel;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using CallbackGen.Definitions;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

/// <summary>
/// Builds an answer from values of the request. Generated code runs it before a handler acts, so that a request that cannot be answered is
/// rejected in time.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class AnswerBuilder
{
    /// <summary>The largest value of an answer, in bytes: longer than any id or token that a provider expects back.</summary>
    internal const int MaxValue = 1024;

    private readonly FeedTurn _turn;
    private State _state;

    internal AnswerBuilder(FeedTurn turn) => _turn = turn;

    /// <summary>Returns the time of the verification.</summary>
    /// <param name="unit">Seconds or milliseconds since 1970.</param>
    /// <returns>The digits of the time.</returns>
    public WireValue Now(TimestampUnit unit)
    {
        var isFine = unit == TimestampUnit.Milliseconds;
        var time = isFine ? _turn.Now.ToUnixTimeMilliseconds() : _turn.Now.ToUnixTimeSeconds();
        return WireValue
            .Scalar(Encoding.ASCII.GetBytes(time.ToString(CultureInfo.InvariantCulture)))
            .From("now:", isFine ? "milliseconds" : "seconds");
    }

    /// <summary>
    /// Returns a configured value of a key, for an answer that contains or hashes it: the value of the account whose key verified the
    /// request, or the first value.
    /// </summary>
    /// <param name="name">The key's name in the schema.</param>
    /// <returns>The value's bytes; absent, with a rejection, when none is configured.</returns>
    public WireValue Key(string name)
    {
        if (Used(name) is { } key && (key.IsConfiguredText || !key.Value.IsEmpty))
            return WireValue.Scalar(key.Value).From("key:", name);
        if (!_turn.IsRejected)
            _turn.RejectKey(name);
        return default;
    }

    /// <summary>Begins a header. Text that is appended until <see cref="EndHeader"/> is its value.</summary>
    /// <param name="name">The header's name.</param>
    public void BeginHeader(string name)
    {
        _state.Header = name;
        _state.Text.Clear();
    }

    /// <summary>Ends a header.</summary>
    /// <returns><see langword="false"/> when the request is rejected.</returns>
    public bool EndHeader()
    {
        (_state.Headers ??= []).Add(new(_state.Header ?? "", Encoding.UTF8.GetString(_state.Text.Written)));
        _state.Text.Clear();
        return !_turn.IsRejected;
    }

    /// <summary>Appends constant text.</summary>
    /// <param name="constant">The text in UTF-8, as written.</param>
    public void Append(ReadOnlySpan<byte> constant) => _state.Text.Append(constant);

    /// <summary>
    /// Appends a value to a header. The value must be visible ASCII and inner spaces (RFC 9110, section 5.5), so that it cannot end the
    /// header and begin another header or the body.
    /// </summary>
    /// <param name="value">The value: a text of at most 1,024 bytes.</param>
    /// <returns><see langword="false"/> when it is absent or not allowed in a header.</returns>
    public bool AppendHeader(WireValue value)
    {
        if (!CanAnswer(_turn, value))
            return false;
        if (value.Utf8.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
            return _turn.Reject(CallbackRejectionReason.InvalidMember, value.Source, "is not visible ASCII and is not allowed in a header");
        _state.Text.Append(value.Utf8);
        return true;
    }

    /// <summary>Appends a value to an answer of plain text.</summary>
    /// <param name="value">The value: a text of at most 1,024 bytes without control characters and angle brackets.</param>
    /// <returns><see langword="false"/> when it is absent or not allowed in an answer.</returns>
    public bool AppendText(WireValue value)
    {
        if (!CanAnswer(_turn, value))
            return false;
        // Without angle brackets, a browser that sniffs the content type finds no markup.
        if (value.Utf8.ContainsAny((byte)'<', (byte)'>'))
            return _turn.Reject(CallbackRejectionReason.InvalidMember, value.Source, "holds markup and cannot be answered with");
        _state.Text.Append(value.Utf8);
        return true;
    }

    /// <summary>
    /// Appends a value to an answer of JSON, escaped as in a string (RFC 8259, section 7); markup characters are escaped too.
    /// </summary>
    /// <param name="value">The value: a text of at most 1,024 bytes without control characters.</param>
    /// <returns><see langword="false"/> when it is absent or not allowed in an answer.</returns>
    public bool AppendJson(WireValue value)
    {
        if (!CanAnswer(_turn, value))
            return false;
        // The default encoder would escape the plus sign of base64, which is valid JSON but not what providers expect.
        var text = JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(Encoding.UTF8.GetString(value.Utf8));
        foreach (var markup in "<>&")
            text = text.Replace($"{markup}", $"\\u{(int)markup:X4}", StringComparison.Ordinal);
        _state.Text.Append(Encoding.UTF8.GetBytes(text));
        return true;
    }

    /// <summary>
    /// Computes the MAC (RFC 2104) of a message, with the key that verified the callback or else the first configured value.
    /// </summary>
    /// <param name="name">The MAC's name in the schema.</param>
    /// <param name="message">The message.</param>
    /// <param name="algorithm">The algorithm that the schema pins.</param>
    /// <param name="key">The key's name in the schema.</param>
    /// <param name="encoding">The text encoding of the MAC.</param>
    /// <returns>The MAC's text; absent, with a rejection, when the key is not configured.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    public WireValue MakeMac(string name, MessageBuilder message, MacAlgorithm algorithm, string key, SignatureEncoding encoding)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_turn.IsRejected)
            return default;
        Span<byte> mac = stackalloc byte[CallbackKey.MaxMacBytes];
        if (Used(key)?.TryComputeMac(algorithm, message.Written, mac, out var length) is not true)
        {
            _turn.RejectKey(key);
            return default;
        }

        var code = Encode(mac[..length], encoding).From("mac:", name);
        CryptographicOperations.ZeroMemory(mac);
        return code;
    }

    /// <summary>Computes the digest (FIPS 180-4) of a message, which may contain keys.</summary>
    /// <param name="name">The digest's name in the schema.</param>
    /// <param name="message">The message.</param>
    /// <param name="algorithm">The algorithm that the schema pins.</param>
    /// <param name="encoding">The text encoding of the digest.</param>
    /// <returns>The digest's text; absent when the request is rejected.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    public WireValue MakeDigest(string name, MessageBuilder message, DigestAlgorithm algorithm, SignatureEncoding encoding)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_turn.IsRejected)
            return default;
        Span<byte> digest = stackalloc byte[SHA512.HashSizeInBytes];
        var length = KeyTrial.Hash(algorithm, message.Written, digest);
        return Encode(digest[..length], encoding).From("digest:", name);
    }

    /// <summary>Completes the answer.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="contentType">The body's media type; <see langword="null"/> when there is no body.</param>
    /// <returns>The answer; <see langword="null"/> when the request is rejected.</returns>
    public CallbackAcknowledgement? End(int status, string? contentType)
    {
        var body = Encoding.UTF8.GetString(_state.Text.Written);
        _state.Text.Clear();
        return !_turn.IsRejected ? new(status, contentType, body) { Headers = [.. _state.Headers ?? []] } : null;
    }

    /// <summary>
    /// Returns whether a value of the request is allowed in an answer, or in the message of an answer's MAC; rejects the request otherwise.
    /// </summary>
    internal static bool CanAnswer(FeedTurn turn, WireValue value)
    {
        if (turn.IsRejected || turn.IsUndecodable(value))
            return false;
        if (!value.IsScalar || value.Utf8.IsEmpty)
            return turn.Reject(CallbackRejectionReason.MissingMember, value.Source, "is required by the answer");
        if (value.Utf8.Length > MaxValue || !Utf8.IsValid(value.Utf8))
            return turn.Reject(CallbackRejectionReason.InvalidMember, value.Source, "is too long, or no text, to be answered with");
        return !HasControls(value.Utf8)
            || turn.Reject(CallbackRejectionReason.InvalidMember, value.Source, "holds control characters and cannot be answered with");
    }

    internal AnswerBuilder Begin()
    {
        _state.Text.Clear();
        _state.Headers = null;
        return this;
    }

    internal void Dispose()
    {
        _state.Text.Dispose();
        _state = default;
    }

    /// <summary>
    /// Returns the value of a key that verified the request; otherwise the value with the index of the verifying key, or the last when
    /// there are fewer. When no key verified the request, it is the first value.
    /// </summary>
    private CallbackKey? Used(string name)
    {
        var keys = _turn.Keys.Get(name);
        if (Array.Find(keys, candidate => candidate.Id == _turn.KeyId) is { } own)
            return own;
        if (keys.Length == 0)
            return null;
        // The values of one account have the same index in every key.
        var position =
            _turn.KeyId?.Split('[', ']') is [_, var text, ..]
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                ? index
                : 0;
        return keys[Math.Min(position, keys.Length - 1)];
    }

    private static WireValue Encode(scoped ReadOnlySpan<byte> code, SignatureEncoding encoding) =>
        WireValue.Scalar(
            Encoding.ASCII.GetBytes(
                encoding switch
                {
                    SignatureEncoding.Base64 => Convert.ToBase64String(code),
                    SignatureEncoding.Base64Url => Base64Url.EncodeToString(code),
                    SignatureEncoding.Base64Hex => Convert.ToBase64String(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(code))),
                    _ => Convert.ToHexStringLower(code),
                }
            )
        );

    private static bool HasControls(ReadOnlySpan<byte> utf8)
    {
        foreach (var rune in Encoding.UTF8.GetString(utf8).EnumerateRunes())
        {
            if (Rune.IsControl(rune))
                return true;
        }

        return false;
    }

    private struct State
    {
        public PooledBytes Text;
        public string? Header;
        public List<CallbackAnswerHeader>? Headers;
    }
}
