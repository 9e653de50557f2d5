using CallbackGen.Reading;
using CallbackGen.Runtime.Tests.Support;

namespace CallbackGen.Runtime.Tests.Corpora;

/// <summary>The cases of the web platform tests for the urlencoded parser.</summary>
public class UrlencodedTests
{
    public static TheoryData<int> Cases => SharedData.Root is null ? [] : new(Enumerable.Range(0, Data().Count));

    [CorpusTheory]
    [MemberData(nameof(Cases))]
    public void A_form_is_read_as_the_standard_says_or_refused_where_the_standard_guesses(int index)
    {
        var (input, output) = Data()[index];
        var result = CallbackPayload.ReadForm<FieldList>(Given.Utf8(input));

        var isMalformed = HasMalformedEscape(input) || output.Any(field => field.Name.Contains('\uFFFD') || field.Value.Contains('\uFFFD'));
        var isRepeated = output.DistinctBy(field => field.Name).Count() < output.Count;
        if (isMalformed)
            Assert.Equal(CallbackRejectionReason.Malformed, result.Rejection?.Reason);
        else if (isRepeated)
            Assert.Equal(CallbackRejectionReason.DuplicateMember, result.Rejection?.Reason);
        else
            Assert.Equal(output, result.GetValueOrThrow().Fields);
    }

    [CorpusFact]
    public void The_cases_are_whole_and_of_each_kind()
    {
        Assert.Equal(35, Data().Count);
        Assert.Contains(Data(), item => HasMalformedEscape(item.Input));
        Assert.Contains(Data(), item => item.Output.DistinctBy(field => field.Name).Count() < item.Output.Count);
    }

    private static List<(string Input, List<(string Name, string Value)> Output)> Data()
    {
        using var document = SharedData.Json("wpt-urlencoded", "urlencoded-parser-data.json");
        return
        [
            .. document
                .RootElement.EnumerateArray()
                .Select(item =>
                    (
                        item.GetProperty("input").GetString()!,
                        item.GetProperty("output").EnumerateArray().Select(pair => (pair[0].GetString()!, pair[1].GetString()!)).ToList()
                    )
                ),
        ];
    }

    private static bool HasMalformedEscape(string input)
    {
        for (var index = input.IndexOf('%', StringComparison.Ordinal); index >= 0; index = input.IndexOf('%', index + 1))
        {
            if (index + 2 >= input.Length || !char.IsAsciiHexDigit(input[index + 1]) || !char.IsAsciiHexDigit(input[index + 2]))
                return true;
        }

        return false;
    }

    /// <summary>All fields in their order.</summary>
    private sealed record FieldList(List<(string Name, string Value)> Fields) : IVerifiedPayload<FieldList>
    {
        public static CallbackFeed<FieldList> Feed { get; } = new VerifiedFeed<FieldList>(Given.Definition());

        public static FieldList? Verify(CallbackGen.Verification.CallbackVerification verification) =>
            verification.ReadPayload<FieldList>();

        public static FieldList? Read<TReader>(ref TReader reader)
            where TReader : struct, IPayloadReader, allows ref struct
        {
            List<(string, string)> fields = [];
            reader.StartMap();
            while (reader.NextEntry(out var key))
                fields.Add((key, reader.Text()));
            return reader.Failed ? null : new(fields);
        }

        public static string? GetRole(FieldList payload, CallbackRole role) => null;

        public static string? GetIdempotencyKey(FieldList payload) => null;
    }
}
