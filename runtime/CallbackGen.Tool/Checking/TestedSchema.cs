using CallbackGen.Testing;
using CallbackGen.Testing.Cases;
using CallbackGen.Tool.Captures;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Output;

namespace CallbackGen.Tool.Checking;

/// <summary>The result of a schema's own tests, run by its compiled verifier.</summary>
/// <param name="Tests">The number of tests.</param>
/// <param name="Twins">The number of tampered copies of them that were verified.</param>
/// <param name="Findings">The failures.</param>
internal sealed record TestedSchema(int Tests, int Twins, IReadOnlyList<Finding> Findings)
{
    /// <summary>The largest number of faults of one test that are printed; the others are counted.</summary>
    private const int MaxShown = 5;

    /// <summary>
    /// Runs the tests of a schema. A feed with errors rejects every request, so that its tests would show nothing.
    /// </summary>
    public static TestedSchema Of(CompiledFeed compiled)
    {
        if (compiled.Feed.Definition.HasErrors)
            return new(0, 0, []);
        var places = JsonPlaces.Read(compiled.Schema.Path, compiled.Schema.Text);
        IReadOnlyList<FeedTest> tests;
        try
        {
            tests = SchemaTests.ReadAll(compiled.Schema);
        }
        catch (CaptureFaultException fault)
        {
            return new(0, 0, [ToolRule.TestFails.At(fault.Message, places.Of("callback:tests"))]);
        }

        if (tests.Count == 0)
        {
            return new(
                0,
                0,
                [
                    ToolRule.NoTests.At(
                        "Nothing shows that the schema signs as the provider does: add a request that the provider "
                            + "published, or that was captured, to \"tests\".",
                        places.Of("callback")
                    ),
                ]
            );
        }

        var twins = 0;
        var findings = new List<Finding>();
        for (var position = 0; position < tests.Count; position++)
        {
            var cases = CallbackTestCases.Of(compiled.Feed, tests[position]);
            twins += cases.Count - 1;
            var place = places.Of($"callback:tests:{position}:name", $"callback:tests:{position}");
            findings.AddRange(FaultsOf(cases).Select(fault => ToolRule.TestFails.At(fault, place)));
        }

        return new(tests.Count, twins, findings);
    }

    private static List<string> FaultsOf(IReadOnlyList<CallbackTestCase> cases)
    {
        var faults = cases.Select(one => one.FindFault() is { } fault ? $"\"{one.Name}\" {fault}." : null).OfType<string>().ToList();
        return faults.Count <= MaxShown
            ? faults
            : [.. faults.Take(MaxShown), $"{faults.Count - MaxShown} more tampered twins of this test are taken, and must be refused."];
    }
}
