using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Diagnostics;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>Every rule reports its exact span, and nothing where a careless rule would report a false positive.</summary>
public sealed class RuleTests
{
    private static readonly Dictionary<string, RuleCase> Cases = new[]
    {
        JsonCases.All,
        KeywordCases.All,
        PayloadCases.All,
        ReferenceCases.All,
        VerifyCases.All,
        TokenCases.All,
        MessageCases.All,
        CallbackCases.All,
        SelectCases.All,
        AnswerCases.All,
        AnswerContentCases.All,
        WeakFilterCases.All,
        SensitiveCases.All,
        PatternCases.All,
        IdempotencyCases.All,
        KeyStatusCases.All,
        EventCases.All,
        DiscriminatorCases.All,
        UnreadableCases.All,
        AdviceCases.All,
    }
        .SelectMany(cases => cases)
        .ToDictionary(ruleCase => ruleCase.Name);

    /// <summary>Rules that need more than one file, the name of the file, or the project.</summary>
    private static readonly HashSet<string> OfSeveralFiles =
    [
        SchemaRules.DuplicateFeed.Id,
        SchemaRules.OtherFileName.Id,
        SchemaRules.MissingPackage.Id,
        SchemaRules.SharedSelection.Id,
        SchemaRules.SharedKeyTexts.Id,
        SchemaRules.SharedKeyRecords.Id,
        SchemaRules.SharedKeyDelimiter.Id,
        SchemaRules.SharedSecret.Id,
    ];

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_is_reported_is_what_is_marked(string name)
    {
        var ruleCase = Cases[name];
        var reported = await SchemaVerifier.VerifyAsync(ruleCase.Text, ruleCase.Rule);
        if (ruleCase.Message is { } message)
            Assert.Contains(message, reported.Where(diagnostic => diagnostic.Id == ruleCase.Rule).Select(SchemaVerifier.MessageOf));
    }

    [Fact]
    public void Every_rule_about_one_file_is_shown_to_speak_and_to_be_silent()
    {
        var rules = SchemaRules.All.Select(rule => rule.Id).Where(id => !OfSeveralFiles.Contains(id)).ToList();
        Assert.Empty(rules.Except(Cases.Values.Where(ruleCase => ruleCase.Reports).Select(ruleCase => ruleCase.Rule)));
        Assert.Empty(rules.Except(Cases.Values.Where(ruleCase => !ruleCase.Reports).Select(ruleCase => ruleCase.Rule)));
    }

    [Fact]
    public void No_case_is_about_a_rule_that_does_not_exist() =>
        Assert.Empty(Cases.Values.Select(ruleCase => ruleCase.Rule).Except(SchemaRules.All.Select(rule => rule.Id)));
}
