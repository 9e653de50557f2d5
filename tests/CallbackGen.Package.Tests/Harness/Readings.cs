namespace CallbackGen.Package.Tests.Harness;

/// <summary>
/// Pages of the documentation whose readers need nothing of one another, so that they type at the same time: much of it is spent
/// waiting for a program that starts, a lease that runs out, or another attempt.
/// </summary>
public sealed class Readings
{
    /// <summary>The page with which a program of the reader begins.</summary>
    public const string FiveMinutes = "runtime/docs/five-minute-start.md";

    private const string Inbox = "runtime/docs/inbox.md";

    /// <summary>Begins to type.</summary>
    /// <param name="packages">What there is to be had.</param>
    public Readings(Packages packages)
    {
        StoredFirst = Task.Run(() => new Reader(packages, "inbox").Type(Page.Under(Inbox, "Start in five minutes")));
        Shop = Task.Run(() => new ShopOfFiveMinutes(packages));
        NewProgram = TypeBehind(
            Shop,
            () => new Reader(packages, "new program").Type(Page.Under(FiveMinutes, "A new program", "Send it a callback"))
        );
        FirstPage = TypeBehind(
            NewProgram,
            () =>
            {
                var reader = new Reader(packages, "readme");
                reader.Type(Page.Under("README.md", "In a project of your own"), after: "dotnet build");
                return reader;
            }
        );
    }

    /// <summary>What was printed on the way to a new program.</summary>
    public Task<string> NewProgram { get; }

    /// <summary>The program that was there before, and what was printed on the way to it.</summary>
    public Task<ShopOfFiveMinutes> Shop { get; }

    /// <summary>What was printed on the way to a program with an inbox.</summary>
    public Task<string> StoredFirst { get; }

    /// <summary>The reader of the repository's first page, behind its last command.</summary>
    public Task<Reader> FirstPage { get; }

    /// <summary>Waits until nobody types any more, whatever came of it.</summary>
    public void Wait() => Task.WhenAll(NewProgram, Shop, StoredFirst, FirstPage).ContinueWith(_ => { }, TaskScheduler.Default).Wait();

    /// <summary>One at a time, whatever came of the one before: two processors are busy with that.</summary>
    private static Task<T> TypeBehind<T>(Task before, Func<T> type) => before.ContinueWith(_ => type(), TaskScheduler.Default);
}

/// <summary>The program of the first five minutes, which the pages behind begin with: the one that was there before.</summary>
public sealed class ShopOfFiveMinutes
{
    /// <summary>Types the page.</summary>
    /// <param name="packages">What there is to be had.</param>
    public ShopOfFiveMinutes(Packages packages)
    {
        Reader = new Reader(packages, "program");
        Printed = Reader.Type(Page.Under(Readings.FiveMinutes, "A program that you have", "Send it a callback"));
        Program = File.ReadAllText(Reader.PathOf("Shop", "Program.cs"));
        Project = File.ReadAllText(Reader.PathOf("Shop", "Shop.csproj"));
    }

    public Reader Reader { get; }

    /// <summary>What was printed on the way.</summary>
    public string Printed { get; }

    public string Program { get; }

    public string Project { get; }
}
