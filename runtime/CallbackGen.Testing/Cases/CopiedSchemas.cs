using System.Text.Json;

namespace CallbackGen.Testing.Cases;

/// <summary>Finds schema files, which the package's targets copy beside the tests.</summary>
internal static class CopiedSchemas
{
    public const string Folder = "callbacks";

    /// <summary>Returns the text of a feed's schema.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static string Read(CallbackFeed feed, string? file)
    {
        if (file is not null)
            return File.ReadAllText(file);
        var folder = Path.Combine(AppContext.BaseDirectory, Folder);
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.callback.json") : [];
        return files.Select(File.ReadAllText).FirstOrDefault(schema => IsOf(feed, schema))
            ?? throw new FileNotFoundException(
                $"The schema of {feed.Name} is not in {folder}. The schemas of projects that the test project references, and its "
                    + "own, are copied there by the package's targets; any other file can be named."
            );
    }

    private static bool IsOf(CallbackFeed feed, string schema)
    {
        using var document = JsonDocument.Parse(schema);
        return document.RootElement.TryGetProperty("callback", out var callback)
            && callback.TryGetProperty("provider", out var provider)
            && callback.TryGetProperty("feed", out var name)
            && $"{provider}.{name}".Equals(feed.Name, StringComparison.OrdinalIgnoreCase);
    }
}
