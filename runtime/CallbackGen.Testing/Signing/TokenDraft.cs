using System.Buffers.Text;
using System.Globalization;
using System.Text;
using CallbackGen.Definitions;
using CallbackGen.Reading;
using CallbackGen.Testing.Editing;

namespace CallbackGen.Testing.Signing;

/// <summary>A compact JWS (RFC 7515) that is being signed: its claims keep their bytes, except those that are set.</summary>
internal sealed class TokenDraft
{
    private const int DefaultLifetimeSeconds = 300;

    private readonly CallbackProof _proof;
    private byte[] _header;
    private byte[] _claims;
    private string _signature = "AA";

    private TokenDraft(CallbackProof proof, byte[] claims)
    {
        _proof = proof;
        _claims = claims;
        var extension = proof.IsUnencoded ? ""","b64":false,"crit":["b64"]""" : "";
        _header = Encoding.UTF8.GetBytes($$"""{"alg":"{{proof.Algorithms[0]}}","typ":"JWT"{{extension}}}""");
        foreach (var member in proof.TokenHeader)
            _header = JsonEditor.Set(_header, JsonPointer.Of(member.Name), "x", isNumber: false);
    }

    private string SigningInput => $"{Encode(_header)}.{(_proof.IsDetached ? "" : Encode(_claims))}";

    /// <summary>Returns a token with the claims of an old one, or with none.</summary>
    public static TokenDraft Of(CallbackProof proof, string? old, string? claims)
    {
        if (claims is not null)
            return new(proof, Encoding.UTF8.GetBytes(claims));
        var segments = (old ?? "").Split('.');
        try
        {
            return new(proof, segments.Length == 3 ? Base64Url.DecodeFromChars(segments[1]) : "{}"u8.ToArray());
        }
        catch (FormatException)
        {
            return new(proof, "{}"u8.ToArray());
        }
    }

    /// <summary>Renews the times that would be rejected now, and adds required ones.</summary>
    public void Renew(DateTimeOffset now)
    {
        var seconds = now.ToUnixTimeSeconds();
        foreach (var claim in new[] { "exp", "nbf", "iat" })
        {
            var rule = _proof.Claims.FirstOrDefault(rule => rule.Name == claim);
            var old = JsonEditor.Get(_claims, "/" + claim);
            if (old is null && rule is not { Required: true })
                continue;
            var age = (long)(rule?.MaxAge?.TotalSeconds ?? long.MaxValue);
            var isGood =
                long.TryParse(old, NumberStyles.None, CultureInfo.InvariantCulture, out var time)
                && (
                    claim == "exp" ? time > seconds && time - seconds <= age : time <= seconds && (claim == "nbf" || seconds - time <= age)
                );
            if (!isGood)
                SetNumber(claim, claim == "exp" ? seconds + Math.Min(age, DefaultLifetimeSeconds) : seconds);
        }
    }

    /// <summary>Sets a claim to a text, and returns whether it changed.</summary>
    public bool Set(string claim, string text)
    {
        if (JsonEditor.Get(_claims, JsonPointer.Of(claim)) == text)
            return false;
        _claims = JsonEditor.Set(_claims, JsonPointer.Of(claim), text, isNumber: false);
        _signature = "AA";
        return true;
    }

    /// <summary>Sets a member of the header to a text, and returns whether it changed.</summary>
    public bool SetHeader(string name, string text)
    {
        if (JsonEditor.Get(_header, JsonPointer.Of(name)) == text)
            return false;
        _header = JsonEditor.Set(_header, JsonPointer.Of(name), text, isNumber: false);
        _signature = "AA";
        return true;
    }

    /// <summary>Sets the signature of the token, and returns whether it changed.</summary>
    public bool Sign(ReadOnlySpan<byte> signature)
    {
        var text = Encode(signature);
        if (_signature == text)
            return false;
        _signature = text;
        return true;
    }

    /// <summary>Returns the JWS signing input, in ASCII.</summary>
    public byte[] Message() => Encoding.ASCII.GetBytes(SigningInput);

    public override string ToString() => $"{_proof.Prefix}{SigningInput}.{_signature}";

    private void SetNumber(string claim, long value) =>
        _claims = JsonEditor.Set(_claims, JsonPointer.Of(claim), value.ToString(CultureInfo.InvariantCulture), isNumber: true);

    private static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);
}
