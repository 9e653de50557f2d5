using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallbackGen.Tool.Output;

namespace CallbackGen.Tool.Feeds;

/// <summary>Determines the file that a command writes a schema to, and writes it.</summary>
internal static class SchemaTarget
{
    private static readonly JsonSerializerOptions Written = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Returns the text of a schema file.</summary>
    public static string TextOf(JsonObject schema) => schema.ToJsonString(Written) + "\n";

    /// <summary>Returns the conventional file name of a feed.</summary>
    public static string NameOf(string provider, string feed) => $"{provider}.{feed}{SchemaSource.Suffix}".ToLowerInvariant();

    /// <summary>Returns the file that an argument names: the file itself, or the conventional file name in the folder.</summary>
    /// <exception cref="ToolException">
    /// The compiler would not accept the name, or the file exists and must not be replaced.
    /// </exception>
    public static string PathOf(ToolHost host, string argument, string provider, string feed, bool isForced)
    {
        var path = host.PathOf(argument);
        if (Directory.Exists(path) || Path.EndsInDirectorySeparator(argument) || !Path.HasExtension(path))
            path = Path.Combine(path, NameOf(provider, feed));
        if (!path.EndsWith(SchemaSource.Suffix, StringComparison.OrdinalIgnoreCase))
            throw new ToolException(
                ExitCode.Usage,
                $"{Visible.Quote(argument)} is no name of a schema: the compiler takes files that end in {SchemaSource.Suffix}."
            );
        DemandFree(host, path, isForced);
        return path;
    }

    /// <summary>Refuses to replace an existing file, unless it is forced.</summary>
    /// <exception cref="ToolException">The file exists.</exception>
    public static void DemandFree(ToolHost host, string path, bool isForced)
    {
        if (File.Exists(path) && !isForced)
            throw new ToolException(
                ExitCode.Usage,
                $"{host.Shown(path)} is there already, and may have been changed: --force replaces it."
            );
    }

    /// <summary>Writes a file, and prints its path.</summary>
    public static void Write(ToolHost host, string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        host.Screen.Line($"{host.Shown(path)} is written.");
    }
}
