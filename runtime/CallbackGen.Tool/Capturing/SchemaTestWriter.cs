using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CallbackGen.Testing;
using CallbackGen.Testing.Cases;
using CallbackGen.Tool.Captures;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Keys;
using CallbackGen.Tool.Sending;

namespace CallbackGen.Tool.Capturing;

/// <summary>
/// Adds captured requests to the tests of a schema file without changing any other byte. No secret is written: a request that was
/// not signed with keys that the schema publishes is signed again with these, or with made-up keys that the test contains.
/// </summary>
/// <param name="keys">The configured keys.</param>
/// <param name="publicUrl">The public URL, or null.</param>
internal sealed class SchemaTestWriter(ToolKeys keys, string? publicUrl)
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Adds a request that a feed accepts.</summary>
    /// <param name="verdict">The feed's verdict.</param>
    /// <param name="capture">The request.</param>
    /// <returns>A description of the change, for people.</returns>
    /// <exception cref="ToolException">The request cannot be a test, or the file cannot be written.</exception>
    public string Add(Verdict verdict, Capture capture)
    {
        var feed = verdict.Feed;
        var schema = SchemaSource.Read(feed.Schema.Path);
        var current = feed with { Schema = schema };
        var tests = SigningKeys.Tests(current);
        var (request, published, remark) = WithPublishedKeys(current, tests, capture);
        if (PublicTest.SecretIn(feed.Feed, request, keys.Of(feed.Feed).Values, published) is { } held)
            throw new ToolException(
                ExitCode.Found,
                $"The request cannot be a test: the signed content contains the key {held} itself, which every reader of the schema "
                    + "would see."
            );
        var name = NameFor(tests, capture);
        var test = Write(name, current, verdict, request, published);
        Replace(schema.Path, TestInsertion.Insert(File.ReadAllBytes(schema.Path), test));
        return $"the test {Output.Visible.Quote(name, 100)} is added to {Path.GetFileName(schema.Path)}{remark}. Its body is as it "
            + "was captured, and may contain personal data";
    }

    private (Capture Request, IReadOnlyList<KeyValuePair<string, string>> Keys, string Remark) WithPublishedKeys(
        CompiledFeed feed,
        IReadOnlyList<FeedTest> tests,
        Capture capture
    )
    {
        if (feed.Feed.Definition.Keys.Count == 0)
            return (OnlyRead(feed, capture), [], "");
        var known = tests.Where(test => test.IsGenuine).SelectMany(test => test.Keys).ToHashSet();
        var values = keys.Of(feed.Feed).Values;
        List<KeyValuePair<string, string>> configured = [.. values.Select(value => KeyValuePair.Create(value.Name, value.Text))];
        if (configured.TrueForAll(known.Contains))
            return (OnlyRead(feed, capture), configured, "");
        if (PublishedKeys(feed) is { } own && SignedAgain(feed, own, capture) is { } signed)
            return (signed, own.Configured, ", signed again with the keys that the schema publishes: yours are secret");
        if (PublicTest.MakeUpKeys(feed.Feed, values) is { } made && SignedAgain(feed, made, capture) is { } again)
            return (again, made.Configured, ", signed again with generated keys that are written into the test, because yours are secret");
        throw new ToolException(
            ExitCode.Found,
            "The request is no test: nothing here can sign it again with a key that is made up, and its own signature is a secret."
        );
    }

    private static CallbackTestKeys? PublishedKeys(CompiledFeed feed)
    {
        try
        {
            return SigningKeys.Published(feed, test: null);
        }
        catch (ToolException)
        {
            return null;
        }
    }

    /// <summary>Signs the request with other keys. Returns null when they cannot sign it, for example public keys.</summary>
    private Capture? SignedAgain(CompiledFeed feed, CallbackTestKeys own, Capture capture)
    {
        try
        {
            var read = OnlyRead(feed, capture);
            return Outgoing.Of(
                read,
                new RequestSigner(own, capture.ClockOr(TimeProvider.System)).Sign(read.ToRequest(publicUrl), claims: null)
            );
        }
        catch (ToolException)
        {
            return null;
        }
    }

    /// <summary>Returns the request with only those header fields that the feed reads.</summary>
    private static Capture OnlyRead(CompiledFeed feed, Capture capture) =>
        capture.With(
            headers: [.. HopByHop.Without(capture.Headers).Where(header => PublicTest.ReadsHeader(feed.Schema.Text, header.Name))]
        );

    private static string NameFor(IReadOnlyList<FeedTest> tests, Capture capture)
    {
        var names = tests.Select(test => test.Name).ToHashSet(StringComparer.Ordinal);
        var name = string.Create(CultureInfo.InvariantCulture, $"Captured at {capture.At:yyyy-MM-dd'T'HH:mm:ss'Z'}");
        for (var number = 2; !names.Add(name); number++)
            name = string.Create(CultureInfo.InvariantCulture, $"Captured at {capture.At:yyyy-MM-dd'T'HH:mm:ss'Z'}, {number}");
        return name;
    }

    private byte[] Write(
        string name,
        CompiledFeed feed,
        Verdict verdict,
        Capture capture,
        IReadOnlyList<KeyValuePair<string, string>> published
    )
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Indented))
        {
            writer.WriteStartObject();
            writer.WriteString("name", name);
            writer.WriteStartObject("request");
            writer.WriteString("method", capture.Method);
            if (PublicTest.ReadsAddress(feed.Feed, feed.Schema.Text))
                writer.WriteString("url", capture.ToRequest(publicUrl).Url ?? $"https://example.test{capture.Target}");
            else if (capture.Query.Length > 0 && PublicTest.ReadsQuery(feed.Feed, feed.Schema.Text))
                writer.WriteString("query", capture.Query);
            WriteHeaders(writer, capture.Headers);
            if (capture.Body.Length > 0)
                writer.WriteString("body", TextOf(capture.Body.Span, "its body"));
            writer.WriteEndObject();
            if (published.Count > 0)
                WriteKeys(writer, published);
            if (capture.At is { } at)
                writer.WriteNumber("now", at.ToUnixTimeSeconds());
            writer.WriteString("expect", verdict.IsHandshake ? "answered" : FeedVerdicts.WordOf(feed.Feed.Trust));
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteHeaders(Utf8JsonWriter writer, IReadOnlyList<CaptureHeader> headers)
    {
        if (
            headers.GroupBy(header => header.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is
            { } repeated
        )
            throw new ToolException(
                ExitCode.Unreadable,
                $"The request cannot be a test: its header field {repeated.Key} occurs several times, which a test cannot express."
            );
        if (headers.Count == 0)
            return;
        writer.WriteStartObject("headers");
        foreach (var header in headers)
            writer.WriteString(header.Name, TextOf(header.Bytes.Span, $"its header field {header.Name}"));
        writer.WriteEndObject();
    }

    private static void WriteKeys(Utf8JsonWriter writer, IReadOnlyList<KeyValuePair<string, string>> published)
    {
        writer.WriteStartObject("keys");
        foreach (var key in published.GroupBy(key => key.Key, StringComparer.Ordinal))
        {
            if (key.ToList() is [var only])
            {
                writer.WriteString(key.Key, only.Value);
                continue;
            }

            writer.WriteStartArray(key.Key);
            foreach (var value in key)
                writer.WriteStringValue(value.Value);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static string TextOf(ReadOnlySpan<byte> bytes, string what) =>
        System.Text.Unicode.Utf8.IsValid(bytes)
            ? Encoding.UTF8.GetString(bytes)
            : throw new ToolException(
                ExitCode.Unreadable,
                $"The request cannot be a test: {what} is not UTF-8, and a schema contains only text."
            );

    /// <summary>Replaces a file atomically: at no time is it incomplete.</summary>
    private static void Replace(string path, byte[] bytes)
    {
        var beside = $"{path}.{Path.GetRandomFileName()}";
        try
        {
            File.WriteAllBytes(beside, bytes);
            File.Move(beside, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            File.Delete(beside);
            throw ToolException.Unreadable(path, "the test cannot be added: the file or its folder cannot be written to.", failure);
        }
    }
}
