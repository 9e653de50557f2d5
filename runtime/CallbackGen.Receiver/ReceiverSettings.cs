using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;

namespace CallbackGen.Receiver.Hosting;

/// <summary>Reads settings of the host; what cannot be used stops the start, with a sentence that says what to write.</summary>
internal static class HostingSettings
{
    /// <summary>Reads a whole number.</summary>
    /// <param name="configuration">The program's configuration.</param>
    /// <param name="key">The setting, such as <c>Limits:Concurrent</c>.</param>
    /// <param name="range">The least and the most.</param>
    /// <param name="example">A value for the message.</param>
    /// <returns>The number; null where nothing is configured.</returns>
    /// <exception cref="OptionsValidationException">It is no whole number in the range.</exception>
    public static int? ReadCount(IConfiguration configuration, string key, (int Least, int Most) range, int example) =>
        configuration[key] is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= range.Least && count <= range.Most ? count
        : throw Fail(string.Create(CultureInfo.InvariantCulture, $"{key} has to be a whole number from {range.Least} to {range.Most}, such as --{key} {example}."));

    /// <summary>Reads addresses and networks, as a list or separated by commas.</summary>
    /// <param name="configuration">The program's configuration.</param>
    /// <param name="key">The setting.</param>
    /// <returns>Each as a network; a single address is one of its whole length.</returns>
    /// <exception cref="OptionsValidationException">One is neither.</exception>
    public static IReadOnlyList<IPNetwork> ReadNetworks(IConfiguration configuration, string key)
    {
        var section = configuration.GetSection(key);
        var texts = section.GetChildren().Select(child => child.Value).Append(section.Value).OfType<string>()
            .SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        return [.. texts.Select(text => ReadNetwork(text)
            ?? throw Fail($"{key} has {PrintableText.Quote(text, 64)}, which is neither an address nor a network. Write them such as --{key} 10.0.0.0/8,::1."))];
    }

    /// <summary>Refuses settings below a section that mean nothing, such as one with a letter missing.</summary>
    /// <param name="configuration">The program's configuration.</param>
    /// <param name="section">The section.</param>
    /// <param name="known">The names that there are.</param>
    /// <exception cref="OptionsValidationException">There is another one.</exception>
    public static void RefuseUnknown(IConfiguration configuration, string section, params string[] known)
    {
        var settings = configuration.GetSection(section);
        if (settings.GetChildren().FirstOrDefault(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw Fail($"{PrintableText.Escape(unknown.Path, 64)} is no setting. There are {string.Join(", ", known.Select(name => $"{settings.Path}:{name}"))}.");
    }

    /// <summary>What stops the start.</summary>
    /// <param name="failure">What is wrong, and what to write.</param>
    public static OptionsValidationException Fail(string failure) => new("Hosting", typeof(HostingSettings), [failure]);

    private static IPNetwork? ReadNetwork(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;
}
