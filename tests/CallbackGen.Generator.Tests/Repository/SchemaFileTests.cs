using CallbackGen.Generator.Schema;
using CallbackGen.Testing;
using Microsoft.CodeAnalysis;

namespace CallbackGen.Generator.Tests.Repository;

/// <summary>Every schema file of the repository, compiled and used.</summary>
public sealed class SchemaFileTests
{
    private static readonly Lazy<CompiledProject> LazyAll = new(() =>
        CompiledProject.Of(TestState.Of([.. RepositoryFiles.Schemas().Select(File.ReadAllText)]))
    );

    public static TheoryData<string> Files => [.. RepositoryFiles.Schemas().Select(path => Path.GetFileName(path))];

    public static IEnumerable<object[]> Tests =>
        RepositoryFiles
            .Schemas()
            .SelectMany(path => FeedTest.Of(File.ReadAllText(path)).Select(test => new object[] { Path.GetFileName(path), test.Name }));

    public static IEnumerable<object[]> Tampered =>
        RepositoryFiles
            .Schemas()
            .SelectMany(path =>
                FeedTest
                    .Of(File.ReadAllText(path))
                    .SelectMany(test => test.Tamper.Select(pair => new object[] { Path.GetFileName(path), test.Name, pair.Old, pair.New }))
            );

    private static string Read(string file) => File.ReadAllText(Path.Combine(RepositoryFiles.Root, "schemas", file));

    private static CallbackFeed FeedOf(string file) => LazyAll.Value.Feeds.Single(feed => feed.Name + ".callback.json" == file);

    [Theory]
    [MemberData(nameof(Files))]
    public void The_file_has_no_error_and_no_warning(string file) =>
        Assert.DoesNotContain(
            SchemaReader.Read(Read(file)).Problems,
            problem => problem.Rule.DefaultSeverity >= DiagnosticSeverity.Warning
        );

    [Theory]
    [MemberData(nameof(Files))]
    public void The_file_compiles_by_itself_without_a_warning(string file)
    {
        using var project = CompiledProject.Of(Read(file));

        Assert.Equal(file, project.Feed.Name + ".callback.json");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void The_file_has_a_test_that_passes_and_twins_of_it_that_do_not(string file) =>
        Assert.Contains(FeedTest.Of(Read(file)), test => test is { IsGenuine: true, IsHandshake: false } && test.Tamper.Count > 0);

    [Theory]
    [MemberData(nameof(Tests))]
    public void A_test_has_its_outcome(string file, string name)
    {
        var test = FeedTest.Of(Read(file)).Single(test => test.Name == name);
        var feed = FeedOf(file);
        Assert.Null(
            CallbackTestCases.Of(feed, Path.Combine(RepositoryFiles.Root, "schemas", file)).Single(one => one.Name == name).FindFault()
        );
        var keys = CallbackKeys.Create(feed, test.Keys, "the keys of tests are short");
        if (feed.AnswerChallenge(test.Request, keys, test.Clock) is not null)
            return;

        var result = feed.VerifyMessages(test.Request, keys, test.Clock);

        Assert.Equal(
            (test.Expect, test.Reason ?? result.Rejection?.Reason.ToString()),
            (result.IsSuccess ? feed.Trust.ToString().ToLowerInvariant() : "rejected", result.Rejection?.Reason.ToString())
        );
        Assert.True(result.IsSuccess ? result.Value.All(feed.MessageType.IsInstanceOfType) : result.Rejection.Detail.Length > 0);
    }

    [Theory]
    [MemberData(nameof(Tampered))]
    public void A_tampered_twin_is_refused(string file, string name, string old, string replacement)
    {
        var test = FeedTest.Of(Read(file)).Single(test => test.Name == name);
        var feed = FeedOf(file);

        var tampered = FeedTest.Tampered(test.Request, old, replacement)!;
        var keys = CallbackKeys.Create(feed, test.Keys, "the keys of tests are short");

        Assert.False(
            feed.AnswerChallenge(tampered, keys, test.Clock)?.IsSuccess ?? feed.VerifyMessages(tampered, keys, test.Clock).IsSuccess
        );
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Without_a_key_nothing_passes(string file)
    {
        var feed = FeedOf(file);
        foreach (var test in FeedTest.Of(Read(file)).Where(test => test.Expect is "verified" or "authenticated"))
        {
            var reason = feed.VerifyMessages(test.Request, CallbackKeys.Empty, test.Clock).Rejection!.Reason;
            // If a feed has several schemes, the signature of one that the request does not use may be empty.
            Assert.True(
                reason == CallbackRejectionReason.KeyNotConfigured
                    || reason == CallbackRejectionReason.SignatureMalformed && feed.Definition.Proofs.Count > 1,
                $"{test.Name}: {reason}"
            );
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Another_key_proves_nothing(string file)
    {
        var feed = FeedOf(file);
        foreach (var test in FeedTest.Of(Read(file)).Where(test => test.Expect is "verified" or "authenticated"))
        {
            var keys = CallbackTestKeys.Generate(feed).Keys;
            Assert.False(feed.VerifyMessage(test.Request, keys, test.Clock).IsSuccess);
        }
    }
}
