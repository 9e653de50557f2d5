using System.Text.Json;

namespace CallbackGen.Inbox.Sqlite;

/// <summary>Lists as arrays of JSON (RFC 8259), which SQLite reads by <c>json_each</c>: a command has one parameter for any number of values.</summary>
internal static class SqliteJson
{
    /// <summary>An array of numbers.</summary>
    public static string Array(IEnumerable<long> numbers) => $"[{string.Join(',', numbers)}]";

    /// <summary>An array of texts.</summary>
    public static string Array(IEnumerable<string> texts) =>
        $"[{string.Join(',', texts.Select(text => $"\"{JsonEncodedText.Encode(text)}\""))}]";
}
