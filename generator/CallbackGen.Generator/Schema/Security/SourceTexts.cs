using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.JsonSchema;

namespace CallbackGen.Generator.Schema.Security;

/// <summary>The properties of a feed that determine the texts of its messages.</summary>
/// <param name="Map">The payload.</param>
/// <param name="Payload">The location of the payload; null where the signed content is not a payload, as in a handshake.</param>
/// <param name="Receive">The transports.</param>
/// <param name="Keys">The keys.</param>
internal sealed record FeedForm(PayloadMap Map, PayloadModel? Payload, IReadOnlyList<TransportModel> Receive, IReadOnlyList<KeyModel> Keys)
{
    /// <summary>Gets whether the feed's callbacks arrive as JSON only.</summary>
    public bool JsonOnly => Receive.All(transport => transport.Content == ContentKind.Json);

    /// <summary>Returns whether no sender knows a key.</summary>
    public bool IsSecret(string key) => Keys.Any(declared => declared.Name == key && declared.Secret);

    /// <summary>Returns the payload's pointer for a source in it, or null when the source is not part of the payload.</summary>
    public string? PointerOf(SourceModel source) =>
        Payload is null ? null
        : source.Kind == SourceKind.Query
        && Payload is { IsToken: false, Text: null }
        && Receive.All(transport => transport.Content == ContentKind.Query)
            ? JsonPointer.Of(source.Name)
        : Coverage.ToPayload(source, Payload);
}

/// <summary>Returns the texts of the sources of a message, or a superset.</summary>
/// <param name="form">The properties of the feed.</param>
/// <param name="members">The texts of the payload's members.</param>
/// <param name="time">The time that is also checked, or null.</param>
/// <param name="side">The side whose texts are described.</param>
internal sealed class SourceTexts(FeedForm form, MemberTexts members, TimestampModel? time, TextSide side)
{
    private static readonly ByteSet JsonSpace = ByteSet.Of(" \t\r\n");
    private static readonly ByteSet Visible = ByteSet.Range('!', '~');

    private static readonly TextLanguage BeyondAscii = TextLanguage.Sequence(
        TextLanguage.Any,
        TextLanguage.One(ByteSet.BeyondAscii),
        TextLanguage.Any
    );

    /// <summary>Any JSON value (RFC 8259, section 3).</summary>
    private static readonly TextLanguage JsonValue = TextLanguage.Either(
        Between("{", "}"),
        Between("[", "]"),
        Between("\"", "\""),
        TextLanguage.Some(ByteSet.Digits | ByteSet.Of("-+.eE")),
        TextLanguage.Text("true"),
        TextLanguage.Text("false"),
        TextLanguage.Text("null")
    );

    public FeedForm Form => form;

    public MemberTexts Members => members;

    public TextSide Side => side;

    /// <summary>Gets a function that restricts the texts of a source further.</summary>
    public Func<SourceModel, TextLanguage, TextLanguage> Narrow { get; init; } = (_, texts) => texts;

    /// <summary>Returns a JSON object, with the white space and byte-order mark that may surround it.</summary>
    public static TextLanguage JsonObject() => Spaced(Between("{", "}"));

    /// <summary>Returns the texts of a term, regardless of its delimiter.</summary>
    public TextLanguage Of(TermModel term)
    {
        var source = term.Source;
        if (source.Kind == SourceKind.Key)
            return OfKey(term, form.Keys);
        if (term.Filters.Count == 0)
            return source.Kind == SourceKind.Const ? TextLanguage.Text(source.Name) : Narrow(source, Of(source));
        // An absent value stays absent after every filter.
        return IsAlways(source) ? FilterTexts.Of(term.Filters) : TextLanguage.Optional(FilterTexts.Of(term.Filters));
    }

    /// <summary>Returns the texts of a key that is mixed into a hashed message: a secret equals only itself.</summary>
    public static TextLanguage OfKey(TermModel term, IReadOnlyList<KeyModel> keys) =>
        keys.Any(declared => declared.Name == term.Source.Name && declared.Secret)
            ? TextLanguage.Secret(
                string.Join("|", term.Filters.Select(filter => filter.Name).Prepend(SignedText.LetterOf(term.Source.Name)))
            )
            : TextLanguage.Any;

    /// <summary>
    /// Returns the bytes of a member, as they are signed. In a charset other than UTF-8, the bytes of a declared form are known where
    /// all of its texts are ASCII, whose bytes are the same in each charset of the list.
    /// </summary>
    public TextLanguage OfMember(string pointer)
    {
        var texts = members.Of(pointer);
        return form.Receive.Any(transport => transport.IsRecoded) && TextLanguage.FindCommon(texts, BeyondAscii) is not null
            ? TextLanguage.Any
            : texts;
    }

    /// <summary>
    /// Returns the texts of a value without its delimiter. An escaped value may contain the delimiter, because it is escaped there.
    /// </summary>
    public static TextLanguage Delimited(TextLanguage texts, TermModel term, string delimiter)
    {
        var last = term.Filters.Count > 0 ? term.Filters[term.Filters.Count - 1] : null;
        return delimiter.Length == 0 || (last is { Name: "escape" } && delimiter.StartsWith(last.Arguments[0], StringComparison.Ordinal))
            ? texts
            : TextLanguage.Both(texts, TextLanguage.Without(delimiter));
    }

    /// <summary>
    /// Returns whether a source is the whole body, and the body is one JSON object or array: no proper prefix or suffix of it is one.
    /// </summary>
    public bool IsJsonBody(TermModel term) =>
        term is { Source.Kind: SourceKind.RawBody, Filters.Count: 0 }
        && IsJsonPayload
        && (form.Payload!.Pointer.Length > 0 || RootIsObject);

