using System.Collections;
using System.Text;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Output;

namespace CallbackGen.Tool;

/// <summary>The environment of a run of the tool: its streams, folder, variables and clock. Tests supply their own.</summary>
internal sealed class ToolHost
{
    /// <summary>Standard output.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Standard error.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Opens standard input, whose bytes are read unchanged.</summary>
    public Func<Stream> OpenInput { get; init; } = () => Stream.Null;

    /// <summary>The current folder, against which paths of arguments are resolved.</summary>
    public required string Folder { get; init; }

    /// <summary>The environment's variables.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether standard output is a terminal; otherwise the output is plain.</summary>
    public bool IsTerminal { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The output.</summary>
    public Screen Screen => field ??= new Screen(this);

    /// <summary>The compiler of schemas, loaded on first use.</summary>
    public FeedCompiler Compiler
    {
        get => field ??= FeedCompiler.Load();
        init;
    }

    /// <summary>Returns an environment variable, or null.</summary>
    public string? Variable(string name) => Variables.GetValueOrDefault(name);

    /// <summary>Returns the absolute path of an argument.</summary>
    public string PathOf(string argument) => Path.GetFullPath(argument, Folder);

    /// <summary>Returns a path for output: relative to the current folder if it is below it.</summary>
    public string Shown(string path)
    {
        var relative = Path.GetRelativePath(Folder, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    /// <summary>Creates the environment of the process.</summary>
    public static ToolHost OfProcess()
    {
        if (Console.IsOutputRedirected || OperatingSystem.IsWindows())
            Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new()
        {
            Out = Console.Out,
            Error = Console.Error,
            OpenInput = Console.OpenStandardInput,
            Folder = Environment.CurrentDirectory,
            Variables = Environment
                .GetEnvironmentVariables()
                .Cast<DictionaryEntry>()
                .ToDictionary(
                    variable => (string)variable.Key,
                    variable => (string?)variable.Value ?? "",
                    OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal
                ),
            IsTerminal = !Console.IsOutputRedirected,
        };
    }
}
