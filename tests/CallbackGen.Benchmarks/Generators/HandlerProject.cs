using System.Collections.Immutable;
using System.Globalization;
using CallbackGen.Generator;
using CallbackGen.Generator.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallbackGen.Benchmarks.Generators;

/// <summary>A project with many C# files, some of which handle callbacks, as the compiler analyzes it.</summary>
internal sealed class HandlerProject
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> Ours =
    [
        .. typeof(HandlerAnalyzer)
            .Assembly.GetTypes()
            .Where(type =>
                type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && type.IsDefined(typeof(DiagnosticAnalyzerAttribute), inherit: false)
            )
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    /// <summary>The runtime and the endpoint framework, so that every rule is active.</summary>
    private static readonly MetadataReference[] Web =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path =>
                Path.GetFileName(path) is var name
                && (
                    name.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal)
                    || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)
                    || name is "CallbackGen.dll" or "CallbackGen.AspNetCore.dll"
                )
            )
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private readonly CSharpCompilation _compilation;
    private readonly AnalyzerOptions _options;

    /// <param name="files">The number of C# files.</param>
    /// <param name="feeds">The number of feeds, each with a handler in its own file; with 0, no file refers to the runtime.</param>
    public HandlerProject(int files, int feeds)
    {
        var trees = Enumerable
            .Range(0, files - feeds)
            .Select(number => Sources.Parse(Ordinary(number), $"/shop/Customers{number}.cs"))
            .Concat(Enumerable.Range(0, feeds).Select(number => Sources.Parse(Handler(number), $"/shop/Handler{number}.cs")));
        ImmutableArray<AdditionalText> schemas =
        [
            .. Enumerable
                .Range(0, feeds)
                .Select(number => new SchemaProject.SchemaFileText(
                    $"/shop/schemas/acme.feed{number}.callback.json",
                    SchemaProject.Schema(number, "")
                )),
        ];
        Compilation compilation = Sources.Compile([.. trees]);
        if (feeds > 0)
        {
            compilation = compilation
                .AddReferences(Web)
                .WithOptions(compilation.Options.WithOutputKind(OutputKind.ConsoleApplication))
                .AddSyntaxTrees(Sources.Parse(Program(feeds), "/shop/Program.cs"));
            CSharpGeneratorDriver
                .Create([new CallbackGenerator().AsSourceGenerator()], schemas, Sources.ParseOptions)
                .RunGeneratorsAndUpdateCompilation(compilation, out compilation, out _);
        }

        _compilation = (CSharpCompilation)compilation;
        _options = new AnalyzerOptions(schemas);
    }

    /// <summary>Runs the compiler with the analyzers of every .NET SDK project.</summary>
    public int Analyze() => Analyze(PlatformAnalyzers.All);

    /// <summary>The same, plus this project's analyzers.</summary>
    public int AnalyzeWithOurs() => Analyze([.. PlatformAnalyzers.All, .. Ours]);

    private int Analyze(ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        var driver = _compilation
            .Clone()
            .WithAnalyzers(
                analyzers,
                new CompilationWithAnalyzersOptions(
                    _options,
                    (exception, analyzer, _) => throw new InvalidOperationException($"{analyzer}: {exception}"),
                    concurrentAnalysis: true,
                    logAnalyzerExecutionTime: false
                )
            );
        var found = driver.GetAllDiagnosticsAsync().GetAwaiter().GetResult();
        return found.FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) is { } error
            ? throw new InvalidOperationException(error.ToString())
            : found.Length;
    }

    /// <summary>An ordinary file of a project: calls, properties, comparisons, a dictionary, an await.</summary>
    private static string Ordinary(int number) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            using System;
            using System.Collections.Generic;
            using System.Linq;
            using System.Threading;
            using System.Threading.Tasks;

            namespace Shop.Customers{{number % 40}};

            public sealed class Customer{{number}}
            {
                private readonly Dictionary<string, decimal> _totals = new();

                public string Name { get; set; } = "";

                public decimal TotalOf(string order) => _totals.TryGetValue(order, out var total) ? total : 0m;

                public async Task<bool> AddAsync(string order, decimal amount, CancellationToken cancellationToken)
                {
                    if (string.IsNullOrEmpty(order) || amount <= 0)
                        throw new ArgumentException($"{order} has no amount.", nameof(order));
                    await Task.Delay(1, cancellationToken);
                    _totals[order] = TotalOf(order) + amount;
                    return Name.Equals(order, StringComparison.Ordinal);
                }
            }
            """
        );

    /// <summary>A program that maps every feed, half of them with a lambda that checks the status, compares and logs.</summary>
    private static string Program(int feeds) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            using System;
            using System.Linq;
            using System.Threading;
            using System.Threading.Tasks;
            using Callbacks;
            using CallbackGen;
            using Microsoft.AspNetCore.Builder;
            using Microsoft.Extensions.DependencyInjection;
            using Microsoft.Extensions.Logging;
            using Shop;

            var builder = WebApplication.CreateBuilder(args);
            builder.Services.AddCallbacks();
            {{string.Concat(
                Enumerable.Range(0, feeds).Where(number => number % 2 == 0).Select(number =>
                    $"builder.Services.AddScoped<ICallbackHandler<AcmeFeed{number}>, Handler{number}>();\n"
                )
            )}}
            var app = builder.Build();
            {{string.Concat(
                Enumerable.Range(0, feeds).Select(number =>
                    number % 2 == 0 ? $"app.MapCallback<AcmeFeed{number}>(\"/{number}\");\n" : Mapping(number)
                )
            )}}
            app.Run();
            """
        );

    private static string Mapping(int number) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            app.MapCallback<AcmeFeed{{number}}>("/{{number}}", async (Verified<AcmeFeed{{number}}> paid, CancellationToken ct) =>
            {
                var name = paid.Payload.Member0;
                var other = name.Trim();
                if (other != name || name.StartsWith("old", StringComparison.Ordinal))
                    return;
                await Task.Delay(1, ct);
                app.Logger.LogInformation("Paid {Feed}", paid.Receipt.Feed);
            });

            """
        );

    private static string Handler(int number) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            using System;
            using System.Threading;
            using System.Threading.Tasks;
            using Callbacks;
            using CallbackGen;

            namespace Shop;

            public sealed class Handler{{number}} : ICallbackHandler<AcmeFeed{{number}}>
            {
                public decimal Total { get; private set; }

                public async Task HandleAsync(Verified<AcmeFeed{{number}}> callback, CancellationToken cancellationToken)
                {
                    var payload = callback.Payload;
                    if (payload.Member0.Length == 0)
                        throw new InvalidOperationException("No order.");
                    await Task.Delay(1, cancellationToken);
                    Total += payload.Member2;
                }
            }
            """
        );
}
