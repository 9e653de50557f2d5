using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Schema.Texts;

/// <summary>The texts of a scheme's message, or more.</summary>
/// <param name="feed">The feed.</param>
/// <param name="scheme">The scheme whose message it is.</param>
/// <param name="payload">Where the payload stands when this scheme proves it; null where what is signed is no payload, as in a handshake.</param>
/// <param name="side">Whose texts.</param>
/// <param name="delimited">
/// Whether no value holds what ends it. A request that holds it is refused, but the provider signed it all the same.
/// </param>
internal sealed class MessageLanguage(FeedModel feed, VerifyModel scheme, PayloadModel? payload, TextSide side, bool delimited)
{
    private static readonly ByteSet JsonSpace = ByteSet.Of(" \t\r\n");
    private static readonly ByteSet Visible = ByteSet.Range('!', '~');
    private static readonly ByteSet Hex = ByteSet.Digits | ByteSet.Range('a', 'f');

    /// <summary>Any JSON (RFC 8259, section 3).</summary>
    private static readonly TextLanguage JsonValue = TextLanguage.Either(
        Between("{", "}"), Between("[", "]"), Between("\"", "\""), TextLanguage.Some(ByteSet.Digits | ByteSet.Of("-+.eE")),
        TextLanguage.Text("true"), TextLanguage.Text("false"), TextLanguage.Text("null"));

    private readonly ValueLanguage _values = new(feed, side);

    public TextLanguage Of(IEnumerable<MessagePart> parts) => TextLanguage.Sequence([.. parts.Select(Of)]);

    /// <summary>The body as it arrives: what is JSON or XML by its content type begins and ends as such.</summary>
    public TextLanguage Body()
    {
        if (payload is null || feed.Receive.Count == 0)
            return TextLanguage.Any;
        if (feed.Receive.All(transport => transport.Content == "form"))
            return Form();
        if (feed.Receive.All(transport => transport.Content == "xml"))
            return Spaced(Between("<", ">"));
        return !feed.Receive.All(transport => transport.Content == "json") ? TextLanguage.Any : HoldsObject(payload) ? JsonObject() : Spaced(JsonValue);
    }

    /// <summary>A form, which is refused when it begins as JSON or XML or with a byte-order mark; one that a provider writes is visible ASCII.</summary>
    private TextLanguage Form()
    {
        var starts = ByteSet.Of("{[\"<") | ByteSet.Range(0xEF, 0xEF) | JsonSpace;
        return side == TextSide.Signed
            ? TextLanguage.Optional(TextLanguage.Sequence(TextLanguage.One(Visible & ~starts), TextLanguage.Loop(Visible)))
            : TextLanguage.Sequence(TextLanguage.Loop(JsonSpace), TextLanguage.Optional(TextLanguage.Sequence(TextLanguage.One(~starts), TextLanguage.Any)));
    }

    /// <summary>An object in JSON.</summary>
    public static TextLanguage JsonObject() => Spaced(Between("{", "}"));

    /// <summary>White space may stand on both sides, and a byte-order mark before it.</summary>
    private static TextLanguage Spaced(TextLanguage value) =>
        TextLanguage.Sequence(TextLanguage.Optional(TextLanguage.Text("\uFEFF")), TextLanguage.Loop(JsonSpace), value, TextLanguage.Loop(JsonSpace));

    private static TextLanguage Between(string start, string end) => TextLanguage.Sequence(TextLanguage.Text(start), TextLanguage.Any, TextLanguage.Text(end));

    /// <summary>Whether the body as a whole is an object: the payload itself, or what holds it as a member.</summary>
    private bool HoldsObject(PayloadModel place) =>
        place.IsToken || place.Text is not null || (place.Pointer.Length > 0 && !place.Pointer.StartsWith("/*", StringComparison.Ordinal))
        || (place.Pointer.Length == 0 && SelectionOverlap.RootsOf(feed).ToList() is { Count: > 0 } roots && roots.All(root => !root.IsValue));

