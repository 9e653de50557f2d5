using System.Text.Json.Nodes;
using CallbackGen.Tool.Output;
using Spectre.Console;

namespace CallbackGen.Tool.Explain;

/// <summary>Prints an explanation for a person.</summary>
internal sealed class ExplainView(ToolHost host, Secrets secrets)
{
    private const int MaxShown = 2000;

    private static readonly Style Bold = new(decoration: Decoration.Bold);
    private static readonly Style Muted = new(Color.Grey);
    private static readonly Style Good = new(Color.Green);
    private static readonly Style Bad = new(Color.Red);

    public void Write(Explanation explanation)
    {
        var (subject, seen) = (explanation.Subject, explanation.Seen);
        host.Screen.Line(
            $"{subject.Feed.Name}: {subject.Sent.Capture.Method} {Shown(System.Text.Encoding.UTF8.GetBytes(subject.Sent.Capture.Target))}",
            Bold
        );
        IReadOnlyList<string> secretTexts = secrets.AreShown ? [] : explanation.SecretTexts;
        foreach (var part in explanation.Parts.Where(part => part.Bytes.Length > 0))
            WritePart(explanation, part, secretTexts);
        for (var index = 0; index < seen.Proofs.Count; index++)
            WriteMessage(seen.Proofs[index], explanation.Secret[index]);
        if (seen.Proofs.Count == 0)
            host.Screen.Line("message: none was made", Bold);
        foreach (var signature in explanation.Received)
        {
            var hex = Convert.ToHexStringLower(signature.Bytes);
            host.Screen.Line(
                $"signature received, {signature.From}, {signature.EncodingWord}, {signature.Bytes.Length} bytes: "
                    + (IsHidden(explanation) ? Ends(hex) : hex)
            );
        }

        host.Screen.Line();
        WriteVerdict(seen);
        foreach (var doubt in explanation.Doubts)
            host.Screen.Line($"note: {doubt}", Muted);
        if (explanation.Search is { } search && (search.Answers.Count > 0 || !seen.IsMatch))
            WriteSearch(explanation, search);
    }

    /// <summary>
    /// Returns whether the received signature is masked: anyone who has it and the signed content can replay the callback.
    /// </summary>
    private bool IsHidden(Explanation explanation) => !secrets.AreShown && explanation.HasAccepted;

    private void WritePart(Explanation explanation, SignedPart part, IReadOnlyList<string> secretTexts)
    {
        var state =
            part.States.Contains(ByteState.Signature) ? "signature" + (part.Signed > 0 ? ", also signed" : "")
            : part.Signed == 0 ? "not signed"
            : part.Signed == part.Bytes.Length ? "signed"
            : $"{part.Signed} of {part.Bytes.Length} bytes signed";
        var masked = secrets.AreShown ? null : Masked(explanation, part, secretTexts);
        if (host.Screen.IsPlain || masked is not null)
        {
            host.Screen.Line($"{part.Name} ({state}): {Shown(masked ?? part.Bytes)}");
            return;
        }

        var line = new Paragraph();
        line.Append($"{Visible.Text(part.Name)} ({state}): ", Muted);
        for (var start = 0; start < Math.Min(part.Bytes.Length, MaxShown);)
        {
            var end = start;
            while (end < part.Bytes.Length && part.States[end] == part.States[start])
                end++;
            line.Append(
                Visible.Text(part.Bytes.AsSpan(start..end)),
                part.States[start] switch
                {
                    ByteState.Signed => Good,
                    ByteState.Signature => new Style(Color.Yellow),
                    _ => Muted,
                }
            );
            start = end;
        }

        host.Screen.Draw(line);
        host.Screen.Line();
    }

    private void WriteMessage(SeenProof proof, bool[] secret)
    {
        if (proof.Message.Length > 0)
        {
            var scheme = proof.Place.Scheme > 0 ? $" of scheme {proof.Place.Scheme + 1}" : "";
            var item = proof.Place.Item >= 0 ? $" of item {proof.Place.Item + 1}" : "";
            var key = proof.KeyId is null ? "" : $" under {proof.KeyId}";
            host.Screen.Line($"message{scheme}{item}{key}, {proof.Message.Length} bytes:", Bold);
            host.Screen.Line($"  {ShownMessage(proof.Message, secret)}");
        }

        if (proof.Expected.Length > 0)
            host.Screen.Line(
                "signature computed: "
                    + (secrets.AreShown ? Convert.ToHexStringLower(proof.Expected) : $"{PrintableText.Masked} (--show-secrets prints it)")
            );
    }

    private string ShownMessage(byte[] message, bool[] secret)
    {
        var text = new System.Text.StringBuilder();
        for (var start = 0; start < Math.Min(message.Length, MaxShown);)
        {
            var end = start;
            while (end < message.Length && secret[end] == secret[start])
                end++;
            text.Append(secret[start] ? secrets.Text(message.AsSpan(start..end)) : Shown(message.AsSpan(start..end)));
            start = end;
        }

        return text.ToString();
    }

