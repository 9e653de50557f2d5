using System.Collections;
using System.Text;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Output;

namespace CallbackGen.Tool;

/// <summary>What surrounds a run of the tool: its streams, folder, environment and clock. Tests have their own.</summary>
internal sealed class ToolHost
{
    /// <summary>Standard output.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Standard error.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Opens standard input, whose bytes are taken as they are.</summary>
    public Func<Stream> OpenInput { get; init; } = () => Stream.Null;

    /// <summary>The current folder, against which paths of arguments are resolved.</summary>
    public required string Folder { get; init; }

    /// <summary>The environment's variables.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether standard output is a terminal; otherwise nothing is drawn on it.</summary>
    public bool IsTerminal { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where output is drawn.</summary>
    public Screen Screen => field ??= new Screen(this);

    /// <summary>The compiler of schemas, loaded when it is first asked for.</summary>
    public FeedCompiler Compiler
    {
        get => field ??= FeedCompiler.Load();
        init;
    }

    /// <summary>A variable of the environment, or null.</summary>
    public string? Variable(string name) => Variables.GetValueOrDefault(name);

    /// <summary>The absolute path of an argument.</summary>
    public string PathOf(string argument) => Path.GetFullPath(argument, Folder);

    /// <summary>A path as it is shown: relative to the current folder where it is below it.</summary>
    public string Shown(string path)
    {
        var relative = Path.GetRelativePath(Folder, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    /// <summary>The process's own.</summary>
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