    private TextLanguage Of(MessagePart part)
    {
        var text = part switch
        {
            TemplatePart template => TextLanguage.Sequence([.. template.Terms.Select(term => Of(term, term.Before))]),
            MembersPart members => Of(members),
            AllMembersPart all => Of(all),
            JsonPart json => Of(json),
            GroupPart group => Of(group.Parts),
            _ => TextLanguage.Any,
        };
        return part.Filters.Count == 0 ? text : Filtered(part.Filters);
    }

    private TextLanguage Of(TermModel term, string delimiter)
    {
        var source = term.Source;
        if (source.Kind == SourceKind.Key)
            return IsSecret(source.Name) ? TextLanguage.Secret(string.Join("|", term.Filters.Select(filter => filter.Name).Prepend(source.Name))) : TextLanguage.Any;
        if (source.Kind == SourceKind.Const && term.Filters.Count == 0)
            return TextLanguage.Text(source.Name);
        var text = term.Filters.Count == 0 ? Chosen(source, Of(source)) : Filtered(term.Filters);
        // What is absent stays so behind every filter.
        if (term.Filters.Count > 0 && !IsAlways(source))
            text = TextLanguage.Optional(text);
        return Delimited(text, term, delimiter);
    }

    private bool IsSecret(string key) => feed.Keys.Any(declared => declared.Name == key && declared.Secret);

    private TextLanguage Of(SourceModel source)
    {
        if (scheme is MessageVerify { Timestamp: { } time } && time.From == source)
            return Of(time);
        switch (source.Kind)
        {
            case SourceKind.RawBody:
                return Body();
            case SourceKind.Method:
                return payload is null ? TextLanguage.Any : TextLanguage.Either([.. feed.Receive.Select(transport => TextLanguage.Text(transport.Method))]);
            case SourceKind.Path:
                return TextLanguage.Sequence(TextLanguage.Text("/"), TextLanguage.Any);
            case SourceKind.Url:
                return TextLanguage.Sequence(TextLanguage.Text("http"), TextLanguage.Any);
        }

        return payload is not null && PointerOf(source, payload) is { } pointer ? _values.Of(pointer) : TextLanguage.Any;
    }

    /// <summary>Whether there is a value, be it an empty text.</summary>
    private bool IsAlways(SourceModel source) =>
        source.Kind is SourceKind.RawBody or SourceKind.Const or SourceKind.Method or SourceKind.Path or SourceKind.Url
        || (payload is not null && PointerOf(source, payload) is { } pointer && _values.IsAlways(pointer));

    private string? PointerOf(SourceModel source, PayloadModel place)
    {
        var isQuery = source.Kind == SourceKind.Query && !place.IsToken && feed.Receive.All(transport => transport.Content == "query");
        return isQuery ? JsonPointer.Of(source.Name) : Coverage.ToPayload(source, place);
    }

    private static TextLanguage Of(TimestampModel time) => time.Unit switch
    {
        "seconds" or "milliseconds" => TextLanguage.Some(ByteSet.Digits),
        "iso8601" => TextLanguage.Some(ByteSet.Digits | ByteSet.Of("-:.+TtZz ")),
        _ => TextLanguage.Some(ByteSet.Digits | ByteSet.Letters | ByteSet.Of(",: ")),
    };

    /// <summary>What <c>select</c> and <c>also</c> still demand of a value, as they are asked of every request.</summary>
    private TextLanguage Chosen(SourceModel source, TextLanguage text)
    {
        if (payload is null)
            return text;
        foreach (var condition in feed.Select.Where(condition => feed.HasSelection && SelectionOverlap.IsSamePlace(condition.Source, source)))
        {
            text = TextLanguage.Both(text, condition.Kind switch
            {
                ConditionKind.Equal => TextLanguage.Either([.. condition.Values.Select(TextLanguage.Text)]),
                ConditionKind.Absent => TextLanguage.Empty,
                _ => TextLanguage.Some(ByteSet.All),
            });
        }

        foreach (var (value, other) in (scheme as MessageVerify)?.Also.SelectMany(both => new[] { (both.Value, both.EqualTo), (both.EqualTo, both.Value) }) ?? [])
        {
            if (value.Source == source && value.Filters.Count == 0 && other is { Source.Kind: SourceKind.Const, Filters.Count: 0 })
                text = TextLanguage.Both(text, TextLanguage.Text(other.Source.Name));
        }

        return text;
    }

