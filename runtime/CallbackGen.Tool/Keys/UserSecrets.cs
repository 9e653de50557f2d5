using System.Xml;
using System.Xml.Linq;
using Microsoft.Extensions.Configuration;

namespace CallbackGen.Tool.Keys;

/// <summary>The user secrets of a project, as <c>dotnet user-secrets</c> keeps them.</summary>
internal static class UserSecrets
{
    /// <summary>Adds the secrets to a configuration.</summary>
    /// <param name="builder">The configuration.</param>
    /// <param name="host">Whose home and folder are meant.</param>
    /// <param name="argument">Their id, a project file, its folder, or <c>project</c>.</param>
    /// <exception cref="ToolException">There is no such project, or it has no secrets.</exception>
    public static void AddTo(ConfigurationBuilder builder, ToolHost host, string argument)
    {
        var id = argument == "project" ? IdOf(ProjectIn(host.Folder))
            : Directory.Exists(host.PathOf(argument)) ? IdOf(ProjectIn(host.PathOf(argument)))
            : argument.EndsWith("proj", StringComparison.OrdinalIgnoreCase) ? IdOf(host.PathOf(argument))
            : argument;
        var path = PathOf(host, id);
        try
        {
            // Read at once, so that a mistake is one of this file.
            builder.AddConfiguration(new ConfigurationBuilder().AddJsonStream(new MemoryStream(File.ReadAllBytes(path))).Build());
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw ToolException.Unreadable(path, $"user secrets {Output.Visible.Quote(id)} cannot be read ({failure.GetType().Name}). \"dotnet user-secrets list\" shows what is there.", failure);
        }
        catch (Exception failure) when (failure is FormatException or InvalidDataException or System.Text.Json.JsonException)
        {
            // Its message would quote the file.
            throw ToolException.Unreadable(path, "the file of user secrets is no JSON.", failure);
        }
    }

    /// <summary>The file of an id: where <c>dotnet user-secrets</c> has it.</summary>
    private static string PathOf(ToolHost host, string id)
    {
        if (id.Length == 0 || id.AsSpan().IndexOfAny(Path.GetInvalidFileNameChars()) >= 0 || id is "." or "..")
            throw new ToolException(ExitCode.Usage, $"--user-secrets {Output.Visible.Quote(id)} is neither an id nor a project.");
        return host.Variable("APPDATA") is { Length: > 0 } data
            ? Path.Combine(data, "Microsoft", "UserSecrets", id, "secrets.json")
            : Path.Combine(host.Variable("HOME") ?? "", ".microsoft", "usersecrets", id, "secrets.json");
    }

    private static string ProjectIn(string folder) => Directory.GetFiles(folder, "*.*proj") switch
    {
        [var only] => only,
        [] => throw new ToolException(ExitCode.Unreadable, $"{folder} has no project file: name one, or the id of the secrets, in --user-secrets."),
        _ => throw new ToolException(ExitCode.Usage, $"{folder} has several project files: name one of them in --user-secrets."),
    };

    private static string IdOf(string project)
    {
        try
        {
            using var reader = XmlReader.Create(project, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            return XDocument.Load(reader).Descendants().FirstOrDefault(element => element.Name.LocalName == "UserSecretsId")?.Value.Trim()
                ?? throw ToolException.Unreadable(project, "the project has no UserSecretsId. \"dotnet user-secrets init\" gives it one.");
        }
        catch (Exception failure) when (failure is XmlException or IOException or UnauthorizedAccessException)
        {
            throw ToolException.Unreadable(project, $"the project file cannot be read ({failure.GetType().Name}).", failure);
        }
    }
}
