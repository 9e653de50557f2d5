using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Analyzers;
using Fix = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<
    CallbackGen.Generator.Analyzers.KeyInSourceAnalyzer,
    CallbackGen.CodeFixes.KeyInSourceFix
>;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.KeyInSourceAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1007: a key is written in the source.</summary>
public sealed class KeyInSourceTests
{
    private const string Before = """
        using CallbackGen;
        using CallbackGen.AspNetCore;
        using Microsoft.Extensions.Configuration;
        using Microsoft.Extensions.Hosting;
        using Shop;
        var builder = WebApplication.CreateBuilder();

        """;

    private const string After = """

        builder.Build().Run();

        static class Secrets
        {
            public const string Fixed = "8c1f0a2b9d";
            public static readonly string Kept = "8c1f0a2b9d";
            public static string Told => "8c1f0a2b9d";
            public static string Asked => Environment.GetEnvironmentVariable("ACME")!;
        }
        """;

    // Parts of the expressions that the fix writes.
    private const string NotConfigured = "?? throw new InvalidOperationException(\"Callbacks:Acme:secret is not configured.\")";
    private const string SandboxMissing = "?? throw new InvalidOperationException(\"Callbacks:Sandbox:secret is not configured.\")";
    private const string FromEnvironment =
        "Environment.GetEnvironmentVariable(\"Callbacks__Acme__secret\") "
        + "?? throw new InvalidOperationException(\"The environment variable Callbacks__Acme__secret is not set.\")";

    [Theory]
    [InlineData("a literal", """var keys = CallbackKeys.Create(AcmePayment.Feed, "secret", {|CBG1007:"8c1f0a2b9d"|});""")]
    [InlineData(
        "two values",
        """var keys = CallbackKeys.Create(AcmePayment.Feed.Definition, "secret", {|CBG1007:"8c1f0a2b9d"|}, {|CBG1007:"77aa"|});"""
    )]
    [InlineData("a constant", """var keys = CallbackKeys.Create(AcmePayment.Feed, "secret", {|CBG1007:Secrets.Fixed|});""")]
    [InlineData("a readonly field", """var keys = CallbackKeys.Create(AcmePayment.Feed, "secret", {|CBG1007:Secrets.Kept|});""")]
    [InlineData("a property", """builder.Services.AddCallbacks(options => options.AddKey("Acme", "secret", {|CBG1007:Secrets.Told|}));""")]
    [InlineData("a local", """var key = {|CBG1007:"8c1f0a2b9d"|}; var keys = CallbackKeys.Create(AcmePayment.Feed, "secret", key);""")]
    [InlineData(
        "a pair",
        """var keys = CallbackKeys.Create(AcmePayment.Feed, [KeyValuePair.Create("secret", {|CBG1007:"8c1f0a2b9d"|})]);"""
    )]
    [InlineData(
        "a dictionary",
        """var keys = CallbackKeys.Create(AcmePayment.Feed, new Dictionary<string, string> { ["secret"] = {|CBG1007:"8c1f0a2b9d"|} });"""
    )]
    [InlineData(
        "a dictionary in a local",
        """
            var all = new Dictionary<string, string> { { "secret", {|CBG1007:"8c1f0a2b9d"|} } };
            CallbackKeys.TryCreate(AcmePayment.Feed, all, null, out var keys, out var problems);
            """
    )]
    [InlineData(
        "a fallback",
        """
            var keys = CallbackKeys.Create(
                AcmePayment.Feed,
                "secret",
                builder.Configuration["Callbacks:Acme:secret"] ?? {|CBG1007:"8c1f0a2b9d"|}
            );
            """
    )]
    [InlineData("options", """builder.Services.AddCallbacks(options => options.AddKey("Acme", "secret", {|CBG1007:"8c1f0a2b9d"|}));""")]
    [InlineData(
        "a choice",
        """
            builder.Services.AddCallbacks(options =>
                options.AddKey(
                    "Acme",
                    "secret",
                    builder.Environment.IsProduction() ? Secrets.Asked : {|CBG1007:"8c1f0a2b9d"|}
                )
            );
            """
    )]
    [InlineData(
        "a key set",
        """builder.Services.AddCallbacks(options => options.KeySets["Acme"].Keys["secret"] = [{|CBG1007:"8c1f0a2b9d"|}]);"""
    )]
    [InlineData(
        "a new key set",
        """
            builder.Services.AddCallbacks(options =>
                options.KeySets["Acme"] = new CallbackKeySet
                {
                    Keys = { ["secret"] = new List<string> { {|CBG1007:"8c1f0a2b9d"|} } }
                }
            );
            """
    )]
    [InlineData("configuration", """builder.Configuration["Callbacks:Acme:secret"] = {|CBG1007:"8c1f0a2b9d"|};""")]
    [InlineData(
        "configuration in memory",
        """
            builder.Configuration.AddInMemoryCollection(
                new Dictionary<string, string?> { ["Callbacks:Acme:secret:0"] = {|CBG1007:"8c1f0a2b9d"|} }
            );
            """
    )]
    [InlineData(
        "pairs of configuration",
        """builder.Configuration.AddInMemoryCollection([new("Callbacks:Acme:secret", {|CBG1007:"8c1f0a2b9d"|})]);"""
    )]
    [InlineData("the environment", """Environment.SetEnvironmentVariable("Callbacks__Acme__secret", {|CBG1007:"8c1f0a2b9d"|});""")]
    [InlineData("a setting of the host", """builder.WebHost.UseSetting("Callbacks:Acme:secret", {|CBG1007:"8c1f0a2b9d"|});""")]
    [InlineData(
        "an attribute",
        """builder.Services.AddScoped<PaidHandler>();""",
        """
            [WebhookSecret({|CBG1007:"whsec_8c1f0a2b9d"|})]
            class PaidHandler : CallbackGen.ICallbackHandler<Shop.AcmePayment>
            {
                public Task HandleAsync(CallbackGen.Verified<Shop.AcmePayment> callback, CancellationToken ct) =>
                    Task.CompletedTask;
            }

            class WebhookSecretAttribute(string secret) : Attribute
            {
                public string Secret => secret;
            }
            """
    )]
    public Task A_text_that_is_given_as_a_key_is_reported(string what, string code, string types = "")
    {
        Assert.NotEmpty(what);
        return Verify.VerifyAnalyzerAsync(Before + code + After, types);
    }

