namespace CallbackGen.Package.Tests.Harness;

/// <summary>
/// Pages of the documentation that do not depend on each other and are run in parallel: they mostly wait for a program's start, for a lease
/// to expire, or for another attempt.
/// </summary>
public sealed class Readings
{
    /// <summary>The page from which a reader's program starts.</summary>
    public const string FiveMinutes = "runtime/docs/five-minute-start.md";

    private const string Inbox = "runtime/docs/inbox.md";

    /// <summary>Starts running the pages.</summary>
    /// <param name="packages">The packages.</param>
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

    /// <summary>The output of the steps to a new program.</summary>
    public Task<string> NewProgram { get; }

    /// <summary>The existing program, and the output of the steps to it.</summary>
    public Task<ShopOfFiveMinutes> Shop { get; }

    /// <summary>The output of the steps to a program with an inbox.</summary>
    public Task<string> StoredFirst { get; }

    /// <summary>The reader of the repository's first page, after its last command.</summary>
    public Task<Reader> FirstPage { get; }

    /// <summary>Waits until all pages have ended, successfully or not.</summary>
    public void Wait() => Task.WhenAll(NewProgram, Shop, StoredFirst, FirstPage).ContinueWith(_ => { }, TaskScheduler.Default).Wait();

    /// <summary>Runs pages one after the other, regardless of failures: one page uses two processors.</summary>
    private static Task<T> TypeBehind<T>(Task before, Func<T> type) => before.ContinueWith(_ => type(), TaskScheduler.Default);
}

/// <summary>The program of the first five minutes, with which the following pages begin: the variant for an existing program.</summary>
public sealed class ShopOfFiveMinutes
{
    /// <summary>Runs the page.</summary>
    /// <param name="packages">The packages.</param>
    public ShopOfFiveMinutes(Packages packages)
    {
        Reader = new Reader(packages, "program");
        Printed = Reader.Type(Page.Under(Readings.FiveMinutes, "A program that you have", "Send it a callback"));
        Program = File.ReadAllText(Reader.PathOf("Shop", "Program.cs"));
        Project = File.ReadAllText(Reader.PathOf("Shop", "Shop.csproj"));
    }

    public Reader Reader { get; }

    /// <summary>The output.</summary>
    public string Printed { get; }

    public string Program { get; }

    public string Project { get; }
}
