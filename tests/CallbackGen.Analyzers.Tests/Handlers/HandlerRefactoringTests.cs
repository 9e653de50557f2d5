using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.CodeFixes;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.Text;
using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>The refactoring writes a typed handler with a case for every listed status. No rule reports a diagnostic in it.</summary>
public sealed class HandlerRefactoringTests
{
    [Fact]
    public async Task A_lambda_has_a_case_for_every_status()
    {
        var text = await ApplyAsync(Program("""app.MapCallback<AcmePayment>("/x");"""), "Handle the callback here");
        Assert.Equal(
            Program(
                """
                app.MapCallback<AcmePayment>("/x", async (Verified<AcmePayment> callback, CancellationToken cancellationToken) =>
                {
                    var reference = callback.Payload.Order.Number;
                    switch (callback.Payload.Status.Known)
                    {
                        case AcmePaymentStatus.Paid:
                            break;
                        case AcmePaymentStatus.Failed:
                            break;
                        default:
                            break;
                    }

                    await Task.CompletedTask;
                });
                """
            ),
            text
        );
    }

    [Theory]
    [InlineData("AcmePayment")]
    [InlineData("AcmeNotice")]
    [InlineData("AcmePing")]
    [InlineData("AcmeEvent")]
    public async Task A_class_of_every_level_compiles_and_raises_no_rule(string feed)
    {
        foreach (var title in new[] { "Add a handler class", "Handle the callback here" })
        {
            var text = await ApplyAsync(Program($"app.MapCallback<{feed}>(\"/x\");"), title);
            Assert.Contains(
                title.StartsWith("Add", StringComparison.Ordinal) ? $"class {feed}Handler" : "async (",
                text,
                StringComparison.Ordinal
            );
        }
    }

    [Theory]
    [InlineData("""app.MapCallback<AcmePayment>("/x", (Verified<AcmePayment> payment) => Results.Ok());""")]
    [InlineData("""app.MapGet("/x", () => "");""")]
    public async Task Nothing_is_offered_where_there_is_a_handler(string code) => Assert.Empty(await ActionsAsync(Program(code)));

    private static async Task<string> ApplyAsync(string source, string title)
    {
        var action = (await ActionsAsync(source)).Single(candidate => candidate.Title == title);
        var project = await HandlerFixes.ApplyAsync(action);
        // The program maps one of its four feeds; CBG1011 reports the other three in their schema files.
        var reported = await HandlerProject.AnalyzeAsync(project, AllAnalyzers.OfHandlers, mustCompile: true);
        Assert.DoesNotContain(reported, diagnostic => diagnostic.Location.IsInSource);
        return (await project.Documents.Single(document => document.Name == "File0.cs").GetTextAsync()).ToString();
    }

    private static async Task<IReadOnlyList<CodeAction>> ActionsAsync(string source)
    {
        var project = await HandlerProject.CreateAsync(source);
        var actions = new List<CodeAction>();
        var at = source.IndexOf("app.Map", StringComparison.Ordinal) + "app.M".Length;
        await new HandlerRefactoring().ComputeRefactoringsAsync(
            new CodeRefactoringContext(
                project.Documents.Single(document => document.Name == "File0.cs"),
                new TextSpan(at, 0),
                actions.Add,
                CancellationToken.None
            )
        );
        return actions;
    }
}
