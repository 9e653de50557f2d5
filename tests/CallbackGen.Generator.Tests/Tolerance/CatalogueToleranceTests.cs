using CallbackGen.Definitions;
using Xunit.Abstractions;

namespace CallbackGen.Generator.Tests.Tolerance;

/// <summary>
/// For every feed of the catalogue, and each genuine request of its tests: what a provider may change without notice does not cause the
/// rejection of a callback, and is read as documented. Each changed request is signed again.
/// </summary>
public sealed class CatalogueToleranceTests(ITestOutputHelper output)
{
    private const int MostShown = 60;

    [Fact]
    public void An_undeclared_member_is_read_at_every_level() => Hold(Variants.UnknownMembers, Exemptions.OfUnknownMembers);

    [Fact]
    public void A_member_that_nothing_needs_may_be_absent() => Hold(Variants.Removed, Exemptions.OfAbsentMembers);

    [Fact]
    public void A_nullable_member_may_be_null() => Hold(Variants.Nulls, Exemptions.OfNulls);

    [Fact]
    public void An_open_list_of_values_accepts_another_one() => Hold(Variants.UnlistedValues, Exemptions.OfUnlistedValues);

    [Fact]
    public void A_coerced_member_may_arrive_in_the_other_notation() => Hold(Variants.OtherNotations, Exemptions.OfOtherNotations);

    [Fact]
    public void A_member_that_only_the_handler_reads_may_have_any_form() => Hold(Variants.OtherForms, Exemptions.OfOtherForms);

    /// <summary>A feed is left out only where each of its genuine requests is a text.</summary>
    [Fact]
    public void Every_feed_whose_requests_have_members_is_surveyed() =>
        Assert.All(
            SurveyedFeed.Catalogue.Where(feed => feed.Requests.Count == 0),
            feed => Assert.Contains(feed.Feed.Definition.Receive, way => way.Content is CallbackContent.Text or CallbackContent.Xml)
        );

    private void Hold(Func<SurveyedRequest, IEnumerable<Variant>> variants, IReadOnlyList<Exempt> exempt)
    {
        var survey = Survey.Of(SurveyedFeed.Catalogue, variants);

        output.WriteLine($"{survey}; {survey.Failures.Count} of them refused, at {exempt.Count} known exceptions.");
        var faults = survey.FindFaults(exempt).ToList();
        Assert.True(faults.Count == 0, $"{faults.Count} kinds of fault in {survey}:\n{string.Join('\n', faults.Take(MostShown))}");
        Assert.True(survey.Variants > survey.Unprepared);
    }
}
