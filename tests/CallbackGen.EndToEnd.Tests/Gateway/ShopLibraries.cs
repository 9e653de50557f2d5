using System.Diagnostics;

namespace CallbackGen.EndToEnd.Tests.Gateway;

/// <summary>Interpreters on this machine, and libraries that their package managers install into folders of the tests.</summary>
internal static class ShopLibraries
{
    private static readonly TimeSpan RunLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(3);

    /// <summary>Whether a command succeeds.</summary>
    public static bool Succeeds(string program, params string[] arguments) => Run(Path.GetTempPath(), RunLimit, program, arguments) is null;

    /// <summary>The folder for packages of one kind, next to the tests.</summary>
    public static string FolderOf(string name) => Path.Combine(AppContext.BaseDirectory, "Gateway", name);

    /// <summary>Installs packages, unless an earlier run installed the same ones.</summary>
    /// <param name="name">The folder's name.</param>
    /// <param name="program">The package manager, which runs in the folder.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>Null, or the reason of the failure.</returns>
    public static string? Install(string name, string program, params string[] arguments)
    {
        var folder = Directory.CreateDirectory(FolderOf(name)).FullName;
        var done = Path.Combine(folder, "installed.txt");
        var wanted = string.Join(
            '\n',
            [program, .. arguments, .. Directory.GetFiles(folder, "package-lock.json").Select(File.ReadAllText)]
        );
        if (File.Exists(done) && File.ReadAllText(done) == wanted)
            return null;
        if (Run(folder, InstallLimit, program, arguments) is { } failure)
            return $"The library is not to be had: \"{program} {string.Join(' ', arguments)}\" {failure}.";
        File.WriteAllText(done, wanted);
        return null;
    }

    /// <summary>Runs a command to its end.</summary>
    /// <returns>Null on success; otherwise a description of the failure.</returns>
    private static string? Run(string folder, TimeSpan limit, string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            if (!process.WaitForExit(limit))
            {
                process.Kill(entireProcessTree: true);
                return $"does not end within {limit}";
            }

            Task.WaitAll(output, errors);
            return process.ExitCode == 0 ? null : $"ends with {process.ExitCode}";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "is no program of this machine";
        }
    }
}