    [Theory]
    [InlineData(
        "configuration",
        """var keys = CallbackKeys.Create(AcmePayment.Feed, "secret", builder.Configuration["Callbacks:Acme:secret"]!);"""
    )]
    [InlineData("the environment", """var keys = CallbackKeys.Create(AcmePayment.Feed, "secret", Secrets.Asked);""")]
    [InlineData(
        "nothing behind what is absent",
        """var keys = CallbackKeys.Create(AcmePayment.Feed, "secret", builder.Configuration["Callbacks:Acme:secret"] ?? "");"""
    )]
    [InlineData(
        "a failure behind what is absent",
        """
            var keys = CallbackKeys.Create(
                AcmePayment.Feed,
                "secret",
                builder.Configuration["Callbacks:Acme:secret"] ?? throw new InvalidOperationException("no key")
            );
            """
    )]
    [InlineData("a file", """var keys = CallbackKeys.Create(AcmePayment.Feed, "secret", File.ReadAllText("/run/secrets/acme").Trim());""")]
    [InlineData(
        "names only",
        """
            var keys = CallbackKeys.Create(
                AcmePayment.Feed,
                [KeyValuePair.Create("secret", Secrets.Asked)],
                allowWeakKey: "the provider issues ten digits"
            );
            """
    )]
    [InlineData(
        "a service",
        """
            builder.Services.AddCallbacks(
                (services, options) =>
                    options.AddKey("Acme", "secret", services.GetRequiredService<IConfiguration>()["Vault:Acme"]!)
            );
            """
    )]
    [InlineData("a public URL", """builder.Configuration["Callbacks:PublicUrl"] = "https://shop.example";""")]
    [InlineData("the reason of a weak key", """builder.Configuration["Callbacks:Acme:AllowWeakKey"] = "the provider issues ten digits";""")]
    [InlineData("another setting", """builder.Configuration["Logging:LogLevel:Default"] = "Warning";""")]
    [InlineData("the name of a key set", """builder.Build().MapCallback<AcmePayment>("/sandbox").WithKeySet("AcmeSandbox");""")]
    [InlineData(
        "a list of names",
        """
            foreach (var name in new[] { "secret", "old" })
            {
                var keys = CallbackKeys.Create(
                    AcmePayment.Feed,
                    name,
                    builder.Configuration["Callbacks:Acme:" + name]!
                );
            }
            """
    )]
    [InlineData(
        "an attribute with a path",
        """builder.Services.AddScoped<PaidHandler>();""",
        """
            [WebhookSecret("Callbacks:Acme:secret1")]
            class PaidHandler : CallbackGen.ICallbackHandler<Shop.AcmePayment>
            {
                public Task HandleAsync(CallbackGen.Verified<Shop.AcmePayment> callback, CancellationToken ct) =>
                    Task.CompletedTask;
            }

            class WebhookSecretAttribute(string secret) : Attribute
            {
                public string Secret => secret;
            }
            """
    )]
    [InlineData(
        "an attribute elsewhere",
        """builder.Services.AddScoped<Mailer>();""",
        """
            [WebhookSecret("whsec_8c1f0a2b9d")]
            class Mailer;
            class WebhookSecretAttribute(string secret) : Attribute { public string Secret => secret; }
            """
    )]
    public Task A_key_from_elsewhere_is_not(string what, string code, string types = "")
    {
        Assert.NotEmpty(what);
        return Verify.VerifyAnalyzerAsync(Before + code + After, types);
    }

