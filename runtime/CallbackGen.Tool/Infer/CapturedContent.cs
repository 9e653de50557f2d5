using System.Text;
using System.Text.Json;
using CallbackGen.Reading;
using CallbackGen.Tool.Captures;

namespace CallbackGen.Tool.Infer;

/// <summary>The parsed content of a captured request: its content kind in terms of <c>receive</c>, and its members.</summary>
internal sealed class CapturedContent
{
    /// <summary>The largest number of objects in a body that are considered: more than a provider signs separately.</summary>
    private const int MaxObjects = 24;

    private const int MinHeld = 6;

    private static readonly Dictionary<string, string> ContentOfType = new(StringComparer.OrdinalIgnoreCase)
    {
        ["application/json"] = "json",
        ["application/x-www-form-urlencoded"] = "form",
        ["multipart/form-data"] = "multipart",
        ["application/xml"] = "xml",
        ["text/xml"] = "xml",
    };

    private CapturedContent(Capture capture) => Capture = capture;

    public Capture Capture { get; }

    /// <summary>A keyword of <c>receive</c>: json, form, multipart, query, xml or text.</summary>
    public string Content { get; private init; } = "text";

    /// <summary>The media type, when it is not a usual one of the content.</summary>
    public string? FurtherType { get; private init; }

    /// <summary>The JSON of a JSON body.</summary>
    public JsonElement? Json { get; private init; }

    /// <summary>The objects of the body, or the single object of all fields.</summary>
    public IReadOnlyList<CapturedObject> Objects { get; private init; } = [];

    /// <summary>Every scalar of the body or query, with its pointer.</summary>
    public IReadOnlyList<CapturedMember> Leaves { get; private init; } = [];

    /// <summary>The query parameters of a request with a body.</summary>
    public IReadOnlyList<CapturedMember> Parameters { get; private init; } = [];

    /// <summary>Parses a request.</summary>
    public static CapturedContent Of(Capture capture)
    {
        var body = capture.Body;
        if (capture.Method.Equals("GET", StringComparison.OrdinalIgnoreCase) || (body.IsEmpty && capture.Query.Length > 0))
            return OfFields(capture, "query", FieldsOf(capture.Query), null);
        var type = capture.Header("Content-Type")?.Split(';')[0].Trim().ToLowerInvariant() ?? "";
        var declared = ContentOfType.GetValueOrDefault(type, type.EndsWith("+json", StringComparison.Ordinal) ? "json" : "");
        var content = ContentOf(body.Span, declared, out var fields);
        // When the media type names another content, the bytes decide: some providers send JSON as text.
        var further = type.Length > 0 && declared != content && content != "text" ? type : null;
        return content switch
        {
            "json" => OfJson(capture, further),
            "text" => new(capture) { Parameters = FieldsOf(capture.Query) },
            _ => OfFields(capture, content, fields, further),
        };
    }

    /// <summary>
    /// Returns whether a text appears unchanged in any part of the request: a shared token, or a password of basic authentication
    /// (RFC 7617).
    /// </summary>
    /// <param name="text">The text; a short one is ignored, because it may appear by chance.</param>
    public bool Holds(string text) =>
        text.Length >= MinHeld
        && (
            Leaves.Concat(Parameters).Any(member => member.Text.Contains(text, StringComparison.Ordinal))
            || Capture.Headers.Any(header =>
                header.Text.Contains(text, StringComparison.Ordinal) || CredentialsIn(header).Contains(text, StringComparison.Ordinal)
            )
            || Capture.Target.Contains(text, StringComparison.Ordinal)
            || Capture.Body.Span.IndexOf(Encoding.UTF8.GetBytes(text)) >= 0
        );

