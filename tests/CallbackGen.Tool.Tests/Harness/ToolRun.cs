using System.Text;
using CallbackGen.Tool.Commands;

namespace CallbackGen.Tool.Tests.Harness;

/// <summary>The exit code and the output of a run of the tool.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    /// <summary>The lines of the output, without empty ones.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

/// <summary>A separate folder in which the tool runs, by its root command and with streams of the test.</summary>
internal sealed class ToolFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("callbackgen-tool").FullName;

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>The content of standard input.</summary>
    public byte[] Input { get; set; } = [];

    /// <summary>Writes a file.</summary>
    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    public ToolHost CreateHost(TextWriter? output = null, TextWriter? error = null) =>
        new()
        {
            Out = output ?? TextWriter.Null,
            Error = error ?? TextWriter.Null,
            OpenInput = () => new MemoryStream(Input),
            Folder = Path,
            Variables = Variables,
            Compiler = Shared.Compiler,
        };

    /// <summary>Runs a command line.</summary>
    public async Task<ToolRun> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await ToolProgram.RunAsync(args, CreateHost(output, error), CancellationToken.None);
        return new(code, output.ToString(), error.ToString());
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
