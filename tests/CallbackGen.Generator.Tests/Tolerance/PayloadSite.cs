using System.Text.Json.Nodes;
using CallbackGen.Reading;

namespace CallbackGen.Generator.Tests.Tolerance;

internal enum SiteKind
{
    /// <summary>An object, in which members can be added.</summary>
    Level,

    /// <summary>A declared member of an object, present or not.</summary>
    Member,

    /// <summary>An item of a list, or an entry of a map, of which the schema states the form.</summary>
    Element,
}

/// <summary>A position in the document of a request.</summary>
/// <param name="Kind">What is there.</param>
/// <param name="Pointer">The pointer from the root of the document.</param>
/// <param name="Payload">The index of the payload that contains it, or -1.</param>
/// <param name="InPayload">The pointer from the payload.</param>
/// <param name="Schema">The schema of the value; null where the schema says nothing about it.</param>
/// <param name="Parent">The position that contains it; null at the root of a payload.</param>
internal sealed record PayloadSite(
    SiteKind Kind,
    string Pointer,
    int Payload,
    string InPayload,
    DeclaredSchema? Schema,
    PayloadSite? Parent
)
{
    /// <summary>Gets the pointer from the payload with <c>*</c> for each item, as the schema language writes it.</summary>
    public required string Pattern { get; init; }

    public bool IsRequired { get; init; }

    public JsonNode? Value { get; init; }

    public bool IsPresent { get; init; }

    /// <summary>Gets whether a member that the schema does not require is null for a handler when it is absent.</summary>
    public bool IsOptional => Kind == SiteKind.Member && !IsRequired;

    /// <summary>
    /// Gets the nearest member, this one or one around it, that a handler must expect to be null; null when there is none. An item of a
    /// list and an entry of a map are no members: where one has another form, the list or map is null.
    /// </summary>
    public PayloadSite? NearestNull => IsOptional || (Kind == SiteKind.Member && Schema!.IsNullable) ? this : Parent?.NearestNull;

    /// <summary>Gets whether the object is one that the payload's record keeps the undeclared members of.</summary>
    public bool IsRecord => Kind == SiteKind.Level && Schema is { IsRecord: true };

    /// <summary>Returns every position of a document.</summary>
    public static IEnumerable<PayloadSite> Of(RequestDocument document, DeclaredSchema payload)
    {
        var root = document.Root;
        foreach (var pointer in Around(root, "", document.Payloads))
            yield return new(SiteKind.Level, pointer, -1, pointer, null, null)
            {
                Pattern = $"body:{pointer}",
                Value = Edit.Find(root, pointer),
            };
        for (var index = 0; index < document.Payloads.Count; index++)
        {
            var pointer = document.Payloads[index];
            foreach (var site in Within(new Walk(pointer, index), Edit.Find(root, pointer), payload, new("", "", null)))
                yield return site;
        }
    }

    /// <summary>Returns the objects that are outside of every payload.</summary>
    private static IEnumerable<string> Around(JsonNode? node, string pointer, IReadOnlyList<string> payloads)
    {
        if (payloads.Contains(pointer))
            yield break;
        if (node is JsonObject)
            yield return pointer;
        foreach (var (segment, value) in Children(node))
        {
            foreach (var inner in Around(value, pointer + segment, payloads))
                yield return inner;
        }
    }

    private static IEnumerable<(string Segment, JsonNode? Value)> Children(JsonNode? node) =>
        node switch
        {
            JsonObject members => members.Select(member => (JsonPointer.Of(member.Key), member.Value)),
            JsonArray items => items.Select((item, index) => ($"/{index}", item)),
            _ => [],
        };

    private static IEnumerable<PayloadSite> Within(Walk walk, JsonNode? node, DeclaredSchema? schema, Position at)
    {
        if (node is JsonObject members)
        {
            var level = walk.Site(SiteKind.Level, at, schema, node);
            yield return level;
            var declared = schema?.Members.ToDictionary(member => member.Name, member => member.Schema, StringComparer.Ordinal) ?? [];
            var required = schema?.Required.ToHashSet(StringComparer.Ordinal) ?? [];
            foreach (var (name, member) in declared)
            {
                var inner = at.Below(JsonPointer.Of(name));
                var site = walk.Site(SiteKind.Member, inner, member, members[name]) with
                {
                    IsRequired = required.Contains(name),
                    IsPresent = members.ContainsKey(name),
                };
                yield return site;
                foreach (var below in Within(walk, members[name], member, inner with { Parent = site }))
                    yield return below;
            }

            foreach (var (name, value) in members.Where(member => !declared.ContainsKey(member.Key)))
            {
                foreach (var below in Element(walk, value, schema?.Entry, at.Below(JsonPointer.Of(name), "/*")))
                    yield return below;
            }
        }
        else if (node is JsonArray items)
        {
            for (var index = 0; index < items.Count; index++)
            {
                foreach (var below in Element(walk, items[index], schema?.Item, at.Below($"/{index}", "/*")))
                    yield return below;
            }
        }
    }

    private static IEnumerable<PayloadSite> Element(Walk walk, JsonNode? value, DeclaredSchema? schema, Position at)
    {
        if (schema is not null)
        {
            var site = walk.Site(SiteKind.Element, at, schema, value) with { IsPresent = true };
            yield return site;
            at = at with { Parent = site };
        }

        foreach (var below in Within(walk, value, schema, at))
            yield return below;
    }

    private sealed record Position(string Pointer, string Pattern, PayloadSite? Parent)
    {
        public Position Below(string segment, string? pattern = null) =>
            this with
            {
                Pointer = Pointer + segment,
                Pattern = Pattern + (pattern ?? segment),
            };
    }

    private sealed record Walk(string Payload, int Index)
    {
        public PayloadSite Site(SiteKind kind, Position at, DeclaredSchema? schema, JsonNode? value) =>
            new(kind, Payload + at.Pointer, Index, at.Pointer, schema, at.Parent) { Pattern = at.Pattern, Value = value };
    }
}
