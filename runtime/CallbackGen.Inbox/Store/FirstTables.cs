using System.Data.Common;
using System.Text.Json;

namespace CallbackGen.Inbox;

/// <summary>
/// Reads requests from tables of version 1, which have a column per part: number, feed, key set, time of arrival, ticks of the
/// verification (100 ns since the year 1), method, path, query, URL, content type, headers and body.
/// </summary>
internal static class FirstTables
{
    /// <summary>The number of requests that are migrated together.</summary>
    public const int Batch = 500;

    /// <summary>The columns.</summary>
    public const string Columns = "request, feed, key_set, received_at, verified_at, method, path, query, url, content_type, headers, body";

    /// <summary>Reads a request in the form of later versions.</summary>
    /// <returns>Its number and its content.</returns>
    public static (long Number, byte[] Content) Read(DbDataReader reader) =>
        (
            reader.GetInt64(0),
            RequestContent.Write(
                new()
                {
                    Feed = reader.GetString(1),
                    KeySet = ReadText(reader, 2),
                    ReceivedAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(3)),
                    VerifiedAt = new(reader.GetInt64(4), TimeSpan.Zero),
                    Method = reader.GetString(5),
                    Path = reader.GetString(6),
                    Query = reader.GetString(7),
                    Url = ReadText(reader, 8),
                    ContentType = ReadText(reader, 9),
                    Headers = ReadHeaders(reader.GetString(10)),
                    Body = reader.GetFieldValue<byte[]>(11),
                }
            )
        );

    /// <summary>Parses headers: a JSON array (RFC 8259) of pairs, in the order received.</summary>
    private static KeyValuePair<string, string>[] ReadHeaders(string text)
    {
        using var document = JsonDocument.Parse(text);
        return [.. document.RootElement.EnumerateArray().Select(pair => KeyValuePair.Create(pair[0].GetString()!, pair[1].GetString()!))];
    }

    private static string? ReadText(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
