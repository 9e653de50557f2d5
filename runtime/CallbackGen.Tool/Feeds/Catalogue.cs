namespace CallbackGen.Tool.Feeds;

/// <summary>The catalogue of feeds that is installed with the tool.</summary>
internal static class Catalogue
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "schemas");

    /// <summary>The feeds' names, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        Directory.Exists(Folder)
            ?
            [
                .. Directory
                    .EnumerateFiles(Folder, $"*{SchemaSource.Suffix}")
                    .Select(path => Path.GetFileName(path)[..^SchemaSource.Suffix.Length])
                    .Order(StringComparer.Ordinal),
            ]
            : [];

    /// <summary>The name of a feed of the catalogue, for examples that can be run as printed.</summary>
    public static string Sample => Names is [var first, ..] ? first : "acme.payment";

    /// <summary>Returns the feed of a name, ignoring case; null when there is none.</summary>
    public static SchemaSource? Find(string name) => PathOf(name) is { } path ? SchemaSource.Read(path) : null;

    /// <summary>Returns the file of a feed, ignoring case; null when there is none.</summary>
    public static string? PathOf(string name) =>
        Names.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found
            ? Path.Combine(Folder, found + SchemaSource.Suffix)
            : null;

    /// <summary>Reads all feeds.</summary>
    public static IReadOnlyList<SchemaSource> Read() => [.. Names.Select(name => Find(name)!)];

    /// <summary>Returns names similar to a mistyped one: those that contain it or a part of it.</summary>
    public static IReadOnlyList<string> Near(string name) =>
        [
            .. Names
                .Where(known => name.Split('.').Any(part => part.Length > 2 && known.Contains(part, StringComparison.OrdinalIgnoreCase)))
                .Take(8),
        ];
}
