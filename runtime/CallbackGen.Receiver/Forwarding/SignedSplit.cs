using System.Text.Json;
using CallbackGen.Reading;

namespace CallbackGen.Receiver.Forwarding;

/// <summary>
/// Splits a payload into the members that the provider's signature covers and those that it does not, which anyone may have
/// written.
/// </summary>
/// <param name="feed">The feed.</param>
/// <param name="payload">The payload: an object, except for a feed that reads its body as one text.</param>
internal sealed class SignedSplit(CallbackFeed feed, JsonElement payload)
{
    private readonly HashSet<string> _unsigned = [.. feed.Definition.UnsignedMembers, .. Tokens(feed.Definition)];

    /// <summary>The members that contain the provider's shared token, which the shop does not need.</summary>
    private readonly HashSet<string> _tokens = [.. Tokens(feed.Definition)];

    /// <summary>Whether the signature covers no member.</summary>
    private bool IsAllUnsigned => feed.Trust == CallbackTrust.Received;

    /// <summary>Writes the signed members.</summary>
    public void WriteSigned(Utf8JsonWriter json)
    {
        if (IsAllUnsigned)
            WriteNothing(json);
        else
            WriteSigned(json, payload, "");
    }

    /// <summary>Writes the unsigned members, followed by the undeclared ones.</summary>
    public void WriteUnsigned(Utf8JsonWriter json, UnknownMembers undeclared)
    {
        if (payload.ValueKind != JsonValueKind.Object)
        {
            if (IsAllUnsigned)
                payload.WriteTo(json);
            else
                WriteNothing(json);
            return;
        }

        json.WriteStartObject();
        foreach (var member in payload.EnumerateObject())
        {
            if (IsAllUnsigned)
                member.WriteTo(json);
            else
                WriteUnsigned(json, member, "");
        }

        foreach (var (name, value) in undeclared)
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }

        json.WriteEndObject();
    }

    /// <summary>
    /// Returns the JSON pointers (RFC 6901) of the signed members: the topmost ones that are signed as a whole.
    /// </summary>
    public IEnumerable<string> SignedMembers() =>
        IsAllUnsigned ? []
        : payload.ValueKind == JsonValueKind.Object ? SignedMembers(payload, "")
        : [""];

    private static IEnumerable<string> Tokens(CallbackFeedDefinition feed) =>
        feed
            .Proofs.Where(proof => proof.Scheme == "token" && proof.From.Contains(":/", StringComparison.Ordinal))
            .Select(proof => proof.From[(proof.From.IndexOf(':', StringComparison.Ordinal) + 1)..]);

    private static void WriteNothing(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteEndObject();
    }

    private IEnumerable<string> SignedMembers(JsonElement parent, string pointer)
    {
        foreach (var member in parent.EnumerateObject())
        {
            var at = pointer + JsonPointer.Of(member.Name);
            if (_unsigned.Contains(at))
                continue;
            if (!HoldsUnsigned(at))
                yield return at;
            else if (member.Value.ValueKind == JsonValueKind.Object)
            {
                foreach (var inner in SignedMembers(member.Value, at))
                    yield return inner;
            }
        }
    }

    // An unsigned member is a member of the payload or of an object in it, never of an array's items.
    private void WriteSigned(Utf8JsonWriter json, JsonElement element, string pointer)
    {
        if (!HoldsUnsigned(pointer))
        {
            element.WriteTo(json);
            return;
        }

        json.WriteStartObject();
        foreach (var member in element.EnumerateObject())
        {
            var at = pointer + JsonPointer.Of(member.Name);
            if (!HoldsSigned(member.Value, at))
                continue;
            json.WritePropertyName(member.Name);
            WriteSigned(json, member.Value, at);
        }

        json.WriteEndObject();
    }

    private void WriteUnsigned(Utf8JsonWriter json, JsonProperty member, string pointer)
    {
        var at = pointer + JsonPointer.Of(member.Name);
        if (_tokens.Contains(at))
            return;
        if (!HoldsSigned(member.Value, at))
        {
            member.WriteTo(json);
        }
        else if (HoldsUnsigned(at))
        {
            json.WriteStartObject(member.Name);
            foreach (var inner in member.Value.EnumerateObject())
                WriteUnsigned(json, inner, at);
            json.WriteEndObject();
        }
    }

    /// <summary>
    /// Returns whether any part of a member is signed. When the member holds unsigned members, and either no signed ones or null,
    /// no part is signed: not even its presence.
    /// </summary>
    private bool HoldsSigned(JsonElement value, string pointer) =>
        !_unsigned.Contains(pointer)
        && (!HoldsUnsigned(pointer) || (value.ValueKind == JsonValueKind.Object && SignedMembers(value, pointer).Any()));

    /// <summary>Returns whether any part below a JSON pointer is unsigned.</summary>
    private bool HoldsUnsigned(string pointer) =>
        _unsigned.Any(unsigned =>
            unsigned.Length > pointer.Length && unsigned.StartsWith(pointer, StringComparison.Ordinal) && unsigned[pointer.Length] == '/'
        );
}
