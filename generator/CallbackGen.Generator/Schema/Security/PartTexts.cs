using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Schema.Security;

/// <summary>Returns the texts of message parts that include all members of an object, or a superset.</summary>
/// <param name="sources">The texts of the sources.</param>
/// <param name="delimited">Whether values with their own delimiter are excluded.</param>
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

    /// <summary>
    /// Returns the texts of members in the order of their names, some of which are always present. Others may
    /// precede, separate and follow these.
    /// </summary>
    private TextLanguage Sorted(AllMembersPart part, List<string> names)
    {
        var render = part.Render;
        var between = render.After + render.Join;
        var others =
            between.Length == 0
                ? TextLanguage.Any
                : TextLanguage.Optional(TextLanguage.Sequence(TextLanguage.Any, TextLanguage.Text(between)));
        // The first member has this name or one that sorts before it.
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

        // Another member may follow, with its separator.
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

    /// <summary>Returns the texts of a value without a delimiter that a name and its separator follow, or a superset.</summary>
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

    /// <summary>
    /// Returns the names, in order, of members that are always present, that a part includes and that have one text each.
    /// </summary>
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

    /// <summary>Returns any text that contains these keys.</summary>
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