    private TextLanguage Delimited(TextLanguage text, TermModel term, string delimiter)
    {
        var last = term.Filters.Count > 0 ? term.Filters[term.Filters.Count - 1] : null;
        return last is { Name: "escape" } && delimiter.StartsWith(last.Arguments[0], StringComparison.Ordinal) ? text
            : delimited && delimiter.Length > 0 ? TextLanguage.Both(text, TextLanguage.Without(delimiter))
            : text;
    }

    /// <summary>What the last of some filters leaves.</summary>
    private static TextLanguage Filtered(EquatableArray<FilterModel> filters)
    {
        var last = filters[filters.Count - 1];
        return last.Name switch
        {
            "md5" => HexOf(32),
            "sha1" => HexOf(40),
            "sha256" => HexOf(64),
            "sha384" => HexOf(96),
            "sha512" => HexOf(128),
            "crc32" => HexOf(8),
            "base64" => TextLanguage.Loop(ByteSet.Letters | ByteSet.Digits | ByteSet.Of("+/=")),
            "urlencode" => TextLanguage.Loop(ByteSet.Letters | ByteSet.Digits | ByteSet.Of("%+*-._")),
            "urlencode-dotnet" => TextLanguage.Loop(ByteSet.Letters | ByteSet.Digits | ByteSet.Of("%+-_.!*()")),
            "digits" => TextLanguage.Loop(ByteSet.Digits),
            "fixed2" => TextLanguage.Some(ByteSet.Digits | ByteSet.Of("-.")),
            "lower" => TextLanguage.Loop(~ByteSet.Range('A', 'Z')),
            "upper" => TextLanguage.Loop(~ByteSet.Range('a', 'z')),
            "escape" => Escaped(last.Arguments[0]),
            _ => TextLanguage.Any,
        };
    }

    private static TextLanguage HexOf(int length) => TextLanguage.Repeat(TextLanguage.One(Hex), length, length);

    private static TextLanguage Escaped(string character)
    {
        var special = ByteSet.Of(character + "\\");
        return TextLanguage.Repeat(TextLanguage.Either(TextLanguage.One(~special), TextLanguage.Sequence(TextLanguage.Text("\\"), TextLanguage.One(special))), 0, null);
    }

    private TextLanguage Of(MembersPart part)
    {
        // Two rows: nothing was written so far, or something was, behind which the joining text stands.
        var (before, behind) = ((TextLanguage?)TextLanguage.Empty, (TextLanguage?)null);
        var join = TextLanguage.Text(part.Render.Join);
        foreach (var member in part.Members)
        {
            var text = Of(member, part);
            List<TextLanguage> written = [];
            if (before is not null)
                written.Add(TextLanguage.Sequence(before, text));
            if (behind is not null)
                written.Add(TextLanguage.Sequence(behind, join, text));
            var mayBeLeftOut = part.Render.OmitNull || part.Render.OmitEmpty;
            if (mayBeLeftOut && behind is not null)
                written.Add(behind);
            behind = TextLanguage.Either([.. written]);
            before = mayBeLeftOut ? before : null;
        }

        return before is null ? behind! : behind is null ? before : TextLanguage.Either(before, behind);
    }

    private TextLanguage Of(MemberTermModel member, MembersPart part)
    {
        var render = part.Render;
        var isBare = render is { WithNames: false, Before.Length: 0, After.Length: 0 };
        // Members that are values alone are all held to the joining text, the last one too.
        var delimiter = part.Unbounded is not null ? (member.Name == part.Unbounded ? "" : render.Join)
            : isBare && member.Term.Before.Length == 0 && render is { OmitNull: false, OmitEmpty: false } ? render.Join
            : member.Term.Before;
        return TextLanguage.Sequence(
            TextLanguage.Text(render.Before + (render.WithNames ? member.Name + render.Separator : "")), Of(member.Term, delimiter), TextLanguage.Text(render.After));
    }

    private TextLanguage Of(AllMembersPart part)
    {
        var rest = WithKeys(part.Added);
        if (part.Format == "php-serialize")
            return TextLanguage.Sequence(TextLanguage.Text("a:"), rest);
        return part.Format is null && part.Render.WithNames && part.Sort == "name" && part.Added.Count == 0 && NamesOf(part) is { Count: > 0 } names
            ? Sorted(part, names)
            : rest;
    }

