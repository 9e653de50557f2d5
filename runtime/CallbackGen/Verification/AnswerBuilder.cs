using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

/// <summary>
/// What is answered, made of the request while it is there: before a handler acts, so that what cannot be answered is
/// refused in time.
/// </summary>
public sealed class AnswerBuilder
{
    /// <summary>Longer than any id or token that a provider wants to see again.</summary>
    internal const int MaxValue = 1024;

    private readonly FeedTurn _turn;
    private State _state;

    internal AnswerBuilder(FeedTurn turn) => _turn = turn;

    /// <summary>The time of the verification.</summary>
    /// <param name="unit">Seconds or milliseconds since 1970.</param>
    /// <returns>The time's digits.</returns>
    public WireValue Now(TimestampUnit unit)
    {
        var isFine = unit == TimestampUnit.Milliseconds;
        var time = isFine ? _turn.Now.ToUnixTimeMilliseconds() : _turn.Now.ToUnixTimeSeconds();
        return WireValue.Scalar(Encoding.ASCII.GetBytes(time.ToString(CultureInfo.InvariantCulture))).From("now:", isFine ? "milliseconds" : "seconds");
    }

    /// <summary>A configured value that is no secret: that of the account whose key verified the callback, or the first.</summary>
    /// <param name="name">The key's name in the schema.</param>
    /// <returns>The value; absent, with a rejection, when it is not configured or is a secret.</returns>
    public WireValue Key(string name)
    {
        var values = _turn.Keys.Get(name);
        if (_turn.IsRejected)
            return default;
        // The values of one account stand at one position.
        var position = _turn.KeyId?.Split('[', ']') is [_, var text, ..] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : 0;
        if (values.Length > 0 && values[Math.Min(position, values.Length - 1)] is { IsConfiguredText: true } value)
            return WireValue.Scalar(value.Value).From("key:", name);
        _turn.RejectKey(name);
        return default;
    }

    /// <summary>Adds constant text.</summary>
    /// <param name="constant">The text in UTF-8, as it is written.</param>
    public void Append(ReadOnlySpan<byte> constant) => _state.Text.Append(constant);

    /// <summary>Adds a value to an answer of plain text.</summary>
    /// <param name="value">The value: a text of at most 1024 bytes without control characters and angle brackets.</param>
    /// <returns><see langword="false"/> when it is absent or cannot be answered with.</returns>
    public bool AppendText(WireValue value)
    {
        if (!CanAnswer(_turn, value))
            return false;
        // A browser that guesses at the type of a text finds no markup in it.
        if (value.Utf8.ContainsAny((byte)'<', (byte)'>'))
            return _turn.Reject(CallbackRejectionReason.InvalidMember, value.Source, "holds markup and cannot be answered with");
        _state.Text.Append(value.Utf8);
        return true;
    }

    /// <summary>Adds a value to an answer of JSON, escaped as it stands in a string (RFC 8259, section 7), markup too.</summary>
    /// <param name="value">The value: a text of at most 1024 bytes without control characters.</param>
    /// <returns><see langword="false"/> when it is absent or cannot be answered with.</returns>
    public bool AppendJson(WireValue value)
    {
        if (!CanAnswer(_turn, value))
            return false;
        // The default encoder would write the plus of base64 as an escape, which is right and which nobody expects.
        var text = JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(Encoding.UTF8.GetString(value.Utf8));
        foreach (var markup in "<>&")
            text = text.Replace($"{markup}", $"\\u{(int)markup:X4}", StringComparison.Ordinal);
        _state.Text.Append(Encoding.UTF8.GetBytes(text));
        return true;
    }

    /// <summary>The code (RFC 2104) of a message, under the key that verified the callback, or the first that is configured.</summary>
    /// <param name="name">The code's name in the schema.</param>
    /// <param name="message">The message.</param>
    /// <param name="algorithm">The algorithm that the schema pins.</param>
    /// <param name="key">The key's name in the schema.</param>
    /// <param name="encoding">How the code is written.</param>
    /// <returns>The code's text; absent, with a rejection, when the key is not configured.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    public WireValue MakeMac(string name, MessageBuilder message, MacAlgorithm algorithm, string key, SignatureEncoding encoding)
    {
        ArgumentNullException.ThrowIfNull(message);
        var keys = _turn.Keys.Get(key);
        if (_turn.IsRejected)
            return default;
        Span<byte> mac = stackalloc byte[CallbackKey.MaxMacBytes];
        var used = keys.FirstOrDefault(candidate => candidate.Id == _turn.KeyId) ?? keys.FirstOrDefault();
        if (used is null || !used.TryComputeMac(algorithm, message.Written, mac, out var length))
        {
            _turn.RejectKey(key);
            return default;
        }

        var text = encoding switch
        {
            SignatureEncoding.Base64 => Convert.ToBase64String(mac[..length]),
            SignatureEncoding.Base64Url => Base64Url.EncodeToString(mac[..length]),
            SignatureEncoding.Base64Hex => Convert.ToBase64String(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(mac[..length]))),
            _ => Convert.ToHexStringLower(mac[..length]),
        };
        CryptographicOperations.ZeroMemory(mac);
        return WireValue.Scalar(Encoding.ASCII.GetBytes(text)).From("mac:", name);
    }

    /// <summary>Ends the answer.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="contentType">The body's media type.</param>
    /// <returns>The answer; <see langword="null"/> when the request is rejected.</returns>
    public CallbackAcknowledgement? End(int status, string contentType)
    {
        var body = Encoding.UTF8.GetString(_state.Text.Written);
        _state.Text.Clear();
        return !_turn.IsRejected ? new(status, contentType, body) : null;
    }

    /// <summary>Whether a value of the request may stand in an answer, or in the message of its code.</summary>
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
        return this;
    }

    internal void Dispose()
    {
        _state.Text.Dispose();
        _state = default;
    }

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
    }
}
