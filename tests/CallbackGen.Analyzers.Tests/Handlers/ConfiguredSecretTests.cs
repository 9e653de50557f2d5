using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.LeakAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1009: code that enumerates the configuration writes the keys of callbacks to a log.</summary>
public sealed class ConfiguredSecretTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["pairs that are taken apart"] = """
            foreach (var (name, value) in configuration.GetSection("Callbacks").AsEnumerable())
                logger.LogInformation("{Name} is {Value}", name, {|CBG1009:value|});
            """,
        ["pairs of a provider"] = """
            foreach (var provider in new[] { "Acme" })
            {
                foreach (var pair in configuration.GetSection($"Callbacks:{provider}").AsEnumerable())
                    logger.LogInformation("{Name} is {Value}", pair.Key, {|CBG1009:pair.Value|});
            }
            """,
        ["children"] = """
            foreach (var provider in configuration.GetSection("Callbacks").GetChildren())
            {
                foreach (var key in provider.GetChildren())
                    Console.WriteLine($"{key.Key}={{|CBG1009:key.Value|}}");
            }
            """,
        ["joined"] = """
            var section = configuration.GetSection("Callbacks:Acme");
            logger.LogInformation(
                "{All}",
                string.Join(";", {|CBG1009:section.AsEnumerable().Select(pair => pair.Key + "=" + pair.Value)|})
            );
            """,
        ["bound and serialized"] = """
            var bound = configuration.GetSection("Callbacks:Acme").Get<Dictionary<string, string>>();
            logger.LogInformation("{All}", {|CBG1009:JsonSerializer.Serialize(bound)|});
            """,
        ["all of it"] = """foreach (var pair in configuration.AsEnumerable()) Console.WriteLine($"{pair.Key}={{|CBG1009:pair.Value|}}");""",
        ["the debug view"] = """logger.LogInformation("{View}", {|CBG1009:((IConfigurationRoot)configuration).GetDebugView()|});""",
        ["the environment"] = """
            foreach (System.Collections.DictionaryEntry entry in Environment.GetEnvironmentVariables())
                logger.LogDebug("{Name} = {Value}", entry.Key, {|CBG1009:entry.Value|});
            """,
    };

    private static readonly HandlerCases Silent = new()
    {
        ["whether there is a value"] = """
            foreach (var (name, value) in configuration.GetSection("Callbacks").AsEnumerable())
                logger.LogInformation("{Name} is configured: {Is}", name, !string.IsNullOrEmpty(value));
            """,
        ["names"] = """
            foreach (var pair in configuration.GetSection("Callbacks").AsEnumerable())
                logger.LogInformation("{Name}", pair.Key);
            foreach (var (name, value) in configuration.GetSection("Callbacks").AsEnumerable())
                logger.LogInformation("{Name}", name);
            """,
        ["another section"] = """
            foreach (var pair in configuration.GetSection("Logging").AsEnumerable())
                logger.LogInformation("{Name} is {Value}", pair.Key, pair.Value);
            """,
        ["a filter"] = """
            foreach (var pair in configuration.AsEnumerable().Where(pair => pair.Key.StartsWith("Logging")))
                logger.LogInformation("{Name} is {Value}", pair.Key, pair.Value);
            """,
        ["a condition"] = """
            foreach (var pair in configuration.AsEnumerable())
            {
                if (pair.Key.StartsWith("Logging:"))
                    logger.LogInformation("{Name} is {Value}", pair.Key, pair.Value);
            }
            """,
        ["a mask"] = """
            foreach (var pair in configuration.GetSection("Callbacks").AsEnumerable())
                logger.LogInformation("{Name} is {Value}", pair.Key, Mask(pair.Value));
            static string Mask(string? value) => "***";
            """,
        ["another list"] =
            """foreach (var (name, value) in new Dictionary<string, string>()) logger.LogInformation("{Name} is {Value}", name, value);""",
        ["chosen variables"] = """logger.LogInformation("{Environment}", Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT"));""",
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task Keys_among_what_is_configured_are_reported(string name) => Verify.VerifyAnalyzerAsync(Startup(Reported[name]));

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync(Startup(Silent[name]));

    private static string Startup(string code) =>
        $$"""
            using System.Text.Json;
            using Microsoft.Extensions.Configuration;
            public sealed class StartupReport(IConfiguration configuration, ILogger<StartupReport> logger)
            {
                public void Start()
                {
                    {{code}}
                }
            }
            """;
}
