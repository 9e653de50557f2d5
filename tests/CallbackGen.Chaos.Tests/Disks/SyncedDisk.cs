using System.Diagnostics;

namespace CallbackGen.Chaos.Tests.Disks;

/// <summary>
/// A disk with simulated loss of power. A library that is loaded into the program copies a file of the folder at each sync of that file;
/// after a loss of power only these copies remain, so all writes since each file's last sync are lost.
/// </summary>
internal sealed class SyncedDisk
{
    private static readonly Lazy<string?> Reason = new(() =>
        OperatingSystem.IsLinux() && TryCompile(Library) ? null : "There is no C compiler (cc) on Linux to see what is synchronised."
    );
    private const int Page = 4096;
    private readonly string _image;

    /// <param name="folder">The folder, which is empty.</param>
    /// <param name="image">The folder of the copies.</param>
    /// <param name="forgets">The suffix of files whose syncs are ignored; null if there are none.</param>
    public SyncedDisk(string folder, string image, string? forgets)
    {
        (Folder, _image) = (folder, image);
        Environment = new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = Library,
            ["DISK_FOLDER"] = folder,
            ["DISK_IMAGE"] = image,
            ["DISK_FORGETS"] = forgets ?? "",
        };
    }

    /// <summary>The reason why it cannot be created, or null.</summary>
    public static string? WhyNot => Reason.Value;

    public string Folder { get; }

    /// <summary>Environment variables for the program.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    private static string Library => Path.Combine(AppContext.BaseDirectory, "disk.so");

    /// <summary>Marks the folder's current content as synchronised.</summary>
    public void Sync()
    {
        foreach (var file in Directory.GetFiles(Folder))
            File.Copy(file, Path.Combine(_image, Path.GetFileName(file)));
    }

    /// <summary>Simulates a loss of power for a program that was killed before: unsynchronised writes are lost.</summary>
    /// <param name="tears">Whether some unsynchronised pages had reached the disk, in random order.</param>
    public void LosePower(bool tears)
    {
        foreach (var file in Directory.GetFiles(Folder))
        {
            var kept = Path.Combine(_image, Path.GetFileName(file));
            if (tears && File.Exists(kept))
                File.WriteAllBytes(kept, Tear(File.ReadAllBytes(kept), File.ReadAllBytes(file)));
            File.Delete(file);
        }

        foreach (var file in Directory.GetFiles(_image))
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
    }

    private static byte[] Tear(byte[] synchronised, byte[] written)
    {
        var torn = new byte[
            written.Length > synchronised.Length ? Random.Shared.Next(synchronised.Length, written.Length + 1) : synchronised.Length
        ];
        for (var start = 0; start < torn.Length; start += Page)
        {
            var end = Math.Min(start + Page, torn.Length);
            var source = Random.Shared.Next(2) == 0 ? synchronised : written;
            if (start < source.Length)
                source.AsSpan(start, Math.Min(end, source.Length) - start).CopyTo(torn.AsSpan(start));
        }

        return torn;
    }

    private static bool TryCompile(string library)
    {
        try
        {
            using var compiler = Process.Start(
                "cc",
                [
                    "-shared",
                    "-fPIC",
                    "-O2",
                    "-Wall",
                    "-Werror",
                    "-o",
                    library,
                    Path.Combine(AppContext.BaseDirectory, "Disks", "disk.c"),
                    "-ldl",
                    "-lpthread",
                ]
            );
            compiler.WaitForExit();
            return compiler.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>A fact that needs a disk with simulated loss of power.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SyncedDiskFactAttribute : FactAttribute
{
    public SyncedDiskFactAttribute() => Skip = SyncedDisk.WhyNot;
}
