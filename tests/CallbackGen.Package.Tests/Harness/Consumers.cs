namespace CallbackGen.Package.Tests.Harness;

/// <summary>
/// Projects outside the repository: created by <c>dotnet new</c>, with package references and the files of the folder Consumers, restored
/// into an empty cache and built once.
/// </summary>
public sealed class Consumers : IDisposable
{
    public const string Key = "template_key_0123456789abcdef0123";

    public static readonly string Shop = Path.Combine("a;b c", "Shop");

    /// <summary>Names of providers and feeds, and the resulting types: the template's arguments, and the output folder.</summary>
    public static readonly (string Provider, string Feed, string Output, string Type)[] TemplateNames =
    [
        ("2c2p", "3ds", "2 shop", "Provider2c2pFeed3ds"),
        ("Acme-Pay", "pay.ment", "my-shop.web", "AcmePayPayMent"),
        ("event", "class", "class", "EventClass"),
        ("toyyibpay payment", "order_status", "lower case", "ToyyibpayPaymentOrderStatus"),
        ("Zahlungsdienst Österreich", "überweisung", "Läden", "ZahlungsdienstÖsterreichÜberweisung"),
        ("支付宝", "...", "a.event.b", "支付宝Feed"),
        ("A B", "IPN", "AbIpn", "AbIpn"), // all capitals, and a namespace that would hide the type
        ("get", "type", "Reserved", "GetTypePayload"), // a name that generated code uses itself
    ];

    private Readings? _readings;
    private Task<Editor>? _editor;

    public Consumers()
    {
        Packages = new Packages();
        Root = Path.Combine(Packages.Work, "consumers");
        Packages.CopyFolder(Path.Combine(AppContext.BaseDirectory, "Consumers"), Root);
        MakeProjects();
        UseTemplates();
        Build = Dotnet.Run(Root, Packages.Home, "build", "Consumers.slnx", "--nologo", "-v", "quiet");
    }

    public Packages Packages { get; }

    /// <summary>The readers of pages, who start when a result is first requested.</summary>
    public Readings Readings => _readings ??= new(Packages);

    /// <summary>An editor with the project Opened, started when it is first requested.</summary>
    public Task<Editor> Editor => _editor ??= OpenEditorAsync();

    public string Root { get; }

    /// <summary>The build of all projects.</summary>
    public Finished Build { get; }

    /// <summary>Runs the SDK in a consumer's folder.</summary>
    public Finished Sdk(string project, params string[] arguments) => Dotnet.Run(Path.Combine(Root, project), Packages.Home, arguments);

    /// <summary>Runs a built consumer.</summary>
    public Finished Run(string project, params string[] arguments) => Sdk(project, [Program(project), .. arguments]);

    public static string Program(string project) => Path.Combine("bin", "Debug", "net10.0", Path.GetFileName(project) + ".dll");

    public string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    public void Dispose()
    {
        _readings?.Wait();
        if (_editor is { IsCompletedSuccessfully: true })
            _editor.Result.Dispose();
        Packages.Dispose();
    }

    private Task<Editor> OpenEditorAsync()
    {
        _ = Sdk("Opened", "restore").OrFail;
        return Harness.Editor.OpenAsync(PathOf("Opened"), Packages.Home);
    }

