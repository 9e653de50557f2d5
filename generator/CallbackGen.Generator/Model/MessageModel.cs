namespace CallbackGen.Generator.Model;

/// <summary>
/// A part of the signed message, with filters that apply to the whole part. Operations over all kinds of parts are abstract members
/// here, or cases of <see cref="Match"/>, so that a new kind of part does not compile until it implements each of them.
/// </summary>
internal abstract record MessagePart
{
    public EquatableArray<FilterModel> Filters { get; init; }

    /// <summary>
    /// Gets whether the message determines the members of this part: no other request has the same message with other members. In a
    /// <see cref="MembersPart"/>, each term states this for itself.
    /// </summary>
    public bool IsSettled { get; init; }

    /// <summary>Gets the values that the part writes one by one, without those of nested parts.</summary>
    public abstract IEnumerable<TermModel> Terms { get; }

    /// <summary>Gets the nested parts.</summary>
    public abstract IEnumerable<MessagePart> Parts { get; }

    /// <summary>Gets the members of an object that the part includes without a term for each of them, or null.</summary>
    public abstract TakenMembers? Taken { get; }

    /// <summary>
    /// Returns whether this part writes an object with its names, and another part writes one in the same way, so that both write
    /// equal texts for equal objects only.
    /// </summary>
    public abstract bool WritesRecordLike(MessagePart other);

    /// <summary>Calls the function for the kind of this part and returns its result.</summary>
    public abstract T Match<T>(
        Func<TemplatePart, T> template,
        Func<MembersPart, T> members,
        Func<AllMembersPart, T> all,
        Func<JsonPart, T> json,
        Func<GroupPart, T> group
    );

    /// <summary>Returns the part itself and all parts within it.</summary>
    public IEnumerable<MessagePart> WithInner() => Parts.SelectMany(inner => inner.WithInner()).Prepend(this);
}

internal sealed record TemplatePart(EquatableArray<TermModel> Items) : MessagePart
{
    public override IEnumerable<TermModel> Terms => Items;

    public override IEnumerable<MessagePart> Parts => [];

    public override TakenMembers? Taken => null;

    public override bool WritesRecordLike(MessagePart other) => false;

    public override T Match<T>(
        Func<TemplatePart, T> template,
        Func<MembersPart, T> members,
        Func<AllMembersPart, T> all,
        Func<JsonPart, T> json,
        Func<GroupPart, T> group
    ) => template(this);
}

/// <summary>Selected members, in the order of the message.</summary>
/// <param name="Members">The members.</param>
/// <param name="Render">The way in which each member is written.</param>
/// <param name="Unbounded">The name of the one member that may contain the joining text, or null.</param>
internal sealed record MembersPart(EquatableArray<MemberTermModel> Members, RenderModel Render, string? Unbounded) : MessagePart
{
    /// <summary>Gets whether all terms are plain values of the body, and the joining text ends each value except the last.</summary>
    public bool IsPlain =>
        Unbounded is null
        && Render is { WithNames: false, Before.Length: 0, After.Length: 0, Join.Length: > 0, OmitNull: false, OmitEmpty: false }
        && Members
            .Select((member, at) => (member.Term, End: at < Members.Count - 1 ? Render.Join : ""))
            .All(member => member.Term is { Source.Kind: SourceKind.Body, Filters.Count: 0 } && member.Term.Before == member.End);

    /// <summary>
    /// Returns the text that a member's value must not contain; empty where any value is accepted. Where one member may contain the
    /// joining text, no other member may, including the last one.
    /// </summary>
    public string EndOf(MemberTermModel member) =>
        Unbounded is not null ? (member.Name == Unbounded ? "" : Render.Join) : member.Term.Before;

    /// <summary>Gets the text between the values of two members, without the name of the second member and its separator.</summary>
    public string Between => Render.After + Render.Join + Render.Before;

    /// <summary>Gets whether the name of one member with its separator is a prefix of another's.</summary>
    public bool AreNamesAlike
    {
        get
        {
            var names = Members.Select(member => member.Name + Render.Separator).ToList();
            return names
                .Where(
                    (name, at) => names.Where((other, position) => position != at && other.StartsWith(name, StringComparison.Ordinal)).Any()
                )
                .Any();
        }
    }

    /// <summary>
    /// Gets whether names distinguish members that may be left out. A value then ends where the joining text and the name of a later
    /// member follow, and may contain the joining text elsewhere.
    /// </summary>
    public bool EndsAtNames => Render.WithNames && (Render.OmitNull || Render.OmitEmpty) && Between.Length > 0 && !AreNamesAlike;

    public override IEnumerable<TermModel> Terms => Members.Select(member => member.Term);

    public override IEnumerable<MessagePart> Parts => [];

    public override TakenMembers? Taken => null;

    public override bool WritesRecordLike(MessagePart other) => false;

    public override T Match<T>(
        Func<TemplatePart, T> template,
        Func<MembersPart, T> members,
        Func<AllMembersPart, T> all,
        Func<JsonPart, T> json,
        Func<GroupPart, T> group
    ) => members(this);
}

/// <summary>A member of a message: the name that it is written with, and the source of its value.</summary>
internal sealed record MemberTermModel(string Name, TermModel Term);