    /// <summary>
    /// Returns the first and the last characters of a signature, which are enough to distinguish two signatures.
    /// </summary>
    private static string Ends(string signature) =>
        signature.Length < 24 ? PrintableText.Masked : $"{signature[..4]}…{signature[^4..]} (--show-secrets prints it)";

    /// <summary>
    /// Returns a part with secrets masked (credentials, keys, and an accepted signature); null when it contains none.
    /// </summary>
    private static byte[]? Masked(Explanation explanation, SignedPart part, IReadOnlyList<string> secretTexts)
    {
        if (
            part.States.All(state => state == ByteState.Unsigned)
            && part.Name.StartsWith("header:", StringComparison.Ordinal)
            && new Captures.CaptureHeader(part.Name["header:".Length..], "").IsCredential
        )
            return System.Text.Encoding.UTF8.GetBytes(PrintableText.Masked);
        var bytes = explanation.HasAccepted ? WithoutSignature(part) : part.Bytes;
        // The signature may be at another source than the schema declares.
        IEnumerable<string> found = explanation is { HasAccepted: true, Seen.IsMatch: false }
            ? SignatureTable
                .Of(explanation.Subject.Sent)
                .All.Where(signature => signature.From.Equals(part.Name, StringComparison.OrdinalIgnoreCase))
                .Select(signature => signature.Value[signature.Start..signature.End])
            : [];
        return Masked(bytes, [.. secretTexts, .. found.OrderByDescending(text => text.Length)])
            ?? (bytes.Length == part.Bytes.Length ? null : bytes);
    }

    private static byte[] WithoutSignature(SignedPart part)
    {
        var shown = new List<byte>();
        for (var start = 0; start < part.Bytes.Length;)
        {
            var end = start;
            while (end < part.Bytes.Length && part.States[end] == part.States[start])
                end++;
            if (part.States[start] == ByteState.Signature && end - start > 3)
                shown.AddRange(
                    System.Text.Encoding.UTF8.GetBytes(
                        end - start < 24
                            ? PrintableText.Masked
                            : System.Text.Encoding.Latin1.GetString(part.Bytes, start, 4)
                                + "…"
                                + System.Text.Encoding.Latin1.GetString(part.Bytes, end - 4, 4)
                    )
                );
            else
                shown.AddRange(part.Bytes[start..end]);
            start = end;
        }

        return [.. shown];
    }

    /// <summary>Returns bytes with secrets masked; null when they contain none.</summary>
    private static byte[]? Masked(byte[] bytes, IReadOnlyList<string> secretTexts)
    {
        var text = System.Text.Encoding.Latin1.GetString(bytes);
        var masked = secretTexts
            .Select(secret => System.Text.Encoding.Latin1.GetString(System.Text.Encoding.UTF8.GetBytes(secret)))
            .Where(secret => secret.Length > 3)
            .Aggregate(text, (rest, secret) => rest.Replace(secret, PrintableText.Masked, StringComparison.Ordinal));
        return masked == text ? null : System.Text.Encoding.Latin1.GetBytes(masked);
    }

    private static string Shown(ReadOnlySpan<byte> bytes) =>
        bytes.Length <= MaxShown ? Visible.Text(bytes) : $"{Visible.Text(bytes[..MaxShown])}… and {bytes.Length - MaxShown} bytes more";

    private void WriteVerdict(Observation seen)
    {
        if (seen.IsAccepted)
            host.Screen.Line("verdict: verified", Good);
        else if (seen.IsMatch)
            host.Screen.Line($"verdict: the signature matches; refused for another reason, {seen.Rejection}", Bad);
        else
            host.Screen.Line($"verdict: refused, {seen.Rejection}", Bad);
    }

    private void WriteSearch(Explanation explanation, SearchResult search)
    {
        var subject = explanation.Subject;
        host.Screen.Line();
        if (search.Answers.Count == 0)
        {
            foreach (var line in Answers.Conclusion(explanation).Prepend(Answers.Nothing(search)))
                host.Screen.Line(line, Bad);
            return;
        }

        var answer = search.Answers[0];
        host.Screen.Line(Answers.Sentence(answer), Good);
        foreach (var line in Answers.Culprits(answer).Concat(Answers.Advice(answer)))
            host.Screen.Line(line);
        WritePatch(subject, answer);
        foreach (var other in search.Answers.Skip(1).Take(3))
            host.Screen.Line($"The same message: {Answers.Sentence(other)}", Muted);
    }

    private void WritePatch(Subject subject, Candidate answer)
    {
        var patch = Answers.Patch(answer, JsonNode.Parse(subject.Schema.Text)!);
        if (patch.Count > 0)
            host.Screen.Line("Edit the schema:");
        foreach (var edit in patch)
            host.Screen.Line(
                (
                    $"  {host.Shown(subject.Schema.Path)}:{SchemaTree.LineOf(subject.Schema.Text, edit.Path)}: {edit.Op} "
                    + $"{edit.Path} {edit.ValueText}"
                ).TrimEnd()
            );
    }
}