    private void MakeProjects()
    {
        // With central package versions, explicit usings, an explicit list of schemas, and internal types; also with an unusual path.
        New(
            "console",
            Shop,
            """
            <PropertyGroup>
              <ImplicitUsings>disable</ImplicitUsings>
              <CallbackGenNamespace>Shop.Callbacks</CallbackGenNamespace>
              <CallbackGenAccessibility>internal</CallbackGenAccessibility>
              <CopyCallbackMetaSchema>true</CopyCallbackMetaSchema>
            </PropertyGroup>
            <ItemGroup>
              <PackageReference Include="CallbackGen" />
              <AdditionalFiles Include="$(MSBuildProjectDirectory)/schemas/*.callback.json;shop's words.txt" />
            </ItemGroup>
            """
        );
        File.WriteAllText(PathOf(Shop, "shop's words.txt"), "");
        var schemas = Directory.CreateDirectory(PathOf(Shop, "schemas")).FullName;
        File.Copy(
            Path.Combine(Packages.Repository, "schemas", "bayarcash.transaction.callback.json"),
            Path.Combine(schemas, "bayarcash.transaction.callback.json")
        );

        // A class library with schemas, and a program without its own: one feed is from the library, one from the catalogue.
        New("classlib", "Editing", Reference("CallbackGen"));
        File.Delete(PathOf("Editing", "Class1.cs"));
        New(
            "worker",
            "Worker",
            $"""
            {Reference("CallbackGen.Schemas")}{Reference("CallbackGen.Testing")}
            <ItemGroup>
              <ProjectReference Include="../Editing/Editing.csproj" />
              <CallbackFeed Include="Stripe.Event" />
            </ItemGroup>
            """
        );
        File.Delete(PathOf("Worker", "Worker.cs"));

        // Payments is a library of components; dotnet format fixes the web program.
        New(
            "web",
            "Web",
            $"""{Reference("CallbackGen.AspNetCore")}<ItemGroup><ProjectReference Include="../Payments/Payments.csproj" /></ItemGroup>"""
        );
        New("web", "Stored", Reference("CallbackGen.Inbox") + Reference("CallbackGen.Inbox.PostgreSql"));
        New("console", "Tokens", Reference("CallbackGen.IdentityModel") + Reference("CallbackGen.Testing"));
    }

    private static string Reference(string package) =>
        $"""<ItemGroup><PackageReference Include="{package}" Version="$(CallbackGenVersion)" /></ItemGroup>""";

    /// <summary>
    /// Creates a project with the SDK, adds to its project file, and overwrites the template's files with the folder's own.
    /// </summary>
    private void New(string template, string project, string added)
    {
        var made = Path.Combine(Packages.Work, "new", project);
        _ = Dotnet.Run(Root, Packages.Home, "new", template, "-o", made, "--no-restore").OrFail;
        var file = Path.Combine(made, Path.GetFileName(project) + ".csproj");
        File.WriteAllText(file, File.ReadAllText(file).Replace("</Project>", added + "\n</Project>", StringComparison.Ordinal));
        var own = PathOf(Path.GetFileName(project));
        if (Directory.Exists(own))
        {
            Packages.CopyFolder(own, made);
            Directory.Delete(own, recursive: true);
        }

        Packages.CopyFolder(made, PathOf(project));
    }

    private void UseTemplates()
    {
        _ = New("install", "CallbackGen.Templates");
        _ = New("callback-receiver", "-o", "Receiver", "--provider", "Initech", "--feed", "Order", "--no-restore");
        _ = New("callback-schema", "-o", "Receiver", "--provider", "Initech", "--feed", "Refund");
        foreach (var (output, inbox) in new[] { ("ReceiverSqlite", "sqlite"), ("ReceiverPostgreSql", "postgresql") })
            _ = New("callback-receiver", "-o", output, "--provider", "Initech", "--feed", "Order", "--inbox", inbox, "--no-restore");
        foreach (var (provider, feed, output, _) in TemplateNames)
            _ = New("callback-receiver", "-o", Path.Combine("Names", output), "--provider", provider, "--feed", feed, "--no-restore");
        var made = TemplateNames.Select(names => $"""<Project Path="Names/{names.Output}/{names.Output}.csproj" />""");
        File.WriteAllText(
            PathOf("Consumers.slnx"),
            File.ReadAllText(PathOf("Consumers.slnx"))
                .Replace("</Solution>", string.Join('\n', made) + "</Solution>", StringComparison.Ordinal)
        );

        // The second feed is mapped as well; otherwise the build would report it as unserved.
        var program = PathOf("Receiver", "Program.cs");
        File.WriteAllText(
            program,
            File.ReadAllText(program)
                .Replace(
                    "app.Run();",
                    """
                    app.MapCallback<InitechRefund>(
                        "/callbacks/initech/refund",
                        (Verified<InitechRefund> callback, ILogger<InitechRefund> log) =>
                        {
                            if (callback.Payload.Status == InitechRefundStatus.Paid)
                                log.LogInformation("{Id} is paid back", callback.Payload.Id);
                        }
                    );
                    app.Run();
                    """,
                    StringComparison.Ordinal
                )
        );

        string New(params string[] arguments) => Dotnet.Run(Root, Packages.Home, ["new", .. arguments]).OrFail;
    }
}

/// <summary>All tests of this project share one set of packages and one build.</summary>
[CollectionDefinition(Name)]
public sealed class SharedConsumers : ICollectionFixture<Consumers>
{
    public const string Name = "consumers";
}
