namespace CallbackGen.Tool.Infer;

/// <summary>The kind of a member of a captured request.</summary>
internal enum MemberKind
{
    /// <summary>A string, a number, true or false; a field of a form or query.</summary>
    Scalar,

    /// <summary>A JSON null.</summary>
    Null,

    /// <summary>An object or an array.</summary>
    Composite,
}

/// <summary>A member of a captured request.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Pointer">Its path in the body or query, as a JSON pointer (RFC 6901).</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Text">
/// Its text as it appears in messages: unescaped, empty when it is null; the JSON of an object or array.
/// </param>
internal sealed record CapturedMember(string Name, string Pointer, MemberKind Kind, string Text);

/// <summary>
/// The members of one object of a captured request, in the order received; for a form or query, all of its fields.
/// </summary>
/// <param name="Pointer">The object's pointer; empty for the whole.</param>
/// <param name="Members">Its members.</param>
internal sealed record CapturedObject(string Pointer, IReadOnlyList<CapturedMember> Members);
