using System.Text;
using CallbackGen.Generator.Schema;
using CallbackGen.Testing;
using Microsoft.CodeAnalysis;

namespace CallbackGen.Generator.Tests.Repository;

/// <summary>Every complete schema in the pages is compiled, and the statements of the page about its requests are true.</summary>
public sealed class RecipeTests
{
    private static readonly Lazy<CompiledProject> LazyAll = new(() =>
        CompiledProject.Of(TestState.Of([.. SchemaPages.Schemas.Values.Select(schema => schema.Text)]))
    );

    public static TheoryData<string> Feeds => [.. SchemaPages.Schemas.Keys];

    public static TheoryData<string> Recipes =>
        [.. SchemaPages.Paths.Where(page => page.StartsWith("schemas/docs/recipes/", StringComparison.Ordinal))];

    public static IEnumerable<object[]> Tests =>
        SchemaPages.Schemas.Values.SelectMany(schema => FeedTest.Of(schema.Text).Select(test => new object[] { schema.Name, test.Name }));

    private static CallbackFeed FeedOf(string name) => LazyAll.Value.Feeds.Single(feed => feed.Name == name);

    private static CallbackKeys KeysOf(CallbackFeed feed, FeedTest test) =>
        CallbackKeys.Create(feed, test.Keys, "the keys of tests are published");

    [Theory]
    [MemberData(nameof(Recipes))]
    public void A_recipe_shows_whole_schemas_only(string page)
    {
        var shown = SchemaPages.Blocks(page).Count(block => block.Language == "json");

        Assert.True(
            shown > 0 && shown == SchemaPages.Schemas.Values.Count(schema => schema.Page == page),
            $"{page} shows JSON that is no whole schema."
        );
    }

    [Theory]
    [MemberData(nameof(Feeds))]
    public void The_schema_has_no_error_and_no_warning(string name) =>
        Assert.DoesNotContain(
            SchemaReader.Read(SchemaPages.Schemas[name].Text).Problems,
            problem => problem.Rule.DefaultSeverity >= DiagnosticSeverity.Warning
        );

    [Theory]
    [MemberData(nameof(Feeds))]
    public void The_schema_compiles_by_itself_without_a_warning(string name)
    {
        using var project = CompiledProject.Of(SchemaPages.Schemas[name].Text);

        Assert.Equal(name, project.Feed.Name);
    }

    /// <summary>A test with only the genuine request would not detect that nothing is verified.</summary>
    [Theory]
    [MemberData(nameof(Feeds))]
    public void The_schema_has_a_test_that_passes_twins_of_it_that_do_not_and_a_refusal(string name)
    {
        var tests = FeedTest.Of(SchemaPages.Schemas[name].Text).ToList();

        Assert.Contains(tests, test => test is { IsGenuine: true, IsHandshake: false } && test.Tamper.Count > 0);
        Assert.True(
            SchemaPages.Schemas[name].Page == "schemas/README.md" || tests.Exists(test => !test.IsGenuine),
            $"{name} has nothing that is refused."
        );
    }

    [Theory]
    [MemberData(nameof(Tests))]
    public void A_test_has_its_outcome_and_its_twins_are_refused(string name, string title)
    {
        var test = FeedTest.Of(SchemaPages.Schemas[name].Text).Single(test => test.Name == title);
        var feed = FeedOf(name);

        var (outcome, reason, answer) = OutcomeOf(feed, test, test.Request);

        Assert.True((test.Expect, test.Reason ?? reason) == (outcome, reason), $"{outcome}: {reason}\n{Signed(feed, test)}");
        Assert.Null(answer is null ? null : test.Answer?.FindDifference(answer));
        Assert.All(
            test.Tamper,
            pair =>
            {
                var twin = FeedTest.Tampered(test.Request, pair.Old, pair.New);
                Assert.True(twin is not null, $"\"{pair.Old}\" is nowhere in the request.");
                Assert.True(
                    OutcomeOf(feed, test, twin).Outcome == "rejected",
                    $"\"{pair.Old}\" became \"{pair.New}\", and the request still passes."
                );
            }
        );
    }

    /// <summary>
    /// Returns the response to a handshake, or otherwise the acknowledgement of a verified callback; no response
    /// when the request is rejected.
    /// </summary>
    private static (string Outcome, string? Reason, CallbackAcknowledgement? Answer) OutcomeOf(
        CallbackFeed feed,
        FeedTest test,
        CallbackRequest request
    )
    {
        var keys = KeysOf(feed, test);
        if (feed.AnswerChallenge(request, keys, test.Clock) is { } answer)
            return answer.IsSuccess ? ("answered", null, answer.Value) : ("rejected", answer.Rejection.Reason.ToString(), null);
        var result = feed.VerifyMessages(request, keys, test.Clock);
        return result.IsSuccess
            ? (
                feed.Trust.ToString().ToLowerInvariant(),
                null,
                (result.Value is [var first, ..] ? first.Receipt.Acknowledgement : null) ?? feed.Definition.Acknowledge
            )
            : ("rejected", result.Rejection.Reason.ToString(), null);
    }

    /// <summary>Returns the request with the right signature, which the author of a recipe can copy into it.</summary>
    private static string Signed(CallbackFeed feed, FeedTest test)
    {
        if (!test.IsGenuine)
            return "";
        try
        {
            var signed = new CallbackSigner(CallbackTestKeys.Create(feed, test.Keys), test.Clock).Sign(test.Request);
            var headers = string.Join(
                '\n',
                signed.Headers.Names.Select(header => $"{header}: {string.Join(", ", signed.Headers.GetValues(header))}")
            );
            return $"Rightly signed it is:\n{signed.Method} {signed.Path}?{signed.Query}\n{headers}\n\n"
                + $"{Encoding.UTF8.GetString(signed.Body.Span)}";
        }
        catch (CallbackSigningException problem)
        {
            return $"It cannot be signed: {problem.Message}";
        }
    }
}
