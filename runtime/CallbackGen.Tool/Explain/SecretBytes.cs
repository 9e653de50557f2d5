namespace CallbackGen.Tool.Explain;

/// <summary>
/// Finds the bytes of a message that come from a key, so that they can be masked: the message is built again with other keys of
/// the same form, and the differing bytes come from the key.
/// </summary>
internal static class SecretBytes
{
    /// <summary>
    /// The largest gap, in bytes, between two differing bytes that is secret too: by chance a character may be equal in both
    /// keys.
    /// </summary>
    private const int Gap = 12;

    /// <summary>Returns which bytes of each observed message are secret.</summary>
    /// <param name="subject">The request and the keys.</param>
    /// <param name="seen">The observation.</param>
    public static IReadOnlyList<bool[]> Of(Subject subject, Observation seen)
    {
        var secret = subject
            .Feed.Definition.Keys.Where(key => key is { Secret: true, IsPublicKey: false })
            .Select(key => key.Name)
            .ToHashSet(StringComparer.Ordinal);
        var shifted = subject
            .Values.Select(value => secret.Contains(value.Name) ? value with { Text = Shift(value.Text) } : value)
            .ToList();
        var others = KeySet.Build(subject.Feed, shifted, []) is { } keys
            ? Observation.WithPlaceholder(subject.Feed, subject.Sent.ToRequest(), keys, subject.Clock).Proofs
            : [];
        return
        [
            .. seen.Proofs.Select(
                (proof, index) =>
                    Differing(
                        proof.Message,
                        others.FirstOrDefault(other => other.Place == proof.Place && other.KeyId == proof.KeyId)
                            ?? others.ElementAtOrDefault(index)
                    )
            ),
        ];
    }

    private static bool[] Differing(byte[] message, SeenProof? other)
    {
        var secret = new bool[message.Length];
        if (other is null)
        {
            Array.Fill(secret, true);
            return secret;
        }

        if (other.Message.Length != message.Length)
        {
            var start = message.AsSpan().CommonPrefixLength(other.Message);
            var end = 0;
            while (end < Math.Min(message.Length, other.Message.Length) - start && message[^(end + 1)] == other.Message[^(end + 1)])
                end++;
            Array.Fill(secret, true, start, message.Length - start - end);
            return secret;
        }

        var last = -1;
        for (var at = 0; at < message.Length; at++)
        {
            if (message[at] == other.Message[at])
                continue;
            var from = last >= 0 && at - last <= Gap ? last + 1 : at;
            Array.Fill(secret, true, from, at - from + 1);
            last = at;
        }

        return secret;
    }

    /// <summary>Returns another text of the same length and alphabet, which differs in every character, ignoring case.</summary>
    private static string Shift(string text) =>
        string.Create(
            text.Length,
            text,
            static (span, old) =>
            {
                for (var index = 0; index < span.Length; index++)
                {
                    span[index] = old[index] switch
                    {
                        >= '0' and <= '9' and var digit => (char)('0' + ((digit - '0' + 3) % 10)),
                        >= 'a' and <= 'f' and var letter => (char)('a' + ((letter - 'a' + 1) % 6)),
                        >= 'A' and <= 'F' and var letter => (char)('A' + ((letter - 'A' + 1) % 6)),
                        >= 'g' and <= 'z' and var letter => (char)('g' + ((letter - 'g' + 1) % 20)),
                        >= 'G' and <= 'Z' and var letter => (char)('G' + ((letter - 'G' + 1) % 20)),
                        var mark => mark,
                    };
                }
            }
        );
}
