using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.CodeFixes;
using CallbackGen.Generator.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>The code fix of "did you mean" in a schema file.</summary>
public sealed class SpellingFixTests
{
    private const string Path = "/shop/schemas/acme.paid.callback.json";

    private static readonly string Right = new FeedText
    {
        Callback = """, "roles": { "amount": "/amount" }, "idempotencyKey": ["/id"]""",
        Root = """, "required": ["id", "amount"]""",
        Verify = """
            {
              "scheme": "hmac",
              "algorithm": "sha256",
              "key": "secret",
              "signature": { "from": "header:X-Sign", "encoding": "hex" },
              "message": "{header:X-Id|lower}.{rawBody}"
            }
            """,
    }.ToString();

    [Theory]
    [InlineData("\"algorithm\":", "\"algoritm\":")]
    [InlineData("\"sha256\"", "\"sha265\"")]
    [InlineData("\"key\": \"secret\"", "\"key\": \"secert\"")]
    [InlineData("\"amount\": \"/amount\"", "\"amount\": \"/amuont\"")]
    [InlineData("[\"id\", \"amount\"]", "[\"id\", \"amont\"]")]
    [InlineData("|lower}", "|lowr}")]
    public async Task A_slip_is_put_right(string right, string slip)
    {
        Assert.Contains(right, Right, StringComparison.Ordinal);

        Assert.Equal([Right], await FixAsync(Right.Replace(right, slip, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_word_that_is_near_none_is_left_alone() =>
        Assert.Empty(await FixAsync(Right.Replace("\"/amount\"", "\"/elsewhere\"", StringComparison.Ordinal)));

    [Fact]
    public void It_is_offered_for_additional_files_and_for_nothing_else()
    {
        var export = Assert.IsType<ExportCodeFixProviderAttribute>(
            Assert.Single(typeof(SpellingFix).GetCustomAttributes(typeof(ExportCodeFixProviderAttribute), inherit: false))
        );

        Assert.Equal([nameof(TextDocumentKind.AdditionalDocument)], export.DocumentKinds!);
        Assert.Equal([".json"], export.DocumentExtensions!);
    }

    /// <summary>Returns the file after each fix that is offered for the diagnostics of the analyzer.</summary>
    private static async Task<IReadOnlyList<string>> FixAsync(string text)
    {
        var project = HandlerProject.Create([""], [(Path, text)]);
        var document = project.AdditionalDocuments.Single();
        var provider = new SpellingFix();
        var actions = new List<CodeAction>();
        foreach (
            var diagnostic in (await HandlerProject.AnalyzeWholeAsync(project, new SchemaAnalyzer())).Where(diagnostic =>
                provider.FixableDiagnosticIds.Contains(diagnostic.Id)
            )
        )
            await provider.RegisterCodeFixesAsync(
                new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), CancellationToken.None)
            );

        var texts = new List<string>();
        foreach (var action in actions)
        {
            var change = Assert.IsType<ApplyChangesOperation>(Assert.Single(await action.GetOperationsAsync(CancellationToken.None)));
            texts.Add((await change.ChangedSolution.GetAdditionalDocument(document.Id)!.GetTextAsync()).ToString());
        }

        return texts;
    }
}
