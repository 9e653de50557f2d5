using CallbackGen.Generator.Analyzers;
using Fix = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<
    CallbackGen.Generator.Analyzers.KeyInSourceAnalyzer,
    CallbackGen.CodeFixes.KeyInSourceFix
>;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.KeyInSourceAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1007: a key is concatenated in the source, or passed through a member or a helper.</summary>
public sealed class KeyHelperTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["pieces"] = Keys("""{|CBG1007:string.Concat("8c1f", "0a2b9d")|}"""),
        ["a sum with a member"] = Keys("""{|CBG1007:"8c1f" + Half|}""") + Members("""static readonly string Half = "0a2b9d";"""),
        ["an interpolation"] = Keys("""{|CBG1007:$"8c1f{Half}"|}""") + Members("""static readonly string Half = "0a2b9d";"""),
        ["joined and formatted pieces"] =
            Keys("""{|CBG1007:string.Join("", "8c1f", "0a2b9d")|}""")
            + Members(
                """
                static readonly CallbackKeys Other = CallbackKeys.Create(
                    AcmePayment.Feed,
                    "secret",
                    {|CBG1007:string.Format("{0}{1}", "8c1f", "0a2b9d")|}
                );
                """
            ),
        ["a read-only member that is put together"] =
            Keys("{|CBG1007:Secret|}") + Members("""private static readonly string Secret = string.Concat("8c1f", "0a2b9d");"""),
        ["a read-only member that is decoded"] =
            Keys("{|CBG1007:Secret|}")
            + Members("""private static readonly string Secret = Encoding.UTF8.GetString(Convert.FromHexString("3863"));"""),
        ["a private field that nothing writes"] =
            Keys("{|CBG1007:_secret|}") + Members("""private static string _secret = "8c1f0a2b9d";"""),
        ["a property with a body"] = Keys("{|CBG1007:Secret|}") + Members("""static string Secret { get { return "8c1f0a2b9d"; } }"""),
        ["a property with a fallback"] =
            Keys("{|CBG1007:Secret|}") + Members("""static string Secret => Environment.GetEnvironmentVariable("ACME") ?? "8c1f0a2b9d";"""),
        ["bytes of UTF-8"] = Keys("""Encoding.UTF8.GetString({|CBG1007:"8c1f0a2b9d"u8|})"""),
        ["an array of bytes"] = Keys("""Convert.ToHexString({|CBG1007:new byte[] { 0x8c, 0x1f, 0x0a }|})"""),
        ["bytes of a member"] =
            Keys("Convert.ToHexString({|CBG1007:Secret|})") + Members("private static readonly byte[] Secret = { 0x8c, 0x1f };"),
        ["a helper that returns one"] = Keys("{|CBG1007:Secret()|}") + Members("""static string Secret() => "8c1f0a2b9d";"""),
        ["a helper that hands it on"] =
            Keys("""Trimmed({|CBG1007:"8c1f0a2b9d "|})""") + Members("static string Trimmed(string text) => text.Trim();"),
        ["an argument of a helper"] =
            Keys("""Environment.GetEnvironmentVariable("ACME")!""")
            + Members(
                """
                static void Set(CallbackOptions options, string value) => options.AddKey("Acme", "secret", value);

                public static void Add(IServiceCollection services) =>
                    services.AddCallbacks(options => Set(options, {|CBG1007:"8c1f0a2b9d"|}));
                """
            ),
        ["an argument of a helper of another class"] =
            Keys("""Environment.GetEnvironmentVariable("ACME")!""")
            + Members("""public static CallbackKeys Make() => Factory.Make({|CBG1007:"8c1f0a2b9d"|}, "Acme");""")
            + """
                static class Factory
                {
                    public static CallbackKeys Make(string secret, string what) =>
                        CallbackKeys.Create(
                            AcmePayment.Feed,
                            "secret",
                            what.Length > 0 ? secret.Trim() : throw new ArgumentException(what)
                        );
                }
                """,
        ["an argument of a constructor"] =
            Keys("""Environment.GetEnvironmentVariable("ACME")!""")
            + Members(
                """
                static object A() => new Receiver({|CBG1007:"8c1f0a2b9d"|});

                static object B() => new Primary({|CBG1007:"8c1f0a2b9d"|});
                """
            )
            + """
                class Receiver
                {
                    readonly CallbackKeys _keys;

                    public Receiver(string secret)
                    {
                        _keys = CallbackKeys.Create(AcmePayment.Feed, "secret", secret);
                    }

                    public override string ToString() => _keys.ToString()!;
                }

                class Primary(string secret)
                {
                    readonly CallbackKeys _keys = CallbackKeys.Create(AcmePayment.Feed, "secret", secret);

                    public override string ToString() => _keys.ToString()!;
                }
                """,
        ["an argument of an interface with one implementation"] =
            Keys("""Environment.GetEnvironmentVariable("ACME")!""")
            + Members("""static CallbackKeys Make(IFactory factory) => factory.Make({|CBG1007:"8c1f0a2b9d"|});""")
            + """
                interface IFactory
                {
                    CallbackKeys Make(string secret);
                }

                class Factory : IFactory
                {
                    public CallbackKeys Make(string secret) =>
                        CallbackKeys.Create(AcmePayment.Feed, "secret", secret);
                }
                """,
        ["an argument that is written into configuration"] =
            Keys("""Environment.GetEnvironmentVariable("ACME")!""")
            + Members(
                """
                static void Set(IConfiguration configuration, string value) => configuration["Callbacks:Acme:secret"] = value;
                static void Add(IConfiguration configuration) => Set(configuration, {|CBG1007:"8c1f0a2b9d"|});
                """
            ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["a prefix before what is configured"] =
            Keys("""string.Concat("whsec_", Environment.GetEnvironmentVariable("ACME"))""")
            + Members(
                """static CallbackKeys Other(string it) => CallbackKeys.Create(AcmePayment.Feed, "secret", $"whsec_{it}", "whsec_" + it);"""
            ),
        ["a pattern"] = Keys("""System.Text.RegularExpressions.Regex.Replace(Environment.GetEnvironmentVariable("ACME")!, "[ -]+", "_")"""),
        ["members that are set at run time"] =
            Keys("_secret")
            + Members("""private static string _secret = "unset"; public static void Set(string secret) => _secret = secret;"""),
        ["options with a default"] =
            Keys("new Options().Secret") + """class Options { public string Secret { get; set; } = "from the vault"; }""",
        ["a helper that is given a name"] =
            Keys("""Secret("Callbacks:Acme:secret")""")
            + Members(
                """
                static string Secret(string name) =>
                    Environment.GetEnvironmentVariable(name)
                    ?? throw new InvalidOperationException($"{name} is missing");
                """
            ),
        ["a name that a stand-in for a vault gives back"] =
            Keys("""new Vault().Read("acme-signing-key")""") + "class Vault { public string Read(string name) => name; }",
        ["a name beside the value"] =
            Keys("""Environment.GetEnvironmentVariable("ACME")!""")
            + Members(
                """
                static void Set(CallbackOptions options, string set, string value) =>
                    options.AddKey(set, "secret", value);

                static void Add(CallbackOptions options, IConfiguration configuration) =>
                    Set(options, "Acme", configuration["Vault:Acme"]!);
                """
            ),
        ["a helper that reads the key by the name that it is given"] =
            Keys("""Environment.GetEnvironmentVariable("ACME")!""")
            + Members(
                """
                static void Set(CallbackOptions options, IConfiguration configuration, string name) =>
                    options.AddKey("Acme", "secret", configuration[name]!);

                static void Add(CallbackOptions options, IConfiguration configuration) =>
                    Set(options, configuration, "Vault:Acme");
                """
            ),
        ["nothing at all"] =
            Keys("Secret")
            + Members("""static readonly string Secret = string.Concat("", " "); static readonly byte[] Room = { 0, 0, 0 };"""),
        ["helpers that call each other"] =
            Keys("A()")
            + Members(
                """
                static string A() => B();

                static string B() => A();

                static string C => D;
                static string D => C;

                static CallbackKeys Other() => CallbackKeys.Create(AcmePayment.Feed, "secret", C);
                """
            ),
        ["a helper that has another purpose"] =
            Keys("""Environment.GetEnvironmentVariable("ACME")!""")
            + Members(
                """
                static object A() => Log("8c1f0a2b9d");

                static object Log(string text)
                {
                    Console.WriteLine(text);
                    return CallbackKeys.Create(
                        AcmePayment.Feed,
                        "secret",
                        Environment.GetEnvironmentVariable("ACME")!
                    );
                }
                """
            ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_key_of_the_source_is_reported_by_whatever_way_it_comes(string name) => Verify.VerifyAnalyzerAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task What_is_no_key_of_the_source_is_silent(string name) => Verify.VerifyAnalyzerAsync(Silent[name]);

    [Fact]
    public async Task The_path_of_a_helpers_key_is_told_for_text_and_for_nothing_else()
    {
        var text = await Verify.VerifyAnalyzerAsync(Reported["an argument of a helper"]);
        Assert.Equal("Callbacks:Acme:secret", text[0].Properties[KeyInSourceAnalyzer.Path]);
        var bytes = await Verify.VerifyAnalyzerAsync(Reported["bytes of UTF-8"]);
        Assert.Null(bytes[0].Properties[KeyInSourceAnalyzer.Path]);
    }

    [Fact]
    public Task No_text_takes_the_place_of_bytes() => Fix.VerifyNoCodeFixAsync(Reported["an array of bytes"]);

    private static string Keys(string value) =>
        $$"""
            using System.Text;
            using CallbackGen;
            using CallbackGen.AspNetCore;
            using Microsoft.Extensions.Configuration;

            namespace Shop;

            partial class Paid
            {
                CallbackKeys keys = CallbackKeys.Create(AcmePayment.Feed, "secret", {{value}});
            }

            """;

    private static string Members(string members) => $"partial class Paid\n{{\n{members}\n}}\n";
}
