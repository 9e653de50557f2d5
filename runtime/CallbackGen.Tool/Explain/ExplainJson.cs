using System.Text.Json;
using System.Text.Json.Nodes;
using CallbackGen.Tool.Output;

namespace CallbackGen.Tool.Explain;

/// <summary>Writes an explanation as JSON.</summary>
internal static class ExplainJson
{
    public static void Write(ToolHost host, Secrets secrets, Explanation explanation) =>
        JsonOutput.Write(
            host,
            writer =>
            {
                var (subject, seen) = (explanation.Subject, explanation.Seen);
                writer.WriteStartObject();
                writer.WriteString("feed", subject.Feed.Name);
                writer.WriteString("capture", JsonOutput.Fit(subject.Sent.Capture.Name));
                writer.WriteString(
                    "verdict",
                    seen.IsAccepted ? "verified"
                        : seen.IsMatch ? "signature matches"
                        : "refused"
                );
                writer.WriteString("reason", seen.Rejection?.Reason.ToString());
                writer.WriteString("where", seen.Rejection?.Where);
                writer.WriteString("detail", seen.Rejection?.Detail);
                WriteParts(writer, explanation.Parts);
                WriteMessages(writer, secrets, explanation);
                writer.WriteStartArray("received");
                foreach (var signature in explanation.Received)
                {
                    writer.WriteStartObject();
                    writer.WriteString("from", JsonOutput.Fit(signature.From));
                    writer.WriteString("encoding", signature.EncodingWord);
                    writer.WriteString(
                        "hex",
                        secrets.AreShown || !explanation.HasAccepted ? Convert.ToHexStringLower(signature.Bytes) : null
                    );
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                if (explanation.Search is { } search)
                    WriteSearch(host, writer, explanation, search);
                writer.WriteEndObject();
            }
        );

    private static void WriteParts(Utf8JsonWriter writer, IReadOnlyList<SignedPart> parts)
    {
        writer.WriteStartArray("parts");
        foreach (var part in parts)
        {
            writer.WriteStartObject();
            writer.WriteString("part", JsonOutput.Fit(part.Name));
            writer.WriteNumber("bytes", part.Bytes.Length);
            writer.WriteNumber("signed", part.Signed);
            writer.WriteNumber("signature", part.States.Count(state => state == ByteState.Signature));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteMessages(Utf8JsonWriter writer, Secrets secrets, Explanation explanation)
    {
        writer.WriteStartArray("messages");
        for (var index = 0; index < explanation.Seen.Proofs.Count; index++)
        {
            var proof = explanation.Seen.Proofs[index];
            writer.WriteStartObject();
            writer.WriteNumber("scheme", proof.Place.Scheme);
            writer.WriteString("key", proof.KeyId);
            writer.WriteNumber("bytes", proof.Message.Length);
            // Hexadecimal bytes cannot be masked in part: a message that contains a key is secret as a whole.
            writer.WriteString(
                "hex",
                secrets.AreShown || !explanation.Secret[index].Contains(true) ? Convert.ToHexStringLower(proof.Message) : null
            );
            writer.WriteString("computed", secrets.AreShown && proof.Expected.Length > 0 ? Convert.ToHexStringLower(proof.Expected) : null);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteSearch(ToolHost host, Utf8JsonWriter writer, Explanation explanation, SearchResult search)
    {
        var subject = explanation.Subject;
        writer.WriteStartArray("answers");
        foreach (var answer in search.Answers)
        {
            writer.WriteStartObject();
            writer.WriteString("sentence", JsonOutput.Fit(Answers.Sentence(answer)));
            WriteTexts(writer, "culprits", Answers.Culprits(answer));
            WriteTexts(writer, "advice", Answers.Advice(answer));
            writer.WriteStartArray("patch");
            foreach (var edit in Answers.Patch(answer, JsonNode.Parse(subject.Schema.Text)!))
            {
                writer.WriteStartObject();
                writer.WriteString("op", edit.Op);
                writer.WriteString("path", edit.Path);
                if (edit.Op != "remove")
                {
                    writer.WritePropertyName("value");
                    (edit.Value ?? JsonValue.Create("")).WriteTo(writer);
                }

                writer.WriteString("file", host.Shown(subject.Schema.Path));
                writer.WriteNumber("line", SchemaTree.LineOf(subject.Schema.Text, edit.Path));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (search.Answers.Count == 0 && !explanation.Seen.IsMatch)
            WriteTexts(writer, "conclusion", Answers.Conclusion(explanation));
        writer.WriteStartObject("tried");
        writer.WriteNumber("requests", search.Tried.Requests);
        writer.WriteNumber("keys", search.Tried.Keys);
        writer.WriteNumber("schemas", search.Tried.Schemas);
        writer.WriteNumber("pairs", search.Tried.Pairs);
        writer.WriteBoolean("cut", search.IsCut);
        writer.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
            writer.WriteStringValue(JsonOutput.Fit(text));
        writer.WriteEndArray();
    }
}
