namespace CallbackGen.Tool.Keys;

/// <summary>Reads the user secrets of a project, as <c>dotnet user-secrets</c> stores them.</summary>
internal static class UserSecrets
{
    private const string Name = "user secrets";

    /// <summary>Reads the secrets that an argument names.</summary>
    /// <param name="host">Provides the home and working folders.</param>
    /// <param name="argument">Their id, a project file, its folder, or <c>project</c>.</param>
    /// <exception cref="ToolException">There is no such project, or it has no secrets.</exception>
    public static ConfigurationPlace Read(ToolHost host, string argument)
    {
        var id =
            argument == "project" ? IdIn(host.Folder)
            : Directory.Exists(host.PathOf(argument)) ? IdIn(host.PathOf(argument))
            : argument.EndsWith("proj", StringComparison.OrdinalIgnoreCase) ? IdOf(host.PathOf(argument))
            : argument;
        return Find(host, id)
            ?? throw ToolException.Unreadable(
                PathOf(host, id),
                $"there are no user secrets {Output.Visible.Quote(id)}. \"dotnet user-secrets list\" shows what is there."
            );
    }

    /// <summary>Reads the secrets of an id; null when there are none.</summary>
    /// <exception cref="ToolException">They cannot be read, or the id is invalid.</exception>
    public static ConfigurationPlace? Find(ToolHost host, string id) =>
        ConfigurationPlace.OfFile(Name, PathOf(host, id), isInProject: false);

    /// <summary>Returns the file of an id, at the path that <c>dotnet user-secrets</c> uses.</summary>
    private static string PathOf(ToolHost host, string id)
    {
        if (id.Length == 0 || id.AsSpan().IndexOfAny(Path.GetInvalidFileNameChars()) >= 0 || id is "." or "..")
            throw new ToolException(ExitCode.Usage, $"--user-secrets {Output.Visible.Quote(id)} is neither an id nor a project.");
        return host.Variable("APPDATA") is { Length: > 0 } data
            ? Path.Combine(data, "Microsoft", "UserSecrets", id, "secrets.json")
            : Path.Combine(host.Variable("HOME") ?? "", ".microsoft", "usersecrets", id, "secrets.json");
    }

    private static string IdIn(string folder) =>
        IdOf(
            ProjectFile.In(folder)
                ?? throw new ToolException(
                    ExitCode.Unreadable,
                    $"{folder} has no project file: name one, or the id of the secrets, in --user-secrets."
                )
        );

    private static string IdOf(string project) =>
        ProjectFile.Read(project).UserSecretsId
        ?? throw ToolException.Unreadable(project, "the project has no UserSecretsId. \"dotnet user-secrets init\" gives it one.");
}
