namespace CallbackGen.Tool;

/// <summary>What the process tells the shell.</summary>
internal static class ExitCode
{
    /// <summary>Nothing is wrong.</summary>
    public const int Good = 0;

    /// <summary>Something was found, such as a mistake in a schema or a signature that does not match.</summary>
    public const int Found = 1;

    /// <summary>The arguments are wrong.</summary>
    public const int Usage = 2;

    /// <summary>A file, or what standard input holds, cannot be read.</summary>
    public const int Unreadable = 3;

    /// <summary>An address cannot be reached or listened on.</summary>
    public const int Network = 4;

    /// <summary>A mistake of the tool itself: EX_SOFTWARE of sysexits.</summary>
    public const int Bug = 70;

    /// <summary>Ctrl+C, as shells number it: 128 and the signal.</summary>
    public const int Interrupted = 130;
}
