using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CallbackGen.Package.Tests;

[Collection(SharedConsumers.Name)]
public sealed class PackageContentTests(Consumers consumers)
{
    private readonly Packages _packages = consumers.Packages;

    /// <summary>
    /// Every package and its files, as Packages.txt lists them: this detects files that are packed by accident or missing.
    /// </summary>
    [Fact]
    public void Each_package_holds_what_the_list_says_and_nothing_else()
    {
        var expected = Regex.Replace(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Packages.txt")).ReplaceLineEndings("\n"),
            @"^(.*schemas/)(\*\*/)?\*\.callback\.json$",
            line => string.Join('\n', Catalogue(withTyped: line.Groups[2].Success).Select(name => line.Groups[1].Value + name)),
            RegexOptions.Multiline
        );

        var found = new StringBuilder();
        foreach (
            var file in _packages.Files.OrderBy(
                file => file.Replace("." + Packages.Version, "", StringComparison.Ordinal),
                StringComparer.Ordinal
            )
        )
        {
            using var package = ZipFile.OpenRead(file);
            found.Append("== ").AppendLine(Path.GetFileName(file).Replace("." + Packages.Version, "", StringComparison.Ordinal));
            foreach (var entry in package.Entries.Select(entry => entry.FullName).Where(IsContent).Order(StringComparer.Ordinal))
                found.AppendLine(entry);
        }

        Assert.Equal(Sorted(expected), Sorted(found.ToString().ReplaceLineEndings("\n")));
    }

    /// <summary>Sorts the files of each package: those of a pattern are expanded in its place.</summary>
    private static string Sorted(string list) =>
        string.Join(
            '\n',
            list.Split("== ", StringSplitOptions.RemoveEmptyEntries)
                .Select(package => package.Trim().Split('\n'))
                .Select(lines => $"== {lines[0]}\n{string.Join('\n', lines[1..].Order(StringComparer.Ordinal))}")
        );

    private static IEnumerable<string> Catalogue(bool withTyped) =>
        ((string[])["", "typed/"])
            .Take(withTyped ? 2 : 1)
            .SelectMany(folder =>
                Directory
                    .GetFiles(Path.Combine(Packages.Repository, "schemas", folder), "*.callback.json")
                    .Select(path => folder + Path.GetFileName(path))
            )
            .Order(StringComparer.Ordinal);

