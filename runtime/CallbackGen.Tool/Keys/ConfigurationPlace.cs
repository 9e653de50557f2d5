using System.Text;
using CallbackGen.Tool.Output;
using Microsoft.Extensions.Configuration;

namespace CallbackGen.Tool.Keys;

/// <summary>A source of an application's configuration.</summary>
internal sealed class ConfigurationPlace
{
    /// <summary>The largest configuration file, in bytes: larger than any that people write.</summary>
    private const int MaxBytes = 4 * 1024 * 1024;

    private readonly JsonPlaces? _places;

    private ConfigurationPlace(string name, IConfigurationRoot values, JsonPlaces? places) =>
        (Name, Values, _places) = (name, values, places);

    /// <summary>The name in messages.</summary>
    public string Name { get; }

    /// <summary>The configured values.</summary>
    public IConfigurationRoot Values { get; }

    /// <summary>Whether it is a file of the project.</summary>
    public bool IsInProject { get; private init; }

    /// <summary>Reads a JSON file.</summary>
    /// <param name="name">The name in messages.</param>
    /// <param name="path">Its absolute path.</param>
    /// <param name="isInProject">Whether it is a file of the project.</param>
    /// <returns>The source; null when there is no such file.</returns>
    /// <exception cref="ToolException">
    /// The file cannot be read, or is not JSON. The message contains no part of its content.
    /// </exception>
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
            // Read at once, so that an error is attributed to this file.
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
            // The exception's message would quote the file.
            throw ToolException.Unreadable(
                path,
                LineOf(failure) is { } line
                    ? $"the file is no JSON: line {line} has a mistake, such as a member without a value or a missing comma."
                    : "the file is not a valid configuration: a JSON object without two members of the same name.",
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

    /// <summary>Reads the environment variables below a section: two underscores represent a colon.</summary>
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

    /// <summary>Returns the location of a value in the file; null when the source is not a file.</summary>
    public SourcePlace? PlaceOf(string path) => _places?.Of(path);
}
