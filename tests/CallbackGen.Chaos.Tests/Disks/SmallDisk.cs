using System.Diagnostics;

namespace CallbackGen.Chaos.Tests.Disks;

/// <summary>A separate file system in memory, small enough to be filled.</summary>
internal sealed class SmallDisk : IDisposable
{
    private static readonly Lazy<string?> Reason = new(FindReason);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("disk");

    public SmallDisk()
    {
        if (!TryRun("mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", _folder.FullName))
            throw new InvalidOperationException("The file system could not be mounted.");
    }

    /// <summary>The reason why it cannot be created, or null.</summary>
    public static string? WhyNot => Reason.Value;

    public string Folder => _folder.FullName;

    private string Filler => Path.Combine(Folder, "filler");

    /// <summary>Fills the remaining space.</summary>
    public void Fill()
    {
        using var file = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true)
                file.Write(block);
        }
        catch (IOException)
        {
            // The disk is full.
        }
    }

    /// <summary>Frees the space.</summary>
    public void Clear() => File.Delete(Filler);

    public void Dispose()
    {
        // Lazily, because a process may still have a file open.
        TryRun("umount", "-l", Folder);
        _folder.Delete();
    }

    private static string? FindReason()
    {
        try
        {
            if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
                return "No file system can be mounted without being root on Linux.";
            new SmallDisk().Dispose();
            return null;
        }
        catch (Exception failure) when (failure is InvalidOperationException or IOException)
        {
            return $"No file system can be mounted here: {failure.Message}";
        }
    }

    private static bool TryRun(string command, params string[] arguments)
    {
        using var process = Process.Start(command, arguments);
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}

/// <summary>A fact that needs a disk that can be filled.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FullDiskFactAttribute : FactAttribute
{
    public FullDiskFactAttribute() => Skip = SmallDisk.WhyNot;
}
