using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CallbackGen.Receiver;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CallbackGen.Benchmarks.Peers;

/// <summary>
/// The same callback without our code: System.Text.Json parses the envelope and the claims, and the <see cref="JsonWebTokenHandler"/> of
/// Microsoft.IdentityModel.JsonWebTokens verifies the token.
/// </summary>
internal sealed class JwtPeer(string key, JsonTypeInfo<LeanXBill> bill)
{
    private readonly JsonWebTokenHandler _handler = new();
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
        // It completes synchronously: the key is configured, so nothing is fetched.
        var result = _handler.ValidateTokenAsync(envelope.Data, _parameters).GetAwaiter().GetResult();
        return result.IsValid
            ? JsonSerializer.Deserialize(Base64Url.DecodeFromChars(((JsonWebToken)result.SecurityToken).EncodedPayload), bill)!
            : throw result.Exception;
    }

    internal sealed record Envelope(string Data, int ResponseCode);
}
