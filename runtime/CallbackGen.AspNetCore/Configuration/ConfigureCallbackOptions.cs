using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace CallbackGen.AspNetCore;

/// <summary>
/// Reads the key sets and the public URL from the configuration. It does not use the configuration binder, which uses reflection
/// and drops nulls.
/// </summary>
internal sealed class ConfigureCallbackOptions(IConfigurationSection section) : IConfigureOptions<CallbackOptions>
{
    private const string AllowWeakKey = nameof(CallbackKeySet.AllowWeakKey);

    public void Configure(CallbackOptions options)
    {
        options.SectionPath = section.Path;
        foreach (var entry in section.GetChildren())
        {
            // The only setting at the level of the key sets.
            if (entry.Key.Equals(nameof(CallbackOptions.PublicUrl), StringComparison.OrdinalIgnoreCase))
                ReadPublicUrl(entry, options);
            else
                Read(entry, options.GetOrAddKeySet(entry.Key));
        }
    }

    private static void ReadPublicUrl(IConfigurationSection entry, CallbackOptions options)
    {
        options.PublicUrl = entry.Value;
        options.MisplacedInPublicUrl = entry.GetChildren().FirstOrDefault()?.Path;
    }

    private static void ReadMaxBodyBytes(IConfigurationSection entry, CallbackKeySet set)
    {
        if (
            int.TryParse(entry.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && MaxBodyBytesMetadata.IsValid(bytes)
        )
            set.MaxBodyBytes = bytes;
        else
            set.Problems.Add($"{entry.Path} {MaxBodyBytesMetadata.Rule}.");
    }

    private static void Read(IConfigurationSection provider, CallbackKeySet set)
    {
        foreach (var entry in provider.GetChildren())
        {
            if (entry.Key.Equals(AllowWeakKey, StringComparison.OrdinalIgnoreCase))
            {
                set.AllowWeakKey = entry.Value;
                continue;
            }

            if (entry.Key.Equals(nameof(CallbackKeySet.MaxBodyBytes), StringComparison.OrdinalIgnoreCase))
            {
                ReadMaxBodyBytes(entry, set);
                continue;
            }

            var values = new List<string>();
            foreach (var item in entry.GetChildren())
                values.Add(item.Value ?? "");
            // One source has a scalar and another a list: using both would leave a key in force that the operator believes replaced.
            if (values.Count > 0 && entry.Value is { Length: > 0 })
                set.Problems.Add($"{entry.Path} is configured both as one value and as a list; keep one of them.");
            if (values.Count == 0)
                values.Add(entry.Value ?? "");
            set.Keys[entry.Key] = values;
        }
    }
}
