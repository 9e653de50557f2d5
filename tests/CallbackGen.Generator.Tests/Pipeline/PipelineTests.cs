using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using CallbackGen.Generator.Emit;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CallbackGen.Generator.Tests.Pipeline;

public sealed class PipelineTests
{
    private static string Feed(int number, string member = "amount") =>
        new FeedSchema { Feed = $"Payment{number}", Properties = $$""" "{{member}}": { "type": "string" } """ };

    private static TestState Fifty() => TestState.Of([.. Enumerable.Range(0, 50).Select(number => Feed(number))]);

    [Fact]
    public void An_edit_of_a_csharp_file_runs_no_step_again()
    {
        var state = Fifty().With("class Order { }");
        var run = GeneratorRun.Of(state);

        state.Sources[0] = "class Order { void Pay() { } }";
        var after = GeneratorRun.ResultOf(run.Driver.RunGenerators(state.CreateCompilation()));

        Assert.All(
            GeneratorRun.OwnSteps(after).SelectMany(step => step.Outputs),
            output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason)
        );
        Assert.All(Outputs(after), output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
    }

    [Fact]
    public void An_edit_of_one_schema_of_fifty_emits_that_feed_only_and_leaves_the_registry_alone()
    {
        var state = Fifty();
        var run = GeneratorRun.Of(state);

        var after = Edit(run, state, 17, Feed(17, member: "total"));

        Assert.Equal(1, Outputs(after).Count(output => output.Reason == IncrementalStepRunReason.Modified));
        Assert.Equal(
            50,
            Outputs(after).Count(output => output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged)
        );
        Assert.All(
            after.TrackedSteps[CallbackGenerator.NamesStep].SelectMany(step => step.Outputs),
            output => Assert.NotEqual(IncrementalStepRunReason.Modified, output.Reason)
        );
        Assert.Contains("Total", GeneratorRun.Texts(after)["AcmePayment17.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void An_edit_of_whitespace_that_leaves_every_line_where_it_is_emits_nothing()
    {
        var state = Fifty();
        var run = GeneratorRun.Of(state);

        var after = Edit(run, state, 3, Feed(3).Replace(": ", ":   ", StringComparison.Ordinal) + "\n\n");

        Assert.DoesNotContain(Outputs(after), output => output.Reason is IncrementalStepRunReason.Modified or IncrementalStepRunReason.New);
    }

    /// <summary>Generated members state the line of their declaration in the schema.</summary>
    [Fact]
    public void An_edit_that_moves_lines_emits_that_feed_with_its_new_lines_and_no_other()
    {
        var state = Fifty();
        var run = GeneratorRun.Of(state);

        var after = Edit(run, state, 3, "\n\n" + Feed(3));

        Assert.Equal(1, Outputs(after).Count(output => output.Reason == IncrementalStepRunReason.Modified));
        Assert.Equal([.. LinesOf(run.Result).Select(line => line + 2)], LinesOf(after));

        static List<int> LinesOf(GeneratorRunResult result) =>
            [
                .. Regex
                    .Matches(GeneratorRun.Texts(result)["AcmePayment3.g.cs"], "<remarks>feed0003.callback.json, line ([0-9]+)</remarks>")
                    .Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)),
            ];
    }

    [Theory]
    [InlineData("/shop/", "/shop/schemas/acme.payment.callback.json", "schemas/acme.payment.callback.json")]
    [InlineData("C:\\shop\\", "C:\\shop\\schemas\\acme.payment.callback.json", "schemas/acme.payment.callback.json")]
    [InlineData("/shop/", "/packages/catalogue/acme.payment.callback.json", "acme.payment.callback.json")]
    [InlineData("/shop/", "/shopping/acme.payment.callback.json", "acme.payment.callback.json")]
    [InlineData("/shop/", "/shop/a&b<c>.callback.json", "a&amp;b&lt;c&gt;.callback.json")]
    public void Each_type_member_and_value_leads_back_to_its_line_of_the_projects_file(string folder, string path, string written)
    {
        var state = new TestState();
        state.GlobalOptions["build_property.ProjectDir"] = folder;
        state.AdditionalFiles.Add(
            (
                path,
                new FeedSchema
                {
                    Properties = """
                    "order": { "type": "object", "properties": {
                      "status": { "type": "string", "enum": [
                        "paid",
                        "failed" ] } } }
                    """,
                }
            )
        );

        using var project = CompiledProject.Of(state);

        var lines = GeneratorRun.Texts(project.Run.Result)["AcmePayment.g.cs"].Split('\n').Select(line => line.Trim()).ToList();
        var text = state.AdditionalFiles[0].Text.Split('\n');
        foreach (
            var (declaration, declared) in new[]
            {
                ("public sealed partial record AcmePayment :", "\"feed\""),
                ("Order { get; init; }", "\"order\""),
                ("public sealed partial record AcmePaymentOrder", "\"order\""),
                ("Status { get; init; }", "\"status\""),
                ("public enum AcmePaymentOrderStatus", "\"enum\""),
                ("Failed = 2,", "\"failed\""),
            }
        )
        {
            var at = lines.FindIndex(line => line.Contains(declaration, StringComparison.Ordinal));
            Assert.True(at > 0, declaration);
            var remark = lines.Take(at).Last(line => line.StartsWith("/// <", StringComparison.Ordinal));
            Assert.Equal(
                $"/// <remarks>{written}, line "
                    + $"{Array.FindIndex(text, line => line.Contains(declared, StringComparison.Ordinal)) + 1}</remarks>",
                remark
            );
        }
    }

    [Fact]
    public void A_file_that_is_handed_over_anew_with_its_old_content_is_not_read_again()
    {
        var state = Fifty();
        var run = GeneratorRun.Of(state);

        var after = Edit(run, state, 3, Feed(3));

        Assert.All(
            after.TrackedSteps[CallbackGenerator.FeedsStep].SelectMany(step => step.Outputs),
            output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason)
        );
    }

