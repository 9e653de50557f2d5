using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using CallbackGen.Tool.Captures;
using CallbackGen.Tool.Feeds;

namespace CallbackGen.Tool.Infer;

/// <summary>Which of the guesses by members' names a schema has. The compiler refuses those of members that no signature covers.</summary>
internal enum NameGuesses
{
    None,
    Roles,
    RolesAndKey,
}

/// <summary>A capture that is no test of the schema.</summary>
/// <param name="Capture">The capture.</param>
/// <param name="IsText">Whether its body is a text; otherwise no test can hold it.</param>
internal sealed record UntestedCapture(Capture Capture, bool IsText);

/// <summary>The schema that is written of captured requests.</summary>
/// <param name="task">The names, and the keys that were given.</param>
/// <param name="contents">The captured requests.</param>
internal sealed class SchemaDraft(InferenceTask task, IReadOnlyList<CapturedContent> contents)
{
    /// <summary>Captures that are no tests: their bytes are no text, or a key that is not published stands in them.</summary>
    /// <param name="guess">How the requests prove themselves.</param>
    public IReadOnlyList<UntestedCapture> Untested(SchemeGuess guess) =>
        [.. contents.Where(content => TextOf(content.Capture) is null || HoldsKey(content, guess)).Select(content => new UntestedCapture(content.Capture, TextOf(content.Capture) is not null))];

    /// <summary>Writes the schema.</summary>
    /// <param name="guess">How the requests prove themselves; null when that is left to a person.</param>
    /// <param name="tests">The section <c>tests</c>, or null.</param>
    /// <param name="named">What is guessed from the members' names.</param>
    public string Write(SchemeGuess? guess, JsonArray? tests, NameGuesses named = NameGuesses.RolesAndKey)
    {
        var shape = ShapeOf(guess);
        var roles = named >= NameGuesses.Roles ? MemberRoles.Find(shape) : [];
        var key = named == NameGuesses.RolesAndKey ? MemberRoles.FindKey(shape, roles) : [];
        var callback = new JsonObject { ["provider"] = task.Provider, ["feed"] = task.Feed, ["receive"] = Receive() };
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
        var schema = new JsonObject { ["$schema"] = "./callback.schema.json", ["$comment"] = Comment(guess, roles, key), ["callback"] = callback };
        var used = new HashSet<string>([.. key, .. guess?.Named ?? [], .. roles.Select(role => role.Value!.GetValue<string>())], StringComparer.Ordinal);
        new PayloadSchema(used).Write(schema, shape);
        return SchemaTarget.TextOf(schema);
    }

    /// <summary>The captures as tests of the schema.</summary>
    /// <param name="guess">How they prove themselves.</param>
    /// <param name="expect">The outcome.</param>
    /// <param name="keys">The keys, where the tests have them; otherwise null, and no test is made of a capture that has one in it.</param>
    public JsonArray Tests(SchemeGuess guess, string expect, JsonObject? keys)
    {
        var tests = new JsonArray();
        foreach (var (content, position) in contents.Select((content, position) => (content, position)))
        {
            if (TextOf(content.Capture) is not { } body || (keys is null && HoldsKey(content, guess)))
                continue;
            var test = new JsonObject { ["name"] = $"Captured request {position + 1}", ["request"] = RequestOf(content, body, guess) };
            if (keys is not null)
                test["keys"] = keys.DeepClone();
            if (NowOf(content, guess) is { } now)
                test["now"] = now.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
            test["expect"] = expect;
            tests.Add((JsonNode)test);
        }

        return tests;
    }

    /// <summary>Whether a key that must not be published stands in a request, as a shared token does.</summary>
    private bool HoldsKey(CapturedContent content, SchemeGuess guess) => !task.PublishesKeys
        && task.Keys.Any(key => guess.Keys[key.Name]?["secret"]?.GetValue<bool>() != false && content.Holds(key.Text));

