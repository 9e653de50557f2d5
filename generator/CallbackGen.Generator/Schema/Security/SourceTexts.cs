using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.JsonSchema;

namespace CallbackGen.Generator.Schema.Security;

/// <summary>What of a feed decides the texts of its messages.</summary>
/// <param name="Map">The payload.</param>
/// <param name="Payload">Where it stands; null where what is signed is no payload, as in a handshake.</param>
/// <param name="Receive">How it arrives.</param>
/// <param name="Keys">The keys.</param>
internal sealed record FeedForm(PayloadMap Map, PayloadModel? Payload, IReadOnlyList<TransportModel> Receive, IReadOnlyList<KeyModel> Keys)
{
    /// <summary>Whether the feed arrives as JSON only.</summary>
    public bool JsonOnly => Receive.All(transport => transport.Content == ContentKind.Json);

    /// <summary>Whether a key is one that no sender knows.</summary>
    public bool IsSecret(string key) => Keys.Any(declared => declared.Name == key && declared.Secret);

    /// <summary>The payload's pointer for a source in it, or null when the source is not part of the payload.</summary>
    public string? PointerOf(SourceModel source) =>
        Payload is null ? null
        : source.Kind == SourceKind.Query
        && Payload is { IsToken: false, Text: null }
        && Receive.All(transport => transport.Content == ContentKind.Query)
            ? JsonPointer.Of(source.Name)
        : Coverage.ToPayload(source, Payload);
}

/// <summary>The texts of the sources of a message, or more.</summary>
/// <param name="form">The feed.</param>
/// <param name="members">The texts of the payload's members.</param>
/// <param name="time">The time that is checked besides, or null.</param>
/// <param name="side">Whose texts.</param>
internal sealed class SourceTexts(FeedForm form, MemberTexts members, TimestampModel? time, TextSide side)
{
    private static readonly ByteSet JsonSpace = ByteSet.Of(" \t\r\n");
    private static readonly ByteSet Visible = ByteSet.Range('!', '~');

    private static readonly TextLanguage BeyondAscii = TextLanguage.Sequence(
        TextLanguage.Any,
        TextLanguage.One(ByteSet.BeyondAscii),
        TextLanguage.Any
    );

    /// <summary>Any JSON (RFC 8259, section 3).</summary>
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

    /// <summary>What else is demanded of a source's texts.</summary>
    public Func<SourceModel, TextLanguage, TextLanguage> Narrow { get; init; } = (_, texts) => texts;

    /// <summary>An object in JSON, with what may stand around it.</summary>
    public static TextLanguage JsonObject() => Spaced(Between("{", "}"));

    /// <summary>The texts of a term, whatever ends it.</summary>
    public TextLanguage Of(TermModel term)
    {
        var source = term.Source;
        if (source.Kind == SourceKind.Key)
            return OfKey(term, form.Keys);
        if (term.Filters.Count == 0)
            return source.Kind == SourceKind.Const ? TextLanguage.Text(source.Name) : Narrow(source, Of(source));
        // What is absent stays so behind every filter.
        return IsAlways(source) ? FilterTexts.Of(term.Filters) : TextLanguage.Optional(FilterTexts.Of(term.Filters));
    }

    /// <summary>A key that is mixed into what is hashed: a secret is equal to itself only.</summary>
    public static TextLanguage OfKey(TermModel term, IReadOnlyList<KeyModel> keys) =>
        keys.Any(declared => declared.Name == term.Source.Name && declared.Secret)
            ? TextLanguage.Secret(
                string.Join("|", term.Filters.Select(filter => filter.Name).Prepend(SignedText.LetterOf(term.Source.Name)))
            )
            : TextLanguage.Any;

    /// <summary>
    /// The bytes of a member, as they are signed. In another charset than UTF-8 those of a declared form are known where all of its
    /// texts are of ASCII characters, which are the same bytes in each charset of the list.
    /// </summary>
    public TextLanguage OfMember(string pointer)
    {
        var texts = members.Of(pointer);
        return form.Receive.Any(transport => transport.IsRecoded) && TextLanguage.FindCommon(texts, BeyondAscii) is not null
            ? TextLanguage.Any
            : texts;
    }

    /// <summary>The texts of a value that does not hold what ends it. An escaped one may: it is escaped there.</summary>
    public static TextLanguage Delimited(TextLanguage texts, TermModel term, string delimiter)
    {
        var last = term.Filters.Count > 0 ? term.Filters[term.Filters.Count - 1] : null;
        return delimiter.Length == 0 || (last is { Name: "escape" } && delimiter.StartsWith(last.Arguments[0], StringComparison.Ordinal))
            ? texts
            : TextLanguage.Both(texts, TextLanguage.Without(delimiter));
    }

    /// <summary>Whether a source is the body as a whole, which is one JSON object or array: no beginning of one is one, and no end.</summary>
    public bool IsJsonBody(TermModel term) =>
        term is { Source.Kind: SourceKind.RawBody, Filters.Count: 0 }
        && IsJsonPayload
        && (form.Payload!.Pointer.Length > 0 || RootIsObject);

    /// <summary>Whether a part of the body is written as an object, whatever stands there.</summary>
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

    /// <summary>Whether a value always stands in a list that leaves some values out.</summary>
    public bool IsWritten(TermModel term, RenderModel render) =>
        IsAlways(term.Source) && (!render.OmitEmpty || TextLanguage.FindCommon(Of(term), TextLanguage.Empty) is null);

    /// <summary>Whether there is a value, be it an empty text.</summary>
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

    /// <summary>The body as it arrives: what is JSON or XML by its content type begins and ends as such.</summary>
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

    /// <summary>A form, which is refused when it begins as JSON or XML or with a byte-order mark; one that a provider writes is visible ASCII.</summary>
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

    /// <summary>White space may stand on both sides, and a byte-order mark before it.</summary>
    private static TextLanguage Spaced(TextLanguage value) =>
        TextLanguage.Sequence(
            TextLanguage.Optional(TextLanguage.Text("\uFEFF")),
            TextLanguage.Loop(JsonSpace),
            value,
            TextLanguage.Loop(JsonSpace)
        );

    private static TextLanguage Between(string start, string end) =>
        TextLanguage.Sequence(TextLanguage.Text(start), TextLanguage.Any, TextLanguage.Text(end));

    /// <summary>Whether the body as a whole is an object: the payload itself, or what holds it as a member.</summary>
    private bool HoldsObject(PayloadModel place) =>
        place.IsToken
        || place.Text is not null
        || (place.Pointer.Length > 0 && !place.Pointer.StartsWith("/*", StringComparison.Ordinal))
        || (place.Pointer.Length == 0 && form.Map.Roots is { Count: > 0 } roots && roots.All(root => !root.IsValue));
}
