using System.Text.Json;
using CallbackGen.Reading;

namespace CallbackGen.Receiver.Forwarding;

/// <summary>Takes a payload apart: what the provider's signature covers, and what anybody may have written.</summary>
/// <param name="feed">The feed.</param>
/// <param name="payload">The payload: an object, but of a feed that reads its body as one text.</param>
internal sealed class SignedSplit(CallbackFeed feed, JsonElement payload)
{
    private readonly HashSet<string> _unsigned = [.. feed.Definition.UnsignedMembers];

    /// <summary>Whether nothing at all is signed.</summary>
    private bool IsAllUnsigned => feed.Trust == CallbackTrust.Received;

    /// <summary>Writes what is signed.</summary>
    public void WriteSigned(Utf8JsonWriter json)
    {
        if (IsAllUnsigned)
            WriteNothing(json);
        else
            WriteSigned(json, payload, "");
    }

    /// <summary>Writes what is not signed, and undeclared members behind it.</summary>
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

    /// <summary>JSON pointers (RFC 6901) of what is signed: the topmost ones of which all is.</summary>
    public IEnumerable<string> SignedMembers() =>
        IsAllUnsigned ? []
        : payload.ValueKind == JsonValueKind.Object ? SignedMembers(payload, "")
        : [""];

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

    // What a signature leaves out is a member of the payload or of an object in it, and never of an array's items.
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
    /// Whether something of a member is signed. Of one that holds unsigned members, and no signed one or is null, nothing is: not even whether it
    /// is there.
    /// </summary>
    private bool HoldsSigned(JsonElement value, string pointer) =>
        !_unsigned.Contains(pointer)
        && (!HoldsUnsigned(pointer) || (value.ValueKind == JsonValueKind.Object && SignedMembers(value, pointer).Any()));

    /// <summary>Whether something within a place is not signed.</summary>
    private bool HoldsUnsigned(string pointer) =>
        _unsigned.Any(unsigned =>
            unsigned.Length > pointer.Length && unsigned.StartsWith(pointer, StringComparison.Ordinal) && unsigned[pointer.Length] == '/'
        );
}
