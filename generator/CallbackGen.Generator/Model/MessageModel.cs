namespace CallbackGen.Generator.Model;

/// <summary>
/// A part of the message, with filters over the whole of it. What a walk over parts asks is abstract here, or a case of
/// <see cref="Match"/>, so that a new kind of part answers each of them before anything compiles.
/// </summary>
internal abstract record MessagePart
{
    public EquatableArray<FilterModel> Filters { get; init; }

    /// <summary>Whether no other request has the same message and other members here. Of chosen members each says so by itself.</summary>
    public bool IsSettled { get; init; }

    /// <summary>The values that it writes one by one, those of parts within it not among them.</summary>
    public abstract IEnumerable<TermModel> Terms { get; }

    /// <summary>The parts within it.</summary>
    public abstract IEnumerable<MessagePart> Parts { get; }

    /// <summary>What it takes of an object without naming each member's value as a term; null where it takes nothing so.</summary>
    public abstract TakenMembers? Taken { get; }

    /// <summary>Whether it writes an object with its names, and another part writes one in the same way: then one text is one object for both.</summary>
    public abstract bool WritesRecordLike(MessagePart other);

    /// <summary>What the case of its kind gives.</summary>
    public abstract T Match<T>(
        Func<TemplatePart, T> template,
        Func<MembersPart, T> members,
        Func<AllMembersPart, T> all,
        Func<JsonPart, T> json,
        Func<GroupPart, T> group
    );

    /// <summary>The part itself and all within it.</summary>
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

/// <summary>Chosen members in the order in which they stand in the message.</summary>
/// <param name="Members">The members.</param>
/// <param name="Render">How each is written.</param>
/// <param name="Unbounded">The name of the one member that may hold the joining text, or null.</param>
internal sealed record MembersPart(EquatableArray<MemberTermModel> Members, RenderModel Render, string? Unbounded) : MessagePart
{
    /// <summary>Whether all are values of the body and nothing else, each but the last ended by the joining text.</summary>
    public bool IsPlain =>
        Unbounded is null
        && Render is { WithNames: false, Before.Length: 0, After.Length: 0, Join.Length: > 0, OmitNull: false, OmitEmpty: false }
        && Members
            .Select((member, at) => (member.Term, End: at < Members.Count - 1 ? Render.Join : ""))
            .All(member => member.Term is { Source.Kind: SourceKind.Body, Filters.Count: 0 } && member.Term.Before == member.End);

    /// <summary>What a member's value must not hold; empty where it may hold anything. Where one may hold the joining text, no other may, the last one included.</summary>
    public string EndOf(MemberTermModel member) =>
        Unbounded is not null ? (member.Name == Unbounded ? "" : Render.Join) : member.Term.Before;

    /// <summary>What stands between the values of two members, but for the name of the second and what separates it.</summary>
    public string Between => Render.After + Render.Join + Render.Before;

    /// <summary>Whether the name of one member, with what stands behind it, begins as that of another.</summary>
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
    /// Whether members that may be left out are told apart by their names: then a value ends where the name of a later member
    /// stands behind the joining text, and may hold that text anywhere else.
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

/// <summary>A member of a message: the name it is written with, and where its value comes from.</summary>
internal sealed record MemberTermModel(string Name, TermModel Term);

/// <summary>Every member of an object, a form or a query, but for some.</summary>
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
    /// <summary>The form that all of them are written in together, instead of one by one; or null.</summary>
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

/// <summary>How JSON is written again.</summary>
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

/// <summary>Several parts under common filters.</summary>
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

/// <summary>What a part takes of an object's members.</summary>
/// <param name="Root">The pointer of the object in the body.</param>
/// <param name="Except">The names that it leaves out.</param>
/// <param name="Prefixes">What the names that it takes begin with; none where it takes any.</param>
/// <param name="Members">The names that it takes alone, or null.</param>
internal sealed record TakenMembers(
    string Root,
    EquatableArray<string> Except,
    EquatableArray<string> Prefixes,
    EquatableArray<string>? Members
)
{
    /// <summary>Whether members may be there several times.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>Whether objects and arrays are written too, as a text that a string could also hold.</summary>
    public bool IsNested { get; init; }

    /// <summary>Whether objects and arrays are left out, whoever put them there.</summary>
    public bool IsSkipped { get; init; }

    /// <summary>Whether numbers are written by their value, so that 1 and 1.0 have one text.</summary>
    public bool IsByNumber { get; init; }

    /// <summary>Whether they are written by their leaves, so that empty ones leave no trace.</summary>
    public bool IsFlattened { get; init; }

    /// <summary>Whether repeated members are sorted by their values, so that their order, and where they are made distinct their number, is free.</summary>
    public bool IsReordered { get; init; }

    /// <summary>Whether members of empty text are left out, whoever put them there.</summary>
    public bool OmitsEmpty { get; init; }

    /// <summary>Whether what is nested is written as such, and not as a text.</summary>
    public bool KeepsStructure { get; init; }

    /// <summary>Whether a member at the top of the object is among them.</summary>
    public bool Takes(string name) =>
        !Except.Contains(name)
        && (Members is not { } members || members.Contains(name))
        && (Prefixes.Count == 0 || Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
}

/// <summary>A key that is written into the message as if it were a member.</summary>
internal sealed record AddedKeyModel(string Name, string Key);

/// <summary>How a member is written: before, name, separator, value, after; and what stands between two of them.</summary>
internal sealed record RenderModel(
    bool WithNames,
    string Before,
    string Separator,
    string After,
    string Join,
    bool OmitNull,
    bool OmitEmpty
);
