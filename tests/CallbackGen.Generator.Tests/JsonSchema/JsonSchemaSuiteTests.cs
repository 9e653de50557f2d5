using System.Text;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace CallbackGen.Generator.Tests.JsonSchema;

/// <summary>
/// The public test suite of JSON Schema, draft 2020-12, through the compiler: each group's schema is the payload of one feed, and
/// a member's schema of another. The strict reader accepts exactly the instances that the suite calls valid, or the compiler
/// reports the schema at the right span.
/// </summary>
public sealed class JsonSchemaSuiteTests(ITestOutputHelper output)
{
    private const string Folder = "corpora/json-schema-test-suite/draft2020-12";

    // The suite treats "format" as an assertion in separate files. Here it is one for the formats that become a C# type, next to a type.
    private static readonly string[] AssertedFormats = ["date-time", "date", "time", "uuid"];

    [SharedFact(Folder + "/type.json")]
    public void Every_case_is_decided_as_the_suite_has_it_or_its_schema_is_refused()
    {
        var groups = Files()
            .Where(file => !file.StartsWith("optional/format/", StringComparison.Ordinal))
            .SelectMany(file => Groups(file))
            .ToList();
        var different = Run(groups, "JSON Schema 2020-12", SuiteExceptions.StricterByDesign);
        Assert.True(different.Count == 0, string.Join('\n', different));
    }

    [SharedFact(Folder + "/optional/format/date.json")]
    public void Formats_with_a_type_are_checked_beside_string_and_the_others_are_notes()
    {
        var files = Files().Where(file => file.StartsWith("optional/format/", StringComparison.Ordinal)).ToList();
        var typed = files.Where(file => AssertedFormats.Contains(Path.GetFileNameWithoutExtension(file))).ToList();
        var different = Run(
            typed.SelectMany(file => TypedGroups(file).Where(group => group.Feed.EndsWith("string", StringComparison.Ordinal))).ToList(),
            "formats",
            SuiteExceptions.Formats
        );
        Assert.True(different.Count == 0, string.Join('\n', different));
        output.WriteLine(
            "notes, not checked, as 2020-12 has it by default: "
                + $"{string.Join(", ", files.Except(typed).Select(Path.GetFileNameWithoutExtension))}"
        );
    }

    [SharedFact(Folder + "/type.json")]
    public void A_schema_that_gains_a_type_is_read_into_it_and_decides_its_values_as_before()
    {
        // Most schemas of the suite have no type, so that they are complete checks. With a type, typed reading enforces
        // some keywords and a check the rest.
        var groups = Files()
            .Where(file => !file.StartsWith("optional/format", StringComparison.Ordinal) && file != "format.json")
            .SelectMany(file => TypedGroups(file))
            .ToList();
        var different = Run(groups, "with a type", SuiteExceptions.WithType);
        Assert.True(different.Count == 0, string.Join('\n', different));
    }

    private static IEnumerable<string> Files()
    {
        var root = Path.Combine(RepositoryFiles.Shared!, Folder);
        return Directory
            .EnumerateFiles(root, "*.json", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(root, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);
    }

    private static IEnumerable<SuiteGroup> Groups(string file)
    {
        foreach (var (group, stem) in Read(file))
        {
            yield return new SuiteGroup(file, group, isMember: false, stem + "Root");
            yield return new SuiteGroup(file, group, isMember: true, stem + "Member");
        }
    }

    private static IEnumerable<SuiteGroup> TypedGroups(string file)
    {
        foreach (var (group, stem) in Read(file).Where(group => group.Group["schema"] is JsonObject schema && !schema.ContainsKey("type")))
        {
            var types = group["tests"]!
                .AsArray()
                .SelectMany(test => SuiteGroup.TypesOf(test!["data"]?.ToJsonString() ?? "null"))
                .Distinct();
            foreach (var type in types.Where(type => type != "null"))
                yield return new SuiteGroup(file, group, isMember: true, stem + "Of" + type, type);
        }
    }

    private static IEnumerable<(JsonObject Group, string Stem)> Read(string file)
    {
        var text = File.ReadAllText(Path.Combine(RepositoryFiles.Shared!, Folder, file));
        var stem = "F" + string.Concat(file.Where(char.IsAsciiLetterOrDigit));
        return JsonNode.Parse(text)!.AsArray().Select((group, index) => (group!.AsObject(), $"{stem}{index + 1}"));
    }

    private List<string> Run(List<SuiteGroup> groups, string title, IReadOnlyDictionary<string, string> exceptions)
    {
        var enforced = groups.Where(group => group.Problem is null).ToList();
        using var project = CompiledProject.Of(TestState.Of([.. enforced.Select(group => group.Schema)]));
        var feeds = project.Feeds.ToDictionary(feed => feed.PayloadType.Name, StringComparer.Ordinal);
        var different = new List<string>();
        var met = new HashSet<string>(StringComparer.Ordinal);
        foreach (var group in enforced)
        {
            foreach (var test in group.Cases)
            {
                var result = CompiledProject.ReadJson(feeds["Suite" + group.Feed], Encoding.UTF8.GetBytes(group.Payload(test)));
                if (result.Rejection is null == test.IsValid)
                    continue;
                if (!test.IsValid || !exceptions.ContainsKey(test.Name))
                    different.Add(
                        $"{group.Name} | {test.Name}: {test.Data} is {(test.IsValid ? "valid" : "invalid")}, but "
                            + $"{result.Rejection?.ToString() ?? "accepted"}"
                    );
                else
                    met.Add(test.Name);
            }
        }

        different.AddRange(exceptions.Keys.Except(met).Select(name => $"listed as stricter, but is not: {name}"));
        Report(groups, title, met, exceptions);
        return different;
    }

    private void Report(List<SuiteGroup> groups, string title, HashSet<string> stricter, IReadOnlyDictionary<string, string> exceptions)
    {
        var all = groups.Sum(group => group.Cases.Count);
        var refused = groups.Where(group => group.Problem is not null).ToList();
        var enforced = all - refused.Sum(group => group.Cases.Count);
        output.WriteLine(
            $"{title}: {enforced} of {all} cases enforced ({100.0 * enforced / all:0.0} %), {all - enforced} refused "
                + $"with a diagnostic, {stricter.Count} stricter by design"
        );
        foreach (var file in groups.GroupBy(group => group.File))
            output.WriteLine(
                $"  {file.Key}: {file.Where(group => group.Problem is null).Sum(group => group.Cases.Count)} of "
                    + $"{file.Sum(group => group.Cases.Count)}"
            );
        foreach (var group in refused)
            output.WriteLine($"  refused: {group.Name}: {group.Problem!.Rule.Id} at {group.Keyword}");
        foreach (var name in stricter.Order(StringComparer.Ordinal))
            output.WriteLine($"  stricter: {name}: {exceptions[name]}");
    }
}
