using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Tests.Repository;

/// <summary>
/// The page about the schema files lists every feed, with the properties that its file states and that the compiler derives.
/// </summary>
public sealed class CataloguePageTests
{
    private const string Begin = "<!-- catalogue: begin -->";
    private const string End = "<!-- catalogue: end -->";

    private static string Page => Path.Combine(RepositoryFiles.Root, "schemas", "README.md");

    [Fact]
    public void The_catalogue_is_what_the_schema_files_say()
    {
        var page = File.ReadAllText(Page);
        var start = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = page.IndexOf(End, StringComparison.Ordinal);
        Assert.True(start >= Begin.Length && end > start, $"schemas/README.md has no {Begin} before an {End}.");

        var expected = $"{page[..start]}\n{Catalogue()}{page[end..]}";
        GeneratedFile.Holds("schemas/README.md", expected, nameof(CataloguePageTests));
    }

    /// <summary>Every scheme is listed under its name in documentation, with a feed or a recipe as an example.</summary>
    [Fact]
    public void Every_scheme_is_among_the_shapes_and_every_shape_has_an_example()
    {
        var page = File.ReadAllText(Page);
        var shapes = page.Split("## Find your provider's shape")[1]
            .Split("\n## ")[0]
            .Split('\n')
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Skip(1)
            .ToList();
        var feeds = RepositoryFiles
            .Schemas()
            .ToDictionary(path => Path.GetFileName(path).Replace(".callback.json", "", StringComparison.Ordinal), File.ReadAllText);

        Assert.All(shapes, line => Assert.Matches(@"\]\([^)]+\) \|$", line));
        var examples = shapes
            .SelectMany(line => Regex.Matches(line.Split('|')[^2], "`([^`]+)`").Select(match => match.Groups[1].Value))
            .ToList();
        Assert.Empty(examples.Except(feeds.Keys));
        var shown = examples
            .Select(name => feeds[name])
            .Concat(SchemaPages.Schemas.Values.Select(schema => schema.Text))
            .SelectMany(text => Schemes(SchemaReader.Read(text).Feed!.Verify))
            .ToHashSet();
        foreach (var scheme in Choices.Schemes)
        {
            Assert.Contains(shapes, line => line.Contains($"`{scheme}`", StringComparison.Ordinal));
            Assert.True(shown.Contains(scheme), $"No shape and no recipe shows {scheme}.");
        }
    }

    [Fact]
    public void Every_recipe_is_found_by_its_shape_and_in_the_list()
    {
        var page = File.ReadAllText(Page);

        Assert.All(
            SchemaPages
                .Paths.Where(path => path.StartsWith("schemas/docs/recipes/", StringComparison.Ordinal))
                .Select(path => path["schemas/".Length..]),
            recipe =>
                Assert.True(
                    Regex.Count(page, Regex.Escape($"]({recipe}") + "[)#]") > 1,
                    $"schemas/README.md does not name {recipe} among the shapes and among the pages."
                )
        );
    }

    private static string Catalogue()
    {
        var rows = RepositoryFiles
            .Schemas()
            .Select(Row)
            .OrderBy(row => row.Scheme, StringComparer.Ordinal)
            .ThenBy(row => row.Name, StringComparer.Ordinal)
            .ToList();
        var table = new StringBuilder();
        table.Append(
            $"{rows.Count} feeds of {rows.Select(row => row.Name.Split('.')[0]).Distinct().Count()} providers, with "
                + $"{rows.Sum(row => row.Published)} callbacks in a published form.\n\n"
        );
        table.Append(
            "| feed | scheme | yields | arrives as | covered by the signature | evidence | callbacks |\n"
                + "|---|---|---|---|---|---|---|\n"
        );
        foreach (var row in rows)
            table.Append(row.Line).Append('\n');
        return table.ToString();
    }

    private static (string Scheme, string Name, int Published, string Line) Row(string path)
    {
        var text = File.ReadAllText(path);
        var feed = SchemaReader.Read(text).Feed!;
        var name = Path.GetFileName(path).Replace(".callback.json", "", StringComparison.Ordinal);
        var published = Published(text);
        var scheme = SchemeOf(feed.Verify);
        var documentation = feed.Source is { } source ? $" ([documentation]({source}))" : "";
        var arrives = string.Join(", ", feed.Receive.Select(transport => transport.Content.Word()).Distinct());
        return (
            scheme,
            name,
            published,
            $"| [{name}]({name}.callback.json){documentation} | {scheme} | {feed.Trust} | {arrives} | {Covered(feed)} | "
                + $"{feed.Evidence?.Word()} | {published} |"
        );
    }

    private static string Covered(FeedModel feed)
    {
        var time = CatalogueIndex
            .Alternatives(feed.Verify)
            .OfType<MessageVerify>()
            .Select(message => message.Timestamp)
            .FirstOrDefault(timestamp => timestamp is not null)
            is { } timestamp
            ? $"; its time within {TimeSpan.FromTicks(timestamp.ToleranceTicks).TotalSeconds} s"
            : "";
        var signed = feed.SignedPointers.Select(pointer => $"`{pointer}`").ToList();
        return feed.Trust switch
        {
            TrustLevel.Verified => "everything" + (feed.UnknownMembersUnsigned ? " that is declared" : "") + time,
            _ when signed.Count == 0 => "no member by itself" + time,
            _ => string.Join(", ", signed.Take(4)) + (signed.Count > 4 ? $" and {signed.Count - 4} more" : "") + time,
        };
    }

    private static string SchemeOf(VerifyModel? verify) =>
        verify switch
        {
            AnyOfVerify several => $"`anyOf` {string.Join(" or ", several.Alternatives.Select(SchemeOf))}",
            MessageVerify message => $"`{message.Scheme.Word()}` {message.Algorithm.Word()}",
            JwtVerify jwt => $"`jwt` {string.Join(", ", jwt.Algorithms.Select(algorithm => algorithm.Word()))}",
            null => "",
            _ => $"`{verify.Scheme.Word()}`",
        };

    private static IEnumerable<string> Schemes(VerifyModel? verify) =>
        verify is null ? [] : CatalogueIndex.Alternatives(verify).Select(one => one.Scheme.Word()).Append(verify.Scheme.Word());

    /// <summary>Counts the requests that state where they were published.</summary>
    private static int Published(string schema)
    {
        using var document = JsonDocument.Parse(schema);
        return document.RootElement.GetProperty("callback").TryGetProperty("tests", out var tests)
            ? tests.EnumerateArray().Count(test => test.TryGetProperty("source", out _))
            : 0;
    }
}
