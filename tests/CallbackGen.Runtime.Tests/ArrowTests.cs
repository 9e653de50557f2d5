using System.Text.RegularExpressions;

namespace CallbackGen.Runtime.Tests;

/// <summary>
/// The runtime's folders are rooms in one order: a file names types of its own room and of those before it, and none of those after.
/// So nothing that reads or compares knows of feeds, and no type is part of a cycle that leads through two rooms.
/// </summary>
public partial class ArrowTests
{
    private static readonly string[] Rooms =
        ["Definitions", "Values", "Trust", "Requests", "Reading", "Serialization", "Keys", "Verification", "Feeds"];

    /// <summary>What may point against the order, each with its reason.</summary>
    private static readonly HashSet<(string File, string Type)> Exceptions =
    [
        ("Keys/CallbackKeys.cs", "CallbackFeed"), // its public methods take a feed for what the feed's schema says of keys
    ];

    [Fact]
    public void Every_room_of_the_runtime_knows_only_those_before_it()
    {
        var sources = Sources();

        Assert.Equal(Rooms.Order(), sources.Select(source => RoomOf(source.Key)).Distinct().Order());
        Assert.Equal(Exceptions.Order(), Violations(sources).Order());
    }

    [Theory]
    [InlineData("public sealed class Low { private readonly High _high; }")]
    [InlineData("public sealed class Low : IHigh<Low>;")]
    [InlineData("public static class Low { public static void Take(CallbackGen.Feeds.High high) { } }")]
    [InlineData("public static class Low { public static int Count => High.Count; }")]
    [InlineData("public interface ILow<T>\n    where T : High;")]
    public void A_type_of_a_later_room_is_found(string low) =>
        Assert.Equal("Keys/Low.cs", Assert.Single(Violations(Planted(low))).File);

    [Theory]
    [InlineData("public sealed class Low { /* High */ private readonly string _text = \"High\"; } // High")]
    [InlineData("/// <summary>Is to <see cref=\"High\"/> what it is.</summary>\npublic sealed class Low;")]
    [InlineData("public sealed class Low { public int Highest(int other) => other; }")]
    [InlineData("public enum Low { IHigh }")]
    public void A_word_that_is_no_type_is_none(string low) => Assert.Empty(Violations(Planted(low)));

    [Fact]
    public void A_later_room_may_know_an_earlier_one() =>
        Assert.Empty(Violations(new Dictionary<string, string>
        {
            ["Keys/Low.cs"] = "public sealed class Low;",
            ["Feeds/High.cs"] = "public sealed class High { private readonly Low _low; }",
        }));

    private static Dictionary<string, string> Planted(string low) => new()
    {
        ["Keys/Low.cs"] = low,
        ["Feeds/High.cs"] = "public sealed class High;",
        ["Feeds/IHigh.cs"] = "public interface IHigh<T>;",
    };

    /// <summary>The files that name a type of a later room, with the type.</summary>
    private static HashSet<(string File, string Type)> Violations(IReadOnlyDictionary<string, string> sources)
    {
        var code = sources.ToDictionary(source => source.Key, source => NotCode().Replace(source.Value, " "));
        var types = code
            .SelectMany(source => Declaration().Matches(source.Value)
                .Select(type => (Name: type.Groups["name"].Value, IsGeneric: type.Groups["generic"].Success, Room: RoomOf(source.Key))))
            .ToLookup(type => type.Name);
        return
        [
            .. from source in code
               from Match word in Word().Matches(source.Value)
               from type in types[word.Groups["name"].Value]
               where Array.IndexOf(Rooms, type.Room) > Array.IndexOf(Rooms, RoomOf(source.Key)) && (!type.IsGeneric || word.Groups["generic"].Success)
               select (source.Key, type.Name),
        ];
    }

    private static string RoomOf(string file) => file[..file.IndexOf('/', StringComparison.Ordinal)];

    private static Dictionary<string, string> Sources()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "CallbackGen.sln")))
            root = root.Parent ?? throw new InvalidOperationException("The tests do not run within the repository.");
        var runtime = Path.Combine(root.FullName, "runtime", "CallbackGen");
        return Directory.EnumerateFiles(runtime, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Path: path, Name: Path.GetRelativePath(runtime, path).Replace('\\', '/')))
            .Where(file => file.Name.Contains('/', StringComparison.Ordinal) && RoomOf(file.Name) is not ("obj" or "bin"))
            .ToDictionary(file => file.Name, file => File.ReadAllText(file.Path));
    }

    /// <summary>Comments and texts.</summary>
    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/|""(?:\\.|[^""\\\n])*""", RegexOptions.Singleline)]
    private static partial Regex NotCode();

    /// <summary>A type that stands in no other: those begin lines.</summary>
    [GeneratedRegex(@"^(?:(?:public|internal|static|sealed|abstract|readonly|ref|partial) )*(?:class|struct|interface|enum|record struct|record) (?<name>\w+)(?<generic><)?", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    /// <summary>A name that is no member of something, unless of a namespace.</summary>
    [GeneratedRegex(@"(?<![\w.])(?:CallbackGen\.(?:\w+\.)?)?(?<name>[A-Za-z_]\w*)(?<generic><)?")]
    private static partial Regex Word();
}