    [Theory]
    [InlineData("namespace Xunit { class FactAttribute : Attribute; }", "")]
    [InlineData("namespace NUnit.Framework { class TestAttribute : Attribute; }", "")]
    [InlineData("namespace BenchmarkDotNet.Attributes { class BenchmarkAttribute : Attribute; }", "")]
    [InlineData("", "build_property.IsTestProject = true")]
    public Task A_test_makes_its_own_keys(string framework, string config) =>
        new HandlerTest<KeyInSourceAnalyzer>
        {
            Sources =
            [
                """
                    using CallbackGen;
                    using Shop;

                    class Paid
                    {
                        CallbackKeys keys = CallbackKeys.Create(AcmePayment.Feed, "secret", "8c1f0a2b9d");
                    }
                    """,
                framework,
            ],
            Config = config,
        }.RunAsync();

    [Fact]
    public Task The_fix_reads_configuration_from_what_is_in_scope() =>
        Fix.VerifyCodeFixAsync(
            Before
                + """
                var first = CallbackKeys.Create(
                    AcmePayment.Feed,
                    "secret",
                    {|CBG1007:"8c1f0a2b9d"|}
                );
                var second = CallbackKeys.Create(
                    AcmeNotice.Feed,
                    [KeyValuePair.Create("secret", {|CBG1007:"77aa"|})]
                );
                var third = CallbackKeys.Create(
                    AcmeEvent.Feed,
                    "secret",
                    builder.Configuration["Other"] ?? {|CBG1007:"77aa"|}
                );
                builder.Services.AddCallbacks(options =>
                    options.AddKey("Sandbox", "secret", {|CBG1007:Secrets.Fixed|})
                );
                """
                + After,
            Before
                + $$"""
                var first = CallbackKeys.Create(
                    AcmePayment.Feed,
                    "secret",
                    builder.Configuration["Callbacks:Acme:secret"] {{NotConfigured}}
                );
                var second = CallbackKeys.Create(
                    AcmeNotice.Feed,
                    [KeyValuePair.Create("secret", builder.Configuration["Callbacks:Acme:secret"] {{NotConfigured}})]
                );
                var third = CallbackKeys.Create(
                    AcmeEvent.Feed,
                    "secret",
                    builder.Configuration["Other"] {{NotConfigured}}
                );
                builder.Services.AddCallbacks(options =>
                    options.AddKey("Sandbox", "secret", builder.Configuration["Callbacks:Sandbox:secret"] {{SandboxMissing}})
                );
                """
                + After.Replace("    public const string Fixed = \"8c1f0a2b9d\";\n", "", StringComparison.Ordinal)
        );

    [Fact]
    public Task The_fix_reads_the_environment_where_nothing_is_in_scope() =>
        Fix.VerifyCodeFixAsync(
            """
            using CallbackGen;
            using Shop;

            class Paid
            {
                public CallbackKeys Keys { get; } =
                    CallbackKeys.Create(AcmePayment.Feed, "secret", {|CBG1007:"8c1f0a2b9d"|});
            }
            """,
            $$"""
            using CallbackGen;
            using Shop;

            class Paid
            {
                public CallbackKeys Keys { get; } =
                    CallbackKeys.Create(AcmePayment.Feed, "secret", {{FromEnvironment}});
            }
            """
        );

    [Fact]
    public Task The_fix_removes_an_entry_of_configuration() =>
        Fix.VerifyCodeFixAsync(
            Before
                + """
                builder.Configuration["Callbacks:Acme:secret"] = {|CBG1007:"8c1f0a2b9d"|};
                builder.Configuration.AddInMemoryCollection(
                    new Dictionary<string, string?>
                    {
                        ["Callbacks:Acme:secret"] = {|CBG1007:"8c1f0a2b9d"|},
                        ["Logging:Level"] = "Warning"
                    }
                );
                """
                + After,
            Before
                + """
                builder.Configuration.AddInMemoryCollection(
                    new Dictionary<string, string?>
                    {
                        ["Logging:Level"] = "Warning"
                    }
                );
                """
                + After
        );

