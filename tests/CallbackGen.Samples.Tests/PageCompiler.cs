using System.Collections.Immutable;
using CallbackGen.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Samples.Tests;

/// <summary>Compiles a page's C# in the reader's program: a web project with schemas.</summary>
internal static class PageCompiler
{
    /// <summary>The reader's own types, which the C# uses and the page does not show.</summary>
    private const string Context = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Text.Json;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using CallbackGen;
        global using CallbackGen.Inbox;
        global using CallbackGen.Testing;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Mvc.Testing;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        global using Shop;
        global using static Shop.Reader;

        namespace Shop
        {
            public static class Reader
            {
                public static WebApplicationBuilder builder = null!;
                public static WebApplication app = null!;
                public static CallbackRequest request = null!;
                public static CallbackKeys keys = null!;
                public static Orders orders = null!;
                public static AcmePayment payment = null!;
                public static ICallbackHandler<AcmePayment> handler = null!;
                public static byte[] body = [];
                public static HttpClient client = null!;
                public static CancellationToken ct;
            }

            public sealed class Orders
            {
                public bool IsPaid(string order) => false;

                public Task<decimal> AmountOfAsync(string order, CancellationToken ct) => Task.FromResult(0m);

                public Task MarkPaidAsync(string order, string key, CancellationToken ct) => Task.CompletedTask;

                public Task MarkPaidAsync(string order, decimal amount, string? key, CancellationToken ct) =>
                    Task.CompletedTask;

                public Task ReviewAsync(string order, decimal paid, string key, CancellationToken ct) =>
                    Task.CompletedTask;

                public Task SettleAsync(
                    string order,
                    decimal paid,
                    string currency,
                    string key,
                    CancellationToken ct
                ) => Task.CompletedTask;

                public Task SettleAsync(
                    System.Data.Common.DbTransaction transaction,
                    string order,
                    decimal paid,
                    string currency,
                    CancellationToken ct
                ) => Task.CompletedTask;

                public Task PayAsync(
                    System.Data.Common.DbTransaction transaction,
                    string order,
                    CancellationToken ct
                ) => Task.CompletedTask;

                public Task<Order?> FindAsync(string order, CancellationToken ct) => Task.FromResult<Order?>(null);
            }

            public sealed record Order(decimal Amount, string Currency);

            public sealed class Program;

            public sealed class PaymentHandler(Orders orders) : ICallbackHandler<AcmePayment>
            {
                public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken) =>
                    Task.CompletedTask;
            }

            public sealed class Vault
            {
                public string Read(string name) => name;
            }

            public sealed class Database
            {
                public Task<Transaction> BeginAsync(CancellationToken ct) => Task.FromResult(new Transaction());
            }

            public sealed class Transaction : IAsyncDisposable
            {
                public Task<bool> TryInsertKeyAsync(string key, CancellationToken ct) => Task.FromResult(true);

                public Task<decimal> AmountOfAsync(string order, CancellationToken ct) => Task.FromResult(0m);

                public Task MarkPaidAsync(string order, CancellationToken ct) => Task.CompletedTask;

                public Task ReviewAsync(string order, decimal paid, CancellationToken ct) => Task.CompletedTask;

                public Task CommitAsync(CancellationToken ct) => Task.CompletedTask;

                public ValueTask DisposeAsync() => default;
            }
        }
        """;

    private const string CryptoCloud = """
        namespace Shop
        {
            public sealed class CryptoCloudApi
            {
                public Task<CryptoCloudInvoice?> FindInvoiceAsync(string id, CancellationToken ct) =>
                    Task.FromResult<CryptoCloudInvoice?>(null);
            }

            public sealed record CryptoCloudInvoice(
                string Id,
                CallbackGen.OpenEnum<CryptoCloudPostbackStatus> Status,
                decimal Amount,
                CallbackGen.OpenEnum<CryptoCloudPostbackCurrency> Currency
            );
        }
        """;

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest, DocumentationMode.Parse);

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("Samples.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>
    /// The references of a shop's program: with those of this project it would count as a test project, for which fewer rules apply.
    /// </summary>
    private static readonly ImmutableArray<MetadataReference> ProgramReferences =
    [
        .. References.Where(reference => !Path.GetFileName(reference.Display!).StartsWith("xunit", StringComparison.OrdinalIgnoreCase)),
    ];

    private static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers =
    [
        .. typeof(CallbackGenerator)
            .Assembly.GetTypes()
            .Where(type => type.IsDefined(typeof(DiagnosticAnalyzerAttribute), inherit: false))
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    /// <summary>The errors, the warnings, and the diagnostics of the rules about handlers.</summary>
    public static IReadOnlyList<string> Compile(string code, IEnumerable<(string Name, string Text)> schemas)
    {
        var files = schemas
            .Select(schema => new SchemaText("/shop/schemas/" + schema.Name, schema.Text))
            .ToImmutableArray<AdditionalText>();
        var page = CSharpSyntaxTree.ParseText(code, ParseOptions, "Page.cs");
        var isTest =
            code.Contains("Assert.", StringComparison.Ordinal)
            || code.Contains("[Fact]", StringComparison.Ordinal)
            || code.Contains("[Theory]", StringComparison.Ordinal)
            || code.Contains("CallbackTest", StringComparison.Ordinal)
            || code.Contains("TestCallbacks", StringComparison.Ordinal);
        List<SyntaxTree> trees =
        [
            page,
            CSharpSyntaxTree.ParseText(isTest ? "global using Xunit;\n" + Context : Context, ParseOptions, "Context.cs"),
        ];
        if (files.Any(file => file.Path.Contains("cryptocloud", StringComparison.Ordinal)))
            trees.Add(
                CSharpSyntaxTree.ParseText(
                    "using System.Threading; using System.Threading.Tasks;\n" + CryptoCloud,
                    ParseOptions,
                    "CryptoCloud.cs"
                )
            );
        var isProgram = page.GetCompilationUnitRoot().Members.Any(member => member is GlobalStatementSyntax);
        var compilation = CSharpCompilation.Create(
            "Shop",
            trees,
            isTest ? References : ProgramReferences,
            new CSharpCompilationOptions(
                isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: NullableContextOptions.Enable
            )
        );

        var options = new ShopOptions();
        CSharpGeneratorDriver
            .Create([new CallbackGenerator().AsSourceGenerator()], files, ParseOptions, options)
            .RunGeneratorsAndUpdateCompilation(compilation, out var compiled, out _);
        var diagnostics = compiled
            .WithAnalyzers(Analyzers, new AnalyzerOptions(files, options))
            .GetAllDiagnosticsAsync()
            .GetAwaiter()
            .GetResult();
        return [.. diagnostics.Where(IsProblem).Select(diagnostic => diagnostic.ToString())];
    }

    // Schemas of the catalogue have warnings, which other tests check.
    private static bool IsProblem(Diagnostic diagnostic) =>
        diagnostic.Severity == DiagnosticSeverity.Error
        || (
            diagnostic.Location.SourceTree?.FilePath == "Page.cs"
            && diagnostic.Id is not ("CS8892" or "CS1591")
            && (diagnostic.Severity == DiagnosticSeverity.Warning || diagnostic.Id.StartsWith("CBG1", StringComparison.Ordinal))
        );

    private sealed class SchemaText(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }

    private sealed class ShopOptions : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Properties();

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Properties : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, out string value)
            {
                value = "Shop";
                return string.Equals(key, "build_property.RootNamespace", StringComparison.Ordinal);
            }
        }
    }
}
