using System.Text;
using CallbackGen.Tool.Output;
using Microsoft.Extensions.Configuration;

namespace CallbackGen.Tool.Keys;

/// <summary>One of the places that an application's configuration comes from.</summary>
internal sealed class ConfigurationPlace
{
    /// <summary>Larger than any configuration that people write.</summary>
    private const int MaxBytes = 4 * 1024 * 1024;

    private readonly JsonPlaces? _places;

    private ConfigurationPlace(string name, IConfigurationRoot values, JsonPlaces? places) =>
        (Name, Values, _places) = (name, values, places);

    /// <summary>What people call it.</summary>
    public string Name { get; }

    /// <summary>What is configured there.</summary>
    public IConfigurationRoot Values { get; }

    /// <summary>Whether it is a file of the project.</summary>
    public bool IsInProject { get; private init; }

    /// <summary>A JSON file.</summary>
    /// <param name="name">What people call it.</param>
    /// <param name="path">Its absolute path.</param>
    /// <param name="isInProject">Whether it is a file of the project.</param>
    /// <returns>The place; null where there is no such file.</returns>
    /// <exception cref="ToolException">The file cannot be read, or is no JSON. Nothing of it is in the message.</exception>
    public static ConfigurationPlace? OfFile(string name, string path, bool isInProject)
    {
        try
        {
            if (!File.Exists(path))
                return null;
            var bytes =
                FileBytes.ReadAtMost(path, MaxBytes)
                ?? throw ToolException.Unreadable(
                    path,
                    $"the file is larger than {MaxBytes / 1024 / 1024} MiB, which no configuration is."
                );
            // Read at once, so that a mistake is one of this file.
            var values = new ConfigurationBuilder().AddJsonStream(new MemoryStream(bytes)).Build();
            return new(name, values, JsonPlaces.Read(path, Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF')))
            {
                IsInProject = isInProject,
            };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw ToolException.Unreadable(path, FileBytes.Why(path, failure), failure);
        }
        catch (Exception failure)
            when (failure is FormatException or InvalidDataException or InvalidOperationException or System.Text.Json.JsonException)
        {
            // Its message would quote the file.
            throw ToolException.Unreadable(
                path,
                LineOf(failure) is { } line
                    ? $"the file is no JSON: line {line} has a mistake, such as a member without a value or a missing comma."
                    : "the file is not what configuration is read from: an object in JSON, of which no two members have the same name.",
                failure
            );
        }
    }

    private static long? LineOf(Exception? failure) =>
        failure switch
        {
            null => null,
            System.Text.Json.JsonException { LineNumber: { } line } => line + 1,
            _ => LineOf(failure.InnerException),
        };

    /// <summary>The variables of the environment below a section: two underscores for a colon.</summary>
    public static ConfigurationPlace OfEnvironment(ToolHost host, string section) =>
        new(
            "environment",
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    host.Variables.Where(variable => variable.Key.StartsWith($"{section}__", StringComparison.OrdinalIgnoreCase))
                        .Select(variable =>
                            KeyValuePair.Create(variable.Key.Replace("__", ":", StringComparison.Ordinal), (string?)variable.Value)
                        )
                )
                .Build(),
            null
        );

    /// <summary>Where a value stands in the file; null where the place is none.</summary>
    public SourcePlace? PlaceOf(string path) => _places?.Of(path);
}