    [Fact]
    public Task The_fix_removes_an_entry_in_braces_of_its_own() =>
        Fix.VerifyCodeFixAsync(
            Before
                + """
                builder.Configuration.AddInMemoryCollection(
                    new Dictionary<string, string?>
                    {
                        { "Callbacks:Acme:secret", {|CBG1007:"8c1f0a2b9d"|} },
                        { "Logging:Level", "Warning" }
                    }
                );
                """
                + After,
            Before
                + """
                builder.Configuration.AddInMemoryCollection(
                    new Dictionary<string, string?>
                    {
                        { "Logging:Level", "Warning" }
                    }
                );
                """
                + After
        );

    [Fact]
    public Task The_fix_names_no_local_of_the_top_level_statements_elsewhere() =>
        Fix.VerifyCodeFixAsync(
            """
            using CallbackGen;
            using Microsoft.Extensions.Configuration;

            var builder = WebApplication.CreateBuilder();
            var app = builder.Build();
            Func<CallbackKeys> captured = () =>
                CallbackKeys.Create(AcmePayment.Feed, "secret", {|CBG1007:"8c1f0a2b9d"|});
            Func<CallbackKeys> closed = static () =>
                CallbackKeys.Create(AcmePayment.Feed, "secret", {|CBG1007:"8c1f0a2b9d"|});
            app.Run();

            static class Elsewhere
            {
                public static CallbackKeys Make() =>
                    CallbackKeys.Create(AcmePayment.Feed, "secret", {|CBG1007:"8c1f0a2b9d"|});
            }

            class Injected(IConfiguration settings)
            {
                private readonly IConfiguration _settings = settings;
                private readonly CallbackKeys _first =
                    CallbackKeys.Create(AcmePayment.Feed, "secret", {|CBG1007:"8c1f0a2b9d"|});

                public CallbackKeys Later() =>
                    CallbackKeys.Create(
                        AcmePayment.Feed,
                        "secret",
                        _settings["Callbacks:Old:secret"] is { } old ? old : {|CBG1007:"8c1f0a2b9d"|}
                    );

                public static CallbackKeys Fixed() =>
                    CallbackKeys.Create(AcmePayment.Feed, "secret", {|CBG1007:"8c1f0a2b9d"|});
            }
            """,
            $$"""
            using CallbackGen;
            using Microsoft.Extensions.Configuration;

            var builder = WebApplication.CreateBuilder();
            var app = builder.Build();
            Func<CallbackKeys> captured = () =>
                CallbackKeys.Create(AcmePayment.Feed, "secret", app.Configuration["Callbacks:Acme:secret"] {{NotConfigured}});
            Func<CallbackKeys> closed = static () =>
                CallbackKeys.Create(AcmePayment.Feed, "secret", {{FromEnvironment}});
            app.Run();

            static class Elsewhere
            {
                public static CallbackKeys Make() =>
                    CallbackKeys.Create(AcmePayment.Feed, "secret", {{FromEnvironment}});
            }

            class Injected(IConfiguration settings)
            {
                private readonly IConfiguration _settings = settings;
                private readonly CallbackKeys _first =
                    CallbackKeys.Create(AcmePayment.Feed, "secret", settings["Callbacks:Acme:secret"] {{NotConfigured}});

                public CallbackKeys Later() =>
                    CallbackKeys.Create(
                        AcmePayment.Feed,
                        "secret",
                        _settings["Callbacks:Old:secret"] is { } old ? old : _settings["Callbacks:Acme:secret"] {{NotConfigured}}
                    );

                public static CallbackKeys Fixed() =>
                    CallbackKeys.Create(AcmePayment.Feed, "secret", {{FromEnvironment}});
            }
            """
        );