    [Fact]
    public void A_new_name_changes_the_registry_and_that_feed()
    {
        var state = Fifty();
        var run = GeneratorRun.Of(state);

        var after = Edit(run, state, 17, Feed(99));

        Assert.Contains("AcmePayment99.Feed", GeneratorRun.Texts(after)["CallbackFeeds.g.cs"], StringComparison.Ordinal);
        Assert.DoesNotContain("AcmePayment17.g.cs", GeneratorRun.Texts(after).Keys);
        Assert.Equal(
            49,
            Outputs(after).Count(output => output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged)
        );
    }

    [Fact]
    public void An_added_file_adds_its_feed_and_emits_no_other_again()
    {
        var run = GeneratorRun.Of(Fifty());

        var driver = run.Driver.AddAdditionalTexts([new InMemoryAdditionalText("/shop/new.callback.json", Feed(50))]);
        var after = GeneratorRun.ResultOf(driver.RunGenerators(run.Compilation.RemoveAllSyntaxTrees()));

        Assert.Contains("AcmePayment50.g.cs", GeneratorRun.Texts(after).Keys);
        Assert.Equal(
            50,
            Outputs(after).Count(output => output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged)
        );
    }

    [Fact]
    public void A_removed_file_takes_its_feed_with_it()
    {
        var run = GeneratorRun.Of(Fifty());

        var driver = run.Driver.RemoveAdditionalTexts([run.AdditionalTexts[7]]);
        var after = GeneratorRun.ResultOf(driver.RunGenerators(run.Compilation.RemoveAllSyntaxTrees()));

        Assert.DoesNotContain("AcmePayment7.g.cs", GeneratorRun.Texts(after).Keys);
        Assert.DoesNotContain("AcmePayment7.Feed", GeneratorRun.Texts(after)["CallbackFeeds.g.cs"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/shop/a.callback.json", "/shop/b.callback.json")]
    [InlineData("/shop/b.callback.json", "/shop/a.callback.json")]
    public void Of_two_files_with_one_feed_name_the_first_by_path_is_compiled(string first, string second)
    {
        var state = new TestState();
        state.AdditionalFiles.Add((first, Feed(1, first.Contains("/a.", StringComparison.Ordinal) ? "kept" : "dropped")));
        state.AdditionalFiles.Add((second, Feed(1, second.Contains("/a.", StringComparison.Ordinal) ? "kept" : "dropped")));

        using var project = CompiledProject.Of(state);

        Assert.NotNull(project.Feed.PayloadType.GetProperty("Kept"));
    }

    [Fact]
    public void Names_that_differ_in_case_only_are_one_feed()
    {
        using var project = CompiledProject.Of(TestState.Of(new FeedSchema { Feed = "PayMent" }, new FeedSchema { Feed = "Payment" }));

        Assert.Equal("PayMent", project.Feed.Definition.Feed);
    }

    [Fact]
    public void Files_of_other_names_are_no_schemas()
    {
        var state = new TestState();
        state.AdditionalFiles.Add(("/shop/appsettings.json", Feed(1)));
        state.AdditionalFiles.Add(("/shop/callback.json", Feed(2)));
        state.AdditionalFiles.Add(("/shop/Acme.CALLBACK.JSON", Feed(3)));

        using var project = CompiledProject.Of(state);

        Assert.Equal("acme.payment3", project.Feed.Name);
    }

    /// <summary>In the namespace Pay.Tests, a generated list, even an empty one, would hide the list of Pay.</summary>
    [Theory]
    [InlineData("/pay/tests/appsettings.json", "{}")]
    [InlineData("/pay/tests/acme.payment.callback.json", "{ no JSON")]
    [InlineData("/pay/tests/acme.payment.callback.json", """{ "callback": { "provider": "no name", "feed": "Payment" } }""")]
    public void A_project_without_feeds_declares_no_list_that_hides_another_projects(string path, string text)
    {
        var state = new TestState();
        state.GlobalOptions["build_property.RootNamespace"] = "Pay.Tests";
        state.AdditionalFiles.Add((path, text));
        state.With(
            """namespace Pay { internal static class CallbackFeeds { public const string All = "those of Pay"; } }""",
            """namespace Pay.Tests { internal static class FeedTests { public const string Seen = CallbackFeeds.All; } }"""
        );

        var run = GeneratorRun.Of(state);

        Assert.Empty(run.Result.GeneratedSources);
        Assert.Empty(run.Diagnostics);
    }

    [Fact]
    public void The_list_goes_with_the_last_feed_and_comes_with_the_first()
    {
        var run = GeneratorRun.Of(TestState.Of(Feed(1)));
        var without = run.Driver.RemoveAdditionalTexts(run.AdditionalTexts).RunGenerators(new TestState().CreateCompilation());
        var again = without.AddAdditionalTexts(run.AdditionalTexts).RunGenerators(new TestState().CreateCompilation());

        Assert.Empty(GeneratorRun.ResultOf(without).GeneratedSources);
        Assert.Equal(GeneratorRun.Texts(run.Result), GeneratorRun.Texts(GeneratorRun.ResultOf(again)));
    }

    [Theory]
    [InlineData("Shop.Payments", null, "Shop.Payments")]
    [InlineData("Shop", "Shop.Generated", "Shop.Generated")]
    [InlineData("Shop.class.await", null, "Shop.@class.@await")]
    [InlineData("not an identifier", null, "Callbacks")]
    [InlineData("", null, "Callbacks")]
    [InlineData("Shop; class Evil { } namespace X", null, "Callbacks")]
    public void The_namespace_is_the_projects(string root, string? own, string expected)
    {
        var state = TestState.Of(Feed(1));
        state.GlobalOptions["build_property.RootNamespace"] = root;
        if (own is not null)
            state.GlobalOptions["build_property.CallbackGenNamespace"] = own;

        var run = GeneratorRun.Of(state);

        Assert.Empty(run.Diagnostics);
        Assert.All(
            run.Result.GeneratedSources,
            source =>
                Assert.Equal(
                    source.HintName.EndsWith(".Verifier.g.cs", StringComparison.Ordinal)
                        ? $"{expected}.{VerifierEmitter.Namespace}"
                        : expected,
                    source.SyntaxTree.GetRoot().DescendantNodes().OfType<FileScopedNamespaceDeclarationSyntax>().Single().Name.ToString()
                )
        );
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("public", true)]
    [InlineData("internal", false)]
    [InlineData("Internal", false)]
    [InlineData("internal; class Evil { } public", true)]
    public void Generated_types_are_as_visible_as_the_project_wants_them(string? accessibility, bool visible)
    {
        var state = TestState.Of(Feed(1));
        if (accessibility is not null)
            state.GlobalOptions["build_property.CallbackGenAccessibility"] = accessibility;

        using var project = CompiledProject.Of(state);

        Assert.Equal(visible, project.Feed.PayloadType.IsVisible);
        Assert.Equal(visible, project.Feed.PayloadType.Assembly.GetExportedTypes().Length > 0);
    }

    [Theory]
    [InlineData(
        "true",
        "acme.payment1: Verified, the signature covers every member|acme.notice: Authenticated, the signature does "
            + "not cover /fee, /odd ?name?"
    )]
    [InlineData("false", null)]
    [InlineData(null, null)]
    public void The_assembly_says_how_far_each_feed_is_trusted_where_the_build_is_to_tell(string? tells, string? expected)
    {
        var signed = new FeedSchema
        {
            Feed = "Payment1",
            Properties = """ "amount": { "type": "string" } """,
            Verify = FeedSchema.Hmac("\"{rawBody}\""),
        };
        var state = TestState.Of(
            signed,
            signed with
            {
                Feed = "Notice",
                Properties = """ "amount": { "type": "string" }, "fee": { "type": "string" }, "odd $name)": { "type": "string" } """,
                Verify = FeedSchema.Hmac("""[{ "members": ["amount"], "join": "|" }]"""),
            }
        );
        if (tells is not null)
            state.GlobalOptions["build_property.TellCallbackTrust"] = tells;

        using var project = CompiledProject.Of(state);

        var told = project
            .Feeds[0]
            .PayloadType.Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .SingleOrDefault(attribute => attribute.Key == "CallbackGen.Trust")
            ?.Value;
        Assert.Equal(expected is null ? null : $"CallbackGen.Trust=[{expected}]=", told);
    }

    /// <summary>Returns the emitted outputs, without the diagnostics and the trust summary for the build.</summary>
    private static IEnumerable<(object Value, IncrementalStepRunReason Reason)> Outputs(GeneratorRunResult result) =>
        result
            .TrackedOutputSteps.SelectMany(step => step.Value)
            .Where(step =>
                step.Inputs.All(input =>
                    input.Source.Name
                        is not (CallbackGenerator.ProblemsStep or CallbackGenerator.TrustStep or WrongLevelReport.ReportedStep)
                )
            )
            .SelectMany(step => step.Outputs);

    private static GeneratorRunResult Edit(GeneratorRun run, TestState state, int index, string text)
    {
        var (path, _) = state.AdditionalFiles[index];
        var old = run.AdditionalTexts.Single(file => file.Path == path);
        var driver = run.Driver.ReplaceAdditionalText(old, new InMemoryAdditionalText(path, text));
        return GeneratorRun.ResultOf(driver.RunGenerators(CSharpCompilation.Create("Edited", options: run.Compilation.Options)));
    }
}
