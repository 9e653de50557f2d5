using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema;

namespace CallbackGen.Generator.Tests.Repository;

/// <summary>
/// The index of the catalogue, for other programs: what each schema file states and what the compiler derives from it. Its form is
/// described by <c>schemas/catalogue.schema.json</c>.
/// </summary>
internal static class CatalogueIndex
{
    private static readonly JsonWriterOptions Layout = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Returns the index of schema files, in the order of their names.</summary>
    public static string Of(IEnumerable<string> paths)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Layout))
        {
            writer.WriteStartObject();
            writer.WriteString("$schema", "./catalogue.schema.json");
            writer.WriteNumber("version", 1);
            writer.WriteStartArray("feeds");
            foreach (var path in paths.OrderBy(Path.GetFileName, StringComparer.Ordinal))
                WriteFeed(writer, path, File.ReadAllText(path));
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void WriteFeed(Utf8JsonWriter writer, string path, string text)
    {
        var feed = SchemaReader.Read(text).Feed!;
        using var file = JsonDocument.Parse(text);
        writer.WriteStartObject();
        writer.WriteString("name", feed.FeedName);
        writer.WriteString("provider", feed.Provider);
        writer.WriteString("feed", feed.Feed);
        WriteText(writer, "title", file.RootElement.TryGetProperty("title", out var title) ? title.GetString() : null);
        WriteText(writer, "description", feed.Description);
        writer.WriteString("file", Path.GetFileName(path));
        WriteText(writer, "documentation", feed.Source);
        WriteText(writer, "evidence", feed.Evidence?.Word());
        writer.WriteStartArray("receive");
        foreach (var transport in feed.Receive)
            WriteTransport(writer, transport);
        writer.WriteEndArray();
        writer.WriteStartArray("schemes");
        foreach (var scheme in Alternatives(feed.Verify))
            WriteScheme(writer, scheme);
        writer.WriteEndArray();
        WriteCoverage(writer, feed);
        writer.WriteStartArray("keys");
        foreach (var key in feed.Keys)
            WriteKey(writer, feed, key);
        writer.WriteEndArray();
        WriteList(writer, "idempotencyKey", feed.IdempotencyKey);
        WriteText(writer, "noIdempotencyKey", feed.NoKeyReason);
        WriteText(writer, "idempotencyKeySource", feed.KeySource);
        WriteList(writer, "confirmedKey", feed.ConfirmedKey);
        writer.WriteStartObject("roles");
        foreach (var role in feed.Roles)
            writer.WriteString(role.Role, role.Pointer);
        writer.WriteEndObject();
        WriteLimits(writer, feed);
        writer.WriteNumber("acknowledge", feed.Acknowledge.Status);
        writer.WriteBoolean("handshake", feed.Challenge is not null);
        WriteTests(writer, file.RootElement.GetProperty("callback"));
        writer.WriteEndObject();
    }

    private static void WriteTransport(Utf8JsonWriter writer, TransportModel transport)
    {
        writer.WriteStartObject();
        writer.WriteString("method", transport.Method.ToString().ToUpperInvariant());
        writer.WriteString("content", transport.Content.Word());
        if (transport.Types.Count > 0)
            WriteList(writer, "types", transport.Types);
        writer.WriteEndObject();
    }

    private static void WriteScheme(Utf8JsonWriter writer, VerifyModel scheme)
    {
        writer.WriteStartObject();
        writer.WriteString("scheme", scheme.Scheme.Word());
        switch (scheme)
        {
            case MessageVerify message:
                WriteList(writer, "algorithms", [message.Algorithm.Word()]);
                writer.WriteString("signature", message.Signature.From.Text);
                writer.WriteString("encoding", message.Signature.Encoding.Word());
                if (message.Timestamp is { } timestamp)
                {
                    writer.WriteStartObject("timestamp");
                    writer.WriteString("from", timestamp.From.Text);
                    writer.WriteNumber("toleranceSeconds", (long)TimeSpan.FromTicks(timestamp.ToleranceTicks).TotalSeconds);
                    writer.WriteEndObject();
                }

                break;
            case JwtVerify token:
                WriteList(writer, "algorithms", token.Algorithms.Select(algorithm => algorithm.Word()));
                writer.WriteString("signature", token.From.Text);
                break;
            case TokenVerify token:
                writer.WriteString("signature", token.From.Text);
                break;
        }

        if (scheme.Weak is { } reason)
            writer.WriteString("weak", reason);
        writer.WriteEndObject();
    }

    /// <summary>Writes what the signature covers: the whole callback, every declared member, some of them or none.</summary>
    private static void WriteCoverage(Utf8JsonWriter writer, FeedModel feed)
    {
        writer.WriteStartObject("coverage");
        writer.WriteString("trust", feed.Trust.ToString().ToLowerInvariant());
        writer.WriteString(
            "covers",
            feed.Trust == TrustLevel.Verified
                ? feed.UnknownMembersUnsigned
                    ? "declared"
                    : "everything"
                : feed.SignedPointers.Count > 0
                    ? "members"
                    : "nothing"
        );
        if (feed.Trust != TrustLevel.Verified)
        {
            WriteList(writer, "signed", feed.SignedPointers);
            WriteList(writer, "unsigned", feed.UnsignedPointers);
        }

        writer.WriteEndObject();
    }

    private static void WriteKey(Utf8JsonWriter writer, FeedModel feed, KeyModel key)
    {
        writer.WriteStartObject();
        writer.WriteString("name", key.Name);
        writer.WriteString("setting", $"Callbacks:{feed.Provider}:{key.Name}");
        writer.WriteString("encoding", key.Encoding.Word());
        writer.WriteBoolean("secret", key.Secret);
        writer.WriteBoolean("optional", key.Optional);
        writer.WriteBoolean("fetched", key.Fetch is not null);
        WriteText(writer, "description", key.Description);
        writer.WriteEndObject();
    }

    private static void WriteLimits(Utf8JsonWriter writer, FeedModel feed)
    {
        writer.WriteStartObject("limits");
        writer.WriteNumber("bodyBytes", feed.MaxBodyBytes);
        if (feed.Retry is { } retry)
        {
            WriteNumber(writer, "attempts", retry.Attempts);
            WriteNumber(writer, "everySeconds", Seconds(retry.EveryTicks));
            WriteNumber(writer, "totalSeconds", Seconds(retry.TotalTicks));
        }

        writer.WriteEndObject();
    }

    private static void WriteTests(Utf8JsonWriter writer, JsonElement callback)
    {
        var tests = callback.TryGetProperty("tests", out var list) ? [.. list.EnumerateArray()] : new List<JsonElement>();
        writer.WriteStartObject("tests");
        writer.WriteNumber("genuine", tests.Count(test => test.GetProperty("expect").GetString() is not ("rejected" or "answered")));
        writer.WriteNumber("documented", tests.Count(test => test.TryGetProperty("source", out _)));
        writer.WriteNumber("all", tests.Count);
        writer.WriteEndObject();
    }

    private static long? Seconds(long? ticks) => ticks is { } value ? (long)TimeSpan.FromTicks(value).TotalSeconds : null;

    private static void WriteNumber(Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } number)
            writer.WriteNumber(name, number);
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }

    private static void WriteList(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
            writer.WriteStringValue(value);
        writer.WriteEndArray();
    }

    /// <summary>Returns the schemes of which one must succeed.</summary>
    public static IEnumerable<VerifyModel> Alternatives(VerifyModel? verify) =>
        verify is AnyOfVerify several ? several.Alternatives
        : verify is null ? []
        : [verify];
}
