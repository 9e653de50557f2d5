using System.Text.Json;
using System.Text.RegularExpressions;

namespace CallbackGen.Package.Tests;

/// <summary>Projects outside the repository that have only package references and files in schemas/.</summary>
[Collection(SharedConsumers.Name)]
public sealed class ConsumerTests(Consumers consumers)
{
    // The provider's published request.
    private const string Published =
        "record_type=transaction&transaction_id=trx_123&exchange_reference_number=REF123&exchange_transaction_id=ETX1"
        + "&order_number=INV-1001&currency=MYR&amount=10.00&payer_name=Ahmad&payer_email=ahmad%40example.com&"
        + "payer_bank_name=Maybank&status=3"
        + "&status_description=Successful&datetime=2026-07-22+10%3A00%3A00&"
        + "checksum=c3101648c9c6ec0ce5c46e5a6201e214da3bf2d1f436a8e7e53f064b0abb4cd2";

    [Fact]
    public void Projects_of_every_kind_build_without_a_warning() => Assert.True(consumers.Build.Code == 0, consumers.Build.Output);

    [Fact]
    public void A_console_program_verifies_the_published_callback() =>
        Assert.Equal(new Finished(0, "verified: INV-1001 10.00 MYR paid=True"), consumers.Run(Consumers.Shop, Published));

    [Fact]
    public void And_refuses_its_forged_twin() =>
        Assert.Equal(
            new Finished(1, "refused: SignatureMismatch"),
            consumers.Run(Consumers.Shop, Published.Replace("amount=10.00", "amount=9999.00", StringComparison.Ordinal))
        );

    [Fact]
    public void Feeds_of_a_library_and_of_the_catalogue_work_in_the_program_that_references_them()
    {
        var run = consumers.Run("Worker");

        Assert.True(run.Code == 0, run.Output);
        Assert.Equal(
            [
                "stripe.event globex.invoice",
                "12.50",
                "SignatureMissing",
                "True",
                "a sample, a sample; /id changed, a sample; /amount changed",
                "True",
            ],
            run.Output.ReplaceLineEndings("\n").Split('\n')
        );
    }

    [Fact]
    public void A_token_of_a_public_key_is_verified_and_anothers_refused()
    {
        var run = consumers.Run("Tokens");

        Assert.True(run.Code == 0, run.Output);
        Assert.Equal(["12.50", "SignatureMismatch"], run.Output.ReplaceLineEndings("\n").Split('\n'));
    }

    [Fact]
    public async Task A_web_program_handles_a_callback_and_refuses_its_forged_twin()
    {
        const string Body = """{"id":"inv_1","amount":"12.50"}""";
        using var program = await RunningProgram.StartAsync(consumers, "Web", $"--Callbacks:Globex:secret={Consumers.Key}");

        Assert.Equal("inv_1 12.50", await program.PostAsync("/callbacks/globex", Body, "X-Globex", RunningProgram.Sign(Body)));
        Assert.Equal(
            "401",
            await program.PostAsync(
                "/callbacks/globex",
                Body.Replace("12.50", "99.50", StringComparison.Ordinal),
                "X-Globex",
                RunningProgram.Sign(Body)
            )
        );
    }

