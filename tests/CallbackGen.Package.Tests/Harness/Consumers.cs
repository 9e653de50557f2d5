namespace CallbackGen.Package.Tests.Harness;

/// <summary>
/// Projects of strangers, outside the repository, restored from the packages into an empty cache and built once: what the
/// folder Consumers holds, and a program that <c>dotnet new</c> makes.
/// </summary>
public sealed class Consumers : IDisposable
{
    public const string Key = "template_key_0123456789abcdef0123";

    private readonly string _cache;

    public Consumers()
    {
        Packages = new Packages();
        _cache = Path.Combine(Packages.Work, "cache");
        Root = Path.Combine(Packages.Work, "consumers");
        Packages.CopyFolder(Path.Combine(AppContext.BaseDirectory, "Consumers"), Root);
        Directory.CreateDirectory(Path.Combine(Root, "a;b c"));
        Directory.Move(Path.Combine(Root, "Shop"), Path.Combine(Root, "a;b c", "Shop"));
        var schemas = Directory.CreateDirectory(Path.Combine(Root, "a;b c", "Shop", "schemas")).FullName;
        File.Copy(Path.Combine(Packages.Repository, "schemas", "bayarcash.transaction.callback.json"), Path.Combine(schemas, "bayarcash.transaction.callback.json"));

        UseTemplates();
        Build = Dotnet.Run(Root, _cache, "build", "Consumers.slnx", "--nologo", "-v", "quiet");
    }

    public Packages Packages { get; }

    public string Root { get; }

    /// <summary>The build of all of them.</summary>
    public Finished Build { get; }

    /// <summary>What the template's installation and use printed.</summary>
    public string Templates { get; private set; } = "";

    /// <summary>Runs the SDK in a consumer's folder.</summary>
    public Finished Sdk(string project, params string[] arguments) => Dotnet.Run(Path.Combine(Root, project), _cache, arguments);

    /// <summary>Runs a built consumer.</summary>
    public Finished Run(string project, params string[] arguments) => Sdk(project, [Program(project), .. arguments]);

    public static string Program(string project) => Path.Combine("bin", "Debug", "net10.0", Path.GetFileName(project) + ".dll");

    public string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    public void Dispose() => Packages.Dispose();

    private void UseTemplates()
    {
        var hive = Path.Combine(Packages.Work, "templates");
        string[] ownHive = ["--debug:custom-hive", hive];
        Templates = string.Join('\n',
            Dotnet.Run(Root, _cache, ["new", "install", Path.Combine(Packages.Folder, $"CallbackGen.Templates.{Packages.Version}.nupkg"), .. ownHive]).OrFail,
            Dotnet.Run(Root, _cache, ["new", "callback-receiver", "-o", "Receiver", "--provider", "Initech", "--feed", "Order", "--no-restore", .. ownHive]).OrFail,
            Dotnet.Run(Root, _cache, ["new", "callback-schema", "-o", "Receiver", "--provider", "Initech", "--feed", "Refund", .. ownHive]).OrFail);
    }
}

/// <summary>All tests of this project share one set of packages and one build.</summary>
[CollectionDefinition(Name)]
public sealed class SharedConsumers : ICollectionFixture<Consumers>
{
    public const string Name = "consumers";
}
