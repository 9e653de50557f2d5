namespace CallbackGen.Tool;

/// <summary>The exit codes of the process.</summary>
internal static class ExitCode
{
    /// <summary>The command succeeded without findings.</summary>
    public const int Good = 0;

    /// <summary>The command has findings, such as an error in a schema or a signature that does not match.</summary>
    public const int Found = 1;

    /// <summary>The arguments are wrong.</summary>
    public const int Usage = 2;

    /// <summary>A file, or standard input, cannot be read.</summary>
    public const int Unreadable = 3;

    /// <summary>An address cannot be reached, or the tool cannot listen on it.</summary>
    public const int Network = 4;

    /// <summary>A bug of the tool itself: EX_SOFTWARE of sysexits.</summary>
    public const int Bug = 70;

    /// <summary>The run was ended by Ctrl+C, numbered as shells do: 128 plus the signal.</summary>
    public const int Interrupted = 130;
}