/// <summary>Every member of an object, a form or a query, with exceptions.</summary>
internal sealed record AllMembersPart(
    string Root,
    EquatableArray<string> Except,
    EquatableArray<string> Prefixes,
    MemberSort Sort,
    RepeatedMembers Repeated,
    NestedMembers Nested,
    EquatableArray<AddedKeyModel> Added,
    RenderModel Render
) : MessagePart
{
    /// <summary>Gets the format in which all members are written together instead of one by one, or null.</summary>
    public MemberFormat? Format { get; init; }

    public override IEnumerable<TermModel> Terms => [];

    public override IEnumerable<MessagePart> Parts => [];

    public override TakenMembers Taken =>
        new(Root, Except, Prefixes, null)
        {
            IsRepeatable = Repeated != RepeatedMembers.Refuse,
            IsNested = Nested is not (NestedMembers.Refuse or NestedMembers.Skip),
            IsSkipped = Nested == NestedMembers.Skip,
            IsFlattened = Nested == NestedMembers.Flatten,
            OmitsEmpty = Render.OmitEmpty,
            IsReordered = Repeated == RepeatedMembers.SortedUnique || (Repeated == RepeatedMembers.Each && Sort == MemberSort.Pair),
        };

    public override bool WritesRecordLike(MessagePart other) =>
        other is AllMembersPart all
        && Render.WithNames
        && Prefixes.Count == 0
        && this with { Except = default, Filters = default } == all with { Except = default, Filters = default };

    public override T Match<T>(
        Func<TemplatePart, T> template,
        Func<MembersPart, T> members,
        Func<AllMembersPart, T> all,
        Func<JsonPart, T> json,
        Func<GroupPart, T> group
    ) => all(this);
}

/// <summary>A JSON re-serialisation of a part of the body.</summary>
internal sealed record JsonPart(
    string Root,
    EquatableArray<string> Except,
    EquatableArray<string>? Members,
    EquatableArray<AddedKeyModel> Added,
    JsonStyleModel Style
) : MessagePart
{
    public override IEnumerable<TermModel> Terms => [];

    public override IEnumerable<MessagePart> Parts => [];

    public override TakenMembers Taken =>
        new(Root, Except, default, Members) { KeepsStructure = true, IsByNumber = Style.Numbers != JsonNumbers.AsReceived };

    public override bool WritesRecordLike(MessagePart other) => other is JsonPart json && Root == json.Root;

    public override T Match<T>(
        Func<TemplatePart, T> template,
        Func<MembersPart, T> members,
        Func<AllMembersPart, T> all,
        Func<JsonPart, T> json,
        Func<GroupPart, T> group
    ) => json(this);
}

/// <summary>The style in which JSON is re-serialised.</summary>
internal sealed record JsonStyleModel(
    bool Sort,
    bool EscapeSlash,
    bool EscapeUnicode,
    bool EscapeHtml,
    bool EscapeLineSeparators,
    bool Spaces,
    JsonEscapes Escapes,
    JsonNumbers Numbers
);

/// <summary>Several parts with common filters.</summary>
internal sealed record GroupPart(EquatableArray<MessagePart> Items) : MessagePart
{
    public override IEnumerable<TermModel> Terms => [];

    public override IEnumerable<MessagePart> Parts => Items;

    public override TakenMembers? Taken => null;

    public override bool WritesRecordLike(MessagePart other) => false;

    public override T Match<T>(
        Func<TemplatePart, T> template,
        Func<MembersPart, T> members,
        Func<AllMembersPart, T> all,
        Func<JsonPart, T> json,
        Func<GroupPart, T> group
    ) => group(this);
}

/// <summary>The members of an object that a part of the message includes.</summary>
/// <param name="Root">The pointer of the object in the body.</param>
/// <param name="Except">The names that are left out.</param>
/// <param name="Prefixes">The prefixes that included names begin with; empty where any name is included.</param>
/// <param name="Members">The only names that are included, or null.</param>
internal sealed record TakenMembers(
    string Root,
    EquatableArray<string> Except,
    EquatableArray<string> Prefixes,
    EquatableArray<string>? Members
)
{
    /// <summary>Gets whether a member may occur several times.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>Gets whether objects and arrays are included too, as a text that a string value could also have.</summary>
    public bool IsNested { get; init; }

    /// <summary>Gets whether objects and arrays are left out, including those that an attacker added.</summary>
    public bool IsSkipped { get; init; }

    /// <summary>Gets whether numbers are written by their value, so that 1 and 1.0 have the same text.</summary>
    public bool IsByNumber { get; init; }

    /// <summary>Gets whether objects and arrays are written as their leaves, so that empty ones are not in the message.</summary>
    public bool IsFlattened { get; init; }

    /// <summary>
    /// Gets whether repeated members are sorted by value, so that the message does not determine their order or, where
    /// they are deduplicated, their number.
    /// </summary>
    public bool IsReordered { get; init; }

    /// <summary>Gets whether members with an empty text are left out, including those that an attacker added.</summary>
    public bool OmitsEmpty { get; init; }

    /// <summary>Gets whether nested objects and arrays keep their structure instead of becoming a text.</summary>
    public bool KeepsStructure { get; init; }

    /// <summary>Returns whether a top-level member of the object is included.</summary>
    public bool Takes(string name) =>
        !Except.Contains(name)
        && (Members is not { } members || members.Contains(name))
        && (Prefixes.Count == 0 || Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
}

/// <summary>A key that is written into the message like a member.</summary>
internal sealed record AddedKeyModel(string Name, string Key);

/// <summary>The layout of a member: before, name, separator, value, after; and the text that joins two members.</summary>
internal sealed record RenderModel(
    bool WithNames,
    string Before,
    string Separator,
    string After,
    string Join,
    bool OmitNull,
    bool OmitEmpty
);
