using Microsoft.Extensions.Options;

namespace CallbackGen.Receiver;

/// <summary>Separates the words of a command from its settings, in any order.</summary>
internal static class CommandLine
{
    /// <summary>The names of the configuration sections: this program's, and those of every ASP.NET Core host.</summary>
    private static readonly string[] Sections =
    [
        "Forward",
        "Inbox",
        "feeds",
        "Mode",
        "Limits",
        "Proxies",
        "Drain",
        "Secrets",
        "Callbacks",
        "urls",
        "http_ports",
        "https_ports",
        "Kestrel",
        "Logging",
        "AllowedHosts",
        "contentRoot",
        "webRoot",
        "environment",
        "applicationName",
        "hostBuilder",
        "shutdownTimeoutSeconds",
        "preferHostingUrls",
    ];

    /// <summary>
    /// Splits arguments into words and settings, by the rules of the command-line configuration provider: <c>--name value</c>,
    /// <c>--name=value</c>, <c>/name value</c> and <c>name=value</c> are settings.
    /// </summary>
    /// <param name="args">The arguments.</param>
    /// <returns>The words that are not settings, and the settings.</returns>
    public static (string[] Words, string[] Settings) Split(string[] args)
    {
        var (words, settings) = (new List<string>(), new List<string>());
        for (var index = 0; index < args.Length; index++)
        {
            var argument = args[index];
            if (!argument.StartsWith('-') && !argument.Contains('='))
            {
                words.Add(argument);
                continue;
            }

            settings.Add(argument);
            if (
                argument.StartsWith("--", StringComparison.Ordinal)
                && !argument.Contains('=')
                && index + 1 < args.Length
                && !args[index + 1].StartsWith("--", StringComparison.Ordinal)
            )
                settings.Add(args[++index]);
        }

        return ([.. words], [.. settings]);
    }

    /// <summary>Refuses settings that the program does not have, for example misspelt ones.</summary>
    /// <param name="settings">The settings.</param>
    /// <exception cref="OptionsValidationException">A setting is unknown.</exception>
    public static void Check(string[] settings)
    {
        foreach (var setting in settings.Where(setting => setting.StartsWith("--", StringComparison.Ordinal)))
        {
            var name = setting[2..].Split('=')[0];
            if (!Sections.Contains(name.Split(':')[0], StringComparer.OrdinalIgnoreCase))
                throw ReceiverSettings.Fail(
                    $"--{PrintableText.Escape(name, 64)} is no setting. There are those below "
                        + $"{string.Join(", ", Sections[..9])}, and those of ASP.NET Core, such as --urls."
                );
        }
    }
}
