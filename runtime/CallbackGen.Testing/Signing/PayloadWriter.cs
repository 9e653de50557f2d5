using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using CallbackGen.Definitions;
using CallbackGen.Reading;

namespace CallbackGen.Testing.Signing;

/// <summary>Encodes a payload as a request of one of its feed's transports.</summary>
internal static class PayloadWriter
{
    /// <summary>Returns the request, unsigned.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="json">The payload as JSON.</param>
    /// <param name="content">Its encoding; that of the schema's first transport when null.</param>
    /// <param name="isClaims">Whether the payload is the claims of a token, so that the body contains only the token.</param>
    /// <exception cref="ArgumentException">The feed has no transport with <paramref name="content"/>.</exception>
    /// <exception cref="CallbackSigningException">The payload cannot be encoded that way.</exception>
    public static CallbackRequest Write(CallbackFeedDefinition feed, byte[] json, CallbackContent? content, bool isClaims)
    {
        var transport = Choose(feed, content);
        using var payload = JsonDocument.Parse(isClaims ? "{}"u8.ToArray() : json);
        var root = payload.RootElement;
        var charset = CharsetOf(transport, root);
        var (type, text) = transport.Content switch
        {
            CallbackContent.Json => ("application/json", isClaims ? "{}" : Wrap(json, feed.PayloadPointer)),
            CallbackContent.Form => ("application/x-www-form-urlencoded", Fields(feed, root, charset)),
            CallbackContent.Multipart => (
                "multipart/form-data; boundary=callbackgen-test-boundary",
                Editing.MultipartEditor.Write("callbackgen-test-boundary", Members(root, feed))
            ),
            CallbackContent.Xml => ("application/xml", Xml(root)),
            CallbackContent.Text => ("text/plain", Text(root)),
            _ => (null, ""),
        };
        return new()
        {
            Method = transport.Method,
            ContentType = type,
            Body = (charset ?? Encoding.UTF8).GetBytes(text),
            Query = transport.Content == CallbackContent.Query ? Fields(feed, root) : "",
        };
    }

    private static CallbackTransport Choose(CallbackFeedDefinition feed, CallbackContent? content) =>
        feed.Receive.FirstOrDefault(transport => content is null || transport.Content == content)
        ?? throw new ArgumentException(
            $"{feed.Name} does not arrive as {content}: its schema receives "
                + $"{string.Join(", ", feed.Receive.Select(transport => $"{transport.Method} {transport.Content}"))}.",
            nameof(content)
        );

    /// <summary>Wraps the payload in the objects of its pointer; if it is an item of a list, as the only one.</summary>
    private static string Wrap(byte[] json, string pointer)
    {
        var wrapped = Encoding.UTF8.GetString(json);
        foreach (var segment in Editing.JsonEditor.Segments(pointer).Reverse())
            wrapped = segment == "*" ? $"[{wrapped}]" : $"{{\"{JsonEncodedText.Encode(segment)}\":{wrapped}}}";
        return wrapped;
    }

    /// <summary>Returns the charset of a form, from the schema or from the field that names it; null is UTF-8.</summary>
    private static Encoding? CharsetOf(CallbackTransport transport, JsonElement payload)
    {
        var field = transport.CharsetFrom is { } from ? Editing.JsonEditor.Segments(from["body:".Length..])[0] : null;
        var name =
            field is not null && payload.ValueKind == JsonValueKind.Object && payload.TryGetProperty(field, out var named)
                ? Text(named)
                : transport.Charset;
        return name is not null && FieldCharset.TryFind(name, out var charset) ? charset : null;
    }

    private static string Fields(CallbackFeedDefinition feed, JsonElement payload, Encoding? charset = null) =>
        string.Join('&', Members(payload, feed).Select(field => $"{Escape(field.Name, charset)}={Escape(field.Text, charset)}"));

    private static string Escape(string text, Encoding? charset) =>
        charset is null ? Uri.EscapeDataString(text) : string.Concat(charset.GetBytes(text).Select(unit => $"%{unit:X2}"));

    private static string Xml(JsonElement payload) =>
        new XElement("xml", Members(payload).Select(field => new XElement(field.Name, field.Text))).ToString(SaveOptions.DisableFormatting);

    /// <summary>
    /// Converts members to fields: a null member is omitted, and a list becomes one field per item. If the feed reads names with
    /// brackets, lists and objects use them, unless its message defines the handling of repeated names.
    /// </summary>
    private static IEnumerable<(string Name, string Text)> Members(JsonElement payload, CallbackFeedDefinition? feed = null)
    {
        if (payload.ValueKind != JsonValueKind.Object)
            throw new CallbackSigningException("A payload that is no object has no fields to be written as: choose another content.");
        return payload
            .EnumerateObject()
            .SelectMany(member =>
                WritesNested(feed, member.Name)
                    ? Nested(member.Name, member.Value)
                    : (
                        member.Value.ValueKind switch
                        {
                            JsonValueKind.Null => [],
                            JsonValueKind.Array => [.. member.Value.EnumerateArray()],
                            _ => new[] { member.Value },
                        }
                    ).Select(value => (member.Name, Text(value)))
            );
    }

    private static bool WritesNested(CallbackFeedDefinition? feed, string name) =>
        feed is not null && (feed.SignsContent || !feed.AllowRepeatedFields) && feed.NestedFields.Contains(name);

    private static IEnumerable<(string Name, string Text)> Nested(string name, JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => [],
            JsonValueKind.Array => value.EnumerateArray().SelectMany((item, position) => Nested($"{name}[{position}]", item)),
            JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Nested($"{name}[{member.Name}]", member.Value)),
            _ => [(name, Text(value))],
        };

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
