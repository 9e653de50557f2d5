using System.Diagnostics;
using System.Text;

namespace CallbackGen.Package.Tests.Harness;

/// <summary>A finished command and its output.</summary>
public sealed record Finished(int Code, string Output)
{
    /// <summary>The output of a command that must succeed.</summary>
    public string OrFail => Code == 0 ? Output : throw new InvalidOperationException($"Exit code {Code}:\n{Output}");
}

/// <summary>Runs the SDK without leaving processes behind.</summary>
public static class Dotnet
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private static readonly string[] OfTheMachine =
    [
        "NUGET_PACKAGES",
        "NUGET_HTTP_CACHE_PATH",
        "NUGET_PLUGINS_CACHE_PATH",
        "NUGET_FALLBACK_PACKAGES",
        "XDG_CACHE_HOME",
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
    ];

    /// <summary>Runs the SDK until it ends.</summary>
    /// <param name="folder">The working directory.</param>
    /// <param name="home">The home of a new user: settings, templates, secrets and the package cache are only there. With null the SDK runs
    /// as the tests do.</param>
    /// <param name="arguments">The command.</param>
    public static Finished Run(string folder, string? home, params string[] arguments) => Finish(Start(folder, home, arguments));

    /// <summary>Runs a bash script until it ends.</summary>
    public static Finished RunScript(string script, string folder, string home) => Finish(StartProgram("bash", folder, home, script));

    /// <summary>Runs another program until it ends.</summary>
    public static Finished RunProgram(string program, string folder, string home, params string[] arguments) =>
        Finish(StartProgram(program, folder, home, arguments));

    public static Process Start(string folder, string? home, params string[] arguments) => StartProgram("dotnet", folder, home, arguments);

    /// <summary>Starts a program with the environment of the SDK's commands.</summary>
    public static Process StartProgram(string program, string folder, string? home, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        // Variables that the test run's own SDK and settings have set are removed.
        foreach (var name in start.Environment.Keys.Where(IsOurs).ToList())
            start.Environment.Remove(name);
        start.Environment["CallbackGenVersion"] = Packages.Version; // a property of the consumers' projects
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["NO_COLOR"] = "1";
        // Tools look for the runtime in its global location, and here.
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(
            Path.Combine("..", "..", ".."),
            Path.GetDirectoryName(typeof(object).Assembly.Location)!
        );
        if (home is not null)
        {
            foreach (var name in OfTheMachine)
                start.Environment.Remove(name);
            start.Environment["HOME"] = start.Environment["USERPROFILE"] = start.Environment["DOTNET_CLI_HOME"] = home;
        }

        return Process.Start(start)!;
    }

    private static Finished Finish(Process process)
    {
        using (process)
        {
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
                process.Kill(entireProcessTree: true);
            process.WaitForExit();
            return new Finished(process.ExitCode, (output.Result + errors.Result).Trim());
        }
    }

    private static bool IsOurs(string name) =>
        name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("VSTest", StringComparison.OrdinalIgnoreCase)
        || name is "DOTNET_HOST_PATH" or "Configuration" or "TESTINGPLATFORM_UI_LANGUAGE";
}
