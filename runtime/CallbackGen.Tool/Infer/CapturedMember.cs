namespace CallbackGen.Tool.Infer;

/// <summary>What a member of a captured request is.</summary>
internal enum MemberKind
{
    /// <summary>A text, a number, true or false; a field of a form or query.</summary>
    Scalar,

    /// <summary>A JSON null.</summary>
    Null,

    /// <summary>An object or an array.</summary>
    Composite,
}

/// <summary>A member of a captured request.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Pointer">Its place in the body or query, as a JSON pointer (RFC 6901).</param>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text as messages have it: unescaped, empty when it is null; the JSON of an object or array.</param>
internal sealed record CapturedMember(string Name, string Pointer, MemberKind Kind, string Text);

/// <summary>The members of one object of a captured request, in the order received; of a form or query all of its fields.</summary>
/// <param name="Pointer">The object's place; empty for the whole.</param>
/// <param name="Members">Its members.</param>
internal sealed record CapturedObject(string Pointer, IReadOnlyList<CapturedMember> Members);
