using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using CallbackGen.Definitions;
using CallbackGen.Generator.Tests.Signing;

namespace CallbackGen.Generator.Tests.Properties;

/// <summary>
/// A request whose values are varied: those of its JSON body, of its form or query, of the claims where a token is the payload,
/// or of the JSON in a form's field.
/// </summary>
internal sealed record Subject(CallbackFeed Feed, FeedTest Test, CallbackRequest Request, string? Claims)
{
    public static Subject Of(CallbackFeed feed, FeedTest test) =>
        new(feed, test, test.Request, ClaimsOf(feed, test.Request)) { Field = FieldOf(feed) };

    /// <summary>
    /// Gets the form's field that contains the payload as base64 of JSON, or the member of a JSON body that contains its text; or null.
    /// </summary>
    private string? Field { get; init; }

    /// <summary>Gets the values that can be varied, except the signature or token itself.</summary>
    public IReadOnlyList<Leaf> Leaves =>
        [
            .. (
                IsJson ? Leaf.OfJson(Text)
                : IsXml ? XDocument.Parse(Encoding.UTF8.GetString(Text)).Root!.Elements().Select(OfElement)
                : IsOpaque ? []
                : Leaf.OfFields(Encoding.Latin1.GetString(Text))
            ).Where(leaf => !IsProof(leaf)),
        ];

    private bool IsJson => Claims is not null || Field is not null || IsJsonBody;

    private bool IsJsonBody => Request.ContentType?.Contains("json", StringComparison.OrdinalIgnoreCase) ?? false;

    private bool IsXml => Request.ContentType?.Contains("xml", StringComparison.OrdinalIgnoreCase) ?? false;

    private bool IsOpaque =>
        Request.ContentType is { } type && !IsJson && !IsXml && !type.Contains("form", StringComparison.OrdinalIgnoreCase);

    private bool IsQuery => Claims is null && Field is null && Request.Body.IsEmpty;

    private byte[] Text =>
        Claims is not null ? Encoding.UTF8.GetBytes(Claims)
        : Field is not null && IsJsonBody ? Encoding.UTF8.GetBytes(JsonEditor.Get(Request.Body.ToArray(), "/" + Field)!)
        : Field is not null ? Convert.FromBase64String(WebUtility.UrlDecode(FieldText))
        : IsQuery ? Encoding.Latin1.GetBytes(Request.Query)
        : Request.Body.ToArray();

    /// <summary>Returns the request with a value replaced.</summary>
    public Subject With(Leaf leaf, Value value) =>
        IsXml ? WithText(leaf, value.Text) : WithText(leaf.Replace(Text, value.Write(leaf.Type)));

    /// <summary>Returns the request with a value replaced by a raw text.</summary>
    public Subject WithRaw(Leaf leaf, string raw) => IsXml ? WithText(leaf, WebUtility.UrlDecode(raw)) : WithText(leaf.Replace(Text, raw));

    /// <summary>Returns the request without a member or field.</summary>
    public Subject Without(Leaf leaf)
    {
        var path = JsonEditor.Segments(leaf.Pointer);
        if (path.Length == 0)
            return this;
        if (IsXml)
        {
            var document = XDocument.Parse(Encoding.UTF8.GetString(Text), LoadOptions.PreserveWhitespace);
            document.Root!.Element(path[0])!.Remove();
            return WithText(Encoding.UTF8.GetBytes(document.ToString(SaveOptions.DisableFormatting)));
        }

        if (!IsJson)
            return WithText(
                Encoding.Latin1.GetBytes(
                    string.Join(
                        '&',
                        Encoding.Latin1.GetString(Text).Split('&').Where(field => WebUtility.UrlDecode(field.Split('=')[0]) != path[0])
                    )
                )
            );
        var root = JsonNode.Parse(Text)!;
        var owner = path[..^1]
            .Aggregate(
                root,
                (node, segment) => node is JsonArray array ? array[int.Parse(segment, CultureInfo.InvariantCulture)]! : node[segment]!
            );
        if (owner is JsonObject members)
            members.Remove(path[^1]);
        return WithText(JsonSerializer.SerializeToUtf8Bytes(root));
    }

    /// <summary>
    /// Returns the request with content that is not a payload of any feed: a list and half a list, or a field with a wrong encoding.
    /// </summary>
    public IEnumerable<Subject> WithNone() =>
        (
            IsOpaque || IsXml ? []
            : IsJson ? new[] { "[1]", "[1" }
            : ["%zz=1"]
        ).Select(text => WithText(Encoding.UTF8.GetBytes(text)));

    /// <summary>Returns a value as text.</summary>
    public string TextOf(Leaf leaf)
    {
        if (IsXml)
            return XmlEditor.Get(Text, leaf.Pointer[1..])!;
        var raw = Encoding.UTF8.GetString(Text.AsSpan(leaf.Start, leaf.End - leaf.Start));
        return leaf.Type switch
        {
            JsonTokenType.None => WebUtility.UrlDecode(raw),
            JsonTokenType.String => JsonSerializer.Deserialize<string>(raw)!,
            JsonTokenType.Null => "",
            _ => raw,
        };
    }

    /// <summary>Returns the request with a value replaced by a text, with the same JSON type where the text allows it.</summary>
    public Subject WithText(Leaf leaf, string text) =>
        WithText(
            IsXml
                ? XmlEditor.Set(Text, leaf.Pointer[1..], OfXml(text))
                : leaf.Replace(
                    Text,
                    leaf.Type switch
                    {
                        JsonTokenType.None => Uri.EscapeDataString(text),
                        JsonTokenType.String or JsonTokenType.Null => JsonSerializer.Serialize(text),
                        _ => text.Length > 0 && char.IsAsciiDigit(text[^1]) ? text : "null",
                    }
                )
        );

