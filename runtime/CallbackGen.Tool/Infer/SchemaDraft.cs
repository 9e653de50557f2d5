using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallbackGen.Tool.Feeds;

namespace CallbackGen.Tool.Infer;

/// <summary>
/// The guesses from members' names that a schema contains. The compiler rejects guesses about members that no signature covers.
/// </summary>
internal enum NameGuesses
{
    None,
    Roles,
    RolesAndKey,
}

/// <summary>Writes the schema of captured requests.</summary>
/// <param name="task">The names, and the given keys.</param>
/// <param name="contents">The captured requests.</param>
internal sealed class SchemaDraft(InferenceTask task, IReadOnlyList<CapturedContent> contents)
{
    /// <summary>Writes the schema.</summary>
    /// <param name="guess">The scheme; null when it is left to a person.</param>
    /// <param name="tests">The section <c>tests</c>, or null.</param>
    /// <param name="named">The guesses from the members' names.</param>
    /// <param name="suggestion">A comment on the scheme when it is left to a person, or null.</param>
    public string Write(SchemeGuess? guess, JsonArray? tests, NameGuesses named = NameGuesses.RolesAndKey, string? suggestion = null)
    {
        var shape = ShapeOf(guess);
        var roles = named >= NameGuesses.Roles ? MemberRoles.Find(shape) : [];
        var key = named == NameGuesses.RolesAndKey ? MemberRoles.FindKey(shape, roles) : [];
        var callback = new JsonObject
        {
            ["provider"] = task.Provider,
            ["feed"] = task.Feed,
            ["receive"] = Receive(),
        };
        if (guess is not null)
            callback["keys"] = guess.Keys.DeepClone();
        callback["verify"] = guess?.Verify.DeepClone() ?? Undecided.Verify();
        if (guess?.Payload is { } payload)
            callback["payload"] = payload;
        if (key.Count > 0)
            callback["idempotencyKey"] = MemberListForm.ArrayOf(key);
        if (roles.Count > 0)
            callback["roles"] = roles;
        if (tests is { Count: > 0 })
            callback["tests"] = tests.DeepClone();
        var schema = new JsonObject
        {
            ["$schema"] = "./callback.schema.json",
            ["$comment"] = Comment(guess, suggestion, roles, key),
            ["callback"] = callback,
        };
        var used = new HashSet<string>(
            [.. key, .. guess?.Named ?? [], .. roles.Select(role => role.Value!.GetValue<string>())],
            StringComparer.Ordinal
        );
        new PayloadSchema(used).Write(schema, shape);
        return SchemaTarget.TextOf(schema);
    }

    private JsonArray Receive()
    {
        var entries = new JsonArray();
        foreach (var group in contents.GroupBy(content => (Method: content.Capture.Method.ToUpperInvariant(), content.Content)))
        {
            var entry = new JsonObject { ["method"] = group.Key.Method, ["content"] = group.Key.Content };
            if (
                group.Key.Content != "text"
                && group.Select(content => content.FurtherType).OfType<string>().Distinct().ToList() is { Count: > 0 } types
            )
                entry["types"] = MemberListForm.ArrayOf(types);
            entries.Add((JsonNode)entry);
        }

        return entries;
    }

    private ValueShape ShapeOf(SchemeGuess? guess)
    {
        var shape = new ValueShape();
        foreach (var content in contents)
        {
            if (guess?.Claims is { } claims)
                AddClaims(shape, claims(content));
            else if (content.Json is { } json)
                shape.Add(json);
            else if (content.Content == "text")
                shape.AddText("text");
            else
                shape.Add(content.Objects[0].Members);
        }

        return shape;
    }

    private static void AddClaims(ValueShape shape, JsonElement? claims)
    {
        if (claims is { } found)
            shape.Add(found);
    }

    private string Comment(SchemeGuess? guess, string? suggestion, JsonObject roles, IReadOnlyList<string> key)
    {
        var comment = new StringBuilder($"Inferred from {contents.Count} captured request{(contents.Count == 1 ? "" : "s")}. ");
        comment.Append(guess is null ? Undecided.Comment : guess.Evidence);
        if (suggestion is not null)
            comment.Append(' ').Append(suggestion);
        if (roles.Count > 0)
            comment.Append(" \"roles\" is guessed from the members' names: look at each.");
        if (key.Count > 0)
            comment.Append(" \"idempotencyKey\" is guessed from the members' names: it must name one event.");
        if (guess?.Timestamp is not null)
            comment.Append(" \"tolerance\" is no finding: take the provider's.");
        return comment.ToString();
    }
}
