using CallbackGen.Tool.Explain;
using CallbackGen.Tool.Tests.Harness;
using Xunit.Abstractions;

namespace CallbackGen.Tool.Tests.Explain;

/// <summary>
/// The rate at which explain names faults, over the published requests of the catalogue: samples with a fixed seed, and all of them if
/// CALLBACKGEN_DEEP is 1.
/// </summary>
public sealed class RatesTests(ITestOutputHelper output)
{
    private readonly Rates _rates = new(output);

    [Fact]
    public void One_thing_broken_is_named()
    {
        var rows = Genuine.Catalog.All.SelectMany(subject => Breakage.All.Select(breakage => (subject, (Breakage[])[breakage])));

        Assert.True(_rates.Of("single", Rates.Shuffled(rows, 11), Rates.Rows(30)) >= 0.95);
    }

    [Fact]
    public void Two_things_broken_are_named()
    {
        var rows = Genuine.Catalog.All.SelectMany(subject =>
            Breakage.All.SelectMany(
                (first, index) =>
                    Breakage
                        .All.Skip(index + 1)
                        .Where(second => (first.Kind, first.Part) != (second.Kind, second.Part) && first.Kind != ChangeKind.Schema)
                        .Select(second => (subject, (Breakage[])[first, second]))
            )
        );

        Assert.True(_rates.Of("double", Rates.Shuffled(rows, 11), Rates.Rows(10, deep: 600)) >= 0.8);
    }

    [Fact]
    public void A_wrong_key_or_other_content_is_explained_by_nothing()
    {
        var random = new Random(5);
        var subjects = Genuine
            .Catalog.All.Where(subject => subject.Values is [{ Text.Length: < 200 }])
            .OrderBy(_ => random.Next())
            .Take(Rates.IsDeep ? 200 : 3);

        foreach (var subject in subjects)
        {
            var wrong = subject with
            {
                Values =
                [
                    subject.Values[0] with
                    {
                        Text = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData([(byte)random.Next(256)])),
                    },
                ],
                Others = [],
            };
            using var search = new Search(wrong, Shared.Compiler, TimeSpan.FromSeconds(Rates.IsDeep ? 30 : 3), default);

            Assert.Empty(search.Run()!.Answers);
        }
    }
}