    /// <summary>Returns whether a part of the body is always written as an object.</summary>
    public bool IsJsonObject(JsonPart json) =>
        json.Members is not null
        || json.Except.Count > 0
        || json.Added.Count > 0
        || (IsJsonPayload && json.Root == form.Payload!.Pointer && RootIsObject);

    private bool IsJsonPayload => form is { JsonOnly: true, Payload: { IsToken: false, Text: null } };

    private bool RootIsObject =>
        form.Map.Roots.Count > 0
        && form.Map.Roots.All(root =>
            !root.IsValue || root.Members[0].Element is { Nullable: false, Value: ObjectValue or ArrayValue or MapValue }
        );

    private TextLanguage Of(SourceModel source)
    {
        if (time is not null && time.From == source)
            return Of(time);
        switch (source.Kind)
        {
            case SourceKind.RawBody:
                return Body();
            case SourceKind.Method:
                return form.Payload is null
                    ? TextLanguage.Any
                    : TextLanguage.Either([.. form.Receive.Select(transport => TextLanguage.Text(transport.Method.Word()))]);
            case SourceKind.Path:
                return TextLanguage.Sequence(TextLanguage.Text("/"), TextLanguage.Any);
            case SourceKind.Url:
                return TextLanguage.Sequence(TextLanguage.Text("http"), TextLanguage.Any);
        }

        return form.PointerOf(source) is { } pointer ? OfMember(pointer) : TextLanguage.Any;
    }

    /// <summary>Returns whether a value is always written in a list that leaves some values out.</summary>
    public bool IsWritten(TermModel term, RenderModel render) =>
        IsAlways(term.Source) && (!render.OmitEmpty || TextLanguage.FindCommon(Of(term), TextLanguage.Empty) is null);

    /// <summary>Returns whether there is always a value, which may be an empty text.</summary>
    private bool IsAlways(SourceModel source) =>
        source.Kind is SourceKind.RawBody or SourceKind.Const or SourceKind.Method or SourceKind.Path or SourceKind.Url
        || (form.PointerOf(source) is { } pointer && members.IsAlways(pointer));

    private static TextLanguage Of(TimestampModel time) =>
        time.Unit switch
        {
            TimestampUnit.Seconds or TimestampUnit.Milliseconds or TimestampUnit.Microseconds or TimestampUnit.Nanoseconds =>
                TextLanguage.Some(ByteSet.Digits),
            TimestampUnit.DecimalSeconds => TextLanguage.Some(ByteSet.Digits | ByteSet.Of(".")),
            null => TextLanguage.Any,
            TimestampUnit.Iso8601 or TimestampUnit.Iso8601Basic => TextLanguage.Some(ByteSet.Digits | ByteSet.Of("-:.+TtZz ")),
            _ => TextLanguage.Some(ByteSet.Digits | ByteSet.Letters | ByteSet.Of(",: ")),
        };

    /// <summary>
    /// Returns the texts of the body as it arrives: a body whose content type is JSON or XML begins and ends accordingly.
    /// </summary>
    private TextLanguage Body()
    {
        if (form.Payload is null || form.Receive.Count == 0)
            return TextLanguage.Any;
        if (form.Receive.All(transport => transport.Content == ContentKind.Form))
            return FormBody();
        if (form.Receive.All(transport => transport.Content == ContentKind.Xml))
            return Spaced(Between("<", ">"));
        if (form.Receive.All(transport => transport.Content == ContentKind.Multipart))
            return TextLanguage.Sequence(TextLanguage.Text("--"), TextLanguage.Any);
        return !form.JsonOnly ? TextLanguage.Any
            : HoldsObject(form.Payload) ? JsonObject()
            : Spaced(JsonValue);
    }

    /// <summary>
    /// Returns the texts of a form. A form that begins like JSON or XML, or with a byte-order mark, is rejected; a form that a
    /// provider writes is visible ASCII.
    /// </summary>
    private TextLanguage FormBody()
    {
        var starts = ByteSet.Of("{[\"<") | ByteSet.Range(0xEF, 0xEF) | JsonSpace;
        return side == TextSide.Signed && !form.Receive.Any(transport => transport.IsRecoded)
            ? TextLanguage.Optional(TextLanguage.Sequence(TextLanguage.One(Visible & ~starts), TextLanguage.Loop(Visible)))
            : TextLanguage.Sequence(
                TextLanguage.Loop(JsonSpace),
                TextLanguage.Optional(TextLanguage.Sequence(TextLanguage.One(~starts), TextLanguage.Any))
            );
    }

    /// <summary>Returns a value with optional white space around it, and an optional byte-order mark before it.</summary>
    private static TextLanguage Spaced(TextLanguage value) =>
        TextLanguage.Sequence(
            TextLanguage.Optional(TextLanguage.Text("\uFEFF")),
            TextLanguage.Loop(JsonSpace),
            value,
            TextLanguage.Loop(JsonSpace)
        );

    private static TextLanguage Between(string start, string end) =>
        TextLanguage.Sequence(TextLanguage.Text(start), TextLanguage.Any, TextLanguage.Text(end));

    /// <summary>Returns whether the whole body is an object: the payload itself, or an object that contains it.</summary>
    private bool HoldsObject(PayloadModel place) =>
        place.IsToken
        || place.Text is not null
        || (place.Pointer.Length > 0 && !place.Pointer.StartsWith("/*", StringComparison.Ordinal))
        || (place.Pointer.Length == 0 && form.Map.Roots is { Count: > 0 } roots && roots.All(root => !root.IsValue));
}
