using System.Text.Json.Nodes;
using CallbackGen.Definitions;

namespace CallbackGen.Tool.Explain;

/// <summary>What a change alters.</summary>
internal enum ChangeKind
{
    Request = 1,
    Key,
    Schema,
}

/// <summary>One possible cause of a mismatch, and how to undo it.</summary>
/// <param name="Kind">What the change alters.</param>
/// <param name="Axis">
/// The changed property, such as <c>body</c>, a key's name or a pointer into the schema: two changes of one axis are not tried
/// together.
/// </param>
/// <param name="What">The change that makes the signature match, as the end of "It matches …".</param>
/// <param name="Cost">How unlikely the change is: 1 for the most common causes.</param>
internal abstract record Change(ChangeKind Kind, string Axis, string What, int Cost)
{
    /// <summary>The probable cause, in a sentence.</summary>
    public string Culprit { get; init; } = "";

    /// <summary>The advice, in a sentence.</summary>
    public string Advice { get; init; } = "";
}

/// <summary>A change that restores a request as it may have been signed.</summary>
internal sealed record RequestChange(string Axis, string What, int Cost, Func<Sent, Sent?> Apply)
    : Change(ChangeKind.Request, Axis, What, Cost)
{
    /// <summary>The order of application: of two changes the one with the lower value is applied first.</summary>
    public int Order { get; init; }
}

/// <summary>A change of a key.</summary>
/// <param name="Name">The key's name in the schema.</param>
/// <param name="What">See <see cref="Change"/>.</param>
/// <param name="Cost">See <see cref="Change"/>.</param>
/// <param name="Apply">Changes the configured text and its definition; returns null when the change does not apply.</param>
internal sealed record KeyChange(
    string Name,
    string What,
    int Cost,
    Func<CallbackKeyDefinition, string, (CallbackKeyDefinition Definition, string Text)?> Apply
) : Change(ChangeKind.Key, Name, What, Cost)
{
    /// <summary>The edits of the schema that have the same effect, for when the configured key is right and the schema is wrong.</summary>
    public IReadOnlyList<SchemaEdit> Edits { get; init; } = [];
}

/// <summary>A change of the schema.</summary>
internal sealed record SchemaChange(string Axis, string What, int Cost, IReadOnlyList<SchemaEdit> Edits)
    : Change(ChangeKind.Schema, Axis, What, Cost);

/// <summary>An operation of JSON Patch (RFC 6902): <c>add</c>, <c>replace</c> or <c>remove</c>.</summary>
internal sealed record SchemaEdit(string Op, string Path, JsonNode? Value)
{
    /// <summary>The value as JSON; empty when there is none.</summary>
    public string ValueText => Op == "remove" ? "" : Value?.ToJsonString(SchemaTree.Writing) ?? "null";
}
