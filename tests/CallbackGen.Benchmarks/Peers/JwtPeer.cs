using System.Buffers.Text;
using System.IdentityModel.Tokens.Jwt;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CallbackGen.Receiver;
using Microsoft.IdentityModel.Tokens;

namespace CallbackGen.Benchmarks.Peers;

/// <summary>
/// The same callback as it is received without us: the envelope and the claims by System.Text.Json, the token by
/// System.IdentityModel.Tokens.Jwt.
/// </summary>
internal sealed class JwtPeer(string key, JsonTypeInfo<LeanXBill> bill)
{
    private readonly JwtSecurityTokenHandler _handler = new();
    private readonly TokenValidationParameters _parameters = new()
    {
        IssuerSigningKey = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(key)),
        ValidateIssuer = false,
        ValidateAudience = false,
        RequireExpirationTime = false,
    };

    public LeanXBill Receive(ReadOnlySpan<byte> body)
    {
        var envelope = JsonSerializer.Deserialize(body, JsonPeer.Default.Envelope)!;
        _handler.ValidateToken(envelope.Data, _parameters, out var token);
        return JsonSerializer.Deserialize(Base64Url.DecodeFromChars(((JwtSecurityToken)token).RawPayload), bill)!;
    }

    internal sealed record Envelope(string Data, int ResponseCode);
}
