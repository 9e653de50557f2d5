using System.Text;
using System.Text.Json;

namespace CallbackGen.Tool.Feeds;

/// <summary>A schema file.</summary>
/// <param name="Path">
/// Its absolute path, which ends in <c>.callback.json</c>. A text that is not a file has an invented path.
/// </param>
/// <param name="Text">Its content.</param>
internal sealed record SchemaSource(string Path, string Text)
{
    /// <summary>The suffix of the file name of a schema; the generator accepts no other.</summary>
    public const string Suffix = ".callback.json";

    /// <summary>The largest schema, in bytes: larger than any schema that a person reviews.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>The name of the feed, <c>provider.feed</c> in lower case, or null when the text has none.</summary>
    public string? FeedName { get; } = NameIn(Text);

    /// <summary>Reads a file.</summary>
    /// <exception cref="ToolException">It cannot be read, is too large, or is not in UTF-8.</exception>
    public static SchemaSource Read(string path)
    {
        try
        {
            var bytes =
                FileBytes.ReadFileAtMost(path, MaxBytes)
                ?? throw ToolException.Unreadable(path, $"the file is larger than {MaxBytes / 1024 / 1024} MiB, which no schema is.");
            return new(path, FileBytes.DecodeDocument(bytes));
        }
        catch (DecoderFallbackException invalid)
        {
            throw ToolException.Unreadable(
                path,
                $"the file is not in UTF-8: byte {invalid.Index} begins no character. Save it as UTF-8.",
                invalid
            );
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw ToolException.Unreadable(path, FileBytes.Why(path, failure), failure);
        }
    }

    private static string? NameIn(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return
                document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("callback", out var callback)
                && callback.ValueKind == JsonValueKind.Object
                && TextOf(callback, "provider") is { } provider
                && TextOf(callback, "feed") is { } feed
                ? $"{provider}.{feed}".ToLowerInvariant()
                : null;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or ArgumentException)
        {
            // The compiler reports what is wrong with it, and where.
            return null;
        }
    }

    private static string? TextOf(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
