using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CallbackGen.Package.Tests.Harness;

/// <summary>
/// The package sources of the test projects: packages of CallbackGen are those that were packed, and all others come from the configured
/// sources.
/// </summary>
internal static partial class PackageSources
{
    private const string Packed = "packed-callbackgen";

    /// <summary>Writes a nuget.config.</summary>
    /// <param name="file">The file.</param>
    /// <param name="packages">The folder of the packages.</param>
    public static void Write(string file, string packages)
    {
        var listed = Dotnet.Run(Path.GetDirectoryName(file)!, null, "nuget", "list", "source", "--format", "Detailed").OrFail;
        var configured = EnabledSource()
            .Matches(listed)
            .Select(source => (Name: source.Groups[1].Value, Place: source.Groups[2].Value))
            .ToList();

        // The longest matching pattern applies, so a public package with our name and version is never used.
        new XElement(
            "configuration",
            new XElement(
                "packageSources",
                new XElement("clear"),
                Source(Packed, packages),
                configured.Select(source => Source(source.Name, source.Place))
            ),
            new XElement(
                "packageSourceMapping",
                new XElement("clear"),
                Mapping(Packed, "CallbackGen*"),
                configured.Select(source => Mapping(source.Name, "*"))
            )
        ).Save(file);
    }

    private static XElement Source(string name, string place) => new("add", new XAttribute("key", name), new XAttribute("value", place));

    private static XElement Mapping(string name, string pattern) =>
        new("packageSource", new XAttribute("key", name), new XElement("package", new XAttribute("pattern", pattern)));

    [GeneratedRegex(@"^ *[0-9]+\. +(.+) \[Enabled\]\r?\n +(.+?)\r?$", RegexOptions.Multiline)]
    private static partial Regex EnabledSource();
}
