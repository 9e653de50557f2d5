using System.Diagnostics;
using System.Text.Json;

namespace CallbackGen.Package.Tests.Harness;

/// <summary>A second clone of the repository, with this one's uncommitted changes.</summary>
public static class Clone
{
    /// <summary>Clones, and packs the packable projects: only those are restored and built.</summary>
    public static void Pack(string folder, string home, string output)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        Git(Packages.Repository, "clone", "--quiet", "--shared", Packages.Repository, folder);
        TakeChanges(folder);
        TakeRemote(folder);

        var projects = Directory
            .GetFiles(folder, "*.csproj", SearchOption.AllDirectories)
            .Where(project =>
                project.Contains("generator", StringComparison.Ordinal)
                || File.ReadAllText(project).Contains("<IsPackable>true", StringComparison.Ordinal)
            )
            .Select(project => Path.GetRelativePath(folder, project));
        File.WriteAllText(
            Path.Combine(folder, "Packages.slnf"),
            JsonSerializer.Serialize(new { solution = new { path = "CallbackGen.sln", projects } })
        );
        _ = Dotnet.Run(folder, home, ["pack", "Packages.slnf", "--nologo", "-v", "quiet", "-o", output, .. Packages.AsReleased]).OrFail;
    }

    private static void TakeChanges(string folder)
    {
        foreach (
            var file in Git(Packages.Repository, "ls-files", "-z", "--modified", "--deleted", "--others", "--exclude-standard")
                .Split('\0')
                .Where(file => file.Length > 0)
                .Distinct()
        )
        {
            var target = Path.Combine(folder, file);
            if (File.Exists(Path.Combine(Packages.Repository, file)))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(Path.Combine(Packages.Repository, file), target, overwrite: true);
            }
            else
            {
                File.Delete(target);
            }
        }
    }

    /// <summary>Symbols name the sources by the remote; the clone's remote is the original folder.</summary>
    private static void TakeRemote(string folder)
    {
        Git(folder, "remote", "remove", "origin");
        if (Git(Packages.Repository, "remote").Split('\n').Contains("origin"))
            Git(folder, "remote", "add", "origin", Git(Packages.Repository, "remote", "get-url", "origin").Trim());
    }

    private static string Git(string folder, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo("git", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true }
        )!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"git {string.Join(' ', arguments)}: exit code {process.ExitCode}");
    }
}
