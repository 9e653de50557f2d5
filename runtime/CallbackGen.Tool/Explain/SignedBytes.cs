using System.Text;

namespace CallbackGen.Tool.Explain;

/// <summary>Whether a byte of the request is signed.</summary>
internal enum ByteState
{
    Unsigned,
    Signed,
    Signature,
}

/// <summary>A part of the request with the state of its bytes.</summary>
/// <param name="Name"><c>target</c>, <c>body</c>, or <c>header:Name</c>.</param>
/// <param name="Bytes">The bytes as received.</param>
/// <param name="States">The state of each byte.</param>
internal sealed record SignedPart(string Name, byte[] Bytes, ByteState[] States)
{
    /// <summary>The number of signed bytes.</summary>
    public int Signed => States.Count(state => state == ByteState.Signed);
}

/// <summary>
/// Determines which bytes are signed: each byte is changed in turn, and the compiled verifier builds its message again.
/// </summary>
internal static class SignedBytes
{
    private const int MaxProbes = 1500;

    /// <summary>The total size of all changed requests, in bytes.</summary>
    private const int MaxProbedBytes = 64 * 1024 * 1024;

    /// <summary>Returns the parts of a request; no byte is signed when the verifier builds no message.</summary>
    /// <param name="subject">The request, the feed and the keys.</param>
    /// <param name="seen">The verifier's observation of the unchanged request.</param>
    public static IReadOnlyList<SignedPart> Of(Subject subject, Observation seen)
    {
        var keys = subject.Keys;
        var before = seen.Fingerprint();
        var parts = Parts(subject.Sent).ToList();
        var length = parts.Sum(part => part.Bytes.Bytes.Length);
        var stride = Math.Max(1, length / Math.Clamp(MaxProbedBytes / Math.Max(length, 1), 1, MaxProbes));
        foreach (var (part, replace) in parts)
        {
            if (seen.Proofs.Count == 0)
                continue;
            Probe(
                part,
                stride,
                changed =>
                {
                    var observed = Observation.WithPlaceholder(subject.Feed, replace(changed).ToRequest(), keys, subject.Clock);
                    return observed.Proofs.Count == 0 ? null : observed.Fingerprint() != before;
                }
            );
        }

        Mark(subject, parts.ConvertAll(part => part.Bytes));
        return parts.ConvertAll(part => part.Bytes);
    }

    private static IEnumerable<(SignedPart Bytes, Func<byte[], Sent> Replace)> Parts(Sent sent)
    {
        yield return (
            Part("target", Encoding.Latin1.GetBytes(sent.Capture.Target)),
            bytes => sent.WithTarget(Encoding.Latin1.GetString(bytes))
        );
        for (var index = 0; index < sent.Capture.Headers.Count; index++)
        {
            var (at, header) = (index, sent.Capture.Headers[index]);
            yield return (Part($"header:{header.Name}", header.Bytes.ToArray()), bytes => sent.WithHeader(at, new(header.Name, bytes)));
        }

        yield return (Part("body", sent.Capture.Body.ToArray()), sent.WithBody);
    }

    private static SignedPart Part(string name, byte[] bytes) => new(name, bytes, new ByteState[bytes.Length]);

    private static void Probe(SignedPart part, int stride, Func<byte[], bool?> isSigned)
    {
        var state = ByteState.Unsigned;
        var from = 0;
        for (var at = 0; at < part.Bytes.Length; at++)
        {
            if (at % stride != 0 || Other(part.Bytes[at]) is not { } other)
                continue;
            byte[] changed = [.. part.Bytes];
            changed[at] = other;
            if (isSigned(changed) is not { } answer)
                continue;
            var next = answer ? ByteState.Signed : ByteState.Unsigned;
            // Bytes between two signed bytes are assumed to be signed, because a comma, for example, cannot be changed alone.
            Array.Fill(part.States, next == state || from == 0 ? next : ByteState.Unsigned, from, at - from);
            part.States[at] = next;
            (state, from) = (next, at + 1);
        }

        Array.Fill(part.States, state, from, part.Bytes.Length - from);
    }

    /// <summary>Returns another byte that is valid at the same position; null for a byte with a syntactic meaning.</summary>
    private static byte? Other(byte one) =>
        (char)one switch
        {
            >= '0' and <= '9' => (byte)('1' + ((one - '0') % 9)),
            'f' or 'z' => (byte)'a',
            'F' or 'Z' => (byte)'A',
            (>= 'a' and < 'z') or (>= 'A' and < 'Z') => (byte)(one + 1),
            _ => null,
        };

    private static void Mark(Subject subject, List<SignedPart> parts)
    {
        var places = subject.Feed.Definition.Proofs.Select(proof => proof.From).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var signature in SignatureTable.Of(subject.Sent).All.Where(signature => places.Contains(signature.From)))
        {
            var text = Encoding.UTF8.GetBytes(signature.Value[signature.Start..signature.End]);
            foreach (
                var part in parts.Where(part =>
                    part.Name == signature.From
                    || (!signature.From.StartsWith("header:", StringComparison.Ordinal) && part.Name is "body" or "target")
                )
            )
            {
                if (part.Bytes.AsSpan().IndexOf(text) is var at and >= 0)
                    Array.Fill(part.States, ByteState.Signature, at, text.Length);
            }
        }
    }
}