    /// <summary>Members in the order of their names, of which some are always there. Others may stand before, between and behind these.</summary>
    private TextLanguage Sorted(AllMembersPart part, List<string> names)
    {
        var render = part.Render;
        var between = render.After + render.Join;
        var others = between.Length == 0 ? TextLanguage.Any : TextLanguage.Optional(TextLanguage.Sequence(TextLanguage.Any, TextLanguage.Text(between)));
        // The first name is this one or one before it.
        List<TextLanguage> pieces = [TextLanguage.Optional(TextLanguage.Sequence(TextLanguage.Text(render.Before), TextLanguage.One(ByteSet.Range(0, names[0][0])), others))];
        foreach (var name in names)
        {
            var value = part.Repeated == "refuse" && between.Length > 0 ? _values.Of(JsonPointer.Of(name)) : TextLanguage.Any;
            pieces.Add(TextLanguage.Text(render.Before + name + render.Separator));
            pieces.Add(delimited && between.Length > 0 ? TextLanguage.Both(value, TextLanguage.Without(between)) : value);
            pieces.Add(name == names[names.Count - 1] ? TextLanguage.Text(render.After) : TextLanguage.Text(between));
            if (name != names[names.Count - 1])
                pieces.Add(others);
        }

        pieces.Add(TextLanguage.Optional(TextLanguage.Sequence(TextLanguage.Text(render.Join), TextLanguage.Any)));
        return TextLanguage.Sequence([.. pieces]);
    }

    /// <summary>The names, in order, that are always there and that a part takes, each with one text.</summary>
    private List<string> NamesOf(AllMembersPart part)
    {
        if (payload is not { IsToken: false, IsList: false, Text: null } || part.Root != payload.Pointer || part.Render.OmitEmpty || feed.Events is not null
            || SelectionOverlap.RootsOf(feed).ToList() is not [{ IsValue: false } root])
            return [];
        return [.. root.Members
            .Where(member => !member.Nullable && member.JsonName.Length > 0 && member.JsonName.All(character => character < 128)
                && member.Element.Value is not (ObjectValue or ArrayValue or MapValue or AnyValue))
            .Select(member => member.JsonName)
            .Where(name => !part.Except.Contains(name) && (part.Prefixes.Count == 0 || part.Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))))
            .OrderBy(name => name, StringComparer.Ordinal)];
    }

    private TextLanguage Of(JsonPart part)
    {
        var isWhole = part.Members is null && part.Except.Count == 0 && part.Added.Count == 0;
        if (isWhole && !(payload is { IsToken: false, IsList: false, Text: null } && part.Root == payload.Pointer && SelectionOverlap.RootsOf(feed).Any(root => !root.IsValue)))
            return TextLanguage.Any;
        var start = "{";
        if (part.Members is { Count: > 0 } members && payload is { IsToken: false, IsList: false, Text: null } && part.Root == payload.Pointer && IsAlways(members[0]))
            start += $"\"{members[0]}\":";
        return TextLanguage.Sequence(TextLanguage.Text(start), WithKeys(part.Added), TextLanguage.Text("}"));
    }

    private bool IsAlways(string name) =>
        name.All(character => character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_')
        && !(feed.Events is not null && side == TextSide.Accepted)
        && SelectionOverlap.RootsOf(feed).All(root => root.Members.Any(member => member.JsonName == name && member.Required));

    /// <summary>Any text that holds these keys.</summary>
    private TextLanguage WithKeys(EquatableArray<AddedKeyModel> added)
    {
        var secrets = added.Where(entry => IsSecret(entry.Key)).Select(entry => TextLanguage.Secret(entry.Key)).ToList();
        return secrets.Count switch
        {
            0 => TextLanguage.Any,
            1 => TextLanguage.Sequence(TextLanguage.Any, secrets[0], TextLanguage.Any),
            _ => TextLanguage.Repeat(TextLanguage.Either([TextLanguage.One(ByteSet.All), .. secrets]), 0, null),
        };
    }
}
