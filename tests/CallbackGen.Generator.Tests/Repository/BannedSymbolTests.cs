using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.BannedApiAnalyzers;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallbackGen.Generator.Tests.Repository;

/// <summary>
/// The lists of symbols that the design forbids. No build reports a list that no project includes, or a line that matches
/// no symbol: neither bans anything.
/// </summary>
public sealed class BannedSymbolTests
{
    private const string ForAll = ".config/BannedSymbols.txt";
    private const string ForCompiler = "generator/BannedSymbols.txt";
    private const string ForLibraries = "runtime/BannedSymbols.txt";
    private const string ForVerification = "runtime/CallbackGen/BannedSymbols.txt";
    private const string ForEndpoints = "runtime/CallbackGen.AspNetCore/BannedSymbols.txt";

    /// <summary>Gets the lists, each with the build file that passes it to the compiler, and the item that includes it.</summary>
    public static TheoryData<string, string, string> Lists =>
        new()
        {
            { ForAll, "generator/Directory.Build.props", "$(MSBuildThisFileDirectory)../.config/BannedSymbols.txt" },
            { ForAll, "runtime/Directory.Build.targets", "$(MSBuildThisFileDirectory)../.config/BannedSymbols.txt" },
            { ForCompiler, "generator/Directory.Build.props", "$(MSBuildThisFileDirectory)BannedSymbols.txt" },
            { ForLibraries, "runtime/Directory.Build.targets", "$(MSBuildThisFileDirectory)BannedSymbols.txt" },
            { ForVerification, "runtime/Directory.Build.targets", "BannedSymbols.txt" },
            { ForEndpoints, "runtime/Directory.Build.targets", "BannedSymbols.txt" },
        };

    [Theory]
    [MemberData(nameof(Lists))]
    public void A_list_names_symbols_that_exist_and_is_read_by_the_compiler(string list, string build, string item)
    {
        var lines = ReadLines(list);

        Assert.NotEmpty(lines);
        Assert.Contains($"<AdditionalFiles Include=\"{item}\"", RepositoryFiles.Read(build), StringComparison.Ordinal);
        Assert.All(
            lines,
            line =>
            {
                var (id, reason) = (line.Split(';')[0], line.Split(';')[^1]);
                Assert.True(DocumentationCommentId.GetFirstSymbolForDeclarationId(id, Compile("")) is not null, $"{id} is no symbol.");
                Assert.True(reason.Contains(": ", StringComparison.Ordinal), $"{id}: \"{reason}\" names no replacement.");
            }
        );
    }

    [Theory]
    [InlineData(ForAll, "System.DateTimeOffset.UtcNow", "take a TimeProvider")]
    [InlineData(ForAll, "\"I\".ToLower()", "use ToLowerInvariant")]
    [InlineData(ForAll, "System.Random.Shared.Next()", "use RandomNumberGenerator")]
    [InlineData(ForCompiler, "System.Guid.NewGuid()", "the same on each run")]
    [InlineData(ForCompiler, "new System.Net.Http.HttpClient()", "must not use the network")]
    [InlineData(ForLibraries, "System.Console.Out", "use ILogger")]
    [InlineData(ForLibraries, "System.Type.GetType(\"T\")", "use typeof")]
    [InlineData(ForVerification, "new System.Net.Http.HttpClient()", "fetches keys")]
    [InlineData(ForVerification, "System.Buffers.Text.Base64Url.DecodeFromChars(\"\")", "use StrictBase64")]
    [InlineData(ForEndpoints, "new Microsoft.AspNetCore.Http.DefaultHttpContext().Request.Form", "hand the raw body")]
    public async Task A_use_of_a_listed_symbol_is_reported_with_the_replacement(string list, string use, string replacement)
    {
        var banned = new AnalyzerOptions([new InMemoryAdditionalText("BannedSymbols.txt", RepositoryFiles.Read(list))]);
        var compilation = Compile($"class Use {{ object Value => {use}; }}");

        var reports = await compilation.WithAnalyzers([new CSharpSymbolIsBannedAnalyzer()], banned).GetAllDiagnosticsAsync();

        Assert.All(reports, report => Assert.Equal("RS0030", report.Id));
        Assert.Contains(reports, report => report.GetMessage(null).Contains(replacement, StringComparison.Ordinal));
    }

    /// <summary>
    /// No list can ban a MAC comparison whose duration depends on the first difference: the same methods compare
    /// names, which are not secret.
    /// </summary>
    [Theory]
    [InlineData("runtime/CallbackGen/Verification/Signatures.cs")]
    [InlineData("runtime/CallbackGen/Verification/TokenCheck.cs")]
    [InlineData("runtime/CallbackGen/Verification/Comparison.cs")]
    [InlineData("runtime/CallbackGen/Keys/CallbackKey.cs")]
    [InlineData("runtime/CallbackGen.Inbox/Sealing/InboxSealer.cs")]
    public void A_source_that_compares_MACs_does_so_in_constant_time(string source)
    {
        var text = RepositoryFiles.Read(source);

        Assert.Contains("CryptographicOperations.FixedTimeEquals(", text, StringComparison.Ordinal);
        Assert.Empty(EarlyEnding(text));
    }

    [Fact]
    public void A_source_that_computes_MACs_compares_nothing_in_another_way()
    {
        var computing = RepositoryFiles
            .Written(Libraries)
            .Where(path => path.EndsWith(".cs", StringComparison.Ordinal))
            .Select(path => (path, Text: RepositoryFiles.Read(path)))
            .Where(source => Regex.IsMatch(source.Text, @"\b(HMAC\w*|IncrementalHash|KeyedMacs?|mac)\b"))
            .ToList();

        Assert.True(computing.Count > 5, $"{computing.Count} sources compute MACs.");
        Assert.All(computing, source => Assert.Empty(EarlyEnding(source.Text)));
    }

    private static readonly string[] Libraries = ["runtime/CallbackGen", "runtime/CallbackGen.AspNetCore", "runtime/CallbackGen.Inbox"];

    private static IEnumerable<string> EarlyEnding(string source) =>
        Regex.Matches(source, "SequenceEqual|SequenceCompareTo|StructuralComparisons").Select(match => match.Value);

    private static List<string> ReadLines(string list) =>
        [
            .. RepositoryFiles
                .Read(list)
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => !line.StartsWith("//", StringComparison.Ordinal)),
        ];

    private static CSharpCompilation Compile(string source) =>
        CSharpCompilation.Create(
            "Uses",
            [CSharpSyntaxTree.ParseText(source)],
            Platform,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
        );

    /// <summary>Gets the references of .NET and ASP.NET Core.</summary>
    private static ImmutableArray<MetadataReference> Platform { get; } =
    [
        .. new[] { typeof(object), typeof(Microsoft.AspNetCore.Http.DefaultHttpContext) }
            .SelectMany(type => Directory.EnumerateFiles(Path.GetDirectoryName(type.Assembly.Location)!, "*.dll"))
            .Where(path =>
                Path.GetFileName(path) is var name
                && (
                    name.StartsWith("System.", StringComparison.Ordinal)
                    || name.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal)
                )
            )
            .Where(path => !Path.GetFileName(path).Contains("Native", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];
}
