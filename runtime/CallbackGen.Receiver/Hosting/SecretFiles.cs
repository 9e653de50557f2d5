namespace CallbackGen.Receiver.Hosting;

/// <summary>
/// Settings that are files: a folder holds one for each, called as an environment variable would be (<c>Forward__Secret</c>), and its
/// text is the value. Other than an environment, it is inherited by no process and shown by no list of processes.
/// </summary>
internal static class SecretFiles
{
    /// <summary>The setting that names the folder.</summary>
    private const string Setting = "Secrets";

    /// <summary>Adds the folder of the setting <c>Secrets</c>, and what systemd has loaded by <c>LoadCredential=secrets:…</c>. What is added later goes first.</summary>
    /// <param name="configuration">The program's configuration.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">There is no such folder.</exception>
    public static void AddTo(ConfigurationManager configuration)
    {
        // systemd makes one file of each file in a folder, called after both: secrets_Forward__Secret.
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
