using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Schema.Security;

/// <summary>The texts of message parts that take an object's members all together, or more.</summary>
/// <param name="sources">The texts of what they are made of.</param>
/// <param name="delimited">Whether no value holds what ends it.</param>
internal sealed class PartTexts(SourceTexts sources, bool delimited)
{
    private readonly FeedForm _form = sources.Form;

    public TextLanguage Of(AllMembersPart part)
    {
        var rest = WithKeys(part.Added);
        if (part.Format == MemberFormat.PhpSerialize)
            return TextLanguage.Sequence(TextLanguage.Text("a:"), rest);
        return
            part.Format is null
            && part.Render.WithNames
            && part.Sort == MemberSort.Name
            && part.Added.Count == 0
            && NamesOf(part) is { Count: > 0 } names
            ? Sorted(part, names)
            : rest;
    }

    public TextLanguage Of(JsonPart part)
    {
        var isWhole = part.Members is null && part.Except.Count == 0 && part.Added.Count == 0;
        if (isWhole && !(IsOfPayload(part.Root) && _form.Map.Roots.Any(root => !root.IsValue)))
            return TextLanguage.Any;
        var start = "{";
        if (part.Members is { Count: > 0 } members && IsOfPayload(part.Root) && IsAlways(members[0]))
            start += $"\"{members[0]}\":";
        return TextLanguage.Sequence(TextLanguage.Text(start), WithKeys(part.Added), TextLanguage.Text("}"));
    }

    private bool IsOfPayload(string root) =>
        _form.Payload is { IsToken: false, IsList: false, Text: null } payload && root == payload.Pointer;

    /// <summary>Members in the order of their names, of which some are always there. Others may stand before, between and behind these.</summary>
    private TextLanguage Sorted(AllMembersPart part, List<string> names)
    {
        var render = part.Render;
        var between = render.After + render.Join;
        var others =
            between.Length == 0
                ? TextLanguage.Any
                : TextLanguage.Optional(TextLanguage.Sequence(TextLanguage.Any, TextLanguage.Text(between)));
        // The first name is this one or one before it.
        List<TextLanguage> pieces =
        [
            TextLanguage.Optional(
                TextLanguage.Sequence(TextLanguage.Text(render.Before), TextLanguage.One(ByteSet.Range(0, names[0][0])), others)
            ),
        ];
        foreach (var name in names)
        {
            var value =
                part.Repeated == RepeatedMembers.Refuse && between.Length > 0 ? sources.OfMember(JsonPointer.Of(name)) : TextLanguage.Any;
            pieces.Add(TextLanguage.Text(render.Before + name + render.Separator));
            pieces.Add(delimited ? Ended(value, between + render.Before, render.Separator) : value);
            pieces.Add(name == names[names.Count - 1] ? TextLanguage.Text(render.After) : TextLanguage.Text(between));
            if (name != names[names.Count - 1])
                pieces.Add(others);
        }

        // What follows is another member, with its separator.
        pieces.Add(
            TextLanguage.Optional(
                TextLanguage.Sequence(
                    TextLanguage.Text(render.Join),
                    TextLanguage.Any,
                    TextLanguage.Text(render.Separator),
                    TextLanguage.Any
                )
            )
        );
        return TextLanguage.Sequence([.. pieces]);
    }

    /// <summary>The texts of a value that hold no delimiter behind which a name and its separator follow, or more.</summary>
    private static TextLanguage Ended(TextLanguage value, string delimiter, string separator)
    {
        if (delimiter.Length == 0)
            return value;
        if (separator.Length == 0)
            return TextLanguage.Both(value, TextLanguage.Without(delimiter));
        if (delimiter.Length > 1 || separator.Length > 1 || delimiter == separator || delimiter[0] > 127 || separator[0] > 127)
            return value;
        var rest = TextLanguage.Sequence(TextLanguage.Text(delimiter), TextLanguage.Loop(~ByteSet.Of(delimiter + separator)));
        return TextLanguage.Both(value, TextLanguage.Sequence(TextLanguage.Without(delimiter), TextLanguage.Repeat(rest, 0, null)));
    }

    /// <summary>The names, in order, that are always there and that a part takes, each with one text.</summary>
    private List<string> NamesOf(AllMembersPart part)
    {
        if (!IsOfPayload(part.Root) || part.Render.OmitEmpty || _form.Map.HasEvents || _form.Map.Roots is not [{ IsValue: false } root])
            return [];
        return
        [
            .. root
                .Members.Where(member =>
                    !member.Nullable
                    && member.JsonName.Length > 0
                    && member.JsonName.All(character => character < 128)
                    && member.Element.Value is not (ObjectValue or ArrayValue or MapValue or AnyValue)
                )
                .Select(member => member.JsonName)
                .Where(part.Taken.Takes)
                .OrderBy(name => name, StringComparer.Ordinal),
        ];
    }

    private bool IsAlways(string name) =>
        name.All(character => character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_')
        && !(_form.Map.HasEvents && sources.Side == TextSide.Accepted)
        && _form.Map.Roots.All(root => root.Members.Any(member => member.JsonName == name && member.Required));

    /// <summary>Any text that holds these keys.</summary>
    private TextLanguage WithKeys(EquatableArray<AddedKeyModel> added)
    {
        var secrets = added
            .Where(entry => _form.IsSecret(entry.Key))
            .Select(entry => TextLanguage.Secret(SignedText.LetterOf(entry.Key)))
            .ToList();
        return secrets.Count switch
        {
            0 => TextLanguage.Any,
            1 => TextLanguage.Sequence(TextLanguage.Any, secrets[0], TextLanguage.Any),
            _ => TextLanguage.Repeat(TextLanguage.Either([TextLanguage.One(ByteSet.All), .. secrets]), 0, null),
        };
    }
}