    [Fact]
    public async Task A_program_with_an_inbox_handles_a_callback_once_and_knows_it_again_when_it_is_started_anew()
    {
        const string Body = """{"id":"inv_1","amount":"12.50"}""";
        const string Other = """{"id":"inv_2","amount":"7.00"}""";
        var key = $"--Callbacks:Globex:secret={Consumers.Key}";
        using (var program = await RunningProgram.StartAsync(consumers, "Stored", key))
        {
            Assert.Equal("", await program.PostAsync("/callbacks/globex", Body, "X-Globex", RunningProgram.Sign(Body)));
            Assert.Equal("", await program.PostAsync("/callbacks/globex", Body, "X-Globex", RunningProgram.Sign(Body)));
            Assert.Equal(
                "401",
                await program.PostAsync(
                    "/callbacks/globex",
                    Body.Replace("12.50", "99.50", StringComparison.Ordinal),
                    "X-Globex",
                    RunningProgram.Sign(Body)
                )
            );
            Assert.Equal("inv_1 12.50 1;", await program.GetUntilAsync("/invoices", text => text.Length > 0));
        }

        // Killed, and restarted: a callback that arrives after the repeated one is handled after it.
        using var again = await RunningProgram.StartAsync(consumers, "Stored", key);
        Assert.Equal("", await again.PostAsync("/callbacks/globex", Body, "X-Globex", RunningProgram.Sign(Body)));
        Assert.Equal("", await again.PostAsync("/callbacks/globex", Other, "X-Globex", RunningProgram.Sign(Other)));
        Assert.Equal(
            "inv_1 12.50 1;inv_2 7.00 1;",
            await again.GetUntilAsync("/invoices", text => text.Contains("inv_2", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void The_inbox_in_PostgreSql_is_used_by_its_package()
    {
        var run = consumers.Run(
            "Stored",
            "--urls",
            "http://127.0.0.1:0",
            $"--Callbacks:Globex:secret={Consumers.Key}",
            "--PostgreSql=Host=127.0.0.1;Port=1;Timeout=2",
            "--stop"
        );

        Assert.True(run.Code == 0, run.Output);
        // It starts: callbacks are answered 503 until there is a database.
        Assert.Contains("The inbox's store failed with NpgsqlException", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schema_that_the_project_lists_itself_is_compiled_once()
    {
        var items = Items(Consumers.Shop, "AdditionalFiles");

        Assert.Single(items, item => item.EndsWith(".callback.json", StringComparison.Ordinal));
    }

    [Fact]
    public void A_project_may_list_its_schemas_alone()
    {
        Assert.Single(Items("Editing", "AdditionalFiles"));
        Assert.Empty(Items("Editing", "AdditionalFiles", "-p:EnableDefaultCallbackSchemas=false"));
        Assert.Empty(Items("Editing", "AdditionalFiles", "-p:CallbackSchemaFolder=feeds"));
    }

    [Fact]
    public void A_schema_is_watched()
    {
        var list = consumers.Sdk("Editing", "watch", "--list", "--no-restore");

        Assert.Contains(Path.Combine("Editing", "schemas", "globex.invoice.callback.json"), list.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_web_project_does_not_publish_its_schemas()
    {
        var items = Items("Receiver", "ResolvedFileToPublish", "-t:ComputeResolvedFilesToPublishList");

        Assert.Contains(
            items,
            item => item.EndsWith("appsettings.json", StringComparison.Ordinal) || item.EndsWith(".dll", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(items, item => item.Contains("schemas", StringComparison.Ordinal));
    }

    [Fact]
    public void The_meta_schema_stands_beside_the_schemas_where_the_project_wants_it()
    {
        Assert.Equal(
            File.ReadAllText(Path.Combine(Packages.Repository, "schemas", "callback.schema.json")),
            File.ReadAllText(consumers.PathOf(Consumers.Shop, "schemas", "callback.schema.json"))
        );
        Assert.False(File.Exists(consumers.PathOf("Editing", "schemas", "callback.schema.json")));
    }

    [Fact]
    public void An_edited_schema_is_seen_by_the_next_build_and_a_broken_one_is_reported_at_its_place()
    {
        var schema = consumers.PathOf("Editing", "schemas", "globex.invoice.callback.json");
        var handler = consumers.PathOf("Editing", "Handler.cs");
        var text = File.ReadAllText(schema);

        // An additional member, which the handler reads.
        File.WriteAllText(
            schema,
            text.Replace("\"amount\": {", "\"fee\": { \"type\": \"integer\" },\n    \"amount\": {", StringComparison.Ordinal)
        );
        File.WriteAllText(
            handler,
            File.ReadAllText(handler)
                .Replace("invoice.Payload.Amount", "invoice.Payload.Amount - invoice.Payload.Fee ?? 0", StringComparison.Ordinal)
        );
        var edited = consumers.Sdk("Editing", "build", "--no-restore", "--nologo", "-v", "quiet");
        Assert.True(edited.Code == 0, edited.Output);

        // A misspelled keyword.
        File.WriteAllText(schema, File.ReadAllText(schema).Replace("\"algorithm\"", "\"algoritm\"", StringComparison.Ordinal));
        var broken = consumers.Sdk("Editing", "build", "--no-restore", "--nologo", "-v", "quiet", "-p:ErrorLog=build.sarif%2cversion=2.1");
        Assert.NotEqual(0, broken.Code);
        Assert.Matches(@"globex\.invoice\.callback\.json\(9,7\): error CBG0003: .*did you mean ""algorithm""", broken.Output);
        Assert.DoesNotContain("error CS", broken.Output, StringComparison.Ordinal);

        using var log = JsonDocument.Parse(File.ReadAllText(consumers.PathOf("Editing", "build.sarif")));
        var result = Assert.Single(
            log.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray(),
            result => result.GetProperty("ruleId").GetString() == "CBG0003"
        );
        var place = result.GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.EndsWith(
            "schemas/globex.invoice.callback.json",
            place.GetProperty("artifactLocation").GetProperty("uri").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal(
            (9, 7),
            (
                place.GetProperty("region").GetProperty("startLine").GetInt32(),
                place.GetProperty("region").GetProperty("startColumn").GetInt32()
            )
        );
        File.WriteAllText(schema, text);
    }

    /// <summary>
    /// The package's code fixes work in tools: a handler that takes the bare payload is changed to take the verified message.
    /// </summary>
    [Fact]
    public void A_fix_is_applied_by_dotnet_format()
    {
        var program = consumers.PathOf("Web", "Program.cs");
        var right = File.ReadAllText(program);
        File.WriteAllText(
            program,
            right
                .Replace("Verified<GlobexInvoice> invoice", "GlobexInvoice invoice", StringComparison.Ordinal)
                .Replace("invoice.Payload.", "invoice.", StringComparison.Ordinal)
        );

        var format = consumers.Sdk("Web", "format", "analyzers", "--no-restore", "--diagnostics", "CBG1001", "--severity", "warn");

        Assert.True(format.Code == 0, format.Output);
        Assert.Equal(right, File.ReadAllText(program));
    }

    /// <summary>A setting that would disable the generator is a build error, a single and clear one.</summary>
    [Fact]
    public void Settings_that_do_not_work_are_reported_each_by_one_error()
    {
        (string Project, string Properties, string Error)[] cases =
        [
            ("Editing", "LangVersion=13", ""),
            ("Editing", "LangVersion=12.0", "CBG2003: The code that CallbackGen generates needs C# 13.0 or later, and LangVersion is 12.0"),
            ("Editing", "CompilerApiVersion=roslyn4.13", "CBG2002: CallbackGen needs the C# compiler 4.14 or later"),
            ("Editing", "Language=VB", "CBG2001: CallbackGen compiles callback schemas to C#"),
            ("Editing", "CallbackGenAccessibility=private", "CBG2005: CallbackGenAccessibility is 'private'"),
            ("Editing", "CallbackGenNamespace=1.Shop", "CBG2005: CallbackGenNamespace is '1.Shop', which is no C# namespace"),
            (
                "Editing",
                "Feed=stripe.event",
                "CBG2006: CallbackFeed names a feed of the catalogue, which is the package CallbackGen.Schemas"
            ),
            ("Worker", "Feed=stripe.events", "CBG2007: The catalogue has no feed \"stripe.events\"; did you mean \"stripe.event\"?"),
            ("Worker", "Feed=bayarcash.transfer", "It has of this provider: bayarcash.authorization, bayarcash.bankapproval"),
            (
                "Worker",
                "Feed=bayarcash.transaction;TypedFeed=true",
                "CBG2008: CallbackFeed asks for types of the events of 'bayarcash.transaction'"
            ),
            ("Worker", "Feed=stripe.event;TypedFeed=true", ""),
            ("Bare", "Configuration=Debug", "CBG2004: This project has callback schemas, but the generator is not among its analyzers"),
        ];
        WriteBare();
        var calls = cases.Select(call =>
            $"""
                <MSBuild Projects="{call.Project}/{call.Project}.csproj" Targets="ResolveLockFileAnalyzers;CheckCallbackSettings"
                         Properties="{call.Properties}" ContinueOnError="true" />
                """
        );
        File.WriteAllText(
            consumers.PathOf("Settings.proj"),
            $"<Project><Target Name=\"Check\">{string.Join('\n', calls)}</Target></Project>"
        );

        var output = consumers
            .Sdk("", "msbuild", "Settings.proj", "--nologo", "-v:minimal", "-m:1", "-consoleLoggerParameters:NoSummary")
            .Output;

        var errors = Regex.Matches(output, "(?:warning|error) (CBG2[0-9]+: .*)").Select(match => match.Groups[1].Value).ToList();
        Assert.True(errors.Count == cases.Count(call => call.Error.Length > 0), output);
        Assert.All(
            cases.Where(call => call.Error.Length > 0),
            call => Assert.Contains(errors, error => error.Contains(call.Error, StringComparison.Ordinal))
        );
    }

    /// <summary>A project with schemas and the package, in which another setting removes the generator.</summary>
    private void WriteBare()
    {
        var folder = Directory.CreateDirectory(consumers.PathOf("Bare", "schemas")).FullName;
        File.Copy(
            consumers.PathOf("Payments", "schemas", "globex.invoice.callback.json"),
            Path.Combine(folder, "globex.invoice.callback.json"),
            overwrite: true
        );
        File.WriteAllText(
            consumers.PathOf("Bare", "Bare.csproj"),
            """
            <Project Sdk="Microsoft.NET.Sdk">
              <ItemGroup>
                <PackageReference Include="CallbackGen" Version="$(CallbackGenVersion)" />
              </ItemGroup>
              <Target Name="NoAnalyzers" AfterTargets="ResolveLockFileAnalyzers">
                <ItemGroup>
                  <Analyzer Remove="@(Analyzer)" />
                </ItemGroup>
              </Target>
            </Project>
            """
        );
        _ = consumers.Sdk("Bare", "restore").OrFail;
    }

    private List<string> Items(string project, string item, params string[] arguments)
    {
        var output = consumers.Sdk(project, ["msbuild", $"-getItem:{item}", .. arguments]).OrFail;
        using var json = JsonDocument.Parse(output);
        return
        [
            .. json
                .RootElement.GetProperty("Items")
                .GetProperty(item)
                .EnumerateArray()
                .Select(it => it.GetProperty("Identity").GetString()!.Replace('\\', '/')),
        ];
    }
}
