namespace CallbackGen.Receiver.Hosting;

/// <summary>
/// Reads settings from files: a folder holds one file per setting, named like an environment variable (<c>Forward__Secret</c>),
/// whose text is the value. Unlike an environment variable, a file is not inherited by processes and not shown in process lists.
/// </summary>
internal static class SecretFiles
{
    /// <summary>The setting that names the folder.</summary>
    private const string Setting = "Secrets";

    /// <summary>
    /// Adds the folder of the setting <c>Secrets</c>, and the credentials that systemd loads by <c>LoadCredential=secrets:…</c>.
    /// A source that is added later takes precedence.
    /// </summary>
    /// <param name="configuration">The program's configuration.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">There is no such folder.</exception>
    public static void AddTo(ConfigurationManager configuration)
    {
        // systemd creates one file per file of a folder, named after both: secrets_Forward__Secret.
        if (configuration["CREDENTIALS_DIRECTORY"] is { Length: > 0 } credentials && Directory.Exists(credentials))
            Add(configuration, credentials, "secrets_");
        if (configuration[Setting] is not { Length: > 0 } folder)
            return;
        if (!Directory.Exists(folder))
            throw ReceiverSettings.Fail(
                $"Secrets names {PrintableText.Quote(Path.GetFullPath(folder), 256)}, which is no folder that can be read. "
                    + "Name one that holds a file for each secret, such as Forward__Secret."
            );
        Add(configuration, Path.GetFullPath(folder), "");
    }

    private static void Add(ConfigurationManager configuration, string folder, string prefix) =>
        configuration.AddInMemoryCollection(
            Directory
                .EnumerateFiles(folder, prefix + "*")
                .Where(file => Path.GetFileName(file) is var name && !name.StartsWith('.') && !name.EndsWith('~'))
                .Select(file =>
                    KeyValuePair.Create(
                        Path.GetFileName(file)[prefix.Length..].Replace("__", ":", StringComparison.Ordinal),
                        (string?)File.ReadAllText(file).TrimEnd('\r', '\n')
                    )
                )
        );
}
