using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

/// <content>
/// What is answered, made of the request while it is there: before a handler acts, so that what cannot be answered is
/// refused in time.
/// </content>
public sealed partial class CallbackVerification
{
    /// <summary>Longer than any id or token that a provider wants to see again.</summary>
    internal const int MaxAnsweredValue = 1024;

    /// <summary>The time of the verification, for an answer.</summary>
    /// <param name="unit">Seconds or milliseconds since 1970.</param>
    /// <returns>The time's digits.</returns>
    public WireValue Now(TimestampUnit unit)
    {
        var time = unit == TimestampUnit.Milliseconds ? _state.Now.ToUnixTimeMilliseconds() : _state.Now.ToUnixTimeSeconds();
        return WireValue.Scalar(Encoding.ASCII.GetBytes(time.ToString(CultureInfo.InvariantCulture)))
            .From("now:", unit == TimestampUnit.Milliseconds ? "milliseconds" : "seconds");
    }

    /// <summary>Adds constant text to the answer.</summary>
    /// <param name="constant">The text in UTF-8, as it is written.</param>
    public void Answer(ReadOnlySpan<byte> constant) => _state.Answer.Append(constant);

    /// <summary>Adds a value to an answer of plain text.</summary>
    /// <param name="value">The value: a text of at most 1024 bytes without control characters and angle brackets.</param>
    /// <returns><see langword="false"/> when it is absent or cannot be answered with.</returns>
    public bool AnswerText(WireValue value)
    {
        if (!CanAnswer(value))
            return false;
        // A browser that guesses at the type of a text finds no markup in it.
        if (value.Utf8.ContainsAny((byte)'<', (byte)'>'))
            return Reject(CallbackRejectionReason.InvalidMember, value.Source, "holds markup and cannot be answered with");
        _state.Answer.Append(value.Utf8);
        return true;
    }

    /// <summary>Adds a value to an answer of JSON, escaped as it stands in a string (RFC 8259, section 7), markup too.</summary>
    /// <param name="value">The value: a text of at most 1024 bytes without control characters.</param>
    /// <returns><see langword="false"/> when it is absent or cannot be answered with.</returns>
    public bool AnswerJson(WireValue value)
    {
        if (!CanAnswer(value))
            return false;
        // The default encoder would write the plus of base64 as an escape, which is right and which nobody expects.
        var text = JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(Encoding.UTF8.GetString(value.Utf8));
        foreach (var markup in "<>&")
            text = text.Replace($"{markup}", $"\\u{(int)markup:X4}", StringComparison.Ordinal);
        _state.Answer.Append(Encoding.UTF8.GetBytes(text));
        return true;
    }

    /// <summary>Ends the answer.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="contentType">The body's media type.</param>
    /// <returns>The answer; <see langword="null"/> when the request is rejected.</returns>
    public CallbackAcknowledgement? EndAnswer(int status, string contentType)
    {
        var body = Encoding.UTF8.GetString(_state.Answer.Written);
        _state.Answer.Clear();
        return !IsRejected ? new(status, contentType, body) : null;
    }

    /// <summary>Begins the message of a code that the answer proves itself with.</summary>
    public void BeginMac() => _state.Message.Clear();

    /// <summary>
    /// Adds a value of the request to the message of such a code. It must be a token (token68 of RFC 9110, section 11.2)
    /// of at most 1024 bytes: whoever chooses it must not be able to have a callback signed.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <returns><see langword="false"/> when it is absent or no token.</returns>
    public bool AppendToken(WireValue value)
    {
        if (!CanAnswer(value))
            return false;
        foreach (var unit in value.Utf8)
        {
            if (!char.IsAsciiLetterOrDigit((char)unit) && !"-._~+/="u8.Contains(unit))
                return Reject(CallbackRejectionReason.InvalidMember, value.Source, "is no token, and its code could be a callback's");
        }

        _state.Message.Append(value.Utf8);
        return true;
    }

    /// <summary>The code (RFC 2104) of the message, under the key that verified the callback, or the first that is configured.</summary>
    /// <param name="name">The code's name in the schema.</param>
    /// <param name="algorithm">The algorithm that the schema pins.</param>
    /// <param name="key">The key's name in the schema.</param>
    /// <param name="encoding">How the code is written.</param>
    /// <returns>The code's text; absent, with a rejection, when the key is not configured.</returns>
    public WireValue MakeMac(string name, MacAlgorithm algorithm, string key, SignatureEncoding encoding)
    {
        var keys = _state.Keys.Get(key);
        if (IsRejected)
            return default;
        Span<byte> mac = stackalloc byte[CallbackKey.MaxMacBytes];
        var used = keys.FirstOrDefault(candidate => candidate.Id == _state.KeyId) ?? keys.FirstOrDefault();
        if (used is null || !used.TryComputeMac(algorithm, _state.Message.Written, mac, out var length))
        {
            RejectKey(key);
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

    private bool CanAnswer(WireValue value)
    {
        if (IsRejected || IsUndecodable(value))
            return false;
        if (!value.IsScalar || value.Utf8.IsEmpty)
            return Reject(CallbackRejectionReason.MissingMember, value.Source, "is required by the answer");
        if (value.Utf8.Length > MaxAnsweredValue || !Utf8.IsValid(value.Utf8))
            return Reject(CallbackRejectionReason.InvalidMember, value.Source, "is too long, or no text, to be answered with");
        return !HasControls(value.Utf8)
            || Reject(CallbackRejectionReason.InvalidMember, value.Source, "holds control characters and cannot be answered with");
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

    private partial struct State
    {
        public PooledBytes Answer;
    }
}
