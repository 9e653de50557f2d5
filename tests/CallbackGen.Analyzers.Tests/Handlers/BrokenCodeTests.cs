using System.Reflection;
using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.CodeFixes;
using CallbackGen.Generator.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>
/// Analyzers, their suppressor, fixes and refactoring run on incomplete code while it is typed, and must never throw.
/// </summary>
public sealed class BrokenCodeTests
{
    // Applying a fix binds the file again, which is slow.
    private const int MostActions = 60;

    private static readonly string[] Fragments =
    [
        "(",
        ")",
        "{",
        "}",
        "<",
        ">",
        ";",
        ".",
        "=>",
        "is",
        "await",
        "var x =",
        "?",
        "!",
        "async",
        "Verified<",
        "[",
        "\"",
        "payment.Payload.",
        "if (",
        "switch",
        "out var y",
        "return",
    ];

    /// <summary>The source text of every handler of every test.</summary>
    private static readonly string[] Handlers =
    [
        .. typeof(BrokenCodeTests)
            .Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.NonPublic | BindingFlags.Static))
            .Where(field => field.FieldType == typeof(HandlerCases))
            .SelectMany(field => ((HandlerCases)field.GetValue(null)!).Values)
            .Select(text => Markup.Parse(text).Text),
    ];

    /// <summary>The text of every C# file of the runtime, the generator, the tests and the samples.</summary>
    private static readonly Lazy<string[]> OwnSources = new(() =>
        [
            .. new[] { "runtime", "generator", "tests" }
                .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
                .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Where((text, index) => index % Effort.Of(quick: 6, deep: 1) == 0 || text.Contains("Handlers", StringComparison.Ordinal))
                .Select(File.ReadAllText),
        ]
    );

    [Fact]
    public Task Handlers_are_taken_as_they_are() => RunAsync(Handlers, new Random(1));

    [Theory]
    [InlineData(20_261_121)]
    [InlineData(20_261_122)]
    public Task A_handler_may_end_anywhere(int seed)
    {
        var random = new Random(seed);
        return RunAsync(Handlers.Select(text => text[..random.Next(text.Length)]), random);
    }

    [Fact]
    public Task A_handler_may_have_random_damage()
    {
        var random = new Random(7);
        return RunAsync(Handlers.Select(text => Damage(text, random)), random);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public Task A_handler_may_lack_words_and_have_others_twice(int seed)
    {
        var random = new Random(seed);
        return RunAsync(Handlers.Select(text => Stumble(text, random)), random);
    }

    [Fact]
    public Task The_projects_own_sources_are_taken_as_they_are() => RunAsync(OwnSources.Value, new Random(2));

    [Fact]
    public Task The_projects_own_sources_may_end_anywhere()
    {
        var random = new Random(3);
        return RunAsync(OwnSources.Value.Select(text => text[..random.Next(text.Length)]), random);
    }

    private static async Task RunAsync(IEnumerable<string> sources, Random random)
    {
        string[] texts = [.. sources.Where(text => !BreaksCompiler(text))];
        Assert.True(texts.Length > 50, "There is nothing to analyze.");
        var project = (await HandlerProject.CreateAsync(texts))
            .AddMetadataReferences(HandlerReferences.Compiler)
            .WithParseOptions(HandlerProject.Undocumented);
        var reported = await HandlerProject.AnalyzeWholeAsync(
            project,
            [.. AllAnalyzers.OfHandlers, new CommonAnalyzers(), new HandlerSuppressor()]
        );
        var actions = await FixesAsync(project, [.. reported.Where(diagnostic => diagnostic.Location.IsInSource)], random);
        actions.AddRange(await RefactoringsAsync(project, random));
        Assert.NotEmpty(actions);
        foreach (var action in actions.OrderBy(_ => random.Next()).Take(MostActions))
            await HandlerFixes.ApplyAsync(action);
    }

    /// <summary>Returns whether a text has a lambda in an attribute, for which the compiler itself throws.</summary>
    private static bool BreaksCompiler(string text) =>
        CSharpSyntaxTree
            .ParseText(text, HandlerProject.Undocumented)
            .GetRoot()
            .DescendantNodes()
            .Any(node =>
                node is AttributeSyntax attribute && attribute.DescendantNodes().OfType<AnonymousFunctionExpressionSyntax>().Any()
            );

    /// <summary>Returns the fixes that are offered for each diagnostic, and now and then the fix of all diagnostics of a file.</summary>
    private static async Task<List<CodeAction>> FixesAsync(Project project, IReadOnlyList<Diagnostic> reported, Random random)
    {
        var actions = new List<CodeAction>();
        foreach (var provider in AllAnalyzers.Fixes)
        {
            foreach (
                var file in reported
                    .Where(diagnostic => provider.FixableDiagnosticIds.Contains(diagnostic.Id))
                    .GroupBy(diagnostic => diagnostic.Location.SourceTree)
            )
            {
                var offered = new List<CodeAction>();
                foreach (var diagnostic in file)
                    offered.AddRange(await HandlerFixes.ActionsAsync(project, diagnostic, provider));
                if (offered.Count > 1 && random.Next(8) == 0)
                    actions.Add(
                        await HandlerFixes.AllAsync(
                            project.GetDocument(file.Key)!,
                            [.. file],
                            provider,
                            offered[0].EquivalenceKey,
                            FixAllScope.Document
                        )
                    );
                actions.AddRange(offered);
            }
        }

        return actions;
    }

    /// <summary>Returns the refactorings that are offered at the first mapping call of each document and at a random position.</summary>
    private static async Task<List<CodeAction>> RefactoringsAsync(Project project, Random random)
    {
        var actions = new List<CodeAction>();
        foreach (var document in project.Documents)
        {
            var text = (await document.GetTextAsync()).ToString();
            int[] places = [text.IndexOf("MapCallback", StringComparison.Ordinal), text.Length == 0 ? 0 : random.Next(text.Length)];
            foreach (var place in places.Where(place => place >= 0))
                await new HandlerRefactoring().ComputeRefactoringsAsync(
                    new CodeRefactoringContext(document, new TextSpan(place, 0), actions.Add, CancellationToken.None)
                );
        }

        return actions;
    }

    private static string Damage(string text, Random random)
    {
        for (var i = 0; i < 3; i++)
        {
            var at = random.Next(text.Length);
            var length = Math.Min(15, text.Length - at);
            text = random.Next(3) switch
            {
                0 => text.Remove(at, Math.Min(random.Next(20), text.Length - at)),
                1 => text.Insert(at, Fragments[random.Next(Fragments.Length)]),
                _ => text.Insert(at, text.Substring(random.Next(at + 1), length)),
            };
        }

        return text;
    }

    /// <summary>Returns the text with some tokens left out and some duplicated.</summary>
    private static string Stumble(string text, Random random) =>
        string.Concat(
            SyntaxFactory
                .ParseTokens(text)
                .Select(token =>
                    random.Next(40) switch
                    {
                        0 => "",
                        1 => $"{token.ToFullString()} {token.ToFullString()}",
                        _ => token.ToFullString(),
                    }
                )
        );
}