    private static string? TextOf(Capture capture) => Utf8.IsValid(capture.Body.Span) ? Encoding.UTF8.GetString(capture.Body.Span) : null;

    /// <summary>The time at which a request is verified: its arrival, or where that is not known, or far off, the time that is signed.</summary>
    private static DateTimeOffset? NowOf(CapturedContent content, SchemeGuess guess)
    {
        var signed = guess.Timestamp is { } timestamp ? TimeAt(content, guess, timestamp["from"]!.GetValue<string>()) : null;
        return signed is null || (content.Capture.At is { } at && (at - signed.Value).Duration() < TimeSpan.FromMinutes(5)) ? content.Capture.At : signed;
    }

    private static DateTimeOffset? TimeAt(CapturedContent content, SchemeGuess guess, string from)
    {
        var text = from.StartsWith("signature:", StringComparison.Ordinal)
            ? SignaturePlaces.Find(content).SelectMany(places => places).Where(place => place.From == guess.From && place.Format == "pairs")
                .SelectMany(place => place.Others).FirstOrDefault(pair => $"signature:{pair.Name}" == from).Value
            : SignaturePlaces.All(content).FirstOrDefault(place => place.From == from).Text;
        return text is null ? null : SignedTimes.Find(text)?.Time;
    }

    private JsonArray Receive()
    {
        var entries = new JsonArray();
        foreach (var group in contents.GroupBy(content => (Method: content.Capture.Method.ToUpperInvariant(), content.Content)))
        {
            var entry = new JsonObject { ["method"] = group.Key.Method, ["content"] = group.Key.Content };
            if (group.Key.Content != "text" && group.Select(content => content.FurtherType).OfType<string>().Distinct().ToList() is { Count: > 0 } types)
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

    private string Comment(SchemeGuess? guess, JsonObject roles, IReadOnlyList<string> key)
    {
        var comment = new StringBuilder($"Inferred from {contents.Count} captured request{(contents.Count == 1 ? "" : "s")}. ");
        comment.Append(guess is null ? Undecided.Comment : guess.Evidence);
        if (roles.Count > 0)
            comment.Append(" \"roles\" is guessed from the members' names: look at each.");
        if (key.Count > 0)
            comment.Append(" \"idempotencyKey\" is guessed from the members' names: it must name one event.");
        if (guess?.Timestamp is not null)
            comment.Append(" \"tolerance\" is no finding: take the provider's.");
        return comment.ToString();
    }

    private static JsonObject RequestOf(CapturedContent content, string body, SchemeGuess guess)
    {
        var capture = content.Capture;
        var request = new JsonObject { ["method"] = capture.Method.ToUpperInvariant() };
        if (capture.Origin is not null || capture.Path != "/")
            request["url"] = (capture.Origin ?? "https://example.test") + capture.Target;
        else if (capture.Query.Length > 0)
            request["query"] = capture.Query;
        var headers = new JsonObject();
        var verify = guess.Verify.ToJsonString();
        var kept = capture.Headers.Where(header => !IsOfTransfer(header.Name) && (!header.IsCredential || verify.Contains($"header:{header.Name}", StringComparison.OrdinalIgnoreCase)));
        foreach (var group in kept.GroupBy(header => header.Name, StringComparer.OrdinalIgnoreCase))
            headers[group.Key] = string.Join(", ", group.Select(header => header.Text));
        if (body.Length > 0 && capture.Header("Content-Type") is null)
            headers["Content-Type"] = TypeOf(content.Content);
        if (headers.Count > 0)
            request["headers"] = headers;
        if (body.Length > 0)
            request["body"] = body;
        return request;
    }

    private static bool IsOfTransfer(string name) =>
        name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) || name.Equals("Connection", StringComparison.OrdinalIgnoreCase) || name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase);

    private static string TypeOf(string content) => content switch
    {
        "json" => "application/json",
        "form" => "application/x-www-form-urlencoded",
        "xml" => "application/xml",
        _ => "text/plain",
    };
}
