using CallbackGen.Reading;
using CallbackGen.Runtime.Tests.Support;

namespace CallbackGen.Runtime.Tests.Corpora;

/// <summary>JSONTestSuite, test_parsing: all cases, with the payload reader and the lookup of values.</summary>
public class JsonTestSuiteTests
{
    public static TheoryData<string> Files =>
        SharedData.Root is null
            ? []
            : new(Directory.GetFiles(SharedData.Corpus("jsontestsuite", "test_parsing"), "*.json").Select(file => Path.GetFileName(file)!));

    [CorpusTheory]
    [MemberData(nameof(Files))]
    public void A_text_is_accepted_refused_or_left_open_as_the_suite_says(string file)
    {
        var json = File.ReadAllBytes(SharedData.Corpus("jsontestsuite", "test_parsing", file));
        var read = CallbackPayload.ReadJson<AnyPayload>(json);
        using var verification = Given.Verification(
            CallbackRequest.Post(json, "application/json"),
            definition: Given.Definition(maxBodyBytes: 1 << 20)
        );
        Assert.Equal(read.IsSuccess, verification.ReadBody());
        Assert.Equal(read.Rejection?.Reason, verification.Rejection?.Reason);

        if (file.StartsWith("y_object_duplicated_key", StringComparison.Ordinal))
            Assert.Equal(CallbackRejectionReason.DuplicateMember, read.Rejection?.Reason); // our reader refuses them, by rule 6
        else if (file[0] == 'y')
            Assert.Null(read.Rejection);
        else if (file[0] == 'n')
            Assert.Equal(CallbackRejectionReason.Malformed, read.Rejection?.Reason);
    }

    [CorpusFact]
    public void The_suite_is_whole() => Assert.Equal(318, Files.Count);
}
