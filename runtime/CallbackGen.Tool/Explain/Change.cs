using System.Text.Json.Nodes;

namespace CallbackGen.Tool.Explain;

/// <summary>Where something was changed.</summary>
internal enum ChangeKind
{
    Request = 1,
    Key,
    Schema,
}

/// <summary>One thing that may have gone wrong, and how it is undone.</summary>
/// <param name="Kind">Where.</param>
/// <param name="Axis">What of it, such as <c>body</c>, a key's name or a pointer into the schema: two changes of one axis are not tried together.</param>
/// <param name="What">What makes it match, as the end of "It matches …".</param>
/// <param name="Cost">How unlikely it is: 1 for what is wrong most often.</param>
internal abstract record Change(ChangeKind Kind, string Axis, string What, int Cost)
{
    /// <summary>Who probably changed it, in a sentence.</summary>
    public string Culprit { get; init; } = "";

    /// <summary>What to do, in a sentence.</summary>
    public string Advice { get; init; } = "";
}

/// <summary>The request as it may have been when it was signed.</summary>
internal sealed record RequestChange(string Axis, string What, int Cost, Func<Sent, Sent?> Apply)
    : Change(ChangeKind.Request, Axis, What, Cost)
{
    /// <summary>Of two changes of requests the lower one is made first.</summary>
    public int Order { get; init; }
}

/// <summary>A key as it may be meant.</summary>
/// <param name="Name">The key's name in the schema.</param>
/// <param name="What">See <see cref="Change"/>.</param>
/// <param name="Cost">See <see cref="Change"/>.</param>
/// <param name="Apply">The configured text and how it is read, changed; null where there is nothing to change.</param>
internal sealed record KeyChange(
    string Name,
    string What,
    int Cost,
    Func<CallbackKeyDefinition, string, (CallbackKeyDefinition Definition, string Text)?> Apply
) : Change(ChangeKind.Key, Name, What, Cost)
{
    /// <summary>The edits of the schema that it is, where the configured text is right.</summary>
    public IReadOnlyList<SchemaEdit> Edits { get; init; } = [];
}

/// <summary>The schema as it may have to be.</summary>
internal sealed record SchemaChange(string Axis, string What, int Cost, IReadOnlyList<SchemaEdit> Edits)
    : Change(ChangeKind.Schema, Axis, What, Cost);

/// <summary>An operation of JSON Patch (RFC 6902): <c>add</c>, <c>replace</c> or <c>remove</c>.</summary>
internal sealed record SchemaEdit(string Op, string Path, JsonNode? Value)
{
    /// <summary>The value in JSON; empty where there is none.</summary>
    public string ValueText => Op == "remove" ? "" : Value?.ToJsonString(SchemaTree.Writing) ?? "null";
}
