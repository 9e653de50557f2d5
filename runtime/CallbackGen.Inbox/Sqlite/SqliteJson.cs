using System.Text.Json;

namespace CallbackGen.Inbox.Sqlite;

/// <summary>
/// Encodes lists as JSON arrays (RFC 8259), which SQLite reads by <c>json_each</c>: one parameter for any number of values.
/// </summary>
internal static class SqliteJson
{
    /// <summary>Returns an array of numbers.</summary>
    public static string Array(IEnumerable<long> numbers) => $"[{string.Join(',', numbers)}]";

    /// <summary>Returns an array of texts.</summary>
    public static string Array(IEnumerable<string> texts) =>
        $"[{string.Join(',', texts.Select(text => $"\"{JsonEncodedText.Encode(text)}\""))}]";
}
