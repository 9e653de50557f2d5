using System.Text.Json;
using System.Text.RegularExpressions;
using CallbackGen.Definitions;
using CallbackGen.Reading;

namespace CallbackGen.Generator.Tests.Tolerance;

/// <summary>
/// The payload's members that the <c>callback</c> part of a schema file names in any way: in a role, key, message, condition, claim,
/// answer. They are found in the file's text, not in the generator's model.
/// </summary>
internal sealed partial class UsedPointers
{
    private static readonly string[] ForReaders = ["tests", "description", "source", "reason", "weak", "undelimited", "sharedKey", "retry"];

    private readonly HashSet<string> _pointers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);
    private readonly string _payload;

    public UsedPointers(JsonElement schema, IReadOnlyList<CallbackProof> proofs)
    {
        var callback = schema.GetProperty("callback");
        _payload =
            callback.TryGetProperty("payload", out var payload)
            && payload.ValueKind == JsonValueKind.String
            && payload.GetString()!.Split('|')[0] is var text
            && text.StartsWith("body:", StringComparison.Ordinal)
                ? text["body:".Length..]
                : "";
        foreach (var keyword in callback.EnumerateObject())
            Add(keyword.Name, keyword.Value);
        foreach (var source in proofs.SelectMany(proof => new[] { proof.From, proof.Time?.From }).OfType<string>())
            _written.UnionWith(Pointers(source));
        // The registered claims of a token that is the payload (RFC 7519, section 4.1) are checked without being named.
        if (proofs.Any(proof => proof.CarriesPayload))
            _pointers.UnionWith(["/exp", "/nbf", "/iat"]);
    }

    /// <summary>Returns whether a member is named, or contains a named one.</summary>
    public bool Need(string pattern) =>
        _pointers.Any(pointer => pointer == pattern || pointer.StartsWith(pattern + "/", StringComparison.Ordinal));

    /// <summary>Returns whether a member contains the proof or its time, which each signing writes again.</summary>
    public bool Contain(string pattern) => _written.Any(pointer => pointer.StartsWith(pattern + "/", StringComparison.Ordinal));

    private void Add(string keyword, JsonElement value)
    {
        if (ForReaders.Contains(keyword))
            return;
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateObject())
            {
                AddText(keyword is "claims" ? "members" : "", member.Name);
                Add(member.Name, member.Value);
            }
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
                Add(keyword, item);
        }
        else if (value.ValueKind == JsonValueKind.String)
        {
            AddText(keyword, value.GetString()!);
        }
    }

    private void AddText(string keyword, string text)
    {
        _pointers.UnionWith(Pointers(text));
        if (text.StartsWith('/'))
            _pointers.Add(text);
        else if (keyword is "members" or "except" or "unbounded")
            _pointers.Add(JsonPointer.Of(text));
    }

    private IEnumerable<string> Pointers(string text)
    {
        foreach (Match source in Source().Matches(text))
        {
            var (kind, name) = (source.Groups["kind"].Value, source.Groups["name"].Value);
            if (kind == "query" && !name.StartsWith('/'))
                name = JsonPointer.Of(name);
            yield return kind == "body" && name.StartsWith(_payload, StringComparison.Ordinal) ? name[_payload.Length..] : name;
        }
    }

    [GeneratedRegex("""(?<kind>body|payload|query):(?<name>[^{}|\s"]+)""")]
    private static partial Regex Source();
}