    [Fact]
    public Task The_fix_removes_the_constant_that_nothing_else_uses() =>
        Fix.VerifyCodeFixAsync(
            """
            using CallbackGen;
            using Microsoft.Extensions.Configuration;
            using Shop;

            static class Paid
            {
                // What the provider gave us.
                private const string Secret = "9b1deb4d3b7d4bad9bdd2b0d7b3dcb6d";

                private const string Other = "9b1deb4d3b7d4bad", Shown = "77aa";

                public static CallbackKeys Make(IConfiguration settings) =>
                    CallbackKeys.Create(AcmePayment.Feed, "secret", {|CBG1007:Secret|});

                public static CallbackKeys Again(IConfiguration settings) =>
                    CallbackKeys.Create(
                        AcmePayment.Feed,
                        "secret",
                        {|CBG1007:Secret|},
                        {|CBG1007:Other|},
                        {|CBG1007:Shown|}
                    );

                public static int Length => Shown.Length;
            }
            """,
            $$"""
            using CallbackGen;
            using Microsoft.Extensions.Configuration;
            using Shop;

            static class Paid
            {
                private const string Shown = "77aa";

                public static CallbackKeys Make(IConfiguration settings) =>
                    CallbackKeys.Create(AcmePayment.Feed, "secret", settings["Callbacks:Acme:secret"] {{NotConfigured}});

                public static CallbackKeys Again(IConfiguration settings) =>
                    CallbackKeys.Create(
                        AcmePayment.Feed,
                        "secret",
                        settings["Callbacks:Acme:secret"] {{NotConfigured}},
                        settings["Callbacks:Acme:secret"] {{NotConfigured}},
                        settings["Callbacks:Acme:secret"] {{NotConfigured}}
                    );

                public static int Length => Shown.Length;
            }
            """
        );

    [Fact]
    public Task An_entry_inside_something_else_is_left_to_people() =>
        Fix.VerifyNoCodeFixAsync(
            Before
                + """
                Use(builder.Configuration.GetValue("Callbacks:Acme:secret", {|CBG1007:"8c1f0a2b9d"|}));
                var pairs = new[] { KeyValuePair.Create<string, string?>("Callbacks:Acme:secret", {|CBG1007:"8c1f0a2b9d"|}) };
                void Use(string? text) { }
                """
                + After
        );

    /// <summary>
    /// A tool that fixes all diagnostics takes the equivalence key from the first one, or null where that has no fix; the
    /// others are of other kinds.
    /// </summary>
    [Fact]
    public async Task All_is_fixed_whatever_the_first_has()
    {
        var (project, reported) = await new HandlerTest<KeyInSourceAnalyzer>
        {
            Sources =
            [
                """
                    [assembly: WebhookSecret("none")]
                    class WebhookSecretAttribute(string secret) : System.Attribute
                    {
                        public string Secret => secret;
                    }

                    [WebhookSecret({|CBG1007:"whsec_8c1f0a2b9d"|})]
                    class PaidHandler : CallbackGen.ICallbackHandler<AcmePayment>
                    {
                        public Task HandleAsync(CallbackGen.Verified<AcmePayment> callback, CancellationToken ct) =>
                            Task.CompletedTask;
                    }
                    """,
                """
                    class Second
                    {
                        public static void Set()
                        {
                            Environment.SetEnvironmentVariable("Callbacks__Acme__secret", {|CBG1007:"8c1f0a2b9d"|});
                        }
                    }
                    """,
                """
                    using CallbackGen;

                    class Third
                    {
                        public CallbackKeys Keys { get; } =
                            CallbackKeys.Create(AcmePayment.Feed, "secret", {|CBG1007:Secrets.Fixed|});
                    }
                    """,
                """static class Secrets { internal const string Fixed = "8c1f0a2b9d"; }""",
            ],
        }.RunAsync();

        var all = await HandlerFixes.AllAsync(
            project.Documents.Single(document => document.Name == "File0.cs"),
            reported,
            new CallbackGen.CodeFixes.KeyInSourceFix(),
            null,
            Microsoft.CodeAnalysis.CodeFixes.FixAllScope.Solution
        );
        var done = await HandlerFixes.ApplyAsync(all);

        Assert.Equal(
            reported[0].Location.SourceSpan,
            Assert.Single(await HandlerProject.AnalyzeAsync(done, [new KeyInSourceAnalyzer()], mustCompile: true)).Location.SourceSpan
        );
        Assert.Equal(
            "static class Secrets { }",
            (await done.Documents.Single(document => document.Name == "File3.cs").GetTextAsync()).ToString()
        );
    }

    [Fact]
    public Task An_attribute_is_left_to_people() =>
        Fix.VerifyNoCodeFixAsync(
            """
            [WebhookSecret({|CBG1007:"whsec_8c1f0a2b9d"|})]
            class PaidHandler : CallbackGen.ICallbackHandler<Shop.AcmePayment>
            {
                public Task HandleAsync(CallbackGen.Verified<Shop.AcmePayment> callback, CancellationToken ct) =>
                    Task.CompletedTask;
            }

            class WebhookSecretAttribute(string secret) : Attribute
            {
                public string Secret => secret;
            }
            """
        );
}