    /// <summary>Returns the request with an additional member or field.</summary>
    public Subject WithMember(string name, Value value)
    {
        var text = Text;
        if (IsXml)
            return WithText(XmlEditor.Set(text, name, OfXml(value.Text)));
        if (!IsJson)
            return IsOpaque
                ? this
                : WithText([
                    .. text,
                    .. Encoding.UTF8.GetBytes($"{(text.Length == 0 ? "" : "&")}{name}={value.Write(JsonTokenType.None)}"),
                ]);
        var end = text.AsSpan().LastIndexOf((byte)'}');
        if (end < 0)
            return this;
        var comma = text.AsSpan(0, end).TrimEnd(" \t\r\n"u8).EndsWith("{"u8) ? "" : ",";
        return WithText([
            .. text[..end],
            .. Encoding.UTF8.GetBytes($"{comma}\"{name}\":{value.Write(JsonTokenType.String)}"),
            .. text[end..],
        ]);
    }

    public Subject WithRequest(CallbackRequest request) => this with { Request = request, Claims = ClaimsOf(Feed, request) };

    private Subject WithText(byte[] text)
    {
        if (Claims is not null)
            return this with { Claims = Encoding.UTF8.GetString(text) };
        if (Field is not null && IsJsonBody)
            text = JsonEditor.Set(Request.Body.ToArray(), "/" + Field, Encoding.UTF8.GetString(text), isNumber: false);
        else if (Field is not null)
            text = Encoding.Latin1.GetBytes(
                Encoding
                    .Latin1.GetString(Request.Body.Span)
                    .Replace(FieldText, Uri.EscapeDataString(Convert.ToBase64String(text)), StringComparison.Ordinal)
            );
        return this with { Request = IsQuery ? Copy(Request, query: Encoding.Latin1.GetString(text)) : Copy(Request, body: text) };
    }

    /// <summary>Returns a copy of a request with other parts; the public URL ends with the query of the copy.</summary>
    public static CallbackRequest Copy(
        CallbackRequest request,
        byte[]? body = null,
        string? query = null,
        string? url = null,
        CallbackHeaders? headers = null
    ) =>
        new()
        {
            Method = request.Method,
            Path = request.Path,
            ContentType = request.ContentType,
            Body = body ?? request.Body,
            Query = query ?? request.Query,
            Url = url ?? (query is null || request.Url is null ? request.Url : $"{request.Url.Split('?')[0]}?{query}"),
            Headers = headers ?? request.Headers,
        };

    /// <summary>Returns the request with a token that contains the subject's claims under the original signature.</summary>
    public CallbackRequest ForgedToken()
    {
        var segments = TokenOf(Feed, Request).Split('.');
        var forged = $"{segments[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Claims!))}.{segments[2]}";
        return Copy(
            Request,
            Encoding.UTF8.GetBytes(
                Encoding.UTF8.GetString(Request.Body.Span).Replace(string.Join('.', segments), forged, StringComparison.Ordinal)
            )
        );
    }

    /// <summary>Returns the leaf of an element, which has no position: it is replaced by its name.</summary>
    private static Leaf OfElement(XElement element) => new("/" + element.Name.LocalName, 0, 0, JsonTokenType.None);

    /// <summary>Returns a text without the characters that XML 1.0 cannot contain, and with the line ends that a parser returns.</summary>
    private static string OfXml(string text) =>
        string.Concat(text.EnumerateRunes().Where(rune => !rune.IsBmp || XmlConvert.IsXmlChar((char)rune.Value)));

    private bool IsProof(Leaf leaf) =>
        Claims is null
        && Feed.Definition.Proofs.Any(proof =>
            proof.From.IndexOf(":/", StringComparison.Ordinal) is > 0 and var colon
            && leaf.Pointer.EndsWith(proof.From[(colon + 1)..], StringComparison.Ordinal)
        );

    /// <summary>Gets the field as the form writes it.</summary>
    private string FieldText =>
        Encoding.Latin1.GetString(Request.Body.Span).Split('&').First(part => part.StartsWith(Field + "=", StringComparison.Ordinal))[
            (Field!.Length + 1)..
        ];

    private static string? FieldOf(CallbackFeed feed)
    {
        using var schema = JsonDocument.Parse(Catalogue.Schema(feed.Name));
        if (
            !schema.RootElement.GetProperty("callback").TryGetProperty("payload", out var payload)
            || !payload.GetString()!.Contains('|', StringComparison.Ordinal)
        )
            return null;
        var text = payload.GetString()!;
        var isJson = feed.Definition.Receive.All(way => way.Content == CallbackContent.Json);
        var field = Regex.Match(text, isJson ? @"\Abody:/(\w+)\|json\z" : @"\Abody:/(\w+)\|base64decode\|json\z");
        Assert.True(field.Success, $"Say how {text} is varied.");
        return field.Groups[1].Value;
    }

    private static string? ClaimsOf(CallbackFeed feed, CallbackRequest request) =>
        feed.Definition.Proofs.Any(proof => proof.CarriesPayload)
            ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(TokenOf(feed, request).Split('.')[1]))
            : null;

    private static string TokenOf(CallbackFeed feed, CallbackRequest request)
    {
        using var body = JsonDocument.Parse(request.Body);
        return body.RootElement.GetProperty(feed.Definition.Proofs[0].From["body:/".Length..]).GetString()!;
    }
}
