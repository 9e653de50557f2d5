using CallbackGen.Tests;

namespace CallbackGen.Runtime.Tests;

/// <summary>
/// The runtime's folders have an order: a file refers only to types of its own folder and of earlier ones. So code that reads or compares
/// does not depend on feeds, and no cycle of types spans two folders.
/// </summary>
public class ArrowTests
{
    private static readonly string[] Rooms =
    [
        "Definitions",
        "Values",
        "Trust",
        "Requests",
        "Reading",
        "Serialization",
        "Keys",
        "Verification",
        "Feeds",
    ];

    [Fact]
    public void Every_room_of_the_runtime_knows_only_those_before_it()
    {
        var sources = SourceArrows.ReadProject("runtime", "CallbackGen");

        Assert.Equal(
            Rooms.Order(),
            sources.Select(source => SourceArrows.FolderOf(source.Path)).Where(folder => folder != SourceArrows.Root).Distinct().Order()
        );
        Assert.Empty(Violations(sources));
    }

    [Theory]
    [InlineData("public sealed class Low { private readonly High _high; }")]
    [InlineData("public sealed class Low : IHigh<Low>;")]
    [InlineData("public static class Low { public static void Take(CallbackGen.Feeds.High high) { } }")]
    [InlineData("public static class Low { public static int Count => High.Count; }")]
    [InlineData("public interface ILow<T>\n    where T : High;")]
    public void A_type_of_a_later_room_is_found(string low) => Assert.Equal("Keys/Low.cs", Assert.Single(Violations(Planted(low))).File);

    [Theory]
    [InlineData("public sealed class Low { /* High */ private readonly string _text = \"High\"; } // High")]
    [InlineData("/// <summary>Is to <see cref=\"High\"/> what it is.</summary>\npublic sealed class Low;")]
    [InlineData("public sealed class Low { public int Highest(int other) => other; }")]
    [InlineData("public enum Low { IHigh }")]
    public void A_word_that_is_no_type_is_none(string low) => Assert.Empty(Violations(Planted(low)));

    [Fact]
    public void A_later_room_may_know_an_earlier_one() =>
        Assert.Empty(
            Violations([
                ("Keys/Low.cs", "public sealed class Low;"),
                ("Feeds/High.cs", "public sealed class High { private readonly Low _low; }"),
            ])
        );

    private static List<(string Path, string Text)> Planted(string low) =>
        [("Keys/Low.cs", low), ("Feeds/High.cs", "public sealed class High;"), ("Feeds/IHigh.cs", "public interface IHigh<T>;")];

    /// <summary>The files that refer to a type of a later folder, with the type.</summary>
    private static HashSet<(string File, string Type)> Violations(IReadOnlyList<(string Path, string Text)> sources) =>
        [
            .. SourceArrows
                .Find(sources)
                .Where(arrow => Array.IndexOf(Rooms, arrow.To) > Array.IndexOf(Rooms, arrow.From))
                .Select(arrow => (arrow.File, arrow.Type)),
        ];
}
