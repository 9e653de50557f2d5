namespace CallbackGen.Tool.Captures;

/// <summary>The bytes of a file, or of standard input, that contains captures.</summary>
/// <param name="Name">The name in messages.</param>
/// <param name="Bytes">All of its bytes.</param>
/// <param name="Folder">The folder against which the relative paths in it are resolved.</param>
internal sealed record CaptureSource(string Name, byte[] Bytes, string Folder)
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>
    /// The offset of the text: after a byte-order mark, which some editors write and which is not part of a request.
    /// </summary>
    public int Start => Bytes.AsSpan().StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;

    /// <summary>Returns the name of one of several requests.</summary>
    public string NameOf(int index, string? title = null) => title is { Length: > 0 } ? title : $"{Name}#{index + 1}";

    /// <summary>
    /// Reads a file that the capture names. Only a file in the capture's folder or below is read, so that a capture from another
    /// person cannot name any file of the machine.
    /// </summary>
    /// <param name="path">The path as it is written.</param>
    /// <param name="line">The line of the path.</param>
    public byte[] ReadBeside(string path, int line)
    {
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
            throw new CaptureFaultException(line, $"{Output.Visible.Quote(path)} is no name of a file.");
        var full = Path.GetFullPath(path, Folder);
        var relative = Path.GetRelativePath(Folder, full);
        if (Path.IsPathRooted(path) || Path.IsPathRooted(relative) || relative.Split(Path.DirectorySeparatorChar)[0] == "..")
            throw new CaptureFaultException(
                line,
                $"the body's file {Output.Visible.Quote(path)} is outside the capture's folder, and is not read. Put it next to the "
                    + "capture."
            );
        try
        {
            if (HasLink(relative))
                throw new CaptureFaultException(
                    line,
                    $"the body's file {Output.Visible.Quote(path)} is a symbolic link or in a linked folder, and is not read. Put the "
                        + "file itself next to the capture."
                );
            return FileBytes.ReadAtMost(full, CaptureLimits.FileBytes)
                ?? throw new CaptureFaultException(
                    line,
                    $"the body's file {Output.Visible.Quote(path)} is larger than {CaptureLimits.FileBytes / 1024 / 1024} MiB."
                );
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CaptureFaultException(line, $"the body is the file {Output.Visible.Quote(path)}, and {FileBytes.Why(path, failure)}");
        }
    }

    /// <summary>Returns whether a part of a path below the folder is a link, which may lead to any file of the machine.</summary>
    private bool HasLink(string relative)
    {
        var path = Folder;
        foreach (var name in relative.Split(Path.DirectorySeparatorChar))
        {
            path = Path.Combine(path, name);
            if (new FileInfo(path).LinkTarget is not null)
                return true;
        }

        return false;
    }
}