    /// <summary>Returns user and password of a field with basic authentication; empty for any other field.</summary>
    private static string CredentialsIn(CaptureHeader header)
    {
        var words = header.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var credentials = new byte[header.Text.Length];
        return
            words is [var scheme, var encoded]
            && scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)
            && Convert.TryFromBase64String(encoded, credentials, out var length)
            ? Encoding.UTF8.GetString(credentials.AsSpan(0, length))
            : "";
    }

    private static string ContentOf(ReadOnlySpan<byte> body, string declared, out IReadOnlyList<CapturedMember> fields)
    {
        fields = [];
        var first = body.TrimStart(" \t\r\n"u8);
        if (declared is "json" or "" && !first.IsEmpty && IsJson(body))
            return "json";
        if (first is [(byte)'<', ..])
            return FlatXml.TryRead(body, out var elements, out _, out _) && (fields = MembersOf(elements!)).Count > 0 ? "xml" : "text";
        if (first is [(byte)'{' or (byte)'[', ..] && IsJson(body))
            return "json";
        if (declared == "multipart")
        {
            var parts = new FormFields();
            return MultipartForm.Read(body, parts, out _) is null && (fields = MembersOf(parts)).Count > 0 ? "multipart" : "text";
        }

        fields = FieldsOf(Encoding.UTF8.GetString(body));
        return fields.Count > 0 && (declared == "form" || (declared.Length == 0 && body.IndexOfAny(" \r\n"u8) < 0)) ? "form" : "text";
    }

    private static bool IsJson(ReadOnlySpan<byte> body)
    {
        if (!JsonIndex.TryBuild(body, out var index, out _, out _))
            return false;
        index!.Dispose();
        return true;
    }

    private static CapturedContent OfFields(Capture capture, string content, IReadOnlyList<CapturedMember> fields, string? further) =>
        new(capture)
        {
            Content = content,
            FurtherType = further,
            Objects = [new("", fields)],
            Leaves = fields,
            Parameters = content == "query" ? [] : FieldsOf(capture.Query),
        };

    private static CapturedContent OfJson(Capture capture, string? further)
    {
        using var document = JsonDocument.Parse(capture.Body, new JsonDocumentOptions { MaxDepth = 64 });
        var json = document.RootElement.Clone();
        var objects = new List<CapturedObject>();
        var leaves = new List<CapturedMember>();
        Walk(json, "", "", objects, leaves);
        return new(capture)
        {
            Content = "json",
            FurtherType = further,
            Json = json,
            Objects = objects,
            Leaves = leaves,
            Parameters = FieldsOf(capture.Query),
        };
    }

    private static void Walk(JsonElement value, string name, string pointer, List<CapturedObject> objects, List<CapturedMember> leaves)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            var members = value
                .EnumerateObject()
                .Select(member => MemberOf(member.Name, pointer + JsonPointer.Of(member.Name), member.Value))
                .ToList();
            if (objects.Count < MaxObjects)
                objects.Add(new(pointer, members));
            foreach (var member in value.EnumerateObject())
                Walk(member.Value, member.Name, pointer + JsonPointer.Of(member.Name), objects, leaves);
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            var position = 0;
            foreach (var item in value.EnumerateArray().Take(8))
                Walk(item, name, $"{pointer}/{position++}", objects, leaves);
        }
        else
        {
            leaves.Add(MemberOf(name, pointer, value));
        }
    }

    private static CapturedMember MemberOf(string name, string pointer, JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => new(name, pointer, MemberKind.Scalar, value.GetString()!),
            JsonValueKind.Null => new(name, pointer, MemberKind.Null, ""),
            JsonValueKind.Object or JsonValueKind.Array => new(name, pointer, MemberKind.Composite, value.GetRawText()),
            _ => new(name, pointer, MemberKind.Scalar, value.GetRawText()),
        };

    private static List<CapturedMember> FieldsOf(string fields) =>
        [
            .. fields
                .Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Where(field => field.Contains('=', StringComparison.Ordinal))
                .Select(field =>
                {
                    var split = field.IndexOf('=', StringComparison.Ordinal);
                    var name = System.Net.WebUtility.UrlDecode(field[..split]);
                    return new CapturedMember(
                        name,
                        JsonPointer.Of(name),
                        MemberKind.Scalar,
                        System.Net.WebUtility.UrlDecode(field[(split + 1)..])
                    );
                }),
        ];

    private static List<CapturedMember> MembersOf(FormFields fields) =>
        [
            .. Enumerable
                .Range(0, fields.Count)
                .Select(position =>
                {
                    // A part of a multipart form may contain a file: binary content is never signed as text.
                    var name = Encoding.UTF8.GetString(fields.Name(position));
                    return new CapturedMember(
                        name,
                        JsonPointer.Of(name),
                        MemberKind.Scalar,
                        Encoding.UTF8.GetString(fields.Value(position))
                    );
                }),
        ];
}
