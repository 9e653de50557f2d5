using Microsoft.Extensions.Options;

namespace CallbackGen.Receiver;

/// <summary>Tells commands from settings, wherever they are.</summary>
internal static class CommandLine
{
    /// <summary>What settings begin with: this program's, and those of every host of ASP.NET Core.</summary>
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

    /// <summary>Splits arguments as configuration reads them: <c>--name value</c>, <c>--name=value</c>, <c>/name value</c> and <c>name=value</c> are settings.</summary>
    /// <param name="args">The arguments.</param>
    /// <returns>The words that are no settings, and the settings.</returns>
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

    /// <summary>Refuses settings that nothing reads, such as one with letters swapped.</summary>
    /// <param name="settings">The settings.</param>
    /// <exception cref="OptionsValidationException">There is one.</exception>
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
