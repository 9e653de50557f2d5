using System.Diagnostics;
using System.Text;

namespace CallbackGen.Package.Tests.Harness;

/// <summary>A finished command and what it printed.</summary>
public sealed record Finished(int Code, string Output)
{
    /// <summary>The output, where the command had to succeed.</summary>
    public string OrFail => Code == 0 ? Output : throw new InvalidOperationException($"Exit code {Code}:\n{Output}");
}

/// <summary>Runs the SDK as a stranger would: with a package cache of its own, and leaving no process behind.</summary>
public static class Dotnet
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    public static Finished Run(string folder, string? packageCache, params string[] arguments)
    {
        using var process = Start(folder, packageCache, arguments);
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
            process.Kill(entireProcessTree: true);
        process.WaitForExit();
        return new Finished(process.ExitCode, (output.Result + errors.Result).Trim());
    }

    public static Process Start(string folder, string? packageCache, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        // What the test run's own SDK and settings left in the environment is none of a stranger's business.
        foreach (var name in start.Environment.Keys.Where(IsOurs).ToList())
            start.Environment.Remove(name);
        start.Environment["CallbackGenVersion"] = Packages.Version; // a property of the consumers' projects
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["NO_COLOR"] = "1";
        if (packageCache is not null)
            start.Environment["NUGET_PACKAGES"] = packageCache;
        return Process.Start(start)!;
    }

    private static bool IsOurs(string name) =>
        name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase) || name.StartsWith("VSTEST_", StringComparison.Ordinal)
        || name is "DOTNET_HOST_PATH" or "Configuration" or "TESTINGPLATFORM_UI_LANGUAGE";
}
