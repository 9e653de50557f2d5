using System.Text;

namespace CallbackGen.Tool.Keys;

/// <summary>Parses an argument <c>NAME=env:VARIABLE</c> or <c>NAME=file:PATH</c>.</summary>
internal static class KeyArgument
{
    /// <summary>The largest key file, in bytes: larger than any key or chain of certificates.</summary>
    private const int MaxBytes = 64 * 1024;

    private const string Forms = "write NAME=env:VARIABLE or NAME=file:PATH";

    /// <summary>Reads the key that an argument names.</summary>
    /// <exception cref="ToolException">
    /// The argument has another form, or the variable or file does not exist. A key that was typed is not repeated in the
    /// message.
    /// </exception>
    public static KeyValue Read(ToolHost host, string argument)
    {
        var split = argument.IndexOf('=', StringComparison.Ordinal);
        if (split <= 0)
            throw new ToolException(ExitCode.Usage, $"--key needs the key's name and where it is: {Forms}.");
        var name = argument[..split];
        var place = argument[(split + 1)..];
        if (place.StartsWith("env:", StringComparison.Ordinal))
            return new(name, Variable(host, name, place["env:".Length..]), $"--key {name}, the variable {place["env:".Length..]}");
        if (place.StartsWith("file:", StringComparison.Ordinal))
            return new(name, Text(host, name, place["file:".Length..]), $"--key {name}, the file {place["file:".Length..]}");
        throw new ToolException(
            ExitCode.Usage,
            $"--key {name}: a key is no argument, because other processes see arguments and the shell keeps them. Put it into "
                + $"a variable or a file, and {Forms}; consider the typed one known."
        );
    }

    private static string Variable(ToolHost host, string name, string variable) =>
        host.Variable(variable)
        ?? throw new ToolException(
            ExitCode.Unreadable,
            $"--key {name}: the environment has no variable {Output.Visible.Quote(variable)}. Set it, and export it."
        );

    private static string Text(ToolHost host, string name, string file)
    {
        var path = host.PathOf(file);
        try
        {
            return WithoutLineEnd(
                FileBytes.Decode(
                    FileBytes.ReadAtMost(path, MaxBytes)
                        ?? throw new ToolException(
                            ExitCode.Unreadable,
                            $"--key {name}: {file} is larger than {MaxBytes / 1024} KiB, too large for a key."
                        )
                )
            );
        }
        catch (DecoderFallbackException)
        {
            throw new ToolException(
                ExitCode.Unreadable,
                $"--key {name}: {file} is not text in UTF-8. A key is configured as text: raw bytes in hex or base64, as the "
                    + "schema's \"encoding\" says."
            );
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ExitCode.Unreadable, $"--key {name}, {file}: {FileBytes.Why(path, failure)}", failure);
        }
    }

    /// <summary>Removes one line end from the end of a file, which editors and <c>echo</c> append.</summary>
    private static string WithoutLineEnd(string text) =>
        text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2]
        : text.EndsWith('\n') ? text[..^1]
        : text;
}
