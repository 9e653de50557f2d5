using System.Globalization;
using CallbackGen.Tool.Captures;

namespace CallbackGen.Tool.Capturing;

/// <summary>
/// The folder of stored captures. They contain signatures and possibly other secrets: on Unix only their owner can read them.
/// </summary>
internal sealed class CaptureFolder
{
    private readonly string _path;
    private int _number;

    private CaptureFolder(string path) => _path = path;

    /// <summary>Opens a folder, and creates it if it does not exist.</summary>
    /// <exception cref="ToolException">It cannot be created.</exception>
    public static CaptureFolder Open(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(path);
            else
                Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return new(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(
                ExitCode.Unreadable,
                $"The folder {path} cannot be made: it is a file, or its folder cannot be written to. Name another by --out.",
                failure
            );
        }
    }

    /// <summary>Writes a capture. No part of the file's name comes from the request.</summary>
    /// <returns>The file.</returns>
    public async Task<string> WriteAsync(Capture capture, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Options = FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        while (true)
        {
            var number = Interlocked.Increment(ref _number);
            var path = Path.Combine(
                _path,
                string.Create(CultureInfo.InvariantCulture, $"{capture.At:yyyyMMdd'T'HHmmss}-{number:0000}{CallbackFile.Suffix}")
            );
            // A capture of an earlier run in the same second is not overwritten.
            if (File.Exists(path))
                continue;
            await using var file = new FileStream(path, options);
            await file.WriteAsync(CallbackFile.Write(capture), cancellationToken);
            return path;
        }
    }
}
