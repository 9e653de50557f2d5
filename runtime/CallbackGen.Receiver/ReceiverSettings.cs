using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;

namespace CallbackGen.Receiver;

/// <summary>Reads settings. An invalid setting stops the start, with a sentence that says what to write.</summary>
internal static class ReceiverSettings
{
    /// <summary>Reads a whole number.</summary>
    /// <param name="configuration">The program's configuration.</param>
    /// <param name="key">The setting, such as <c>Limits:Concurrent</c>.</param>
    /// <param name="range">The least and the largest value.</param>
    /// <param name="example">An example value for the message.</param>
    /// <returns>The number; null when the setting is absent.</returns>
    /// <exception cref="OptionsValidationException">The value is not a whole number in the range.</exception>
    public static int? ReadCount(IConfiguration configuration, string key, (int Least, int Most) range, int example) =>
        configuration[key] is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= range.Least && count <= range.Most
            ? count
        : throw Fail(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{key} has to be a whole number from {range.Least} to {range.Most}, such as --{key} {example}."
            )
        );

    /// <summary>Reads a time.</summary>
    /// <param name="setting">The setting, such as <c>Inbox:Lease</c>.</param>
    /// <param name="range">The shortest and the longest time.</param>
    /// <param name="otherwise">The default, which is also the example in the message.</param>
    /// <param name="time">The time.</param>
    /// <returns>Why the value is not a time in the range, and what to write; null when it is valid.</returns>
    public static string? ReadTime(
        IConfigurationSection setting,
        (TimeSpan Shortest, TimeSpan Longest) range,
        TimeSpan otherwise,
        out TimeSpan time
    )
    {
        time = otherwise;
        return
            setting.Value is not { } text
            || (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out time) && time >= range.Shortest && time <= range.Longest)
            ? null
            : $"{setting.Path} is no time from {range.Shortest:c} to {range.Longest:c}. Write it like --{setting.Path} {otherwise:c}.";
    }

    /// <summary>Parses the name of an enum value, ignoring case. A number is not accepted.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The value; null when the text names none.</returns>
    public static T? WordOf<T>(string text)
        where T : struct, Enum =>
        Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0]) ? value : null;

    /// <summary>Returns the texts of a setting that is a list, or one text with commas.</summary>
    public static IReadOnlyList<string> TextsOf(IConfigurationSection section) =>
        [
            .. section
                .GetChildren()
                .Select(child => child.Value)
                .Prepend(section.Value)
                .SelectMany(value => (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
        ];

    /// <summary>Reads addresses and networks, as a list or separated by commas.</summary>
    /// <param name="configuration">The program's configuration.</param>
    /// <param name="key">The setting.</param>
    /// <returns>The networks. A single address is a network whose prefix has the full length.</returns>
    /// <exception cref="OptionsValidationException">An entry is neither an address nor a network.</exception>
    public static IReadOnlyList<IPNetwork> ReadNetworks(IConfiguration configuration, string key) =>
        [
            .. TextsOf(configuration.GetSection(key))
                .Select(text =>
                    ReadNetwork(text)
                    ?? throw Fail(
                        $"{key} has {PrintableText.Quote(text, 64)}, which is neither an address nor a network. Write them "
                            + $"such as --{key} 10.0.0.0/8,::1."
                    )
                ),
        ];

    /// <summary>Refuses unknown settings below a section, for example misspelt ones.</summary>
    /// <param name="section">The section.</param>
    /// <param name="known">The known names.</param>
    /// <exception cref="OptionsValidationException">A setting is unknown.</exception>
    public static void RefuseUnknown(IConfigurationSection section, params string[] known)
    {
        if (UnknownIn(section, known).FirstOrDefault() is { } failure)
            throw Fail(failure);
    }

    /// <summary>Returns a message for each unknown setting below a section, which lists the known ones.</summary>
    /// <param name="section">The section.</param>
    /// <param name="known">The known names.</param>
    public static IEnumerable<string> UnknownIn(IConfigurationSection section, params string[] known) =>
        section
            .GetChildren()
            .Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            .Select(child =>
                $"{PrintableText.Escape(child.Path, 64)} is no setting. There are "
                + $"{string.Join(", ", known.Select(name => $"{section.Path}:{name}"))}."
            );

    /// <summary>Creates the exception that stops the start.</summary>
    /// <param name="failures">The failures and what to write instead, one line each.</param>
    public static OptionsValidationException Fail(params IEnumerable<string> failures) =>
        new("Settings", typeof(ReceiverSettings), failures);

    private static IPNetwork? ReadNetwork(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;
}
