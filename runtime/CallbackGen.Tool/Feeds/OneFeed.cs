using CallbackGen.Tool.Output;

namespace CallbackGen.Tool.Feeds;

/// <summary>Compiles the one feed that an argument names.</summary>
internal static class OneFeed
{
    /// <summary>Compiles the schema of a feed.</summary>
    /// <param name="host">Provides the files.</param>
    /// <param name="argument">A schema file, or a name of the catalogue.</param>
    /// <param name="cancellationToken">Cancels the compilation.</param>
    /// <returns>A compilation with the one feed; to be disposed.</returns>
    /// <exception cref="ToolException">
    /// The argument names no feed or several, or the schema has errors, which are printed.
    /// </exception>
    public static CompiledFeeds Compile(ToolHost host, string argument, CancellationToken cancellationToken)
    {
        var schemas = SchemaSources.Find(host, [argument]);
        if (schemas.Count > 1)
            throw new ToolException(ExitCode.Usage, $"{argument} holds {schemas.Count} schemas, and one is needed: name its file.");
        var compiled = host.Screen.Busy("Compiling the schema…", () => host.Compiler.Compile(schemas, cancellationToken));
        if (!compiled.HasErrors && compiled.Feeds.Count == 1)
            return compiled;
        var errors = compiled
            .Findings.Where(finding => finding.Severity == Severity.Error)
            .Select(finding =>
                finding.Place is { } at ? $"{host.Shown(at.File)}({at.Line},{at.Column}): {finding.Message}" : finding.Message
            )
            .ToList();
        compiled.Dispose();
        throw new ToolException(ExitCode.Found, [$"{argument}: the schema has errors, and cannot be signed by.", .. errors]);
    }
}
