using System.Buffers;
using System.Text.Json;
using CallbackGen.Inbox;

namespace CallbackGen.Receiver.Forwarding;

/// <summary>
/// Writes a callback in the form that the shop receives. The page <c>runtime/docs/gateway.md</c> shows an example.
/// </summary>
internal static class ForwardedCallback
{
    /// <summary>The suffix of the type when the provider's API has to confirm the callback before it is booked.</summary>
    public const string Unconfirmed = ".unconfirmed";

    /// <summary>Writes the body, which is the same for each attempt.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="message">The callback.</param>
    /// <param name="id">The delivery's id.</param>
    /// <param name="request">The provider's request.</param>
    /// <param name="includesRequest">Whether the provider's request is included.</param>
    /// <returns>JSON (RFC 8259) in UTF-8.</returns>
    public static byte[] Write(CallbackFeed feed, CallbackMessage message, string id, ArrivedRequest request, bool includesRequest)
    {
        using var payload = JsonDocument.Parse(message.ToJson());
        var split = new SignedSplit(feed, payload.RootElement);
        var body = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("type", feed.Trust == CallbackTrust.Verified ? feed.Name : feed.Name + Unconfirmed);
            json.WriteString("timestamp", UtcTime.Of(request.ReceivedAt));
            json.WriteStartObject("data");
            json.WriteString("feed", feed.Name);
            json.WriteString("trust", feed.Trust.ToString().ToLowerInvariant());
            WriteReceipt(json, message.Receipt, id, split);
            WriteRoles(json, feed, message);
            json.WritePropertyName("payload");
            split.WriteSigned(json);
            json.WritePropertyName("unsigned");
            split.WriteUnsigned(json, message.Receipt.UnsignedMembers);
            if (includesRequest)
                WriteRequest(json, request);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }

    private static void WriteReceipt(Utf8JsonWriter json, CallbackReceipt receipt, string id, SignedSplit split)
    {
        json.WriteStartObject("receipt");
        json.WriteString("id", id);
        json.WriteString("idempotencyKey", receipt.IdempotencyKey);
        json.WriteString("verifiedAt", UtcTime.Of(receipt.VerifiedAt));
        json.WriteString("key", receipt.KeyId);
        json.WriteString("keySet", receipt.KeySet);
        json.WriteStartArray("signedMembers");
        foreach (var pointer in split.SignedMembers())
            json.WriteStringValue(pointer);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes those members with a role that the signature covers.</summary>
    private static void WriteRoles(Utf8JsonWriter json, CallbackFeed feed, CallbackMessage message)
    {
        json.WriteStartObject("roles");
        foreach (var role in feed.Trust == CallbackTrust.Received ? [] : feed.Definition.Roles.Except(feed.Definition.UnsignedRoles))
        {
            if (message.GetRole(role) is { } text)
                json.WriteString(JsonNamingPolicy.CamelCase.ConvertName(role.ToString()), text);
        }

        json.WriteEndObject();
    }

    private static void WriteRequest(Utf8JsonWriter json, ArrivedRequest request)
    {
        json.WriteStartObject("request");
        json.WriteString("method", request.Method);
        json.WriteString("path", request.Path);
        json.WriteString("query", request.Query);
        json.WriteString("contentType", request.ContentType);
        json.WriteStartArray("headers");
        foreach (var (name, value) in request.Headers)
        {
            json.WriteStartArray();
            json.WriteStringValue(name);
            json.WriteStringValue(value);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteBase64String("body", request.Body.Span);
        json.WriteEndObject();
    }
}