    [Fact]
    public void Each_package_says_who_made_it_and_what_it_depends_on()
    {
        foreach (var file in _packages.Files.Where(file => file.EndsWith(".nupkg", StringComparison.Ordinal)))
        {
            var metadata = Metadata(file);
            var id = Value(metadata, "id")!;
            Assert.Equal("MIT", Value(metadata, "license"));
            Assert.Equal("README.md", Value(metadata, "readme"));
            Assert.Equal("icon.png", Value(metadata, "icon"));
            Assert.StartsWith("https://", Element(metadata, "repository")!.Attribute("url")!.Value, StringComparison.Ordinal);
            Assert.False(string.IsNullOrWhiteSpace(Value(metadata, "description")));

            // The package depends on all packages of CallbackGen, its generator included, but on none of the compiler's.
            var dependencies = metadata.Descendants().Where(element => element.Name.LocalName == "dependency").ToList();
            Assert.DoesNotContain(
                dependencies,
                dependency => dependency.Attribute("id")!.Value.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)
            );
            var ours = dependencies
                .Where(dependency => dependency.Attribute("id")!.Value.StartsWith("CallbackGen", StringComparison.Ordinal))
                .ToList();
            Assert.Equal(id is not ("CallbackGen" or "CallbackGen.Templates" or "CallbackGen.Tool"), ours.Count > 0);
            Assert.All(
                ours,
                dependency =>
                    Assert.Equal(
                        ($"[{Packages.Version}]", "All", null),
                        (
                            dependency.Attribute("version")!.Value,
                            dependency.Attribute("include")?.Value,
                            dependency.Attribute("exclude")?.Value
                        )
                    )
            );
        }
    }

    /// <summary>Another version of a package whose internals it uses would fail at run time with a missing member.</summary>
    [Fact]
    public void Who_sees_the_internals_of_a_package_depends_on_exactly_its_version()
    {
        var metadata = _packages
            .Files.Where(file => file.EndsWith(".nupkg", StringComparison.Ordinal))
            .Select(Metadata)
            .ToDictionary(one => Value(one, "id")!, StringComparer.Ordinal);
        var seen = 0;
        foreach (var id in metadata.Keys)
        {
            using var package = _packages.Open(id);
            foreach (var friend in PackedAssembly.In(package, "lib/net10.0").SelectMany(assembly => assembly.Friends))
            {
                // A tool contains its dependencies.
                if (!metadata.TryGetValue(friend, out var packed) || packed.Descendants().Any(IsTool))
                    continue;
                Assert.True(DependsExactly(friend, id), $"{friend} sees the internals of {id}");
                seen++;
            }
        }

        Assert.True(seen > 0, "The test found no internals that another package sees.");

        bool DependsExactly(string from, string to) =>
            metadata[from]
                .Descendants()
                .Where(element => element.Name.LocalName == "dependency" && element.Attribute("version")!.Value == $"[{Packages.Version}]")
                .Select(element => element.Attribute("id")!.Value)
                .Any(id => id == to || DependsExactly(id, to));

        static bool IsTool(XElement element) => element.Name.LocalName == "packageType" && element.Attribute("name")!.Value == "DotnetTool";
    }

    [Fact]
    public void No_file_names_a_folder_of_the_machine_that_packed_it()
    {
        var folder = Packages.Repository.TrimEnd(Path.DirectorySeparatorChar);
        byte[][] spellings =
        [
            Encoding.UTF8.GetBytes(folder),
            Encoding.Unicode.GetBytes(folder),
            Encoding.UTF8.GetBytes(folder.Replace('\\', '/')),
        ];
        foreach (var file in _packages.Files)
        {
            using var package = ZipFile.OpenRead(file);
            foreach (var entry in package.Entries)
            {
                var content = Content(entry);
                Assert.All(
                    spellings,
                    spelling => Assert.True(content.AsSpan().IndexOf(spelling) < 0, $"{Path.GetFileName(file)}: {entry.FullName}")
                );
            }
        }
    }

    /// <summary>Built from scratch, by another clone in another folder.</summary>
    [DeepFact]
    public void Another_clone_packs_the_same_bytes()
    {
        var again = Path.Combine(_packages.Work, "again");
        Clone.Pack(Path.Combine(_packages.Work, "another", "clone of it"), _packages.Home, again);

        Assert.Equal(
            _packages.Files.Select(Path.GetFileName),
            Directory.GetFiles(again).Order(StringComparer.Ordinal).Select(Path.GetFileName)
        );
        Assert.All(
            _packages.Files,
            file =>
                Assert.True(
                    File.ReadAllBytes(file).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(again, Path.GetFileName(file)))),
                    Path.GetFileName(file)
                )
        );
    }

    [Fact]
    public void Schemas_and_meta_schema_are_those_of_the_repository()
    {
        foreach (var id in new[] { "CallbackGen", "CallbackGen.Schemas" })
        {
            using var package = _packages.Open(id);
            var schemas = package.Entries.Where(entry => entry.FullName.StartsWith("schemas/", StringComparison.Ordinal)).ToList();
            Assert.NotEmpty(schemas);
            Assert.All(
                schemas,
                entry => Assert.Equal(File.ReadAllBytes(Path.Combine(Packages.Repository, entry.FullName)), Content(entry))
            );
        }
    }

    private static bool IsContent(string entry) =>
        entry is not ("[Content_Types].xml" or "_rels/.rels") && !entry.StartsWith("package/services/", StringComparison.Ordinal);

    private static byte[] Content(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    private static XElement Metadata(string file)
    {
        using var package = ZipFile.OpenRead(file);
        using var stream = package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XDocument.Load(stream).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    }

    private static XElement? Element(XElement metadata, string name) =>
        metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name);

    private static string? Value(XElement metadata, string name) => Element(metadata, name)?.Value;
}
