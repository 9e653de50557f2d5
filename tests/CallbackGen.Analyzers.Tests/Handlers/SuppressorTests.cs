using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>Diagnostics of common analyzers about handlers are suppressed, and no other diagnostics.</summary>
public sealed class SuppressorTests
{
    [Fact]
    public async Task Handler_classes_and_their_messages_are_spared_and_others_are_not()
    {
        var project = await HandlerProject.CreateAsync(
            Class(
                """
                internal sealed class Handler : ICallbackHandler<AcmePayment>
                {
                    public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
                    {
                        _ = callback.ToString();
                        return Task.CompletedTask;
                    }

                    public void Log(string text) => text.Trim();
                }

                internal sealed class Other
                {
                    public void Log(Verified<AcmePayment> payment) => payment.ToString();
                }
                """
            )
        );
        var compilation = (await project.GetCompilationAsync())!;
        var driver = compilation.WithAnalyzers(
            [new CommonAnalyzers(), new HandlerSuppressor()],
            new CompilationWithAnalyzersOptions(
                project.AnalyzerOptions,
                null,
                concurrentAnalysis: true,
                logAnalyzerExecutionTime: false,
                reportSuppressedDiagnostics: true
            )
        );

        var reported = await driver.GetAnalyzerDiagnosticsAsync();

        Assert.Equal(
            ["CA1062 callback suppressed", "CA1062 payment", "CA1062 text", "CA1812 Handler suppressed", "CA1812 Other"],
            reported
                .Where(diagnostic => diagnostic.Location.SourceTree!.FilePath.EndsWith("File0.cs", StringComparison.Ordinal))
                .Select(diagnostic =>
                    $"""
                        {diagnostic.Id} {diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan)}{(
                            diagnostic.IsSuppressed ? " suppressed" : ""
                        )}
                        """
                )
                .Order(StringComparer.Ordinal)
        );
    }
}
